//! Where in the bytes the Standard MIDI File lies: bare, in a RIFF wrapper (.rmi), or behind a few stray bytes.

use super::{ScoreError, sniff, warnings::Warnings};
use std::ops::Range;

/// How many RIFF wrappers may be put into each other; one is usual.
const MOST_WRAPPERS: usize = 4;
/// How far into the file its header is looked for: past a MacBinary header, a mail or HTTP header, a newline.
const SEARCH: usize = 64 * 1024;

/// Finds the bytes from `MThd` to the end of what may belong to it.
///
/// # Errors
/// Names byte 0 (or the start of the inner file) and what the bytes look like, where there is no MIDI file.
pub(super) fn find_smf(file: &[u8], warnings: &mut Warnings) -> Result<Range<usize>, ScoreError> {
    let mut range = 0..file.len();
    for _ in 0..=MOST_WRAPPERS {
        let bytes = &file[range.clone()];
        if bytes.starts_with(b"MThd") {
            return Ok(range);
        }
        if !is_rmid(bytes) {
            return behind_junk(file, range, warnings);
        }
        range = rmid_data(file, range, warnings)?;
    }
    Err(ScoreError {
        offset: range.start,
        message: format!("more than {MOST_WRAPPERS} RIFF wrappers in each other, which no MIDI file needs"),
    })
}

fn is_rmid(bytes: &[u8]) -> bool {
    bytes.starts_with(b"RIFF") && bytes.get(8..12) == Some(b"RMID")
}

/// The content of the `data` chunk of a RIFF RMID form. The form's own length is not believed: many are wrong.
fn rmid_data(file: &[u8], form: Range<usize>, warnings: &mut Warnings) -> Result<Range<usize>, ScoreError> {
    let mut at = form.start + 12;
    while let Some(head) = file[..form.end].get(at..at + 8) {
        let length = u32::from_le_bytes([head[4], head[5], head[6], head[7]]) as usize;
        let body = at + 8;
        let end = body.saturating_add(length);
        if head.starts_with(b"data") {
            if end > form.end || (length == 0 && file[body..].starts_with(b"MThd")) {
                warnings.add(
                    at,
                    format_args!("RIFF data chunk claims {length} bytes; read to the end"),
                );
                return Ok(body..form.end);
            }
            return Ok(body..end);
        }
        at = end.saturating_add(length % 2);
    }
    Err(ScoreError {
        offset: form.start,
        message: "RIFF wrapper without a data chunk; a .rmi file keeps its MIDI file there".into(),
    })
}

/// Skips what stands before `MThd`, or says what the bytes are instead.
fn behind_junk(
    file: &[u8],
    range: Range<usize>,
    warnings: &mut Warnings,
) -> Result<Range<usize>, ScoreError> {
    let bytes = &file[range.clone()];
    if let Some(kind) = sniff::by_signature(bytes) {
        return Err(refusal(range.start, &format!("this looks like {kind}")));
    }
    let searched = &bytes[..bytes.len().min(SEARCH)];
    if let Some(junk) = searched.windows(4).position(|id| id == b"MThd") {
        warnings.add(
            range.start,
            format_args!("{junk} stray bytes before the MIDI header skipped"),
        );
        return Ok(range.start + junk..range.end);
    }
    let kind = match sniff::by_text(bytes) {
        _ if bytes.is_empty() => "there are no bytes".into(),
        Some(kind) => format!("this looks like {kind}"),
        None => "no header MThd was found".into(),
    };
    Err(refusal(range.start, &kind))
}

fn refusal(offset: usize, kind: &str) -> ScoreError {
    ScoreError {
        offset,
        message: format!("not a MIDI file: {kind}"),
    }
}
