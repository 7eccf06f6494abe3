//! Small songs and recordings, made in code.

use std::io::{self, BufWriter, Write};
use std::path::Path;

/// A note of a [`midi`] file.
#[derive(Clone, Copy, Debug)]
pub struct Note {
    /// Onset in milliseconds.
    pub at_ms: u32,
    /// Length in milliseconds, at least 1.
    pub for_ms: u32,
    /// MIDI key.
    pub key: u8,
    /// Velocity, 1 to 127.
    pub velocity: u8,
}

/// A MIDI file of format 0 with one tick a millisecond, so that every time in it is exact.
pub fn midi(notes: &[Note]) -> Vec<u8> {
    let mut events: Vec<(u32, u8, u8, u8)> = notes
        .iter()
        .flat_map(|note| {
            let end = note.at_ms + note.for_ms;
            [
                (note.at_ms, 0x90, note.key, note.velocity),
                (end, 0x80, note.key, 0),
            ]
        })
        .collect();
    // At one moment notes end (0x80) before others begin (0x90).
    events.sort_unstable();
    let mut track = vec![0, 0xff, 0x51, 3];
    track.extend(&500_000_u32.to_be_bytes()[1..]);
    let mut now = 0;
    for (at, status, key, velocity) in events {
        push_variable_length(&mut track, at - now);
        track.extend([status, key, velocity]);
        now = at;
    }
    track.extend([0, 0xff, 0x2f, 0]);
    let mut file = b"MThd\0\0\0\x06\0\0\0\x01".to_vec();
    file.extend(500_u16.to_be_bytes());
    file.extend(b"MTrk");
    file.extend((track.len() as u32).to_be_bytes());
    file.extend(track);
    file
}

/// A variable-length quantity of the Standard MIDI File format: seven bits a byte, the highest first.
fn push_variable_length(out: &mut Vec<u8>, value: u32) {
    for shift in [21, 14, 7] {
        if value >> shift > 0 {
            out.push((value >> shift & 0x7f) as u8 | 0x80);
        }
    }
    out.push((value & 0x7f) as u8);
}

/// A rising scale of quarter-second notes, one after the other, `seconds` long.
pub fn scale(seconds: u32) -> Vec<u8> {
    let notes: Vec<_> = (0..seconds * 4)
        .map(|step| Note {
            at_ms: step * 250,
            for_ms: 240,
            key: 48 + (step % 24) as u8,
            velocity: 90,
        })
        .collect();
    midi(&notes)
}

/// The same short, loud note at each of these moments.
pub fn flashes(at_ms: &[u32]) -> Vec<u8> {
    let note = |at_ms: &u32| Note {
        at_ms: *at_ms,
        for_ms: 200,
        key: 60,
        velocity: 127,
    };
    midi(&at_ms.iter().map(note).collect::<Vec<_>>())
}

/// Writes a mono 16-bit WAV file: silence with a click of 2 ms that begins at full strength at each moment.
///
/// # Errors
/// When the file cannot be written.
pub fn click_track(path: &Path, rate: u32, seconds: u32, clicks_ms: &[u32]) -> io::Result<()> {
    let mut out = BufWriter::new(std::fs::File::create(path)?);
    let samples = rate * seconds;
    write_wav_header(&mut out, rate, samples)?;
    let starts: Vec<u32> = clicks_ms
        .iter()
        .map(|ms| (u64::from(*ms) * u64::from(rate) / 1000) as u32)
        .collect();
    let length = rate / 500;
    let mut next = 0;
    for index in 0..samples {
        while starts.get(next).is_some_and(|start| index >= start + length) {
            next += 1;
        }
        let value = match starts.get(next) {
            Some(start) if index >= *start => click(index - start, length),
            _ => 0,
        };
        out.write_all(&value.to_le_bytes())?;
    }
    out.flush()
}

/// A burst that alternates every four samples and dies away.
fn click(index: u32, length: u32) -> i16 {
    let level = 28_000 * (length - index) as i32 / length as i32;
    let sign = if (index / 4).is_multiple_of(2) { 1 } else { -1 };
    (sign * level) as i16
}

/// Writes a mono 16-bit WAV file: half a second of noise that was clipped, half a second of soft noise, and so on.
///
/// # Errors
/// When the file cannot be written.
pub fn noise_bursts(path: &Path, rate: u32, seconds: u32) -> io::Result<()> {
    let mut out = BufWriter::new(std::fs::File::create(path)?);
    write_wav_header(&mut out, rate, rate * seconds)?;
    let (mut state, mut smooth) = (1_u32, 0);
    for index in 0..rate * seconds {
        // A linear congruential generator (Numerical Recipes), smoothed to the fall of treble that music has.
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        smooth += ((state >> 16) as i32 - 0x8000 - smooth) / 4;
        let loud = (2 * index / rate).is_multiple_of(2);
        let value = if loud { 6 * smooth } else { smooth / 20 };
        out.write_all(&(value.clamp(-32_767, 32_767) as i16).to_le_bytes())?;
    }
    out.flush()
}

fn write_wav_header(out: &mut impl Write, rate: u32, samples: u32) -> io::Result<()> {
    let bytes = samples * 2;
    out.write_all(b"RIFF")?;
    out.write_all(&(36 + bytes).to_le_bytes())?;
    out.write_all(b"WAVEfmt \x10\0\0\0\x01\0\x01\0")?;
    out.write_all(&rate.to_le_bytes())?;
    out.write_all(&(rate * 2).to_le_bytes())?;
    out.write_all(&[2, 0, 16, 0])?;
    out.write_all(b"data")?;
    out.write_all(&bytes.to_le_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn variable_length_quantities_are_those_of_the_standard() {
        for (value, bytes) in [
            (0, &[0][..]),
            (0x7f, &[0x7f]),
            (0x80, &[0x81, 0]),
            (0x3fff, &[0xff, 0x7f]),
            (0x0010_0000, &[0xc0, 0x80, 0]),
        ] {
            let mut out = Vec::new();
            push_variable_length(&mut out, value);
            assert_eq!(out, bytes, "{value:#x}");
        }
    }
}
