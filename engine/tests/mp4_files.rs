//! Pictures are encoded and muxed, and other people's programs say what came out.

mod clip;
mod probe;

use clip::{Busy, draw};
use phonoglyph_engine::encode;
use phonoglyph_engine::export::{Container, Profile, VideoSettings};
use phonoglyph_engine::media::{
    AudioCodec, AudioParameters, EncodedPacket, EncodedSegment, Frame, Metadata, VideoCodec, VideoConfig,
};
use phonoglyph_engine::mux::{self, MuxError, Muxed, Streams};
use phonoglyph_engine::plan::{Segment, gop_frames};
use phonoglyph_engine::time::{FrameRate, MediaTime};
use probe::{decode, probe, run, stream};
use std::path::Path;
use std::process::Command;

fn settings(width: u32, height: u32, fps: u32, profile: Profile) -> VideoSettings {
    VideoSettings {
        codec: VideoCodec::H264,
        width,
        height,
        frame_rate: fps,
        bitrate_kbps: None,
        crf: Some(26),
        profile,
        transparent: false,
    }
}

/// Segments of two groups of pictures.
fn cut(frames: u64, rate: FrameRate) -> Vec<Segment> {
    let length = gop_frames(rate) * 2;
    let ends = (0..frames.div_ceil(length)).map(|i| (i, i * length, ((i + 1) * length).min(frames)));
    ends.map(|(index, start, end)| Segment {
        index: index as usize,
        frames: start..end,
    })
    .collect()
}

/// Encodes a clip segment by segment, the segments in the given order.
fn encode_clip(settings: &VideoSettings, frames: u64, busy: Busy, reversed: bool) -> Vec<EncodedSegment> {
    let rate = FrameRate::whole(settings.frame_rate);
    let mut segments = cut(frames, rate);
    if reversed {
        segments.reverse();
    }
    let mut encoded: Vec<_> = segments
        .iter()
        .map(|segment| encode_segment(settings, segment, busy))
        .collect();
    encoded.sort_by_key(|segment| segment.index);
    encoded
}

fn encode_segment(settings: &VideoSettings, segment: &Segment, busy: Busy) -> EncodedSegment {
    let rate = FrameRate::whole(settings.frame_rate);
    let gop = gop_frames(rate);
    let mut encoder = encode::video(settings, rate, gop, segment.frames.start).expect("the encoder opens");
    let mut frame = Frame::new(settings.width, settings.height);
    let mut packets = Vec::new();
    for index in segment.frames.clone() {
        draw(&mut frame, index, busy);
        encoder
            .encode(&frame, &mut packets)
            .expect("the frame is encoded");
    }
    let parameters = encoder.finish(&mut packets).expect("the segment ends");
    EncodedSegment {
        index: segment.index,
        parameters,
        packets,
    }
}

/// Muxes segments, and sound where there is some, in the order of time.
fn write(
    path: &Path,
    segments: &[EncodedSegment],
    sound: Option<(&AudioParameters, u64, &[EncodedPacket])>,
    announced: u64,
) -> Result<Muxed, MuxError> {
    let streams = Streams {
        video: segments[0].parameters.clone(),
        frames: announced,
        audio: sound.map(|(parameters, samples, _)| (parameters.clone(), samples)),
        metadata: Metadata::default(),
        fragmented: false,
    };
    let mut muxer = mux::create(Container::Mp4, path, &streams)?;
    let mut rest = sound.map_or(&[][..], |(.., packets)| packets);
    for packet in segments.iter().flat_map(|segment| &segment.packets) {
        let time = packet.dts as f64 / f64::from(streams.video.frame_rate.num);
        while let [next, after @ ..] = rest
            && next.dts as f64 / 48_000.0 < time
        {
            muxer.audio(next)?;
            rest = after;
        }
        muxer.video(packet)?;
    }
    for packet in rest {
        muxer.audio(packet)?;
    }
    muxer.finish()
}

/// The kinds of the boxes at the top of a file, and where each begins.
fn boxes(bytes: &[u8]) -> Vec<(String, usize)> {
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(header) = bytes.get(at..at + 8) {
        let (size, kind) = header.split_at(4);
        found.push((String::from_utf8_lossy(kind).into_owned(), at));
        at += u32::from_be_bytes(size.try_into().expect("four bytes")) as usize;
    }
    assert_eq!(at, bytes.len(), "the boxes fill the file");
    found
}

