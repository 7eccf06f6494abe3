//! When pedals are down.

use crate::composition::Follow;
use crate::score::{ControlKind, Score};
use std::collections::BTreeMap;

/// A pedal of a piano.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Pedal {
    Soft,
    Sostenuto,
    Sustain,
}

impl Pedal {
    /// All of them as they lie on a piano, from the left.
    pub const ALL: [Self; 3] = [Self::Soft, Self::Sostenuto, Self::Sustain];

    /// The name on its lamp.
    pub fn name(self) -> &'static str {
        match self {
            Self::Soft => "Una corda",
            Self::Sostenuto => "Sostenuto",
            Self::Sustain => "Sustain",
        }
    }

    /// Its controller (MIDI 1.0, controllers 64 to 69 are switches: down from 64 on).
    fn controller(self) -> u8 {
        match self {
            Self::Soft => 67,
            Self::Sostenuto => 66,
            Self::Sustain => 64,
        }
    }

    /// When it is down for any of the channels that are followed, in seconds, sorted and apart from each other.
    pub fn spans(self, score: &Score, follow: &Follow) -> Vec<(f64, f64)> {
        let taken = |track, channel| follow.takes(track, channel, follow.low_key as u8);
        let spans: Vec<_> = if self == Self::Sustain {
            let spans = score.pedals.iter().filter(|span| taken(span.track, span.channel));
            spans
                .map(|span| (span.start.seconds(), span.end.seconds()))
                .collect()
        } else {
            switched(score, self.controller(), taken)
        };
        joined(spans)
    }
}

/// When a switch is on, for each track and channel.
fn switched(score: &Score, wanted: u8, taken: impl Fn(u16, u8) -> bool) -> Vec<(f64, f64)> {
    let mut down = BTreeMap::new();
    let mut spans = Vec::new();
    for control in score.controls.iter().filter(|it| taken(it.track, it.channel)) {
        let ControlKind::Controller { number, value } = control.kind else {
            continue;
        };
        let (voice, now) = ((control.track, control.channel), control.time.seconds());
        if number == wanted && value >= 64 {
            down.entry(voice).or_insert(now);
        } else if number == wanted {
            spans.extend(down.remove(&voice).map(|start| (start, now)));
        }
    }
    let end = score.duration.seconds();
    spans.extend(down.into_values().map(|start| (start, end)));
    spans
}

/// The same times in spans that do not touch, in their order.
fn joined(mut spans: Vec<(f64, f64)>) -> Vec<(f64, f64)> {
    spans.sort_by(|a, b| a.0.total_cmp(&b.0));
    let mut joined: Vec<(f64, f64)> = Vec::with_capacity(spans.len());
    for (start, end) in spans {
        match joined.last_mut() {
            Some(last) if start <= last.1 => last.1 = last.1.max(end),
            _ => joined.push((start, end)),
        }
    }
    joined
}

/// How far a pedal is down at time `now`, 0 to 1: a foot is quick, and a little slower to leave.
pub(super) fn pressed(spans: &[(f64, f64)], now: f64) -> f32 {
    let begun = spans.partition_point(|span| span.0 <= now);
    let Some(&(start, end)) = begun.checked_sub(1).and_then(|index| spans.get(index)) else {
        return 0.0;
    };
    let down = |since: f64| 1.0 - (-since / 0.03).exp();
    if now <= end {
        down(now - start) as f32
    } else {
        (down(end - start) * (-(now - end) / 0.07).exp()) as f32
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::score::{Control, PedalSpan};
    use crate::time::MediaTime;

    fn score() -> Score {
        let span = |channel, start, end| PedalSpan {
            start: MediaTime::from_millis(start),
            end: MediaTime::from_millis(end),
            track: 0,
            channel,
        };
        let control = |time, number, value| Control {
            time: MediaTime::from_millis(time),
            track: 0,
            channel: 0,
            kind: ControlKind::Controller { number, value },
        };
        Score {
            pedals: vec![span(0, 0, 2000), span(1, 1000, 3000), span(0, 4000, 5000)],
            controls: vec![
                control(500, 67, 100),
                control(900, 67, 127),
                control(1500, 67, 0),
                control(2000, 66, 64),
            ],
            duration: MediaTime::from_millis(9000),
            ..Score::default()
        }
    }

    #[test]
    fn pedals_are_down_while_any_followed_channel_holds_them() {
        let all = Follow::default();
        assert_eq!(Pedal::Sustain.spans(&score(), &all), [(0.0, 3.0), (4.0, 5.0)]);
        let one = Follow {
            channels: vec![0],
            ..Follow::default()
        };
        assert_eq!(Pedal::Sustain.spans(&score(), &one), [(0.0, 2.0), (4.0, 5.0)]);
        assert_eq!(Pedal::Soft.spans(&score(), &all), [(0.5, 1.5)]);
        assert_eq!(
            Pedal::Sostenuto.spans(&score(), &all),
            [(2.0, 9.0)],
            "held to the end"
        );
    }

    #[test]
    fn a_lamp_is_lit_while_its_pedal_is_down() {
        let spans = [(1.0, 2.0), (3.0, 4.0)];
        assert_eq!(pressed(&spans, 0.9), 0.0);
        assert!(pressed(&spans, 1.5) > 0.99 && pressed(&spans, 2.5) < 0.01 && pressed(&spans, 3.2) > 0.99);
        assert_eq!(pressed(&[], 1.0), 0.0);
    }
}
