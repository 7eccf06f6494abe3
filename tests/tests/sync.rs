//! Sound and picture agree: each click of a recording is heard when its note is seen to strike.

use phonoglyph_tests::{cli, probe, songs};
use serde_json::json;
use std::path::Path;

const SIDE: u32 = 128;
/// How far a click may be from its flash, in seconds.
const TOLERANCE: f64 = 0.010;

#[test]
fn clicks_meet_flashes_at_44100() {
    // Moments that are exact frame times at 30 frames/s, so that nothing is rounded.
    let moments: Vec<u32> = (1..10).map(|second| second * 1000 + 100 * (second % 4)).collect();
    check(10, &moments, &["--fps", "30", "--preset", "custom"], 48_000);
    check(
        10,
        &moments,
        &["--fps", "30", "--preset", "instagram_square"],
        44_100,
    );
}

#[test]
fn clicks_meet_flashes_in_a_part_of_the_song() {
    let moments: Vec<u32> = (1..10).map(|second| second * 1000).collect();
    let args = ["--fps", "30", "--preset", "custom", "--from", "4.5"];
    let offsets = offsets(10, &moments, &args, 48_000, 4_500);
    assert_eq!(offsets.len(), 5, "clicks from 5 s to 9 s");
    judge(&offsets);
}

#[test]
fn clicks_meet_flashes_for_ten_minutes() {
    let moments: Vec<u32> = (1..60).map(|step| step * 10_000).collect();
    check(600, &moments, &["--fps", "24", "--preset", "custom"], 44_100);
}

fn check(seconds: u32, moments: &[u32], args: &[&str], rate: u32) {
    let offsets = offsets(seconds, moments, args, rate, 0);
    assert_eq!(offsets.len(), moments.len(), "every click has its flash");
    judge(&offsets);
}

fn judge(offsets: &[f64]) {
    for (index, offset) in offsets.iter().enumerate() {
        assert!(
            offset.abs() <= TOLERANCE,
            "click {index} is {:.1} ms after its flash",
            offset * 1000.0
        );
    }
}

/// How long after its flash each click is heard, in seconds.
fn offsets(seconds: u32, moments: &[u32], args: &[&str], rate: u32, from_ms: u32) -> Vec<f64> {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let at = |name: &str| folder.path().join(name);
    std::fs::write(at("song.mid"), songs::flashes(moments)).expect("the folder can be written");
    // Recorded at the other rate, so that resampling is part of what is measured.
    let recorded = if rate == 48_000 { 44_100 } else { 48_000 };
    songs::click_track(&at("clicks.wav"), recorded, seconds, moments).expect("the folder can be written");
    std::fs::write(at("keys.json"), keyboard_alone().to_string()).expect("the folder can be written");
    let (wav, json) = (at("clicks.wav"), at("keys.json"));
    let inputs = ["--audio", utf8(&wav), "--composition", utf8(&json)];
    let picture = ["--width", "128", "--height", "128", "--crf", "18"];
    let figures = cli::render(
        &at("song.mid"),
        &at("out.mp4"),
        &[&inputs[..], &picture, args].concat(),
    );
    let flashes = flashes(&at("out.mp4"), figures.frames as f64 / figures.duration_s);
    let clicks = clicks(&at("out.mp4"), rate);
    let wanted = moments.iter().filter(|moment| **moment >= from_ms).count();
    assert_eq!(
        (clicks.len(), flashes.len()),
        (wanted, wanted),
        "clicks and flashes: {clicks:?} {flashes:?}"
    );
    clicks
        .iter()
        .zip(&flashes)
        .map(|(click, flash)| click - flash)
        .collect()
}

fn utf8(path: &Path) -> &str {
    path.to_str().expect("temporary folders have plain names")
}

/// Half the picture is keyboard, and nothing moves but the notes and the keys.
fn keyboard_alone() -> serde_json::Value {
    json!({
        "version": 1,
        "palette": ["#ff2020"],
        "layers": [
            { "type": "background", "vignette": 0.0 },
            { "type": "fallingNotes", "glow": 0.0 },
            { "type": "keyboard", "height": 0.5 },
        ],
    })
}

/// When a key lights up: the first frame in which the lower third of the picture differs from the unlit keyboard by
/// half as much as it ever does.
fn flashes(path: &Path, fps: f64) -> Vec<f64> {
    let mut unlit: Vec<u8> = Vec::new();
    let mut light = Vec::new();
    probe::luma(path, (SIDE, SIDE), |_, frame| {
        let keys = &frame[(SIDE * SIDE * 2 / 3) as usize..];
        if unlit.is_empty() {
            unlit = keys.to_vec();
        }
        let changed: u64 = keys
            .iter()
            .zip(&unlit)
            .map(|(now, then)| u64::from(now.abs_diff(*then)))
            .sum();
        light.push(changed as f64);
    });
    rises(&light, 0.5, 1)
        .iter()
        .map(|frame| *frame as f64 / fps)
        .collect()
}

/// When a click begins to be heard: the first sample half as loud as the loudest.
fn clicks(path: &Path, rate: u32) -> Vec<f64> {
    let mut sound = Vec::new();
    probe::samples(path, rate, |block| {
        sound.extend(block.iter().map(|sample| f64::from(sample.abs())))
    });
    // A click has many samples, and none follows another within a tenth of a second.
    rises(&sound, 0.5, rate as usize / 10)
        .iter()
        .map(|sample| *sample as f64 / f64::from(rate))
        .collect()
}

/// Where values rise over `share` of their maximum after at least `quiet` values below it.
fn rises(values: &[f64], share: f64, quiet: usize) -> Vec<usize> {
    let limit = share * values.iter().copied().fold(0.0, f64::max);
    let mut found = Vec::new();
    let mut last_loud = None;
    for (index, _) in values.iter().enumerate().filter(|(_, value)| **value > limit) {
        if last_loud.is_none_or(|last| index - last > quiet) {
            found.push(index);
        }
        last_loud = Some(index);
    }
    found
}
