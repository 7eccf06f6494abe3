//! Recordings in every format that is taken, made by ffmpeg: they decode to as many samples as went in, and what is in
//! them stays where it was, as ffmpeg's own decoders have it.

use phonoglyph_engine::audio::{self, SampleSource, Sound};
use phonoglyph_engine::export::{ExportRequest, PresetId};
use phonoglyph_engine::time::MediaTime;
use phonoglyph_tests::{probe, songs};
use std::path::Path;
use std::process::Command;
use std::sync::Arc;

/// Seconds in the recording.
const SECONDS: u32 = 3;
/// When its clicks begin, in milliseconds.
const CLICKS: [u32; 3] = [400, 1_300, 2_650];

/// A format: the ending of its name, how ffmpeg makes it, the rate, and by how many samples its length may be off.
type Format = (&'static str, &'static [&'static str], u32, u64);

const FORMATS: [Format; 22] = [
    ("u8.wav", &["-c:a", "pcm_u8"], 8_000, 0),
    ("s16.wav", &["-c:a", "pcm_s16le"], 44_100, 0),
    ("s24.wav", &["-c:a", "pcm_s24le"], 96_000, 0),
    ("s32.wav", &["-c:a", "pcm_s32le"], 192_000, 0),
    ("f32.wav", &["-c:a", "pcm_f32le"], 48_000, 0),
    ("f64.wav", &["-c:a", "pcm_f64le", "-ac", "6"], 48_000, 0),
    ("rf64.wav", &["-rf64", "always"], 44_100, 0),
    ("w64", &[], 44_100, 0),
    ("flac", &[], 44_100, 0),
    ("48.flac", &["-sample_fmt", "s32"], 48_000, 0),
    ("aiff", &[], 44_100, 0),
    ("caf", &[], 44_100, 0),
    ("mp3", &["-b:a", "128k"], 44_100, 0),
    ("vbr.mp3", &["-q:a", "4"], 48_000, 0),
    ("ogg", &["-c:a", "libvorbis"], 44_100, 0),
    ("opus", &["-c:a", "libopus"], 48_000, 0),
    (
        "short.opus",
        &["-c:a", "libopus", "-frame_duration", "2.5"],
        48_000,
        0,
    ),
    ("m4a", &["-c:a", "aac"], 44_100, 0),
    ("alac.m4a", &["-c:a", "alac"], 48_000, 0),
    // What the container has no place for: an encoder's delay, or the padding of the last packet.
    ("aac", &["-c:a", "aac"], 44_100, 2_048),
    ("webm", &["-c:a", "libopus"], 48_000, 960),
    ("mka", &["-c:a", "libvorbis"], 48_000, 1_024),
];

fn ffmpeg(input: &Path, arguments: &[&str], output: &Path) {
    let made = Command::new("ffmpeg")
        .args(["-v", "error", "-y", "-i"])
        .arg(input)
        .args(arguments)
        .arg(output)
        .output()
        .expect("ffmpeg is installed");
    assert!(
        made.status.success(),
        "{arguments:?}: {}",
        String::from_utf8_lossy(&made.stderr)
    );
}

/// All samples of a recording at 48 kHz, folded to one channel.
fn decoded(path: &Path, duration: MediaTime) -> Vec<f32> {
    let settings = ExportRequest {
        channels: Some(1),
        sample_rate: Some(48_000),
        normalization: Some(false),
        ..ExportRequest::preset(PresetId::Custom)
    };
    let config = settings.build().expect("good settings");
    let settings = config.audio().expect("a preset with sound").clone();
    let sound = Sound::Recording(path.to_owned());
    let opened = audio::open(&sound, &Arc::default(), &settings, MediaTime::ZERO, duration);
    let (mut source, mut all, mut block) = (opened.expect("a good recording"), Vec::new(), [0.0; 1000]);
    loop {
        match source.read(&mut block).expect("it can be read") {
            0 => return all,
            count => all.extend_from_slice(&block[..count]),
        }
    }
}

/// The first sample of each click, at 48 kHz.
fn onsets(samples: &[f32]) -> Vec<usize> {
    let loudest = samples.iter().fold(0.0_f32, |a, b| a.max(b.abs()));
    let around = |ms: &u32| (*ms as usize - 100) * 48..(*ms as usize + 100) * 48;
    let first = |ms: &u32| {
        let part = &samples[around(ms).start..around(ms).end.min(samples.len())];
        let place = part.iter().position(|sample| sample.abs() > 0.3 * loudest);
        around(ms).start + place.unwrap_or_else(|| panic!("no click at {ms} ms"))
    };
    CLICKS.iter().map(first).collect()
}

#[test]
fn every_format_is_exact() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    for (ending, arguments, rate, slack) in FORMATS {
        let original = folder.path().join(format!("original-{rate}.wav"));
        songs::click_track(&original, rate, SECONDS, &CLICKS).expect("the folder can be written");
        let path = folder.path().join(format!("clicks.{ending}"));
        ffmpeg(&original, arguments, &path);
        let info = audio::probe(&path).unwrap_or_else(|error| panic!("{ending}: {error}"));
        let frames = info.duration.ticks(info.sample_rate);
        let wanted = u64::from(SECONDS * rate);
        assert!(
            frames.abs_diff(wanted) <= slack,
            "{ending}: {frames} frames, not {wanted}"
        );
        let ours = onsets(&decoded(&path, info.duration));
        let mut theirs = Vec::new();
        probe::samples(&path, 48_000, |block| theirs.extend_from_slice(block));
        for (ours, theirs) in ours.iter().zip(onsets(&theirs)) {
            assert!(
                ours.abs_diff(theirs) <= 48,
                "{ending}: {ours}, by ffmpeg {theirs}"
            );
        }
    }
}

#[test]
fn fragments_are_as_exact_as_an_index_where_they_name_the_priming() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let original = folder.path().join("original.wav");
    songs::click_track(&original, 44_100, SECONDS, &CLICKS).expect("the folder can be written");
    let found = |name: &str, flags: &str| {
        let path = folder.path().join(name);
        ffmpeg(&original, &["-c:a", "aac", "-movflags", flags], &path);
        let info = audio::probe(&path).expect("a good recording");
        onsets(&decoded(&path, info.duration))
    };
    let plain = found("plain.m4a", "+faststart");
    assert_eq!(found("told.m4a", "+frag_keyframe+delay_moov"), plain);
    let untold = found("untold.m4a", "+frag_keyframe+empty_moov");
    assert!(
        untold.iter().zip(&plain).all(|(untold, plain)| untold > plain),
        "what nothing tells of stays"
    );
}

