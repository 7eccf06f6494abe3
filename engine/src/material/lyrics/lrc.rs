//! .lrc: stamps in square brackets before a line, and in angle brackets before a word (the enhanced format).

use super::words::{Piece, check_length, line};
use super::{Lyrics, MAX_LINES, MAX_TIME};
use crate::material::MaterialError;
use crate::material::error::at_most;

/// How long a line is shown at most where nothing follows it, in seconds.
const LAST_LINE: f64 = 6.0;

/// A line with its stamp; without words it only ends the one before.
struct Stamped<'a> {
    start: f64,
    /// How much later it is sung than its stamps of words say: they are those of its first time.
    later: f64,
    text: &'a str,
}

/// Whether a line begins with a stamp, as `[01:23.45]`.
pub(in crate::material) fn is_lrc_time(line: &str) -> bool {
    stamp(line.trim(), '[', ']').is_some()
}

pub(super) fn read(text: &str) -> Result<Lyrics, MaterialError> {
    let (mut stamped, mut offset) = (Vec::new(), 0.0);
    for text in text.lines() {
        let mut rest = text.trim();
        if let Some(value) = tag(rest, "offset") {
            // A positive offset shows the lyrics earlier.
            offset = value
                .parse()
                .ok()
                .filter(|millis: &f64| millis.abs() <= MAX_TIME * 1e3)
                .unwrap_or(0.0)
                / 1e3;
            continue;
        }
        let mut starts = Vec::new();
        while let Some((start, after)) = stamp(rest, '[', ']') {
            starts.push(start);
            rest = after.trim_start();
        }
        check_length(rest)?;
        at_most("lines", (stamped.len() + starts.len()) as u64, MAX_LINES as u64)?;
        let first = starts.first().copied().unwrap_or_default();
        stamped.extend(starts.iter().map(|start| Stamped {
            start: *start,
            later: start - first,
            text: rest,
        }));
    }
    stamped.sort_by(|a, b| a.start.total_cmp(&b.start));
    Ok(Lyrics {
        lines: lines(&stamped, offset),
    })
}

fn lines(stamped: &[Stamped<'_>], offset: f64) -> Vec<super::LyricLine> {
    let mut lines = Vec::new();
    for (index, this) in stamped.iter().enumerate() {
        let next = stamped[index + 1..].iter().find(|next| next.start > this.start);
        let end = next.map_or(this.start + LAST_LINE, |next| next.start);
        let mut sung = Vec::new();
        for (start, text) in pieces(this.text) {
            let start = start.map_or(this.start, |start| (start + this.later).max(this.start));
            sung.push(Piece { start, end, text });
        }
        for index in 1..sung.len() {
            sung[index].start = sung[index].start.max(sung[index - 1].start);
            sung[index - 1].end = sung[index].start;
        }
        if let Some(last) = sung.last_mut() {
            last.end = last.end.max(last.start);
        }
        for piece in &mut sung {
            (piece.start, piece.end) = ((piece.start - offset).max(0.0), (piece.end - offset).max(0.0));
        }
        lines.extend(line(&sung));
    }
    lines.sort_by(|a: &super::LyricLine, b| a.start.total_cmp(&b.start));
    lines
}

/// A line cut at its stamps of words: each piece with the stamp before it.
fn pieces(text: &str) -> Vec<(Option<f64>, String)> {
    let mut pieces: Vec<(Option<f64>, String)> = vec![(None, String::new())];
    let mut rest = text;
    while let Some(letter) = rest.chars().next() {
        if let Some((start, after)) = stamp(rest, '<', '>') {
            pieces.push((Some(start), String::new()));
            rest = after;
            continue;
        }
        if let Some((_, text)) = pieces.last_mut() {
            text.push(letter);
        }
        rest = &rest[letter.len_utf8()..];
    }
    pieces
}

/// The value of `[name:value]`.
fn tag<'a>(line: &'a str, name: &str) -> Option<&'a str> {
    let (key, value) = line.strip_prefix('[')?.split_once(':')?;
    let value = value.split(']').next()?;
    key.trim().eq_ignore_ascii_case(name).then(|| value.trim())
}

/// The time of a stamp at the start of a text, in seconds, and what follows it.
fn stamp(text: &str, open: char, close: char) -> Option<(f64, &str)> {
    let (inside, rest) = text
        .strip_prefix(open)?
        .get(..)
        .and_then(|text| text.split_once(close))?;
    (inside.len() <= 16).then_some(())?;
    Some((time(inside.trim())?, rest))
}

/// `mm:ss`, `mm:ss.xx`, `mm:ss:xx` or `hh:mm:ss.xx`.
fn time(text: &str) -> Option<f64> {
    let digits = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    let number = |part: &str| digits(part).then(|| part.parse::<f64>().ok()).flatten();
    let (whole, fraction) = text.split_once(['.', ',']).unwrap_or((text, "0"));
    let parts: Vec<f64> = whole.split(':').map(number).collect::<Option<_>>()?;
    let part = number(fraction)? / 10_f64.powi(fraction.len() as i32);
    let seconds = match (parts.as_slice(), text.contains(['.', ','])) {
        ([minutes, seconds], _) => minutes * 60.0 + seconds + part,
        ([hours, minutes, seconds], true) => hours * 3600.0 + minutes * 60.0 + seconds + part,
        ([minutes, seconds, hundredths], false) => minutes * 60.0 + seconds + hundredths / 100.0,
        _ => return None,
    };
    (seconds <= MAX_TIME).then_some(seconds)
}
