//! Beats and bars in time, from the real tempos and time signatures.

use super::{Division, Score};

/// Beats a song can have; a tempo that no music has makes no more.
const MAX_BEATS: usize = 400_000;
/// How far past the end of a score its beats go on, in seconds.
const BEYOND: f64 = 30.0;
/// Seconds of a beat where a file says nothing: 120 a minute.
const USUAL_BEAT: f64 = 0.5;

/// One beat.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Beat {
    /// Seconds from the start of the song.
    pub time: f64,
    /// Which bar, from 1.
    pub bar: u32,
    /// Which beat of its bar, from 1.
    pub number: u32,
}

/// The beats of a whole song.
#[derive(Clone, Debug, PartialEq)]
pub struct Metre {
    beats: Vec<Beat>,
    /// The position of the first beat of each bar.
    bars: Vec<usize>,
}

impl Metre {
    /// Counts the beats of a score. A beat is what the time signature says, but three of them in compound metres
    /// (6/8, 9/8, 12/8). A score without ticks per quarter has 120 beats a minute in bars of four.
    pub fn new(score: &Score) -> Self {
        let end = score.duration.seconds() + BEYOND;
        let beats = match score.division {
            Division::Metrical(ticks) => counted(score, f64::from(ticks.max(1)), end),
            _ => usual(end),
        };
        let first = |(index, beat): (usize, &Beat)| (beat.number == 1).then_some(index);
        Self {
            bars: beats.iter().enumerate().filter_map(first).collect(),
            beats,
        }
    }

    /// All beats, in order.
    pub fn beats(&self) -> &[Beat] {
        &self.beats
    }

    /// The beats from `from` to before `to`, in seconds.
    pub fn between(&self, from: f64, to: f64) -> &[Beat] {
        let begin = self.beats.partition_point(|beat| beat.time < from);
        let end = self.beats.partition_point(|beat| beat.time < to);
        &self.beats[begin..end.max(begin)]
    }

    /// The beat at or before a time, the first one before it.
    pub fn beat_at(&self, seconds: f64) -> Option<Beat> {
        let after = self.beats.partition_point(|beat| beat.time <= seconds);
        self.beats.get(after.saturating_sub(1)).copied()
    }

    /// Beats since the start of the song, with the part of the present one; negative before it.
    pub fn beats_at(&self, seconds: f64) -> f64 {
        position(seconds, self.beats.len(), |index| self.beats[index].time)
    }

    /// Bars since the start of the song, with the part of the present one; negative before it.
    pub fn bars_at(&self, seconds: f64) -> f64 {
        position(seconds, self.bars.len(), |index| {
            self.beats[self.bars[index]].time
        })
    }
}

/// Where among `count` rising times a time is; the first and last steps go on outside.
fn position(seconds: f64, count: usize, time: impl Fn(usize) -> f64) -> f64 {
    if count < 2 {
        return seconds / USUAL_BEAT;
    }
    let (mut low, mut high) = (0, count - 1);
    while high - low > 1 {
        let middle = usize::midpoint(low, high);
        if time(middle) <= seconds {
            low = middle;
        } else {
            high = middle;
        }
    }
    let step = (time(low + 1) - time(low)).max(1e-6);
    low as f64 + (seconds - time(low)) / step
}

fn usual(end: f64) -> Vec<Beat> {
    let beat = |index: usize| Beat {
        time: index as f64 * USUAL_BEAT,
        bar: index as u32 / 4 + 1,
        number: index as u32 % 4 + 1,
    };
    let count = ((end / USUAL_BEAT) as usize + 2).min(MAX_BEATS);
    (0..count).map(beat).collect()
}

fn counted(score: &Score, ticks_per_quarter: f64, end: f64) -> Vec<Beat> {
    let mut beats = Vec::new();
    let mut seconds = Seconds::new(score, ticks_per_quarter);
    let mut signatures = score.time_signatures.iter().peekable();
    let (mut per_bar, mut ticks) = (4, ticks_per_quarter);
    let (mut bar, mut number, mut tick) = (0, 0, 0.0);
    while beats.len() < MAX_BEATS {
        // A signature begins a bar where it stands, also in the middle of one.
        while let Some(signature) = signatures.next_if(|signature| signature.tick as f64 <= tick + 0.5) {
            (per_bar, ticks) = metre(
                signature.numerator,
                signature.denominator_power,
                ticks_per_quarter,
            );
            tick = signature.tick as f64;
            number = 0;
        }
        let time = seconds.of(tick);
        if time > end {
            break;
        }
        if number == 0 {
            bar += 1;
        }
        beats.push(Beat {
            time,
            bar,
            number: number + 1,
        });
        number = (number + 1) % per_bar;
        tick += ticks;
        if let Some(next) = signatures.peek() {
            tick = tick.min(next.tick as f64);
        }
    }
    beats
}

