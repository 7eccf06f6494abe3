//! How much smoke of which colour each place of the strike line gave off how long ago.

use crate::composition::Smoke;
use crate::layers::hue::{mix, share};
use crate::layers::layout::Layout;
use crate::layers::song::{KeyNote, Song};

/// Places from left to right, and ages from none to the life of smoke.
const COLUMNS: usize = 192;
const ROWS: usize = 96;
/// The size of the picture of the emission.
pub(super) const SIZE: (u32, u32) = (COLUMNS as u32, ROWS as u32);
/// Seconds in which a note comes to smoke, in which its first puff passes, and in which it ends.
const RISES: f64 = 0.07;
const PUFFS: f64 = 0.22;
const ENDS: f64 = 0.16;
/// What a held note gives off, of its first puff.
const HELD: f32 = 0.4;
/// Less is not seen.
const UNSEEN: f32 = 0.004;
/// Less by itself, faded by age, is not seen.
const FAINT: f32 = 0.022;

/// Smoke of all places of an age that is drawn in full: more than two hands give off.
const FULL: f32 = 130.0;

/// Smoke by place and age.
pub(super) struct Emission {
    /// Middle of each key and half its width, in columns.
    keys: [(f32, f32); 128],
    /// By key, then by age: colour times strength, strength.
    given: Vec<[f32; 4]>,
    /// Whether a key gave off anything.
    active: [bool; 128],
    /// By age, then by place.
    sums: Vec<[f32; 4]>,
    pixels: Vec<[u8; 4]>,
    life: f32,
    size: f32,
}

impl Emission {
    pub fn new(layout: &Layout) -> Self {
        let columns = COLUMNS as f32 / layout.width;
        // Keys that are very narrow smoke as wide as those of a small keyboard.
        let least = 11.0 * layout.unit;
        let key = |number: usize| {
            let key = layout.key(number as u8);
            (key.middle() * columns, (key.width() * 0.5).max(least) * columns)
        };
        Self {
            keys: std::array::from_fn(key),
            given: vec![[0.0; 4]; 128 * ROWS],
            active: [false; 128],
            sums: vec![[0.0; 4]; COLUMNS * ROWS],
            pixels: vec![[0; 4]; COLUMNS * ROWS],
            life: 1.0,
            size: 1.0,
        }
    }

    /// Fills it for time `now`.
    pub fn fill(&mut self, song: &Song, parameters: &Smoke, now: f64) {
        self.clear(parameters);
        let past = f64::from(self.life) + 5.0 * ENDS;
        for note in song.notes_between(now - past, now) {
            let color = parameters.color.map_or(note.color, |color| color.unit());
            self.give(note, color, now);
        }
        let active = self.active;
        for key in (0..128).filter(|key| active[*key]) {
            for row in 0..ROWS {
                self.spread(key, row, parameters.amount);
            }
        }
        let rows = self.pixels.chunks_mut(COLUMNS).zip(self.sums.chunks(COLUMNS));
        for (pixels, sums) in rows {
            // Smoke over smoke would end in white: where very many keys smoke, each gives off less.
            let all: f32 = sums.iter().map(|sum| sum[3]).sum();
            let share = share(all, FULL);
            for (pixel, sum) in pixels.iter_mut().zip(sums) {
                *pixel = sum.map(|part| coded(part * share));
            }
        }
    }

    /// What shaders look up: roots, so that little smoke is told as well as much.
    pub fn pixels(&self) -> &[[u8; 4]] {
        &self.pixels
    }

    /// Calls `place` for each key and age that has smoke: middle and half width from 0 to 1 across, age in seconds.
    pub fn each(&self, mut place: impl FnMut(f32, f32, f32)) {
        for key in (0..128).filter(|key| self.active[*key]) {
            for row in 0..ROWS {
                let left = 1.0 - row as f32 / ROWS as f32;
                if self.given[key * ROWS + row][3] * left * left.sqrt() <= FAINT {
                    continue;
                }
                let (middle, width) = (self.keys[key].0, self.width(key, row) * 1.7);
                let columns = COLUMNS as f32;
                place(middle / columns, width / columns, self.age(row));
            }
        }
    }

    fn clear(&mut self, parameters: &Smoke) {
        (self.life, self.size) = (parameters.life, parameters.size);
        let active = std::mem::replace(&mut self.active, [false; 128]);
        for key in (0..128).filter(|key| active[*key]) {
            self.given[key * ROWS..(key + 1) * ROWS].fill([0.0; 4]);
        }
        self.sums.fill([0.0; 4]);
    }

    fn age(&self, row: usize) -> f32 {
        (row as f32 + 0.5) / ROWS as f32 * self.life
    }