#[test]
fn a_stream_without_sizes_is_read_to_its_end() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let original = folder.path().join("original.wav");
    songs::click_track(&original, 44_100, SECONDS, &CLICKS).expect("the folder can be written");
    let mut bytes = std::fs::read(&original).expect("it was just written");
    let path = folder.path().join("streamed.wav");
    for size in [u32::MAX, 0] {
        bytes[4..8].copy_from_slice(&size.to_le_bytes());
        bytes[40..44].copy_from_slice(&size.to_le_bytes());
        std::fs::write(&path, &bytes).expect("the folder can be written");
        let info = audio::probe(&path).expect("a streamed recording");
        assert_eq!(
            info.duration,
            MediaTime::from_seconds(f64::from(SECONDS)),
            "{size}"
        );
    }
    let half = &bytes[..44 + 44_100 * 3];
    std::fs::write(&path, half).expect("the folder can be written");
    let info = audio::probe(&path).expect("half a recording");
    assert_eq!(info.duration, MediaTime::from_seconds(1.5));
}

#[test]
fn what_would_fill_the_machine_is_refused_at_once() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let path = folder.path().join("long.flac");
    // Seven hours of silence in a few hundred kilobytes.
    let made = Command::new("ffmpeg")
        .args([
            "-v",
            "error",
            "-f",
            "lavfi",
            "-i",
            "anullsrc=r=8000:cl=mono",
            "-t",
            "25200",
        ])
        .args(["-frame_size", "16384"])
        .arg(&path)
        .status();
    assert!(made.expect("ffmpeg is installed").success());
    let error = audio::probe(&path).expect_err("too long").to_string();
    assert!(error.contains("length of the sound"), "{error}");
}