#[test]
fn files_are_what_was_asked_for() {
    let cases = [
        (
            settings(128, 128, 24, Profile::Baseline),
            30,
            "Constrained Baseline",
            11,
        ),
        (settings(322, 578, 30, Profile::Main), 130, "Main", 30),
        (settings(1080, 1920, 30, Profile::Main), 8, "Main", 40),
        (settings(1920, 1080, 60, Profile::High), 8, "High", 42),
        (settings(3840, 128, 30, Profile::High), 3, "High", 40),
        (settings(2160, 3840, 30, Profile::High), 2, "High", 51),
    ];
    let folder = tempfile::tempdir().expect("a folder");
    for (settings, frames, profile, level) in cases {
        let path = folder.path().join("out.mp4");
        let segments = encode_clip(&settings, frames, Busy::Lively, false);
        let muxed = write(&path, &segments, None, frames).expect("the file is written");
        let bytes = std::fs::read(&path).expect("the file is there");
        assert_eq!(muxed.bytes, bytes.len() as u64);
        assert_eq!(
            muxed.duration,
            FrameRate::whole(settings.frame_rate).time_of(frames)
        );
        let kinds: Vec<_> = boxes(&bytes).into_iter().map(|(kind, _)| kind).collect();
        assert_eq!(kinds, ["ftyp", "moov", "free", "mdat"]);
        check_stream(&path, &settings, frames, profile, level);
        check_times(&path, &settings, frames);
    }
}

fn check_stream(path: &Path, settings: &VideoSettings, frames: u64, profile: &str, level: u32) {
    let probed = probe(path, &["-show_streams", "-show_format", "-count_frames"]);
    let video = stream(&probed, "video");
    assert_eq!(video["profile"], profile);
    assert_eq!(video["level"], level);
    assert_eq!(
        (&video["width"], &video["height"]),
        (&settings.width.into(), &settings.height.into())
    );
    assert_eq!(video["pix_fmt"], "yuv420p");
    assert_eq!(video["sample_aspect_ratio"], "1:1");
    assert_eq!(video["color_range"], "tv");
    for field in ["color_space", "color_transfer", "color_primaries"] {
        assert_eq!(video[field], "bt709", "{field}");
    }
    assert_eq!(video["codec_tag_string"], "avc1");
    assert_eq!(video["r_frame_rate"], format!("{}/1", settings.frame_rate));
    assert_eq!(video["time_base"], format!("1/{}", settings.frame_rate));
    assert_eq!(video["start_pts"], 0);
    assert_eq!(video["duration_ts"], frames);
    assert_eq!(video["nb_frames"], frames.to_string());
    assert_eq!(video["nb_read_frames"], frames.to_string(), "every frame decodes");
    assert_eq!(probed["format"]["tags"]["compatible_brands"], "isomiso2avc1mp41");
}

fn check_times(path: &Path, settings: &VideoSettings, frames: u64) {
    let probed = probe(
        path,
        &[
            "-show_entries",
            "frame=pts,key_frame,pict_type",
            "-select_streams",
            "v",
        ],
    );
    let decoded = probed["frames"].as_array().expect("ffprobe lists frames");
    assert_eq!(decoded.len() as u64, frames);
    let gop = gop_frames(FrameRate::whole(settings.frame_rate)) as usize;
    for (index, frame) in decoded.iter().enumerate() {
        assert_eq!(frame["pts"], index);
        assert_eq!(frame["key_frame"] == 1, index % gop == 0, "frame {index}");
    }
}

#[test]
fn the_container_carries_the_colours_itself() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("out.mp4");
    let segments = encode_clip(&settings(128, 128, 30, Profile::High), 2, Busy::Calm, false);
    write(&path, &segments, None, 2).expect("the file is written");
    let bytes = std::fs::read(&path).expect("the file is there");
    let colr = b"colrnclx\0\x01\0\x01\0\x01\0";
    assert_eq!(bytes.windows(colr.len()).filter(|w| w == colr).count(), 1);
    // The tail that high profiles have: 4:2:0, 8 bits, 8 bits, no further parameter sets.
    let VideoConfig::H264 { pps, .. } = &segments[0].parameters.config else {
        panic!("parameters of H.264")
    };
    let tail = [pps.as_slice(), &[0xfd, 0xf8, 0xf8, 0]].concat();
    assert!(bytes.windows(tail.len()).any(|w| w == tail));
}

#[test]
fn the_order_of_work_does_not_change_the_file() {
    let settings = VideoSettings {
        bitrate_kbps: Some(300),
        ..settings(160, 128, 24, Profile::High)
    };
    let folder = tempfile::tempdir().expect("a folder");
    let written = [false, true].map(|reversed| {
        let path = folder.path().join(format!("{reversed}.mp4"));
        let segments = encode_clip(&settings, 250, Busy::Lively, reversed);
        assert!(
            segments
                .windows(2)
                .all(|pair| pair[0].parameters == pair[1].parameters)
        );
        write(&path, &segments, None, 250).expect("the file is written");
        std::fs::read(&path).expect("the file is there")
    });
    assert!(written[0] == written[1]);
}

