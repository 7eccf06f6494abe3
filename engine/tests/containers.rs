//! What every muxer does, whatever its format; and an hour of sound and picture that still meet at its end.

#[expect(dead_code, reason = "the other suites use the rest of it")]
mod probe;

use phonoglyph_engine::encode;
use phonoglyph_engine::export::{Container, ExportConfig, ExportRequest, FORMATS, PresetId};
use phonoglyph_engine::media::{
    AudioParameters, EncodedPacket, Frame, Metadata, PixelFormat, VideoCodec, VideoConfig, VideoParameters,
};
use phonoglyph_engine::mux::{self, MuxError, Streams, Track};
use phonoglyph_engine::time::MediaTime;
use probe::probe;
use std::path::Path;

const FPS: u32 = 24;

/// What a codec makes of a grey picture.
struct Picture {
    parameters: VideoParameters,
    packet: EncodedPacket,
}

fn config(container: Container, codec: VideoCodec) -> ExportConfig {
    let request = ExportRequest {
        container: Some(container),
        video_codec: Some(codec),
        width: Some(128),
        height: Some(128),
        frame_rate: Some(FPS),
        crf: Some(30),
        ..ExportRequest::preset(PresetId::Custom)
    };
    request.build().expect("they go together")
}

fn picture(config: &ExportConfig) -> Picture {
    let video = config.video();
    let mut encoder =
        encode::video(video, config.frame_rate(), u64::from(FPS) * 2, 0).expect("the encoder opens");
    let frame = match video.codec.pixels() {
        PixelFormat::Yuv420 => Frame::new(128, 128),
        PixelFormat::Rgba => Frame::rgba(128, 128),
    };
    let mut packets = Vec::new();
    encoder
        .encode(&frame, &mut packets)
        .expect("the frame is encoded");
    let parameters = encoder.finish(&mut packets).expect("the segment ends");
    Picture {
        parameters,
        packet: packets.swap_remove(0),
    }
}

/// What a codec makes of silence: its parameters and one packet.
fn silence(config: &ExportConfig) -> Option<(AudioParameters, EncodedPacket)> {
    let settings = config.audio()?;
    let mut encoder = encode::audio(settings).expect("the encoder opens");
    let mut packets = Vec::new();
    let second = vec![0.0; settings.sample_rate as usize * usize::from(settings.channels)];
    encoder.encode(&second, &mut packets).expect("silence is encoded");
    encoder.finish(&mut packets).expect("the stream ends");
    Some((encoder.parameters().clone(), packets.swap_remove(2)))
}

fn at(packet: &EncodedPacket, number: u64, key: bool) -> EncodedPacket {
    let time = number * u64::from(packet.duration);
    EncodedPacket {
        pts: time,
        dts: time,
        key,
        ..packet.clone()
    }
}

/// Every container with its usual codec that can be encoded here.
fn containers() -> Vec<(Container, ExportConfig)> {
    let offers = encode::offers();
    let each = offers.iter().map(|offer| {
        let container = offer.format.container;
        (container, config(container, offer.video[0]))
    });
    each.collect()
}

fn streams(config: &ExportConfig, picture: &Picture, frames: u64) -> Streams {
    let samples = |rate: u32| MediaTime::from_ticks(frames, FPS).ticks(rate);
    Streams {
        video: picture.parameters.clone(),
        frames,
        audio: silence(config).map(|(audio, _)| (audio.clone(), samples(audio.sample_rate))),
        metadata: Metadata {
            title: Some("An hour".to_owned()),
            ..Metadata::default()
        },
        fragmented: config.settings().fragmented,
    }
}

/// Writes so many pictures with their sound, as the pipeline would.
fn write(path: &Path, config: &ExportConfig, frames: u64) -> Result<mux::Muxed, MuxError> {
    let picture = picture(config);
    let streams = streams(config, &picture, frames);
    let mut muxer = mux::create(config.container(), path, &streams)?;
    let sound = silence(config);
    let mut heard = 0;
    let mut hear = |muxer: &mut dyn mux::Muxer, until: u64| -> Result<(), MuxError> {
        let Some((audio, packet)) = &sound else {
            return Ok(());
        };
        while heard * u64::from(packet.duration) < until + u64::from(audio.delay) {
            muxer.audio(&at(packet, heard, true))?;
            heard += 1;
        }
        Ok(())
    };
    let rate = sound.as_ref().map_or(1, |(audio, _)| audio.sample_rate);
    for number in 0..frames {
        hear(muxer.as_mut(), MediaTime::from_ticks(number, FPS).ticks(rate))?;
        let key = number.is_multiple_of(u64::from(FPS) * 2);
        muxer.video(&at(&picture.packet, number, key))?;
    }
    hear(muxer.as_mut(), MediaTime::from_ticks(frames, FPS).ticks(rate))?;
    muxer.finish()
}

