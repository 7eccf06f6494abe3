//! Lines of lyrics and the pauses between them, one row after the other.

use crate::material::LyricLine;

/// Seconds after a line until a pause begins.
const BREATH: f64 = 0.4;
/// A row is on its way for at least so many seconds, if only the one before has begun.
const SHORTEST: f64 = 0.02;

/// What is shown at a time.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Row {
    /// When it is in its place, in seconds.
    pub start: f64,
    pub end: f64,
    /// The number of the line; none for a pause.
    pub line: Option<usize>,
}

/// The rows of lines; pauses of `pause` seconds and more are rows too.
pub(super) fn rows(lines: &[LyricLine], pause: Option<f64>) -> Vec<Row> {
    let mut rows = Vec::with_capacity(lines.len() + 8);
    let mut sung: f64 = 0.0;
    for (number, line) in lines.iter().enumerate() {
        let silent = line.start - sung;
        if pause.is_some_and(|pause| silent >= pause) {
            rows.push(Row {
                start: if number == 0 { 0.0 } else { sung + BREATH },
                end: line.start,
                line: None,
            });
        }
        rows.push(Row {
            start: line.start,
            end: line.end,
            line: Some(number),
        });
        sung = sung.max(line.end);
    }
    rows
}

/// Which row is in its place at `time`, counted with the part of the way to the next; before the first it is -1.
/// Rows that are `glide` seconds on their way are there as they begin.
pub(super) fn place(rows: &[Row], time: f64, glide: f64) -> f64 {
    let begins = |index: usize| {
        let start = rows[index].start;
        let earliest = index.checked_sub(1).map_or(f64::MIN, |before| rows[before].start);
        (start - glide).max(earliest).min(start - SHORTEST)
    };
    let (mut low, mut high) = (0, rows.len());
    while low < high {
        let middle = usize::midpoint(low, high);
        if begins(middle) <= time {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    let Some(index) = low.checked_sub(1) else {
        return -1.0;
    };
    let begin = begins(index);
    let share = ((time - begin) / (rows[index].start - begin)).clamp(0.0, 1.0);
    index as f64 - 1.0 + share * share * (3.0 - 2.0 * share)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(start: f64, end: f64) -> LyricLine {
        LyricLine {
            start,
            end,
            words: Vec::new(),
        }
    }

    #[test]
    fn long_pauses_are_rows_too() {
        let lines = [line(6.0, 8.0), line(8.5, 10.0), line(20.0, 21.0)];
        let told: Vec<_> = rows(&lines, Some(4.5))
            .iter()
            .map(|row| (row.start, row.end, row.line))
            .collect();
        assert_eq!(
            told,
            [
                (0.0, 6.0, None),
                (6.0, 8.0, Some(0)),
                (8.5, 10.0, Some(1)),
                (10.4, 20.0, None),
                (20.0, 21.0, Some(2))
            ]
        );
        assert_eq!(rows(&lines, None).len(), 3);
    }

    #[test]
    fn rows_are_in_place_as_they_begin_and_never_go_back() {
        let rows = rows(
            &[line(2.0, 3.0), line(3.1, 4.0), line(4.0, 5.0), line(4.0, 5.0)],
            None,
        );
        assert_eq!(place(&rows, 0.0, 0.5), -1.0);
        assert!((place(&rows, 1.75, 0.5) + 0.5).abs() < 1e-9);
        for (index, row) in rows.iter().enumerate().take(3) {
            assert!(place(&rows, row.start, 0.5) >= index as f64 - 1e-9);
        }
        let mut last = -1.0;
        for step in 0..600 {
            let place = place(&rows, f64::from(step) * 0.01, 0.5);
            assert!(place >= last);
            last = place;
        }
        assert_eq!(last, 3.0);
    }
}