#[test]
fn an_index_without_room_is_put_in_front_all_the_same() {
    let settings = settings(128, 128, 60, Profile::Baseline);
    let folder = tempfile::tempdir().expect("a folder");
    let segments = encode_clip(&settings, 1200, Busy::Calm, false);
    let [short, right] = [0, 1200].map(|announced| folder.path().join(format!("{announced}.mp4")));
    write(&short, &segments, None, 0).expect("the file is written");
    write(&right, &segments, None, 1200).expect("the file is written");
    let bytes = std::fs::read(&short).expect("the file is there");
    let kinds: Vec<_> = boxes(&bytes).into_iter().map(|(kind, _)| kind).collect();
    assert_eq!(kinds, ["ftyp", "moov", "free", "mdat"]);
    let pictures = |path: &Path| decode(path, &["-f", "framemd5"]);
    assert_eq!(pictures(&short), pictures(&right));
    check_times(&short, &settings, 1200);
}

#[test]
fn sound_keeps_its_place() {
    const CLICKS: [usize; 3] = [4_800, 52_801, 120_007];
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("out.mp4");
    let segments = encode_clip(&settings(128, 128, 30, Profile::Main), 90, Busy::Calm, false);
    let samples = 3 * 48_000 - 500;
    let (parameters, packets) = aac_clicks(&CLICKS, samples);
    let muxed = write(
        &path,
        &segments,
        Some((&parameters, samples as u64, &packets)),
        90,
    )
    .expect("written");
    assert_eq!(muxed.duration, MediaTime::from_seconds(3.0));

    let probed = probe(&path, &["-show_streams", "-show_format"]);
    let audio = stream(&probed, "audio");
    assert_eq!(
        (&audio["codec_name"], &audio["profile"]),
        (&"aac".into(), &"LC".into())
    );
    assert_eq!(
        (&audio["sample_rate"], &audio["channels"]),
        (&"48000".into(), &1.into())
    );
    assert_eq!(audio["start_pts"], 0);
    assert_eq!(probed["format"]["duration"], "3.000000");

    let decoded = decode(&path, &["-map", "0:a", "-f", "f32le", "-ac", "1"]);
    let decoded: Vec<f32> = decoded
        .chunks_exact(4)
        .map(|b| f32::from_le_bytes(b.try_into().expect("four bytes")))
        .collect();
    assert!(
        decoded.len().abs_diff(samples) < 1024,
        "{} samples",
        decoded.len()
    );
    for click in CLICKS {
        let around = click - 400..click + 400;
        let loudest = around.max_by(|a, b| decoded[*a].abs().total_cmp(&decoded[*b].abs()));
        let found = loudest.expect("the range is not empty");
        assert!(
            found.abs_diff(click) <= 2,
            "the click of sample {click} is at {found}"
        );
    }
}

/// Clicks, compressed by ffmpeg: 1024 samples of delay, one channel, 48 kHz.
fn aac_clicks(clicks: &[usize], samples: usize) -> (AudioParameters, Vec<EncodedPacket>) {
    let mut wave = vec![0_u8; samples * 2];
    for click in clicks {
        wave[click * 2..click * 2 + 2].copy_from_slice(&24_000_i16.to_le_bytes());
    }
    let folder = tempfile::tempdir().expect("a folder");
    let raw = folder.path().join("clicks.raw");
    std::fs::write(&raw, wave).expect("the clicks are written");
    let mut command = Command::new("ffmpeg");
    command
        .args(["-v", "error", "-f", "s16le", "-ar", "48000", "-ac", "1", "-i"])
        .arg(&raw);
    command.args(["-c:a", "aac", "-b:a", "128k", "-f", "adts", "-"]);
    let adts = run(&mut command);
    let mut packets = Vec::new();
    let mut rest = adts.as_slice();
    while rest.len() >= 7 {
        let length =
            (usize::from(rest[3] & 3) << 11) | (usize::from(rest[4]) << 3) | usize::from(rest[5] >> 5);
        let (packet, after) = rest.split_at(length);
        let time = packets.len() as u64 * 1024;
        packets.push(EncodedPacket {
            pts: time,
            dts: time,
            duration: 1024,
            key: true,
            data: packet[7..].to_vec(),
            alpha: None,
        });
        rest = after;
    }
    let parameters = AudioParameters {
        codec: AudioCodec::Aac,
        sample_rate: 48_000,
        channels: 1,
        bitrate: 128_000,
        config: vec![0x11, 0x88],
        delay: 1024,
    };
    (parameters, packets)
}

