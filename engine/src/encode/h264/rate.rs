//! Rate control: which quantiser a picture gets.
//!
//! With a constant rate factor alone every picture gets the quantiser that belongs to it. With a bitrate the
//! quantiser rises above that as far as is needed, and no further than needed, so that easy pictures cost fewer bits.
//! Bits fall to half when the quantiser rises by six; how many bits the pictures need is learnt while they come.
//! Nothing is known when a segment begins, and nothing may be taken from the segment before: the first keyframe is
//! encoded again with a better quantiser if the first guess was far off.

use crate::export::VideoSettings;
use crate::time::FrameRate;

/// The quantisers that are used: below 8 nothing can be seen any more, above 51 there is none.
const FINEST: f64 = 8.0;
const COARSEST: f64 = 51.0;
/// A keyframe is finer than the pictures that lean on it by this many steps.
const KEYFRAME_GAIN: f64 = 2.0;
/// What a picture costs after a keyframe of cost 1, until it is known.
const USUAL_SHARE: f64 = 0.12;
/// How much of what is known about the pictures' cost the next picture replaces.
const LEARNING: f64 = 0.12;
/// How far the quantiser may go from one picture to the next.
const STEP_DOWN: f64 = 0.34;
const STEP_UP: f64 = 1.0;
/// How far the guess for the first keyframe may be off before it is encoded again.
const TOLERANCE: f64 = 2.5;

/// Chooses the quantisers of one segment.
#[derive(Clone, Debug)]
pub(super) struct RateControl {
    finest: f64,
    bound: Option<Bound>,
    quantiser: f64,
}

/// What a bitrate demands.
#[derive(Clone, Debug)]
struct Bound {
    /// Bits for each picture.
    bits: f64,
    /// Pictures from one keyframe to the next.
    gop: f64,
    /// Pictures so far.
    pictures: u64,
    /// Bits spent so far.
    spent: f64,
    /// Cost of a keyframe and of another picture, in bits at quantiser 0.
    key_cost: Option<f64>,
    cost: Option<f64>,
}

/// The quantiser whose pictures look like those of x264 at this constant rate factor; found by measuring.
pub(super) fn quantiser_of(crf: u8) -> f64 {
    f64::from(crf)
}

impl RateControl {
    /// The control of a segment.
    pub(super) fn new(settings: &VideoSettings, rate: FrameRate, gop: u64) -> Self {
        let finest = settings.crf.map_or(FINEST, quantiser_of).clamp(FINEST, COARSEST);
        let bound = settings.bitrate_kbps.map(|kbps| Bound {
            bits: f64::from(kbps) * 1000.0 / rate.fps(),
            gop: gop as f64,
            pictures: 0,
            spent: 0.0,
            key_cost: None,
            cost: None,
        });
        let pixels = f64::from(settings.width) * f64::from(settings.height);
        let guess = bound
            .as_ref()
            .map_or(finest, |b| 26.0 - 6.0 * (b.bits / pixels / 0.1).log2());
        Self {
            finest,
            quantiser: guess.clamp(finest, COARSEST),
            bound,
        }
    }

    /// The quantiser of the next picture.
    pub(super) fn next(&mut self, key: bool) -> u8 {
        if let Some(wanted) = self.bound.as_ref().and_then(Bound::wanted) {
            let step = (wanted - self.quantiser).clamp(-STEP_DOWN, STEP_UP);
            self.quantiser = (self.quantiser + step).clamp(self.finest, COARSEST);
        }
        let gain = if key { KEYFRAME_GAIN } else { 0.0 };
        (self.quantiser - gain).clamp(0.0, COARSEST).round() as u8
    }

    /// Hears what the picture cost. Says whether it is the first one and should be encoded again.
    pub(super) fn spent(&mut self, key: bool, quantiser: u8, bytes: usize) -> bool {
        let Some(bound) = &mut self.bound else {
            return false;
        };
        let bits = bytes as f64 * 8.0;
        let cost = bits * scale(f64::from(quantiser));
        if key {
            bound.key_cost = Some(cost);
        } else {
            bound.cost = Some(bound.cost.map_or(cost, |old| old + LEARNING * (cost - old)));
        }
        if bound.pictures == 0 {
            let wanted = bound
                .wanted()
                .unwrap_or(self.quantiser)
                .clamp(self.finest, COARSEST);
            if (wanted - self.quantiser).abs() > TOLERANCE {
                self.quantiser = wanted;
                return true;
            }
        }
        bound.pictures += 1;
        bound.spent += bits;
        false
    }
}

impl Bound {
    /// The quantiser that spends what is left of this group of pictures and all of the next one, once a keyframe's
    /// cost is known.
    fn wanted(&self) -> Option<f64> {
        let key_cost = self.key_cost? * scale(-KEYFRAME_GAIN).recip();
        let cost = self.cost.unwrap_or(key_cost * USUAL_SHARE);
        let group = key_cost + (self.gop - 1.0) * cost;
        let position = self.pictures as f64 % self.gop;
        let left = if position == 0.0 {
            group
        } else {
            (self.gop - position) * cost
        };
        let ahead = self.gop * 2.0 - position;
        let budget = (self.pictures as f64 + ahead) * self.bits - self.spent;
        let budget = budget.max(0.25 * ahead * self.bits);
        Some(6.0 * ((left + group) / budget).max(1e-3).log2())
    }
}

/// How many bits quantiser 0 would take for each bit at this one.
fn scale(quantiser: f64) -> f64 {
    (quantiser / 6.0).exp2()
}