#[test]
fn the_same_packets_make_the_same_file_and_it_is_as_large_as_is_said() {
    let folder = tempfile::tempdir().expect("a folder");
    for (container, config) in containers() {
        let path = |name: &str| folder.path().join(format!("{name}.{}", container.extension()));
        let files = ["one", "two"].map(|name| {
            let muxed = write(&path(name), &config, 60).expect("written");
            let file = std::fs::read(path(name)).expect("the file is there");
            assert_eq!(file.len() as u64, muxed.bytes, "{container}");
            assert_eq!(muxed.duration, MediaTime::from_ticks(60, FPS), "{container}");
            file
        });
        assert!(files[0] == files[1], "{container}");
    }
}

#[test]
fn nothing_is_there_before_the_end_and_nothing_is_left_without_it() {
    for (container, config) in containers() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("out");
        let picture = picture(&config);
        let mut muxer = mux::create(container, &path, &streams(&config, &picture, 3)).expect("begun");
        muxer.video(&at(&picture.packet, 0, true)).expect("the first");
        let gap = muxer.video(&at(&picture.packet, 2, false));
        assert!(
            matches!(
                gap,
                Err(MuxError::Gap {
                    track: Track::Picture,
                    ..
                })
            ),
            "{container}"
        );
        assert!(!path.exists(), "{container}");
        drop(muxer);
        assert_eq!(
            std::fs::read_dir(folder.path()).expect("a folder").count(),
            0,
            "{container}"
        );
    }
}

#[test]
fn files_without_pictures_or_with_unannounced_sound_are_refused() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("out");
    for (container, config) in containers() {
        let picture = picture(&config);
        let silent = Streams {
            audio: None,
            ..streams(&config, &picture, 3)
        };
        let mut muxer = mux::create(container, &path, &silent).expect("begun");
        assert!(
            matches!(muxer.audio(&picture.packet), Err(MuxError::NoSound)),
            "{container}"
        );
        assert!(
            matches!(muxer.finish(), Err(MuxError::Empty(Track::Picture))),
            "{container}"
        );
        assert!(!path.exists(), "{container}");
    }
}

#[test]
fn what_the_table_has_not_no_muxer_takes() {
    let folder = tempfile::tempdir().expect("a folder");
    let all = [
        VideoConfig::H264 {
            sps: vec![0x67, 100, 0, 40, 1],
            pps: vec![0x68, 1],
        },
        VideoConfig::Vp9 {
            profile: 0,
            level: 10,
            alpha: false,
        },
        VideoConfig::Gif {
            palette: vec![0; 6],
            transparent: 1,
            loops: 0,
        },
        VideoConfig::Png,
    ];
    for format in FORMATS {
        for config in all.clone() {
            let video = VideoParameters {
                width: 128,
                height: 128,
                frame_rate: phonoglyph_engine::time::FrameRate::whole(FPS),
                config,
            };
            let codec = video.codec();
            let streams = Streams {
                video,
                frames: 1,
                audio: None,
                metadata: Metadata::default(),
                fragmented: false,
            };
            let path = folder.path().join("out");
            let written = mux::create(format.container, &path, &streams).and_then(|mut muxer| {
                muxer.video(&EncodedPacket {
                    pts: 0,
                    dts: 0,
                    duration: 1,
                    key: true,
                    data: vec![0; 12],
                    alpha: None,
                })?;
                muxer.finish()
            });
            let refused = matches!(written, Err(MuxError::Codec { .. }));
            assert_eq!(
                refused,
                !format.video.contains(&codec),
                "{codec:?} in {}",
                format.key
            );
        }
    }
}

#[test]
fn after_an_hour_sound_and_picture_still_meet() {
    let folder = tempfile::tempdir().expect("a folder");
    let frames = 3600 * u64::from(FPS);
    let mut made: Vec<_> = containers()
        .into_iter()
        .filter(|(_, config)| config.audio().is_some())
        .map(|(container, config)| (container.to_string(), config))
        .collect();
    let fragmented = ExportRequest {
        width: Some(128),
        height: Some(128),
        frame_rate: Some(FPS),
        fragmented: true,
        ..ExportRequest::preset(PresetId::Custom)
    };
    made.push(("fragments".to_owned(), fragmented.build().expect("valid")));
    for (name, config) in made {
        let path = folder.path().join(&name);
        write(&path, &config, frames).expect("written");
        // Only the last half second is looked for: the file has to be jumped into.
        let probed = probe(
            &path,
            &[
                "-read_intervals",
                "3599.5%",
                "-show_packets",
                "-show_entries",
                "packet=codec_type,pts_time,duration_time",
            ],
        );
        let end = |kind: &str| {
            let packets = probed["packets"].as_array().expect("packets").iter();
            let seconds = |packet: &serde_json::Value, field: &str| -> f64 {
                packet[field]
                    .as_str()
                    .and_then(|text| text.parse().ok())
                    .unwrap_or(0.0)
            };
            packets
                .filter(|packet| packet["codec_type"] == kind)
                .map(|packet| seconds(packet, "pts_time") + seconds(packet, "duration_time"))
                .fold(0.0, f64::max)
        };
        let (seen, heard) = (end("video"), end("audio"));
        assert!(
            (seen - 3600.0).abs() < 0.002,
            "{name}: the picture ends at {seen}"
        );
        // The last packet of sound holds the last sample and padding.
        assert!(
            (-0.002..0.03).contains(&(heard - 3600.0)),
            "{name}: the sound ends at {heard}"
        );
    }
}
