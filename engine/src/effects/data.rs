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
    pub unit: f32,
    pub seed: u32,
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
