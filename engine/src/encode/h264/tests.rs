use super::*;
use crate::encode::VideoEncoder;
use crate::encode::segment::SegmentEncoder;
use crate::export::{Profile, VideoSettings};
use crate::media::VideoCodec;

type Encoder = SegmentEncoder<H264>;

fn encoder(bitrate_kbps: Option<u32>) -> Box<Encoder> {
    let settings = VideoSettings {
        codec: VideoCodec::H264,
        width: 130,
        height: 128,
        frame_rate: 24,
        bitrate_kbps,
        crf: Some(30),
        profile: Profile::High,
        transparent: false,
    };
    Box::new(Encoder::open(&settings, FrameRate::whole(24), 2, 6).expect("the encoder opens"))
}

fn frame(index: FrameIndex) -> Frame {
    Frame {
        index,
        ..Frame::new(130, 128)
    }
}

#[test]
fn times_count_from_the_start_of_the_video() {
    for bitrate in [None, Some(500)] {
        let mut encoder = encoder(bitrate);
        let mut packets = Vec::new();
        for index in 6..11 {
            encoder
                .encode(&frame(index), &mut packets)
                .expect("the frame is encoded");
        }
        let parameters = encoder.finish(&mut packets).expect("the segment ends");
        let times: Vec<_> = packets
            .iter()
            .map(|p| (p.pts, p.dts, p.duration, p.key))
            .collect();
        let expected = [(6, true), (7, false), (8, true), (9, false), (10, true)];
        assert_eq!(times, expected.map(|(time, key)| (time, time, 1, key)));
        let VideoConfig::H264 { sps, pps } = parameters.config else {
            panic!("parameters of H.264")
        };
        assert_eq!((sps[0], pps[0]), (0x67, 0x68));
    }
}

#[test]
fn one_frame_is_a_segment_and_none_is_not() {
    let mut packets = Vec::new();
    assert!(matches!(
        encoder(None).finish(&mut packets),
        Err(EncodeError::Empty)
    ));
    let mut encoder = encoder(Some(500));
    encoder
        .encode(&frame(6), &mut packets)
        .expect("the frame is taken");
    encoder.finish(&mut packets).expect("the segment ends");
    assert_eq!(packets.len(), 1);
    assert!(packets[0].key);
}

#[test]
fn padded_rows_make_the_same_packets() {
    let encode = |frame: &Frame| {
        let mut packets = Vec::new();
        let mut encoder = encoder(None);
        encoder.encode(frame, &mut packets).expect("the frame is encoded");
        packets
    };
    let (mut tight, mut padded) = (frame(6), frame(6));
    for plane in 0..3 {
        let row = tight.strides[plane];
        let stride = row + 7;
        padded.strides[plane] = stride;
        padded.planes[plane] = vec![255; stride * (tight.planes[plane].len() / row) - 7];
        for at in 0..tight.planes[plane].len() {
            let value = (at * 31 % 200) as u8;
            tight.planes[plane][at] = value;
            padded.planes[plane][at / row * stride + at % row] = value;
        }
    }
    assert_eq!(encode(&tight), encode(&padded));
}

#[test]
fn frames_that_do_not_fit_are_refused() {
    let refuse = |frame: &Frame| {
        encoder(None)
            .encode(frame, &mut Vec::new())
            .expect_err("it does not fit")
    };
    assert!(matches!(
        refuse(&frame(7)),
        EncodeError::Frame { index: 7, due: 6, .. }
    ));
    assert!(matches!(
        refuse(&Frame::new(128, 130)),
        EncodeError::Frame { due_width: 130, .. }
    ));
    let mut short = frame(6);
    short.planes[1].pop();
    assert!(matches!(
        refuse(&short),
        EncodeError::Plane {
            plane: 1,
            bytes: 4159,
            needed: 4160,
            ..
        }
    ));
    let mut narrow = frame(6);
    narrow.strides[2] = 64;
    assert!(matches!(refuse(&narrow), EncodeError::Plane { plane: 2, .. }));
}