    /// What a note gave off, by age.
    fn give(&mut self, note: &KeyNote, color: [f32; 3], now: f64) {
        let key = usize::from(note.key & 127);
        let row_of = |age: f64| (age / f64::from(self.life) * ROWS as f64).clamp(0.0, ROWS as f64) as usize;
        let oldest = row_of(now - note.onset);
        let youngest = row_of(now - note.release.max(note.onset + PUFFS) - 5.0 * ENDS);
        let loud = 0.35 + 0.65 * note.velocity;
        for row in youngest..(oldest + 1).min(ROWS) {
            let at = now - f64::from(self.age(row));
            let strength = loud * given(note, at);
            let sum = &mut self.given[key * ROWS + row];
            for (sum, color) in sum.iter_mut().zip(color) {
                *sum += color * strength;
            }
            sum[3] += strength;
        }
        self.active[key] = true;
    }

    /// How wide the smoke of a key is at an age, in columns: it spreads as it rises.
    fn width(&self, key: usize, row: usize) -> f32 {
        let columns = COLUMNS as f32;
        self.size * (self.keys[key].1 * 0.8 + 0.0085 * columns * self.age(row).sqrt())
    }

    /// Adds the smoke of a key at an age to what is around it.
    fn spread(&mut self, key: usize, row: usize, amount: f32) {
        let given = self.given[key * ROWS + row];
        if given[3] <= UNSEEN {
            return;
        }
        let (middle, width) = (self.keys[key].0, self.width(key, row));
        // The wider, the thinner.
        let thin = 1.7 * amount * (self.keys[key].1 * 0.8 / width).sqrt();
        let [r, g, b] = mix([0.0; 3], [given[0], given[1], given[2]], thin);
        let smoke = [r, g, b, given[3] * thin];
        let first = (middle - 2.2 * width).max(0.0) as usize;
        let last = ((middle + 2.2 * width).max(0.0) as usize).min(COLUMNS - 1);
        for column in first..=last {
            let off = (column as f32 + 0.5 - middle) / width;
            let share = (1.0 - off * off / 4.84).max(0.0);
            let share = share * share * share;
            let sum = &mut self.sums[row * COLUMNS + column];
            for (sum, smoke) in sum.iter_mut().zip(smoke) {
                *sum += smoke * share;
            }
        }
    }
}

/// How much a note gives off at a time: a puff at first, then a thread while it is held.
fn given(note: &KeyNote, at: f64) -> f32 {
    let since = at - note.onset;
    if since <= 0.0 {
        return 0.0;
    }
    let risen = (since / RISES).min(1.0) as f32;
    let puff = (-since / PUFFS).exp() as f32;
    let over = (at - note.release).max(0.0);
    let held = HELD * (-over / ENDS).exp() as f32;
    risen * (puff + held)
}

/// Light that nears but never reaches white, as the root in 8 bits.
fn coded(sum: f32) -> u8 {
    ((1.0 - (-sum).exp()).sqrt() * 255.0 + 0.5) as u8
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::composition::{Composition, Follow};
    use crate::score::{Note, Score};
    use crate::time::MediaTime;

    fn song() -> Song {
        let score = Score {
            notes: vec![Note {
                id: 0,
                track: 0,
                channel: 0,
                key: 60,
                velocity: 127,
                onset: MediaTime::from_millis(1000),
                release: MediaTime::from_millis(1500),
            }],
            ..Score::default()
        };
        Song::new(&score, &Composition::default().colors(), &Follow::default())
    }

    fn ages(now: f64) -> Vec<f32> {
        let layout = Layout::new((320, 180), &Composition::default(), Some(60..=60));
        let mut emission = Emission::new(&layout);
        emission.fill(&song(), &Smoke::default(), now);
        let mut ages = Vec::new();
        emission.each(|_, _, age| ages.push(age));
        ages
    }

    #[test]
    fn smoke_is_as_old_as_its_note() {
        assert!(ages(0.9).is_empty(), "there is none before the note");
        for now in [1.3, 2.0, 4.0] {
            let oldest = ages(now).into_iter().fold(0.0, f32::max);
            let since = (now - 1.0) as f32;
            assert!(
                oldest <= since && oldest > since - 0.1,
                "{oldest} s after {since} s"
            );
        }
        assert!(ages(9.0).is_empty(), "there is none when it has gone");
    }

    #[test]
    fn a_note_comes_and_goes_without_a_leap() {
        let song = song();
        let note = &song.notes()[0];
        let frame = |index: u32| given(note, f64::from(index) / 240.0);
        for index in 0..900 {
            assert!((frame(index + 1) - frame(index)).abs() < 0.1, "a leap at {index}");
        }
    }
}
