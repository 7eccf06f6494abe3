//! Sound and picture agree: each click of a recording is heard when its note is seen to strike.

use phonoglyph_tests::sync::{Clicks, clicks, flashes};

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
    // Recorded at the other rate, so that resampling is part of what is measured.
    let recorded = if rate == 48_000 { 44_100 } else { 48_000 };
    let song = Clicks::new(seconds, moments, recorded);
    let figures = song.render("out.mp4", &[&["--crf", "18"], args].concat());
    let path = song.path("out.mp4");
    let flashes = flashes(&path, figures.frames as f64 / figures.duration_s);
    let clicks = clicks(&path, rate);
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
