//! `phonoglyph inspect`: what a MIDI file holds, for people or as JSON.
//!
//! The JSON is one object. Times are seconds as numbers with nanosecond precision, channels 0 to 15, tracks counted
//! from 0. `division` is the number of ticks per quarter note, or `{"fps", "subframes"}` for SMPTE time, where 29
//! frames mean 30000/1001. `notes` are `[start_s, end_s, key, velocity, channel, track]`, sorted by start, then key.

mod json;
mod summary;
#[cfg(test)]
mod tests;

use super::bad_input;
use anyhow::Context;
use phonoglyph_engine::score::{self, KeySignature, Score};
use std::io::{self, Read, Write};
use std::path::Path;

/// Reads a MIDI file and prints what it holds on standard output.
///
/// # Errors
/// [`super::BadInput`] where the file cannot be read or is no score; also where the output cannot be written. A
/// reader that closes the pipe early is no error.
pub fn run(path: &Path, json: bool) -> anyhow::Result<()> {
    let bytes = read(path)?;
    let refused = |error| bad_input(format!("cannot read {} as a score: {error}", path.display()));
    let score = score::parse(&bytes).map_err(refused)?;
    match print(&score, json) {
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
        result => result.context("cannot write to standard output"),
    }
}

/// Never reads more than the parser takes, whatever the path leads to.
fn read(path: &Path) -> anyhow::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    let refused = |error| bad_input(format!("cannot read {}: {error}", path.display()));
    let file = std::fs::File::open(path).map_err(refused)?;
    file.take(score::MAX_FILE_BYTES as u64 + 1)
        .read_to_end(&mut bytes)
        .map_err(refused)?;
    Ok(bytes)
}

fn print(score: &Score, json: bool) -> io::Result<()> {
    let mut out = io::BufWriter::new(io::stdout().lock());
    if json {
        serde_json::to_writer(&mut out, &json::Report::of(score)).map_err(io::Error::from)?;
        writeln!(out)?;
    } else {
        out.write_all(summary::summary(score).as_bytes())?;
    }
    out.flush()
}

/// The key by name, such as `Eb` or `C#m`, from the circle of fifths.
fn key_name(key: &KeySignature) -> String {
    const FIFTHS: [&str; 18] = [
        "Cb", "Gb", "Db", "Ab", "Eb", "Bb", "F", "C", "G", "D", "A", "E", "B", "F#", "C#", "G#", "D#", "A#",
    ];
    // A minor key has the signature of the major key three fifths before it.
    let place = i32::from(key.sharps) + 7 + if key.minor { 3 } else { 0 };
    let name = usize::try_from(place).ok().and_then(|place| FIFTHS.get(place));
    format!("{}{}", name.unwrap_or(&"?"), if key.minor { "m" } else { "" })
}
