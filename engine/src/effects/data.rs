//! What effects are told before a frame, and what they tell their shaders.

use super::MOST;
use crate::plan::Moment;
use crate::score::Metre;
use crate::time::FrameIndex;
use bytemuck::{Pod, Zeroable};

/// `Values` of the shaders.
#[repr(C)]
#[derive(Clone, Copy, Debug, Default, PartialEq, Pod, Zeroable)]
pub(super) struct Values {
    pub a: [f32; 4],
    pub b: [f32; 4],
    pub c: [f32; 4],
    pub d: [f32; 4],
}

/// `Chain` of the shaders.
#[repr(C)]
#[derive(Clone, Copy, Debug, Pod, Zeroable)]
pub(super) struct ChainData {
    pub size: [f32; 2],
    pub texel: [f32; 2],
    pub unit: f32,
    pub seed: u32,
    pub padding: [u32; 2],
    pub effects: [Values; MOST],
}

/// A moment, as effects see it.
pub(super) struct Now<'a> {
    pub frame: FrameIndex,
    pub moment: Moment,
    /// How much of the effect there is, above 0 to 1.
    pub strength: f32,
    /// Size of the canvas in pixels.
    pub size: [f32; 2],
    /// Pixels in a unit.
    pub unit: f32,
    pub seed: u32,
    pub metre: &'a Metre,
}

/// The latest of the beats that an effect waits for.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Hit {
    /// How many came before it.
    pub number: u32,
    /// Seconds since it.
    pub age: f32,
    /// How much of the time to the next one has passed, 0 to below 1.
    pub phase: f32,
}

impl Now<'_> {
    /// The latest beat of those that come once in `every`; none before the song.
    pub fn hit(&self, every: f32) -> Option<Hit> {
        let every = f64::from(every.max(0.05));
        let beats = self.metre.beats_at(self.moment.song);
        // A frame that shows a beat shows it, however its time was rounded.
        let hits = ((beats + 1e-6) / every).floor();
        (hits >= 0.0).then(|| Hit {
            number: hits as u32,
            age: (self.moment.song - self.seconds(hits * every)).max(0.0) as f32,
            phase: (beats / every - hits).clamp(0.0, 1.0) as f32,
        })
    }

    /// Seconds since the hit that came `before` hits before `hit`; none before the song.
    pub fn age(&self, hit: &Hit, every: f32, before: u32) -> Option<f32> {
        let number = hit.number.checked_sub(before)?;
        let begin = self.seconds(f64::from(number) * f64::from(every.max(0.05)));
        Some((self.moment.song - begin).max(0.0) as f32)
    }

    /// When so many beats have passed.
    fn seconds(&self, beats: f64) -> f64 {
        let all = self.metre.beats();
        let before = (beats.max(0.0) as usize).min(all.len().saturating_sub(2));
        match (all.get(before), all.get(before + 1)) {
            (Some(one), Some(next)) => one.time + (beats - before as f64) * (next.time - one.time),
            _ => self.moment.song,
        }
    }

    /// How many times something has changed that does so `rate` times a second.
    pub fn steps(&self, rate: f32) -> u32 {
        (self.moment.video * f64::from(rate) + 1e-6).floor().max(0.0) as u32
    }
}

impl Hit {
    /// What is left of a shock a third of which is left after `decay` seconds: 1 at the beat, 0 at the next.
    pub fn left(&self, decay: f32) -> f32 {
        let settled = ((1.0 - self.phase) / 0.3).min(1.0);
        (-1.1 * self.age / decay.max(0.01)).exp() * settled * settled * (3.0 - 2.0 * settled)
    }
}

/// PCG, see Jarzynski and Olano, Hash Functions for GPU Rendering, JCGT 9(3), 2020.
pub(super) fn hash(value: u32) -> u32 {
    let state = value.wrapping_mul(747_796_405).wrapping_add(2_891_336_453);
    let word = ((state >> ((state >> 28) + 4)) ^ state).wrapping_mul(277_803_737);
    (word >> 22) ^ word
}

/// 0 to 1, by seed and index.
pub(super) fn random(seed: u32, index: u32) -> f32 {
    (hash(index.wrapping_add(hash(seed))) >> 8) as f32 / 16_777_215.0
}

/// Random numbers, -1 to 1, joined smoothly: one for each whole `time`.
pub(super) fn wander(seed: u32, time: f64) -> f32 {
    let (step, share) = (time.floor(), time.fract().rem_euclid(1.0) as f32);
    let at = |step: f64| random(seed, step.rem_euclid(4e9) as u32) * 2.0 - 1.0;
    let smooth = share * share * (3.0 - 2.0 * share);
    at(step) + (at(step + 1.0) - at(step)) * smooth
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::score::Score;

    fn hit(metre: &Metre, song: f64, every: f32) -> Option<Hit> {
        let now = Now {
            frame: 0,
            moment: Moment { song, video: song },
            strength: 1.0,
            size: [320.0, 180.0],
            unit: 1.0,
            seed: 0,
            metre,
        };
        now.hit(every)
    }

    #[test]
    fn hits_come_with_the_beats() {
        // 120 beats a minute.
        let metre = Metre::new(&Score::default());
        let first = hit(&metre, 0.0, 1.0).expect("a beat");
        assert_eq!((first.number, first.age, first.phase), (0, 0.0, 0.0));
        let later = hit(&metre, 2.25, 2.0).expect("a beat");
        assert_eq!(later.number, 2);
        assert!((later.age - 0.25).abs() < 1e-6 && (later.phase - 0.25).abs() < 1e-6);
        assert_eq!(hit(&metre, 0.75, 0.5).map(|hit| hit.number), Some(3));
        assert_eq!(hit(&metre, -0.1, 1.0), None, "before the song");
    }

    #[test]
    fn shocks_die_away_before_the_next() {
        let metre = Metre::new(&Score::default());
        let left = |song| hit(&metre, song, 1.0).map_or(0.0, |hit| hit.left(0.3));
        assert!((left(1.0) - 1.0).abs() < 1e-6);
        assert!(left(1.1) > left(1.2) && left(1.2) > left(1.4));
        assert!(left(1.499) < 1e-3);
    }

    #[test]
    fn wandering_is_smooth_and_the_same_each_time() {
        for step in 0..200 {
            let time = f64::from(step) * 0.05;
            let (now, then) = (wander(7, time), wander(7, time + 0.001));
            assert!(now.abs() <= 1.0 && (now - then).abs() < 0.01);
        }
        assert_ne!(wander(7, 1.5), wander(8, 1.5));
    }
}