#[test]
fn nothing_is_left_of_a_file_that_was_not_finished() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("out.mp4");
    let segments = encode_clip(&settings(128, 128, 30, Profile::Main), 3, Busy::Calm, false);
    let streams = Streams {
        video: segments[0].parameters.clone(),
        frames: 3,
        audio: None,
        metadata: Metadata::default(),
        fragmented: false,
    };
    let mut muxer = mux::create(Container::Mp4, &path, &streams).expect("the muxer begins");
    muxer
        .video(&segments[0].packets[0])
        .expect("the first packet is taken");
    let gap = muxer
        .video(&segments[0].packets[2])
        .expect_err("a packet is missing");
    assert!(matches!(
        gap,
        MuxError::Gap {
            expected: 1,
            found: 2,
            ..
        }
    ));
    assert!(matches!(
        muxer.audio(&segments[0].packets[1]),
        Err(MuxError::NoSound)
    ));
    assert!(!path.exists());
    drop(muxer);
    let left = std::fs::read_dir(folder.path())
        .expect("the folder is there")
        .count();
    assert_eq!(left, 0);
}

#[test]
fn files_without_packets_or_with_too_little_sound_are_refused() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("out.mp4");
    let segments = encode_clip(&settings(128, 128, 30, Profile::Main), 3, Busy::Calm, false);
    let (parameters, packets) = aac_clicks(&[], 4096);
    let refused = |segments: &[EncodedSegment], packets: &[EncodedPacket], samples| {
        write(&path, segments, Some((&parameters, samples, packets)), 3).expect_err("the file is refused")
    };
    assert!(matches!(
        refused(&segments, &[], 4096),
        MuxError::Empty(mux::Track::Sound)
    ));
    let few = refused(&segments, &packets[..2], 4096);
    assert!(matches!(
        few,
        MuxError::Short {
            announced: 5120,
            found: 2048
        }
    ));
    let mut none = segments.clone();
    none[0].packets.clear();
    assert!(matches!(
        refused(&none, &packets, 4096),
        MuxError::Empty(mux::Track::Picture)
    ));
    assert!(!path.exists());
}

#[test]
fn keyframes_in_a_row_have_different_ids() {
    let settings = settings(128, 128, 24, Profile::High);
    let mut ids = Vec::new();
    // Segments of one group and of three: wherever a segment begins, its first id must differ from the last.
    for (first, frames) in [(0, 48), (48, 48), (96, 144), (240, 48), (288, 2)] {
        let segment = Segment {
            index: 0,
            frames: first..first + frames,
        };
        let encoded = encode_segment(&settings, &segment, Busy::Calm);
        let keys = encoded.packets.iter().filter(|packet| packet.key);
        ids.extend(keys.map(|packet| idr_pic_id(&packet.data)));
    }
    assert_eq!(ids.len(), 7);
    assert!(ids.windows(2).all(|pair| pair[0] != pair[1]), "{ids:?}");
}

/// The id in the slice header of a keyframe, Rec. ITU-T H.264, 7.3.3; `frame_num` takes 15 bits with openh264.
fn idr_pic_id(packet: &[u8]) -> u64 {
    assert_eq!(packet[4] & 0x1f, 5, "the packet begins with a keyframe's slice");
    let bits = packet[5..24]
        .iter()
        .flat_map(|byte| (0..8).rev().map(move |bit| byte >> bit & 1));
    let mut bits = bits.map(u64::from);
    let header: Vec<_> = (0..3).map(|_| golomb(&mut bits)).collect();
    assert_eq!(
        header,
        [0, 2, 0],
        "first macroblock, kind of slice, parameter set"
    );
    assert_eq!(bits.by_ref().take(15).sum::<u64>(), 0, "frame number");
    golomb(&mut bits)
}

/// An unsigned Exp-Golomb number, 9.1.
fn golomb(bits: &mut impl Iterator<Item = u64>) -> u64 {
    let zeros = bits.take_while(|bit| *bit == 0).count();
    bits.take(zeros).fold(1, |value, bit| value << 1 | bit) - 1
}

#[test]
fn a_bitrate_is_held_and_a_factor_bounds_what_is_spent() {
    let kbps = |bitrate, crf, busy| {
        let settings = VideoSettings {
            bitrate_kbps: bitrate,
            crf,
            ..settings(320, 180, 30, Profile::High)
        };
        let segments = encode_clip(&settings, 300, busy, false);
        let packets = segments.iter().flat_map(|segment| &segment.packets);
        packets.map(|packet| packet.data.len()).sum::<usize>() as f64 * 8.0 / 10.0 / 1000.0
    };
    for wanted in [500_u32, 1500] {
        let found = kbps(Some(wanted), None, Busy::Lively);
        assert!(
            (found / f64::from(wanted) - 1.0).abs() < 0.1,
            "{found} kbit/s for {wanted}"
        );
    }
    let free = kbps(None, Some(24), Busy::Calm);
    let bounded = kbps(Some(5000), Some(24), Busy::Calm);
    assert!(
        (bounded / free - 1.0).abs() < 0.02,
        "{bounded} kbit/s with a bound, {free} without"
    );
}
