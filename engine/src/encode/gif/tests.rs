use super::*;
use crate::export::{ExportRequest, GifSettings, PresetId};

const SIZE: (u32, u32) = (128, 130);

fn encoder(crf: u8) -> Box<GifEncoder> {
    let request = ExportRequest {
        width: Some(SIZE.0),
        height: Some(SIZE.1),
        crf: Some(crf),
        ..ExportRequest::preset(PresetId::Custom)
    };
    let config = request.build().expect("valid");
    let palette = Arc::new(GifPalette::even(&GifSettings::default()));
    Box::new(GifEncoder::open(config.video(), FrameRate::whole(20), 5, palette))
}

/// Grey, with a red square at `at`.
fn frame(index: FrameIndex, at: usize) -> Frame {
    let mut frame = Frame::rgba(SIZE.0, SIZE.1);
    frame.index = index;
    for (place, pixel) in frame.planes[0].chunks_mut(4).enumerate() {
        let (x, y) = (place % SIZE.0 as usize, place / SIZE.0 as usize);
        let red = (at..at + 10).contains(&x) && (20..30).contains(&y);
        pixel.copy_from_slice(if red {
            &[255, 0, 0, 255]
        } else {
            &[51, 51, 51, 255]
        });
    }
    frame
}

fn place(packet: &EncodedPacket) -> Vec<u16> {
    let values = packet.data[..PLACE].chunks(2);
    values
        .map(|pair| u16::from_le_bytes([pair[0], pair[1]]))
        .collect()
}

#[test]
fn only_what_has_changed_is_drawn() {
    let mut encoder = encoder(0);
    let mut packets = Vec::new();
    for (index, at) in [(5, 40), (6, 50), (7, 50)] {
        encoder.encode(&frame(index, at), &mut packets).expect("encoded");
    }
    assert_eq!(place(&packets[0]), [0, 0, 128, 130]);
    assert_eq!(place(&packets[1]), [40, 20, 20, 10]);
    assert_eq!(place(&packets[2]), [0, 0, 1, 1]);
    let keys: Vec<_> = packets.iter().map(|packet| packet.key).collect();
    assert_eq!(keys, [true, false, false]);
    let parameters = encoder.finish(&mut packets).expect("the segment ends");
    assert!(matches!(parameters.config, VideoConfig::Gif { loops: 0, .. }));
}

#[test]
fn little_changes_wait_for_larger_ones() {
    let mut encoder = encoder(20);
    let mut packets = Vec::new();
    encoder.encode(&frame(5, 40), &mut packets).expect("encoded");
    let mut little = frame(6, 40);
    little.planes[0]
        .iter_mut()
        .for_each(|level| *level = level.saturating_add(9));
    encoder.encode(&little, &mut packets).expect("encoded");
    assert!(packets[1].data.len() < packets[0].data.len() / 4);
}

#[test]
fn frames_that_do_not_fit_are_refused() {
    let mut packets = Vec::new();
    assert!(matches!(
        encoder(0).encode(&frame(6, 0), &mut packets),
        Err(EncodeError::Frame { due: 5, .. })
    ));
    let planar = Frame {
        index: 5,
        ..Frame::new(SIZE.0, SIZE.1)
    };
    assert!(encoder(0).encode(&planar, &mut packets).is_err());
    assert!(matches!(encoder(0).finish(&mut packets), Err(EncodeError::Empty)));
}
