//! What every codec of the picture must keep, whichever library is behind it; ffmpeg says what came out.
#![expect(clippy::panic, reason = "tests say what is missing")]

mod clip;
mod streams;

use clip::{Busy, draw};
use phonoglyph_engine::encode::{self, EncodeError};
use phonoglyph_engine::export::{Profile, VideoSettings};
use phonoglyph_engine::media::{EncodedSegment, Frame, PixelFormat, VideoCodec, VideoConfig};
use phonoglyph_engine::time::FrameRate;
use std::ops::Range;
use streams::{decode, probe};

/// The codecs of moving pictures that this build has.
fn codecs() -> impl Iterator<Item = VideoCodec> {
    let all = encode::available().video.iter();
    let there = all.filter(|support| support.missing.is_none());
    let codecs = there.map(|support| support.codec);
    codecs.filter(|codec| codec.pixels() == PixelFormat::Yuv420)
}

fn settings(codec: VideoCodec, (width, height): (u32, u32), fps: u32) -> VideoSettings {
    VideoSettings {
        codec,
        width,
        height,
        frame_rate: fps,
        bitrate_kbps: None,
        crf: Some(28),
        profile: Profile::High,
        transparent: false,
    }
}

/// Encodes frames with a keyframe every `gop`, as one segment.
fn encode(settings: &VideoSettings, gop: u64, frames: Range<u64>, busy: Busy) -> EncodedSegment {
    let rate = FrameRate::whole(settings.frame_rate);
    let mut encoder = encode::video(settings, rate, gop, frames.start).expect("the encoder opens");
    let mut frame = Frame::new(settings.width, settings.height);
    let mut packets = Vec::new();
    for index in frames {
        draw(&mut frame, index, busy);
        if settings.transparent {
            frame.alpha = Some(ramp(settings.width, settings.height, index));
        }
        encoder
            .encode(&frame, &mut packets)
            .expect("the frame is encoded");
    }
    let parameters = encoder.finish(&mut packets).expect("the segment ends");
    EncodedSegment {
        index: 0,
        parameters,
        packets,
    }
}

/// An alpha that grows from left to right and moves.
fn ramp(width: u32, height: u32, index: u64) -> Vec<u8> {
    let at = |x: u32| ((u64::from(x) * 255 / u64::from(width) + index * 2) % 256) as u8;
    (0..height).flat_map(|_| (0..width).map(at)).collect()
}

#[test]
fn segments_join_without_a_seam_and_decode_to_what_went_in() {
    for codec in codecs() {
        let settings = VideoSettings {
            crf: Some(20),
            ..settings(codec, (320, 192), 30)
        };
        let segments = [0..8, 8..16, 16..21].map(|frames| encode(&settings, 4, frames, Busy::Lively));
        let first = &segments[0].parameters;
        assert_eq!(first.codec(), codec);
        assert_eq!((first.width, first.height), (320, 192));
        assert_eq!(first.frame_rate, FrameRate::whole(30));
        assert!(
            segments.iter().all(|segment| segment.parameters == *first),
            "{codec:?}"
        );
        let packets: Vec<_> = segments.iter().flat_map(|segment| &segment.packets).collect();
        for (index, packet) in (0_u64..).zip(&packets) {
            let times = (packet.pts, packet.dts, packet.duration, packet.key);
            assert_eq!(times, (index, index, 1, index % 4 == 0), "{codec:?}");
        }
        let stream = streams::join(&segments);
        let decoded = decode(&stream, codec, &settings);
        assert_eq!(decoded.len(), 21, "{codec:?}");
        let mut drawn = Frame::new(320, 192);
        for (index, luma) in (0..).zip(&decoded) {
            draw(&mut drawn, index, Busy::Lively);
            let off = streams::mean_error(&drawn.planes[0], luma);
            assert!(off < 4.0, "{codec:?}: frame {index} is off by {off}");
        }
        // What a segment decodes to does not depend on what was decoded before it.
        let alone = decode(&streams::join(&segments[1..2]), codec, &settings);
        assert_eq!(alone[..], decoded[8..16], "{codec:?}");
    }
}

