//! .srt: blocks of a number, a line with two times, and lines of text.

use super::words::{Piece, check_length, line};
use super::{Lyrics, MAX_LINES, MAX_TIME};
use crate::material::MaterialError;
use crate::material::error::at_most;

/// Whether a line has the two times of a block, as `00:00:01,000 --> 00:00:04,000`.
pub(in crate::material) fn is_srt_time(line: &str) -> bool {
    times(line).is_some()
}

pub(super) fn read(text: &str) -> Result<Lyrics, MaterialError> {
    let mut lines = Vec::new();
    let mut rest = text.lines().peekable();
    while let Some(text) = rest.next() {
        let Some((start, end)) = times(text) else { continue };
        let mut words = String::new();
        while let Some(text) = rest.next_if(|text| !text.trim().is_empty() && !is_srt_time(text)) {
            words += &without_tags(text);
            words.push(' ');
            check_length(&words)?;
        }
        // Where the blank line is missing, the number of the next block stands last.
        if rest.peek().is_some_and(|text| is_srt_time(text)) {
            let kept = words
                .trim_end()
                .trim_end_matches(|letter: char| letter.is_ascii_digit())
                .len();
            words.truncate(kept);
        }
        at_most("lines", lines.len() as u64 + 1, MAX_LINES as u64)?;
        let text = words;
        lines.extend(line(&[Piece { start, end, text }]));
    }
    lines.sort_by(|a, b| a.start.total_cmp(&b.start));
    Ok(Lyrics { lines })
}

fn times(line: &str) -> Option<(f64, f64)> {
    if line.len() > 200 {
        return None;
    }
    let (start, end) = line.split_once("-->")?;
    let (start, end) = (time(start.trim())?, time(end.split_whitespace().next()?)?);
    (start <= end).then_some((start, end))
}

/// `hh:mm:ss,mmm`; a point and fewer digits are read as well, and hours may be missing.
fn time(text: &str) -> Option<f64> {
    let (whole, fraction) = text.split_once([',', '.']).unwrap_or((text, "0"));
    let number = |part: &str| {
        let fits = (1..=6).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_digit());
        fits.then(|| part.parse::<f64>().ok()).flatten()
    };
    let parts: Vec<f64> = whole.split(':').map(number).collect::<Option<_>>()?;
    let [hours, minutes, seconds] = match parts.as_slice() {
        [hours, minutes, seconds] => [*hours, *minutes, *seconds],
        [minutes, seconds] => [0.0, *minutes, *seconds],
        _ => return None,
    };
    let seconds =
        hours * 3600.0 + minutes * 60.0 + seconds + number(fraction)? / 10_f64.powi(fraction.len() as i32);
    (seconds <= MAX_TIME).then_some(seconds)
}

/// The text without `<i>`, `</font>` and the like, and without `{\an8}`.
fn without_tags(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(letter) = rest.chars().next() {
        let after = &rest[letter.len_utf8()..];
        let tag = match letter {
            '<' if after.starts_with(|next: char| next.is_ascii_alphabetic() || next == '/') => {
                after.find('>')
            }
            '{' if after.starts_with('\\') => after.find('}'),
            _ => None,
        };
        if tag.is_none() {
            out.push(letter);
        }
        rest = &after[tag.map_or(0, |end| end + 1)..];
    }
    out.trim().to_owned()
}
