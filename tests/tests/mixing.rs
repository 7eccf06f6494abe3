//! What is heard where there are several sources: each in its place and as loud as it was asked for.

use phonoglyph_tests::songs::{self, Note};
use phonoglyph_tests::{cli, probe};
use std::path::{Path, PathBuf};
use tempfile::TempDir;

/// A folder with a song of one soft note at 2 s and a recording that clicks at 1.05 s, 3 s long.
struct Studio(TempDir);

impl Studio {
    fn new() -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let note = Note {
            at_ms: 2_000,
            for_ms: 300,
            key: 60,
            velocity: 100,
        };
        std::fs::write(folder.path().join("song.mid"), songs::midi(&[note])).expect("it can be written");
        for (name, click) in [("whole.wav", 1_050), ("late.wav", 1_750)] {
            songs::click_track(&folder.path().join(name), 48_000, 3, &[click]).expect("it can be written");
        }
        Self(folder)
    }

    fn path(&self, name: &str) -> String {
        self.0.path().join(name).display().to_string()
    }

    /// The loudest sample of each tenth of a second.
    fn heard(&self, args: &[&str]) -> Vec<f32> {
        let video: PathBuf = self.0.path().join("out.mp4");
        let small = [
            "--width",
            "128",
            "--height",
            "128",
            "--fps",
            "24",
            "--no-normalize",
        ];
        cli::render(
            Path::new(&self.path("song.mid")),
            &video,
            &[&small, args].concat(),
        );
        let mut samples = Vec::new();
        probe::samples(&video, 48_000, |block| samples.extend_from_slice(block));
        let loudest = |part: &[f32]| part.iter().fold(0.0_f32, |a, b| a.max(b.abs()));
        samples.chunks(4_800).map(loudest).collect()
    }
}

fn loud(heard: &[f32], tenths: &[usize]) {
    for (tenth, level) in heard.iter().enumerate() {
        let expected = tenths.contains(&tenth);
        assert_eq!(*level > 0.02, expected, "tenth {tenth}: {heard:.3?}");
    }
}

#[test]
fn a_recording_is_moved_and_made_louder() {
    let studio = Studio::new();
    let audio = studio.path("whole.wav");
    loud(&studio.heard(&["--audio", &audio]), &[10]);
    loud(
        &studio.heard(&["--audio", &audio, "--audio-offset", "-0.5"]),
        &[5],
    );
    let late = studio.heard(&["--audio", &audio, "--audio-offset", "0.7", "--audio-gain", "-12"]);
    loud(&late, &[17]);
    assert_eq!(
        late.len(),
        38,
        "the video is as long as what is heard: 3.7 s and a frame"
    );
    let plain = studio.heard(&["--audio", &audio])[10];
    assert!((plain / late[17] - 3.98).abs() < 0.5, "{plain} and {}", late[17]);
    let part = studio.heard(&[
        "--audio",
        &audio,
        "--audio-offset",
        "-0.5",
        "--from",
        "0.4",
        "--to",
        "0.8",
    ]);
    loud(&part, &[1]);
}

#[test]
fn stems_are_heard_together_or_only_seen() {
    let studio = Studio::new();
    let (one, two) = (
        format!("one={}", studio.path("whole.wav")),
        format!("two={}", studio.path("late.wav")),
    );
    let stems = ["--stem", &one, "--stem", &two];
    loud(&studio.heard(&stems), &[10, 17]);
    loud(
        &studio.heard(&[&stems[..], &["--stem-offset", "two=0.2", "--stem-mute", "one"]].concat()),
        &[19],
    );
    let whole = studio.path("whole.wav");
    let beside = [&stems[2..], &["--audio", &whole]].concat();
    loud(&studio.heard(&beside), &[10]);
    loud(
        &studio.heard(&[&beside[..], &["--stem-heard", "two"]].concat()),
        &[10, 17],
    );
}

#[test]
fn the_synthesizer_plays_beside_a_recording_where_it_is_asked_to() {
    let studio = Studio::new();
    let audio = studio.path("whole.wav");
    let mixed = studio.heard(&["--audio", &audio, "--mix-score", "--score-gain", "3"]);
    assert!(
        mixed[10] > 0.3 && mixed[20] > 0.05 && mixed[15] < 0.001,
        "{mixed:.3?}"
    );
    assert!(mixed.len() >= 43, "the note rings out: {}", mixed.len());
    let alone = studio.heard(&["--audio", &audio, "--audio-mute"]);
    assert!(alone[10] < 0.001 && alone[20] > 0.05, "{alone:.3?}");
}
