//! A song of 120,000 notes, 20,000 of them on screen at once, against the example song.

use phonoglyph_tests::cli;
use phonoglyph_tests::songs::{self, Note};
use std::path::Path;

/// Notes that begin in a second.
const PACE: u32 = 5_000;
/// How long they do, in seconds.
const SECONDS: u32 = 24;
/// How long each note is, in milliseconds.
const LENGTH: u32 = 1_000;

/// Seconds that a note is on screen: three to fall, one to sound.
const ON_SCREEN: u32 = 4;

/// Prints the frames a second of both, drawn in the same way.
pub fn run(example: &Path, folder: &Path) -> anyhow::Result<()> {
    let notes: Vec<Note> = (0..PACE * SECONDS).map(note).collect();
    let song = folder.join("dense.mid");
    std::fs::write(&song, songs::midi(&notes))?;
    let output = folder.join("out.mp4");
    let args = ["--preset", "youtube_1080p", "--mute", "--from", "5", "--to", "22"];
    let (usual, dense) = (
        cli::render(example, &output, &args),
        cli::render(&song, &output, &args),
    );
    let cost = |figures: &cli::Figures| figures.cpu_s * 1000.0 / figures.frames as f64;
    println!(
        "\n{} notes, {} on screen at once: {:.1} frames/s, {:.1} CPU ms/frame; the example song: {:.1} frames/s, {:.1}",
        notes.len(),
        PACE * ON_SCREEN,
        dense.fps,
        cost(&dense),
        usual.fps,
        cost(&usual),
    );
    Ok(())
}

/// Key after key, each of them again long before its last note ends.
fn note(index: u32) -> Note {
    Note {
        at_ms: index * 1000 / PACE,
        for_ms: LENGTH,
        key: 21 + (index * 37 % 88) as u8,
        velocity: 40 + (index % 80) as u8,
    }
}
