//! What counters count.

use crate::layers::scene::Scene;
use crate::layers::song::Song;
use crate::plan::{Moment, RenderPlan};
use crate::score::Metre;
use std::fmt::{self, Write};
use std::sync::Arc;

/// A number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::layers) enum Value {
    Time,
    Remaining,
    Total,
    Bar,
    Bars,
    Beat,
    Tempo,
    NotesPerSecond,
    Polyphony,
    NotesPlayed,
    Notes,
}

impl Value {
    /// The number of that name.
    pub fn named(name: &str) -> Option<Self> {
        Some(match name {
            "time" => Self::Time,
            "remaining" => Self::Remaining,
            "total" => Self::Total,
            "bar" => Self::Bar,
            "bars" => Self::Bars,
            "beat" => Self::Beat,
            "tempo" => Self::Tempo,
            "notesPerSecond" => Self::NotesPerSecond,
            "polyphony" => Self::Polyphony,
            "notesPlayed" => Self::NotesPlayed,
            "notes" => Self::Notes,
            _ => return None,
        })
    }
}

/// Everything that is counted, so that each number takes a few comparisons.
pub(in crate::layers) struct Counts {
    /// Of the video, in seconds.
    duration: f64,
    metre: Arc<Metre>,
    /// Seconds, sorted.
    onsets: Vec<f64>,
    releases: Vec<f64>,
    /// Times and quarter notes a minute.
    tempos: Vec<(f64, f64)>,
    bars: u32,
}

impl Counts {
    pub fn new(scene: &Scene<'_>) -> Self {
        let score = &scene.plan.score;
        let last = score.duration.seconds() - 1e-6;
        let bars = scene.metre.beat_at(last).map_or(1, |beat| beat.bar);
        let tempos = score.tempos.iter();
        Self {
            tempos: tempos.map(|tempo| (tempo.time.seconds(), tempo.bpm())).collect(),
            ..Self::of(&scene.song, Arc::clone(&scene.metre), scene.plan, bars)
        }
    }

    fn of(song: &Song, metre: Arc<Metre>, plan: &RenderPlan, bars: u32) -> Self {
        let notes = song.notes().iter();
        let mut releases: Vec<f64> = notes.map(|note| note.release).collect();
        releases.sort_by(f64::total_cmp);
        Self {
            duration: plan.duration.seconds(),
            metre,
            onsets: song.notes().iter().map(|note| note.onset).collect(),
            releases,
            tempos: Vec::new(),
            bars,
        }
    }

    fn struck(&self, time: f64) -> usize {
        self.onsets.partition_point(|&onset| onset <= time)
    }

    /// Writes a number as it is at a moment.
    ///
    /// # Errors
    /// When `out` fails.
    pub fn write(&self, value: Value, moment: Moment, out: &mut impl Write) -> fmt::Result {
        let now = moment.song;
        let beat = self.metre.beat_at(now.max(0.0));
        match value {
            Value::Time => clock(out, moment.video),
            // Rounded up, so that time and remaining time change together and end at the whole.
            Value::Remaining => clock(out, (self.duration - moment.video).ceil()),
            Value::Total => clock(out, self.duration),
            Value::Bar => write!(out, "{}", beat.map_or(1, |beat| beat.bar.min(self.bars))),
            Value::Bars => write!(out, "{}", self.bars),
            Value::Beat => write!(out, "{}", beat.map_or(1, |beat| beat.number)),
            Value::Tempo => {
                let after = self.tempos.partition_point(|tempo| tempo.0 <= now);
                let tempo = self.tempos.get(after.saturating_sub(1));
                write!(out, "{:.0}", tempo.map_or(120.0, |tempo| tempo.1))
            }
            Value::NotesPerSecond => write!(out, "{}", self.struck(now) - self.struck(now - 1.0)),
            Value::Polyphony => {
                let let_go = self.releases.partition_point(|&release| release <= now);
                write!(out, "{}", self.struck(now).saturating_sub(let_go))
            }
            Value::NotesPlayed => write!(out, "{}", self.struck(now)),
            Value::Notes => write!(out, "{}", self.onsets.len()),
        }
    }
}

/// Minutes and seconds, with hours where there are any.
fn clock(out: &mut impl Write, seconds: f64) -> fmt::Result {
    let whole = seconds.max(0.0) as u64;
    let (hours, minutes, seconds) = (whole / 3600, whole / 60 % 60, whole % 60);
    if hours > 0 {
        write!(out, "{hours}:{minutes:02}:{seconds:02}")
    } else {
        write!(out, "{minutes}:{seconds:02}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::score::Score;
    use crate::time::MediaTime;

    fn counts() -> Counts {
        let score = Score {
            duration: MediaTime::from_millis(8_000),
            ..Score::default()
        };
        Counts {
            duration: 10.5,
            metre: Arc::new(Metre::new(&score)),
            onsets: vec![0.0, 0.5, 1.0, 1.0, 4.0],
            releases: vec![0.4, 1.5, 2.0, 4.5, 4.5],
            tempos: vec![(0.0, 120.0), (4.0, 89.7)],
            bars: 4,
        }
    }

    fn told(value: Value, at: f64) -> String {
        let mut out = String::new();
        let moment = Moment { song: at, video: at };
        counts().write(value, moment, &mut out).expect("a string");
        out
    }

    #[test]
    fn numbers_are_those_of_the_moment() {
        assert_eq!(
            (told(Value::Time, 3.99), told(Value::Time, 4.0)),
            ("0:03".into(), "0:04".into())
        );
        assert_eq!(told(Value::Remaining, 10.5), "0:00");
        assert_eq!(
            (told(Value::Bar, 1.99), told(Value::Bar, 2.0)),
            ("1".into(), "2".into())
        );
        assert_eq!(
            (told(Value::Beat, 1.99), told(Value::Bar, 99.0)),
            ("4".into(), "4".into())
        );
        assert_eq!(
            (told(Value::Tempo, 3.9), told(Value::Tempo, 4.0)),
            ("120".into(), "90".into())
        );
        assert_eq!(told(Value::NotesPerSecond, 1.2), "3");
        assert_eq!(
            (told(Value::Polyphony, 1.2), told(Value::Polyphony, 5.0)),
            ("3".into(), "0".into())
        );
        assert_eq!(
            (told(Value::NotesPlayed, 1.2), told(Value::Notes, 0.0)),
            ("4".into(), "5".into())
        );
    }

    #[test]
    fn long_songs_have_hours() {
        let mut out = String::new();
        clock(&mut out, 3_725.9).expect("a string");
        assert_eq!(out, "1:02:05");
    }
}
