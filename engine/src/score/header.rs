//! The header chunk `MThd`: format, number of tracks, and what a tick is.

use super::{Division, ScoreError, chunks, warnings::Warnings};
use std::ops::Range;

/// Ticks per quarter note where the file does not tell: the commonest value of sequencers.
const USUAL_DIVISION: u16 = 480;
/// Bytes of the chunk's identifier, length and three fields.
const SIZE: usize = 14;

/// What the header says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Header {
    /// 0, 1 or 2.
    pub(super) format: u16,
    /// How many tracks it promises.
    pub(super) tracks: u16,
    /// What a tick is.
    pub(super) division: Division,
    /// The byte at which the chunks after it begin.
    pub(super) end: usize,
}

/// Reads the header at the start of `smf`.
///
/// # Errors
/// Names the byte where the file ends inside its header.
pub(super) fn read(file: &[u8], smf: Range<usize>, warnings: &mut Warnings) -> Result<Header, ScoreError> {
    let at = smf.start;
    let Some(bytes) = file[..smf.end].get(at..at + SIZE) else {
        return Err(ScoreError {
            offset: smf.end,
            message: format!(
                "the file ends inside its header, which has {SIZE} bytes; {} are there",
                smf.len()
            ),
        });
    };
    let word = |index: usize| u16::from_be_bytes([bytes[index], bytes[index + 1]]);
    Ok(Header {
        format: format(word(8), at + 8, warnings),
        tracks: word(10),
        division: division(bytes[12], bytes[13], at + 12, warnings),
        end: end(file, smf, warnings),
    })
}

fn format(format: u16, offset: usize, warnings: &mut Warnings) -> u16 {
    if format > 2 {
        warnings.add(
            offset,
            format_args!("format {format} is none of 0, 1 and 2; read as format 1"),
        );
        return 1;
    }
    format
}

/// A set top bit means SMPTE: frames a second as a negative number, then ticks in a frame.
fn division(high: u8, low: u8, offset: usize, warnings: &mut Warnings) -> Division {
    let metrical = u16::from_be_bytes([high, low]);
    let fps = (high as i8).unsigned_abs();
    match high < 0x80 {
        true if metrical > 0 => return Division::Metrical(metrical),
        false if matches!(fps, 24 | 25 | 29 | 30) && low > 0 => {
            return Division::Timecode { fps, subframes: low };
        }
        true => warnings.add(
            offset,
            format_args!("0 ticks per quarter note; {USUAL_DIVISION} assumed"),
        ),
        false => warnings.add(
            offset,
            format_args!(
                "SMPTE division of {fps} frames a second and {low} ticks a frame does not exist; \
                 {USUAL_DIVISION} ticks per quarter note assumed"
            ),
        ),
    }
    Division::Metrical(USUAL_DIVISION)
}

/// Where the header chunk ends, if its length is to be believed; else where the first track is found.
fn end(file: &[u8], smf: Range<usize>, warnings: &mut Warnings) -> usize {
    let at = smf.start;
    let length = u32::from_be_bytes([file[at + 4], file[at + 5], file[at + 6], file[at + 7]]) as usize;
    let claimed = (at + 8).saturating_add(length);
    if length == SIZE - 8 {
        return at + SIZE;
    }
    if claimed > at + SIZE && (claimed == smf.end || chunks::stands_at(file, claimed, smf.end)) {
        return claimed;
    }
    warnings.add(at + 4, format_args!("header claims {length} bytes instead of 6"));
    chunks::next_known(file, at + SIZE, smf.end).unwrap_or(at + SIZE)
}