#[test]
fn a_segment_is_the_same_whenever_and_beside_whatever_it_is_encoded() {
    for codec in codecs() {
        let mut settings = settings(codec, (640, 360), 30);
        settings.bitrate_kbps = Some(700);
        let [one, two, three] = std::thread::scope(|scope| {
            let run = || scope.spawn(|| encode(&settings, 6, 12..24, Busy::Lively));
            [run(), run(), run()].map(|thread| thread.join().expect("encoded"))
        });
        let again = encode(&settings, 6, 12..24, Busy::Lively);
        for other in [&two, &three, &again] {
            assert_eq!(one.parameters, other.parameters, "{codec:?}");
            assert!(one.packets == other.packets, "{codec:?}: packets differ");
        }
    }
}

#[test]
fn encoders_may_be_opened_at_the_same_time() {
    for codec in codecs() {
        let settings = settings(codec, (128, 128), 30);
        let open = || {
            for _ in 0..300 {
                let opened = encode::video(&settings, FrameRate::whole(30), 6, 0);
                drop(opened.expect("the encoder opens"));
            }
        };
        std::thread::scope(|scope| {
            for _ in 0..4 {
                scope.spawn(open);
            }
        });
    }
}

#[test]
fn streams_say_what_they_are() {
    for codec in codecs() {
        for ((width, height), fps) in [((1920, 1080), 60), ((1080, 1350), 24), ((322, 178), 30)] {
            let settings = settings(codec, (width, height), fps);
            let segment = encode(&settings, 2, 0..2, Busy::Calm);
            let seen = probe(&streams::join(&[segment]), codec);
            let is = |field: &str, value: &str| {
                assert_eq!(
                    seen[field].as_str(),
                    Some(value),
                    "{codec:?} {width}x{height}: {field} in {seen}"
                );
            };
            assert_eq!(
                (&seen["width"], &seen["height"]),
                (&width.into(), &height.into()),
                "{codec:?}"
            );
            is("pix_fmt", "yuv420p");
            is("color_range", "tv");
            is("color_space", "bt709");
            let (name, profile) = match codec {
                VideoCodec::H264 => ("h264", "High"),
                VideoCodec::H265 => ("hevc", "Main"),
                VideoCodec::Vp9 => ("vp9", "Profile 0"),
                VideoCodec::Av1 => ("av1", "Main"),
                VideoCodec::Gif | VideoCodec::Png => continue,
            };
            is("codec_name", name);
            is("profile", profile);
            if codec != VideoCodec::Vp9 {
                // The matrix is all that a VP9 stream knows; its container says the rest.
                is("color_primaries", "bt709");
                is("color_transfer", "bt709");
            }
            let level = match (codec, fps) {
                (VideoCodec::H264, 60) => Some(42),
                (VideoCodec::H264, 24) => Some(40),
                (VideoCodec::H265, 60) => Some(123),
                (VideoCodec::H265, 24) => Some(120),
                (VideoCodec::Av1, 60) => Some(9),
                (VideoCodec::Av1, 24) => Some(8),
                _ => None,
            };
            if let Some(level) = level {
                assert_eq!(seen["level"], level, "{codec:?} at {fps}");
            }
        }
    }
}

#[test]
fn a_bitrate_is_held_over_ten_seconds_of_busy_picture() {
    for codec in codecs() {
        let mut settings = settings(codec, (320, 180), 30);
        for (kbps, crf) in [(400, None), (900, Some(18))] {
            (settings.bitrate_kbps, settings.crf) = (Some(kbps), crf);
            // Segments as they are cut in the product: four seconds, a keyframe every two.
            let segments =
                [0..120, 120..240, 240..300].map(|frames| encode(&settings, 60, frames, Busy::Lively));
            let packets = segments.iter().flat_map(|segment| &segment.packets);
            let bits = packets.map(|packet| packet.data.len() as f64 * 8.0).sum::<f64>();
            let held = bits / 10.0 / (f64::from(kbps) * 1000.0);
            assert!((held - 1.0).abs() < 0.1, "{codec:?}: {held} of {kbps} kbit/s");
        }
    }
}