/// Beats in a bar, and ticks in a beat.
fn metre(numerator: u8, denominator_power: u8, ticks_per_quarter: f64) -> (u32, f64) {
    let unit = ticks_per_quarter * 4.0 / f64::from(1u32 << denominator_power.min(6));
    let numerator = u32::from(numerator.max(1));
    if denominator_power >= 3 && numerator > 3 && numerator.is_multiple_of(3) {
        return (numerator / 3, (unit * 3.0).max(1.0));
    }
    (numerator, unit.max(1.0))
}

/// Times of rising ticks.
struct Seconds<'a> {
    score: &'a Score,
    ticks_per_quarter: f64,
    tempo: usize,
}

impl<'a> Seconds<'a> {
    fn new(score: &'a Score, ticks_per_quarter: f64) -> Self {
        Self {
            score,
            ticks_per_quarter,
            tempo: 0,
        }
    }

    fn of(&mut self, tick: f64) -> f64 {
        let tempos = &self.score.tempos;
        while tempos
            .get(self.tempo + 1)
            .is_some_and(|next| next.tick as f64 <= tick)
        {
            self.tempo += 1;
        }
        match tempos.get(self.tempo) {
            Some(tempo) => {
                let quarter = f64::from(tempo.micros_per_quarter.max(1)) / 1e6;
                tempo.time.seconds() + (tick - tempo.tick as f64) / self.ticks_per_quarter * quarter
            }
            None => tick / self.ticks_per_quarter * USUAL_BEAT,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::score::{Tempo, TimeSignature};
    use crate::time::MediaTime;

    fn score() -> Score {
        let tempo = |tick, millis, micros_per_quarter| Tempo {
            time: MediaTime::from_millis(millis),
            tick,
            micros_per_quarter,
        };
        let signature = |tick, millis, numerator, denominator_power| TimeSignature {
            time: MediaTime::from_millis(millis),
            tick,
            numerator,
            denominator_power,
        };
        Score {
            division: Division::Metrical(100),
            // Two bars of 3/4 at 120, then 6/8 at 60.
            tempos: vec![tempo(0, 0, 500_000), tempo(600, 3000, 1_000_000)],
            time_signatures: vec![signature(0, 0, 3, 2), signature(600, 3000, 6, 3)],
            duration: MediaTime::from_millis(10_000),
            ..Score::default()
        }
    }

    #[test]
    fn beats_follow_tempo_and_metre() {
        let metre = Metre::new(&score());
        let told: Vec<_> = metre.beats()[..9]
            .iter()
            .map(|beat| (beat.time, beat.bar, beat.number))
            .collect();
        assert_eq!(
            told,
            [
                (0.0, 1, 1),
                (0.5, 1, 2),
                (1.0, 1, 3),
                (1.5, 2, 1),
                (2.0, 2, 2),
                (2.5, 2, 3),
                (3.0, 3, 1),
                (4.5, 3, 2),
                (6.0, 4, 1)
            ]
        );
    }

    #[test]
    fn places_lie_between_beats_and_bars() {
        let metre = Metre::new(&score());
        assert!((metre.beats_at(0.25) - 0.5).abs() < 1e-9);
        assert!((metre.beats_at(-0.5) + 1.0).abs() < 1e-9);
        assert!((metre.bars_at(4.5) - 2.5).abs() < 1e-9);
        assert_eq!(metre.beat_at(-3.0).map(|beat| beat.number), Some(1));
        assert_eq!(metre.between(0.5, 1.5).len(), 2);
    }

    #[test]
    fn no_tempo_makes_endless_beats() {
        let mut score = score();
        score.tempos[0].micros_per_quarter = 0;
        score.tempos.truncate(1);
        assert_eq!(Metre::new(&score).beats().len(), MAX_BEATS);
        assert!(Metre::new(&Score::default()).beats().len() > 4);
    }
}
