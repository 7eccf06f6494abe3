//! How loud videos are, as ffmpeg measures it: -14 LUFS and never above -1 dBTP, whatever went in.

use phonoglyph_tests::songs::{self, Note};
use phonoglyph_tests::{cli, probe};
use std::path::{Path, PathBuf};
use tempfile::TempDir;

/// Renders the smallest picture of a song with these arguments.
fn rendered(folder: &TempDir, song: &[u8], args: &[&str]) -> PathBuf {
    let (midi, video) = (folder.path().join("song.mid"), folder.path().join("out.mp4"));
    std::fs::write(&midi, song).expect("the temporary folder can be written");
    let small = ["--width", "128", "--height", "128", "--fps", "24"];
    cli::render(&midi, &video, &[&small, args].concat());
    video
}

fn judged(name: &str, video: &Path) {
    let heard = probe::loudness(video);
    // ffmpeg tells tenths.
    assert!((heard.integrated + 14.0).abs() < 0.301, "{name}: {heard:?}");
    assert!(heard.true_peak <= -1.0, "{name}: {heard:?}");
}

fn folder() -> TempDir {
    tempfile::tempdir().expect("a temporary folder")
}

#[test]
fn noise_that_was_clipped_is_turned_down() {
    let folder = folder();
    let track = folder.path().join("noise.wav");
    songs::noise_bursts(&track, 44_100, 6).expect("the temporary folder can be written");
    let track = track.display().to_string();
    for args in [
        &["--channels", "2"][..],
        &[
            "--channels",
            "1",
            "--sample-rate",
            "44100",
            "--audio-bitrate",
            "96",
        ],
    ] {
        let args = [args, &["--audio", &track]].concat();
        let video = rendered(&folder, &songs::scale(6), &args);
        judged(&format!("{args:?}"), &video);
    }
}

#[test]
fn a_quiet_song_is_turned_up_and_fades() {
    let folder = folder();
    let notes: Vec<_> = (0..12)
        .map(|n| Note {
            at_ms: n * 500,
            for_ms: 480,
            key: 48 + (n * 5 % 24) as u8,
            velocity: 45,
        })
        .collect();
    let song = songs::midi(&notes);
    judged("a quiet song", &rendered(&folder, &song, &["--to", "6"]));
    let fades = ["--to", "6", "--fade-in", "1", "--fade-out", "2.5"];
    let video = rendered(&folder, &song, &fades);
    judged("a quiet song that fades", &video);
    let mut samples = Vec::new();
    probe::samples(&video, 48_000, |block| samples.extend_from_slice(block));
    let loudest = |from: usize, to: usize| samples[from..to].iter().fold(0.0_f32, |a, b| a.max(b.abs()));
    let middle = loudest(48_000, 168_000);
    assert!(loudest(0, 960) < 0.05 * middle, "it rises from silence");
    assert!(loudest(286_000, 288_000) < 0.05 * middle, "it falls to silence");
    let as_it_is = probe::loudness(&rendered(&folder, &song, &["--to", "6", "--no-normalize"]));
    assert!(as_it_is.integrated < -20.0, "{as_it_is:?}");
}

#[test]
fn silence_stays_silent() {
    let folder = folder();
    let track = folder.path().join("silence.wav");
    songs::click_track(&track, 48_000, 3, &[]).expect("the temporary folder can be written");
    let video = rendered(
        &folder,
        &songs::scale(3),
        &["--audio", &track.display().to_string()],
    );
    let mut peak = 0.0_f32;
    probe::samples(&video, 48_000, |block| {
        peak = block.iter().fold(peak, |peak, sample| peak.max(sample.abs()));
    });
    assert!(peak < 1e-4, "{peak}");
}

#[test]
fn every_codec_keeps_the_loudness() {
    let folder = folder();
    let track = folder.path().join("noise.wav");
    songs::noise_bursts(&track, 48_000, 6).expect("the temporary folder can be written");
    let track = track.display().to_string();
    for codec in ["aac", "mp3", "opus"] {
        let args = ["--audio", &track, "--acodec", codec, "--audio-bitrate", "192"];
        judged(codec, &rendered(&folder, &songs::scale(6), &args));
    }
}
