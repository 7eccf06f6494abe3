//! The chunks after the header: tracks are read, others skipped, and lengths believed only where they lead somewhere.

use super::gather::Gathered;
use super::track::TrackReader;
use super::{MAX_TRACKS, ScoreError, header::Header, warnings::Warnings};
use std::ops::Range;

/// Bytes of a chunk's identifier and length.
const HEAD: usize = 8;

/// Whether a chunk can begin at `at`: a track or a header, or another chunk that fits into the file.
pub(super) fn stands_at(file: &[u8], at: usize, end: usize) -> bool {
    let Some(head) = file[..end].get(at..at.saturating_add(HEAD)) else {
        return false;
    };
    let named = head[..4].iter().all(u8::is_ascii_alphanumeric);
    is_known(&head[..4]) || named && body_of(head, at).end <= end
}

/// The next byte from `from` on at which a track or a header begins.
pub(super) fn next_known(file: &[u8], from: usize, end: usize) -> Option<usize> {
    let found = file[..end].get(from..)?.windows(4).position(is_known);
    found.map(|distance| from + distance)
}

fn is_known(id: &[u8]) -> bool {
    matches!(id, b"MTrk" | b"MThd")
}

fn body_of(head: &[u8], at: usize) -> Range<usize> {
    let length = u32::from_be_bytes([head[4], head[5], head[6], head[7]]) as usize;
    at + HEAD..(at + HEAD).saturating_add(length)
}

/// Reads all tracks between the header and `end` into `gathered`.
///
/// # Errors
/// Where the file holds more than the limits of [`super::parse`] allow.
pub(super) fn read_tracks<'a>(
    file: &'a [u8],
    header: &Header,
    end: usize,
    gathered: &mut Gathered<'a>,
    warnings: &mut Warnings,
) -> Result<(), ScoreError> {
    let mut at = header.end;
    while at < end {
        match file[..end].get(at..at + HEAD) {
            Some(head) if head.starts_with(b"MTrk") => {
                if gathered.tracks.len() == MAX_TRACKS {
                    warnings.add(
                        at,
                        format_args!("more than {MAX_TRACKS} tracks; the rest left out"),
                    );
                    return Ok(());
                }
                at = read_track(file, body_of(head, at), end, gathered, warnings)?;
            }
            Some(head) if head.starts_with(b"MThd") => {
                warnings.add(at, format_args!("a second MIDI file begins here; left out"));
                break;
            }
            Some(head) if stands_at(file, at, end) => at = skip_foreign(head, at, warnings),
            _ => at = skip_junk(file, at, end, warnings),
        }
    }
    check_count(header, gathered.tracks.len(), warnings);
    Ok(())
}

fn skip_foreign(head: &[u8], at: usize, warnings: &mut Warnings) -> usize {
    let name = String::from_utf8_lossy(&head[..4]);
    warnings.add(at, format_args!("chunk {name} is no track; skipped"));
    body_of(head, at).end
}

fn skip_junk(file: &[u8], at: usize, end: usize, warnings: &mut Warnings) -> usize {
    // From the next byte on: the last bytes of a file can be an identifier without its length.
    let next = next_known(file, at + 1, end).unwrap_or(end);
    warnings.add(
        at,
        format_args!("{} bytes that belong to no chunk skipped", next - at),
    );
    next
}

fn check_count(header: &Header, found: usize, warnings: &mut Warnings) {
    let promised = usize::from(header.tracks);
    if promised != found {
        warnings.add(
            header.end,
            format_args!("the header promises {promised} tracks; {found} were found"),
        );
    } else if header.format == 0 && found > 1 {
        warnings.add(
            header.end,
            format_args!("format 0 with {found} tracks; played together"),
        );
    }
}

/// Reads one track and says where the next chunk is to be looked for.
///
/// A length that leads to the end of the file or to another chunk is believed. Any other is a lie or leads to junk: then
/// the track lasts until its end event, and at most until the next track.
fn read_track<'a>(
    file: &'a [u8],
    claimed: Range<usize>,
    end: usize,
    gathered: &mut Gathered<'a>,
    warnings: &mut Warnings,
) -> Result<usize, ScoreError> {
    let believed = claimed.end == end || claimed.end < end && stands_at(file, claimed.end, end);
    let limit = if believed {
        claimed.end
    } else {
        next_known(file, claimed.start, end).unwrap_or(end)
    };
    let mut reader = TrackReader::new(file, claimed.start..limit, believed);
    let finish = gathered.take_track(&mut reader, warnings)?;
    if believed {
        return Ok(claimed.end);
    }
    if claimed.end > end || finish.position != claimed.end {
        warnings.add(
            claimed.start - 4,
            format_args!("track length {} is wrong", claimed.len()),
        );
    }
    Ok(if finish.closed { finish.position } else { limit })
}
