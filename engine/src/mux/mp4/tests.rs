use super::index::{chunk_offsets, set_chunk_offsets};
use super::*;
use crate::media::{AudioCodec, AudioParameters, Metadata, VideoConfig, VideoParameters};
use crate::time::{FrameRate, MediaTime};
use mp4_atom::{Mdia, Stbl, Trak};

const FOUR_GIB: u64 = 1 << 32;

fn streams(num: u32, den: u32, sample_rate: u32) -> Streams {
    Streams {
        video: VideoParameters {
            width: 128,
            height: 128,
            frame_rate: FrameRate { num, den },
            config: VideoConfig::H264 {
                sps: vec![0x67, 100, 0, 40, 1],
                pps: vec![0x68, 1],
            },
        },
        frames: 0,
        audio: Some((
            AudioParameters {
                codec: AudioCodec::Aac,
                sample_rate,
                channels: 2,
                bitrate: 128_000,
                config: vec![0x11, 0x90],
                delay: 2048,
            },
            1_000,
        )),
        metadata: Metadata::default(),
        fragmented: false,
    }
}

fn written(durations: [u64; 2], offset: u64) -> Moov {
    let trak = durations.map(|duration| {
        let mut mdia = Mdia::default();
        mdia.mdhd.duration = duration;
        set_chunk_offsets(&mut mdia.minf.stbl, vec![1000, offset]);
        Trak {
            mdia,
            ..Trak::default()
        }
    });
    Moov {
        trak: trak.to_vec(),
        ..Moov::default()
    }
}

fn index(streams: &Streams, durations: [u64; 2], offset: u64) -> Index {
    let mut tally = Tally::new(Track::Picture, 1);
    tally.first = 0;
    let written = written(durations, offset);
    Index::build(streams, Flavour::Mp4, written, &tally, Some(&tally)).expect("the index is built")
}

fn decoded(index: &Index) -> Moov {
    let bytes = index.encode().expect("the index is encoded");
    Moov::decode(&mut bytes.as_slice()).expect("the index is read back")
}

#[test]
fn durations_are_exact_in_every_timescale() {
    // 7 frames of 1001/30000 s against 1000 samples at 44.1 kHz, after 2048 of delay.
    let index = index(&streams(30_000, 1001, 44_100), [7 * 1001, 4096], 2000);
    let moov = decoded(&index);
    assert_eq!(moov.mvhd.timescale, 4_410_000);
    assert_eq!(moov.trak[0].tkhd.duration, 7 * 1001 * 147);
    assert_eq!(moov.trak[1].tkhd.duration, 1000 * 100);
    assert_eq!(moov.mvhd.duration, moov.trak[0].tkhd.duration);
    assert_eq!(index.duration, MediaTime::from_nanos(233_566_667));
    let edit = &moov.trak[1]
        .edts
        .as_ref()
        .and_then(|e| e.elst.as_ref())
        .expect("an edit list")
        .entries[0];
    assert_eq!((edit.segment_duration, edit.media_time), (100_000, Some(2048)));
    assert!(moov.trak[0].edts.is_none());
}

#[test]
fn offsets_grow_wide_where_they_pass_four_gib() {
    let mut index = index(&streams(30, 1, 48_000), [1, 4096], FOUR_GIB - 10);
    let before = decoded(&index);
    assert!(before.trak.iter().all(|t| t.mdia.minf.stbl.co64.is_none()));
    index.shift(10);
    let after = decoded(&index);
    for trak in &after.trak {
        let stbl = &trak.mdia.minf.stbl;
        assert!(stbl.stco.is_none());
        assert_eq!(chunk_offsets(stbl), [1010, FOUR_GIB]);
    }
    let mut stbl = Stbl::default();
    set_chunk_offsets(&mut stbl, vec![FOUR_GIB - 1]);
    assert_eq!(
        (stbl.stco.map(|s| s.entries), stbl.co64),
        (Some(vec![u32::MAX]), None)
    );
}

#[test]
fn the_same_streams_make_the_same_index() {
    let make = || {
        index(&streams(30, 1, 48_000), [30, 4096], 2000)
            .encode()
            .expect("the index is encoded")
    };
    assert_eq!(make(), make());
    let moov = Moov::decode(&mut make().as_slice()).expect("the index is read back");
    assert_eq!((moov.mvhd.creation_time, moov.mvhd.modification_time), (0, 0));
}

#[test]
fn sizes_of_boxes_are_read_in_both_widths() {
    let mut file = tempfile::tempfile().expect("a scratch file");
    file.write_all(b"\0\0\0\x10mdat________").expect("written");
    file.write_all(&[0, 0, 0, 1, b'm', b'd', b'a', b't', 0, 0, 0, 1, 0, 0, 0, 9])
        .expect("written");
    assert_eq!(layout::box_size(&mut file, 0).expect("narrow"), 16);
    assert_eq!(layout::box_size(&mut file, 16).expect("wide"), FOUR_GIB + 9);
}

#[test]
fn room_is_filled_to_the_byte_or_refused() {
    let layout = Layout::reserve(&streams(30, 1, 48_000), Flavour::Mp4).expect("a layout");
    let room = (layout.media() - layout.brands()) as usize;
    for length in [8, room - 9, room - 8] {
        let head = layout.place(&vec![7; length]).expect("it fits");
        assert_eq!(head.len(), room);
        assert_eq!(&head[length + 4..length + 8], b"free");
    }
    assert!(layout.place(&vec![7; room - 7]).is_none());
}
