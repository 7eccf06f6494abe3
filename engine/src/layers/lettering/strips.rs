//! How a soft shadow is cut, so that each letter's part of it can fade on its own and nothing overlaps.

use crate::text::Unit;

/// The shadow of one line, cut at the middles of its units.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Line {
    /// In pixels from the top of the text's box.
    pub top: f32,
    pub bottom: f32,
    /// Middles of units, from left to right, in pixels from the left of the text's box, and the units' numbers.
    pub middles: Vec<(f32, usize)>,
}

/// The lines of a shadow that reaches from `top` to `bottom`.
pub(super) fn cut(units: &[Unit], top: f32, bottom: f32) -> Vec<Line> {
    let mut lines: Vec<(usize, Line)> = Vec::new();
    for (number, unit) in units.iter().enumerate() {
        let middle = ((unit.bounds.left + unit.bounds.right) / 2.0, number);
        match lines.iter_mut().find(|(line, _)| *line == unit.line) {
            Some((_, line)) => line.middles.push(middle),
            None => lines.push((
                unit.line,
                Line {
                    top: unit.bounds.top,
                    bottom: unit.bounds.bottom,
                    middles: vec![middle],
                },
            )),
        }
    }
    lines.sort_by_key(|(number, _)| *number);
    let mut lines: Vec<Line> = lines.into_iter().map(|(_, line)| line).collect();
    for line in &mut lines {
        line.middles.sort_by(|a, b| a.0.total_cmp(&b.0));
    }
    for index in 1..lines.len() {
        let meeting = ((lines[index - 1].bottom + lines[index].top) / 2.0).round();
        lines[index - 1].bottom = meeting;
        lines[index].top = meeting;
    }
    if let Some(first) = lines.first_mut() {
        first.top = top;
    }
    if let Some(last) = lines.last_mut() {
        last.bottom = bottom;
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::Rect;

    fn unit(line: usize, left: f32, right: f32) -> Unit {
        Unit {
            range: 0..1,
            line,
            bounds: Rect {
                left,
                top: line as f32 * 10.0,
                right,
                bottom: line as f32 * 10.0 + 10.0,
            },
            rtl: false,
        }
    }

    #[test]
    fn lines_meet_and_reach_as_far_as_the_shadow() {
        let lines = cut(
            &[unit(0, 10.0, 20.0), unit(0, 0.0, 10.0), unit(1, 0.0, 4.0)],
            -6.0,
            31.0,
        );
        assert_eq!(
            lines,
            [
                Line {
                    top: -6.0,
                    bottom: 10.0,
                    middles: vec![(5.0, 1), (15.0, 0)]
                },
                Line {
                    top: 10.0,
                    bottom: 31.0,
                    middles: vec![(2.0, 2)]
                }
            ]
        );
        assert_eq!(cut(&[], 0.0, 1.0), []);
    }
}
