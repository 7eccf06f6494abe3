//! When each letter of a line is sung.

use crate::composition::TextStyle;
use crate::layers::lettering::{Reveal, cased};
use crate::material::LyricLine;
use crate::text::Unit;
use std::ops::Range;

/// A syllable: its bytes in the line, and when it begins and ends.
type Timed = (Range<usize>, f64, f64);

/// The text of a line, as its style writes it, and its syllables.
pub(super) fn written(line: &LyricLine, style: &TextStyle) -> (String, Vec<Timed>) {
    let (mut text, mut timed) = (String::new(), Vec::new());
    for word in &line.words {
        let mut letters = word.text.chars().filter(|letter| !letter.is_control());
        for syllable in &word.syllables {
            let part: String = letters.by_ref().take(syllable.letters).collect();
            let begin = text.len();
            text.push_str(&cased(style, &part));
            timed.push((begin..text.len(), syllable.start, syllable.end));
        }
        let rest: String = letters.collect();
        text.push_str(&cased(style, &rest));
    }
    text.truncate(text.trim_end().len());
    (text, timed)
}

/// When each unit begins and ends: those of a syllable share its time by their widths.
pub(super) fn times(units: &[Unit], timed: &[Timed]) -> Vec<(f64, f64)> {
    let of = |byte: usize| {
        let after = timed.partition_point(|(range, ..)| range.start <= byte);
        after.saturating_sub(1)
    };
    let mut widths = vec![0.0_f64; timed.len()];
    let width = |unit: &Unit| f64::from(unit.bounds.right - unit.bounds.left).max(1e-3);
    for unit in units {
        if let Some(all) = widths.get_mut(of(unit.range.start)) {
            *all += width(unit);
        }
    }
    let mut gone = vec![0.0_f64; timed.len()];
    let unit_times = units.iter().map(|unit| {
        let (first, last) = (
            of(unit.range.start),
            of(unit.range.end.saturating_sub(1).max(unit.range.start)),
        );
        let (Some((_, start, end)), Some((.., until))) = (timed.get(first), timed.get(last)) else {
            return (0.0, 0.0);
        };
        let within = |gone: f64| start + (end - start) * (gone / widths[first].max(1e-3)).min(1.0);
        let begin = within(gone[first]);
        gone[first] += width(unit);
        (begin, if last > first { *until } else { within(gone[first]) })
    });
    unit_times.collect()
}

/// How a unit looks at a time.
pub(super) fn reveal(times: &[(f64, f64)], unit: usize, now: f64) -> Reveal {
    let (start, end) = times.get(unit).copied().unwrap_or_default();
    let sung = if now >= end {
        1.0
    } else {
        ((now - start) / (end - start).max(1e-6)).clamp(0.0, 1.0)
    };
    Reveal {
        sung: sung as f32,
        ..Reveal::default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::material::lyrics;
    use crate::text::Rect;

    fn line() -> LyricLine {
        let text = "[00:01.00]<00:01.00>Straße <00:02.00>hell\n[00:03.00]\n";
        lyrics(text.as_bytes()).expect("lyrics").lines.remove(0)
    }

    fn letters(text: &str) -> Vec<Unit> {
        let unit = |(at, letter): (usize, char)| Unit {
            range: at..at + letter.len_utf8(),
            line: 0,
            bounds: Rect {
                left: at as f32,
                top: 0.0,
                right: at as f32 + 1.0,
                bottom: 1.0,
            },
            rtl: false,
        };
        text.char_indices()
            .filter(|(_, letter)| *letter != ' ')
            .map(unit)
            .collect()
    }

    #[test]
    fn words_take_their_colour_exactly_in_time() {
        let style = TextStyle {
            uppercase: true,
            ..TextStyle::default()
        };
        let (text, timed) = written(&line(), &style);
        assert_eq!(text, "STRASSE HELL", "capitals may be more letters");
        let times = times(&letters(&text), &timed);
        assert_eq!(times.len(), 11);
        assert!((times[0].0 - 1.0).abs() < 1e-9 && (times[6].1 - 2.0).abs() < 1e-9);
        assert!((times[7].0 - 2.0).abs() < 1e-9 && (times[10].1 - 3.0).abs() < 1e-9);
        assert!(times.windows(2).all(|pair| pair[0].1 <= pair[1].0 + 1e-9));
        let at = |unit, now| reveal(&times, unit, now).sung;
        assert_eq!((at(7, 1.99), at(6, 2.0), at(7, 2.0)), (0.0, 1.0, 0.0));
        assert!((at(7, 2.125) - 0.5).abs() < 1e-3);
    }
}
