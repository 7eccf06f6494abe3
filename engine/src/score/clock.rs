//! From ticks to time, exactly: whole numbers only, rounded once for each time asked for.

use super::Division;
use crate::time::MediaTime;

/// Microseconds per quarter note until the file says otherwise: 120 quarters a minute (Standard MIDI Files 1.0).
pub(super) const DEFAULT_TEMPO: u32 = 500_000;

/// A stretch of ticks of one length.
#[derive(Clone, Copy, Debug)]
struct Stretch {
    /// Where it begins.
    tick: u64,
    /// The sum of `ticks * length` of all stretches before.
    elapsed: u128,
    /// The length of a tick, in `scale / per` nanoseconds.
    length: u32,
}

/// The tempo map of a file or, in format 2, of a track.
#[derive(Clone, Debug)]
pub(super) struct Clock {
    stretches: Vec<Stretch>,
    scale: u64,
    per: u64,
}

impl Clock {
    /// The clock of a file; `tempos` are `(tick, microseconds per quarter)` sorted by tick, where the last of one
    /// tick counts. SMPTE time takes no notice of them.
    pub(super) fn new(division: Division, tempos: impl Iterator<Item = (u64, u32)>) -> Self {
        match division {
            Division::Metrical(ticks) => Self::metrical(ticks, tempos),
            Division::Timecode { fps, subframes } => Self::timecode(fps, subframes),
        }
    }

    fn metrical(ticks_per_quarter: u16, tempos: impl Iterator<Item = (u64, u32)>) -> Self {
        let mut last = Stretch {
            tick: 0,
            elapsed: 0,
            length: DEFAULT_TEMPO,
        };
        let mut stretches = Vec::new();
        for (tick, micros) in tempos {
            if tick > last.tick {
                stretches.push(last);
            }
            last.elapsed += u128::from(tick - last.tick) * u128::from(last.length);
            last.tick = tick;
            last.length = micros;
        }
        stretches.push(last);
        Self {
            stretches,
            scale: 1_000,
            per: u64::from(ticks_per_quarter),
        }
    }

    /// 29 frames a second means 30000/1001 (drop frame); the other rates are whole.
    fn timecode(fps: u8, subframes: u8) -> Self {
        let (rate, length) = if fps == 29 {
            (30_000, 1001)
        } else {
            (u64::from(fps), 1)
        };
        let only = Stretch {
            tick: 0,
            elapsed: 0,
            length,
        };
        Self {
            stretches: vec![only],
            scale: 1_000_000_000,
            per: rate * u64::from(subframes),
        }
    }

    /// A reader of times that is quick where ticks come in order.
    pub(super) fn reader(&self) -> ClockReader<'_> {
        ClockReader { clock: self, at: 0 }
    }

    fn time_in(&self, stretch: &Stretch, tick: u64) -> MediaTime {
        let units = stretch.elapsed + u128::from(tick - stretch.tick) * u128::from(stretch.length);
        let scale = self.scale;
        let per = self.per;
        // Division of 128 bits is slow, and no real song needs it.
        let nanos = match u64::try_from(units)
            .ok()
            .and_then(|units| units.checked_mul(scale))
        {
            Some(product) if product < u64::MAX / 2 => u128::from((product + per / 2) / per),
            _ => (units * u128::from(scale) + u128::from(per / 2)) / u128::from(per),
        };
        MediaTime::from_nanos(i64::try_from(nanos).unwrap_or(i64::MAX))
    }
}

/// Reads times off a [`Clock`]. It remembers the stretch it was in, from which the next one is rarely far.
#[derive(Clone, Copy, Debug)]
pub(super) struct ClockReader<'a> {
    clock: &'a Clock,
    at: usize,
}

impl ClockReader<'_> {
    /// When a tick is, to the nearest nanosecond; saturates after 292 years.
    pub(super) fn time(&mut self, tick: u64) -> MediaTime {
        let stretches = &self.clock.stretches;
        if stretches[self.at].tick > tick {
            self.at = 0;
        }
        let mut step = 1;
        while stretches
            .get(self.at + step)
            .is_some_and(|next| next.tick <= tick)
        {
            self.at += step;
            step *= 2;
        }
        let reach = stretches.len().min(self.at + step);
        let ahead = &stretches[self.at..reach];
        self.at += ahead.partition_point(|stretch| stretch.tick <= tick) - 1;
        self.clock.time_in(&stretches[self.at], tick)
    }
}