#[test]
fn quality_follows_the_factor_and_calm_pictures_cost_less() {
    for codec in codecs() {
        let size = |crf: u8, kbps: Option<u32>, busy: Busy| {
            let mut settings = settings(codec, (320, 192), 30);
            (settings.crf, settings.bitrate_kbps) = (Some(crf), kbps);
            let segment = encode(&settings, 30, 0..30, busy);
            segment
                .packets
                .iter()
                .map(|packet| packet.data.len())
                .sum::<usize>()
        };
        let sizes = [10, 18, 26, 34, 42, 51].map(|crf| size(crf, None, Busy::Lively));
        assert!(
            sizes.windows(2).all(|pair| pair[0] > pair[1]),
            "{codec:?}: {sizes:?}"
        );
        let calm = size(26, Some(20_000), Busy::Calm);
        assert!(
            calm * 8 < 1_000_000,
            "{codec:?}: {calm} bytes of calm pictures in a second"
        );
    }
}

#[test]
fn every_rate_keeps_its_times() {
    for codec in codecs() {
        for fps in [24, 30, 60] {
            let settings = settings(codec, (128, 128), fps);
            let segment = encode(&settings, u64::from(fps) * 2, 0..5, Busy::Calm);
            let times: Vec<_> = segment.packets.iter().map(|packet| packet.pts).collect();
            assert_eq!(times, [0, 1, 2, 3, 4], "{codec:?}");
            assert_eq!(segment.parameters.frame_rate, FrameRate::whole(fps));
        }
    }
}

#[test]
fn wrong_frames_are_refused_with_what_was_due() {
    for codec in codecs() {
        let settings = settings(codec, (128, 128), 30);
        let open = || encode::video(&settings, FrameRate::whole(30), 60, 3).expect("the encoder opens");
        let refuse = |frame: &Frame| open().encode(frame, &mut Vec::new()).expect_err("a wrong frame");
        let frame = |width, height, index| Frame {
            index,
            ..Frame::new(width, height)
        };
        for wrong in [frame(128, 128, 0), frame(128, 130, 3), frame(126, 128, 3)] {
            assert!(
                matches!(refuse(&wrong), EncodeError::Frame { due: 3, .. }),
                "{codec:?}"
            );
        }
        let mut short = frame(128, 128, 3);
        short.planes[1].truncate(9);
        assert!(
            matches!(refuse(&short), EncodeError::Plane { plane: 1, .. }),
            "{codec:?}"
        );
        let mut thin = frame(128, 128, 3);
        thin.alpha = Some(vec![0; 7]);
        assert!(
            matches!(refuse(&thin), EncodeError::Plane { plane: 3, .. }),
            "{codec:?}"
        );
        assert!(
            matches!(open().finish(&mut Vec::new()), Err(EncodeError::Empty)),
            "{codec:?}"
        );
    }
}

#[test]
fn transparent_vp9_carries_its_alpha() {
    if !codecs().any(|codec| codec == VideoCodec::Vp9) {
        return;
    }
    let settings = VideoSettings {
        transparent: true,
        crf: Some(20),
        ..settings(VideoCodec::Vp9, (322, 178), 30)
    };
    let segments = [0..4, 4..8].map(|frames| encode(&settings, 4, frames, Busy::Calm));
    for segment in &segments {
        assert!(matches!(
            segment.parameters.config,
            VideoConfig::Vp9 { alpha: true, .. }
        ));
    }
    let mut alone = segments.to_vec();
    for packet in alone.iter_mut().flat_map(|segment| &mut segment.packets) {
        packet.data = packet.alpha.take().expect("alpha with every picture");
    }
    let decoded = decode(&streams::join(&alone), VideoCodec::Vp9, &settings);
    assert_eq!(decoded.len(), 8);
    for (index, alpha) in (0..).zip(&decoded) {
        let off = streams::mean_error(&ramp(322, 178, index), alpha);
        assert!(off < 2.5, "alpha of frame {index} is off by {off}");
    }
}
