//! Rate control: which quantiser a picture gets.
//!
//! All codecs share it. Quantisers are on H.264's scale here, where six steps double the size of a step
//! (Rec. ITU-T H.264, 8.5.9); each codec turns them into the nearest of its own.
//!
//! With a constant rate factor alone every picture gets the quantiser that belongs to it. With a bitrate the
//! quantiser rises above that as far as is needed, and no further than needed, so that easy pictures cost fewer bits.
//! How many bits the pictures need is learnt while they come. Nothing is known when a segment begins, and nothing may
//! be taken from the segment before, or it would matter who encodes what: so the first two pictures are tried until
//! their quantiser suits the bitrate, and quality does not pulse from segment to segment.

use crate::export::VideoSettings;
use crate::time::FrameRate;

/// What of the control belongs to a codec.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Scale {
    /// The quantisers that are used: below the finest nothing better can be seen.
    pub finest: f64,
    /// The coarsest that the codec has.
    pub coarsest: f64,
    /// A keyframe is finer than the pictures that lean on it by this many steps. Backgrounds that stand still keep
    /// what the keyframe gave them.
    pub keyframe_gain: f64,
    /// Of four pictures one is finer by this many steps and the others coarser by a third of it: what follows the
    /// finer one gains more from it than it costs, in some codecs.
    pub swing: f64,
    /// The quantiser that looks like constant rate factor 0 of x264, and how far it rises with each step of the
    /// factor: measured, see docs/codecs.md.
    pub crf: (f64, f64),
    /// The quantiser that takes a tenth of a bit for each pixel of usual pictures.
    pub usual: f64,
}

/// Bits fall to half when the quantiser rises by so much: four steps in busy pictures to seven in calm ones.
const HALVING: f64 = 5.0;
/// How much of what is known about the pictures' cost the next picture replaces.
const LEARNING: f64 = 0.12;
/// How much it replaces where it costs half as much again, as at a sudden burst.
const LEARNING_IN_BURSTS: f64 = 0.5;
/// How far the quantiser may go from one picture to the next; half the way up where it is much too fine.
const STEP_DOWN: f64 = 0.34;
const STEP_UP: f64 = 1.0;
/// Pictures from one that is finer to the next.
const SWING: u64 = 4;
/// How far the quantiser of the first two pictures may be off.
const TOLERANCE: f64 = 1.5;

/// Chooses the quantisers of one segment.
#[derive(Clone, Debug)]
pub(super) struct RateControl {
    scale: Scale,
    /// Pictures since the last keyframe.
    place: u64,
    finest: f64,
    quantiser: f64,
    bound: Option<Bound>,
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
    /// Cost of a keyframe that is finer than the others, and of another picture: bits where these have quantiser 0.
    key_cost: f64,
    cost: Option<f64>,
}

impl Scale {
    /// The quantiser for a constant rate factor.
    fn of_crf(&self, crf: u8) -> f64 {
        self.crf.0 + self.crf.1 * f64::from(crf)
    }
}

impl RateControl {
    /// The control of a segment.
    pub(super) fn new(settings: &VideoSettings, rate: FrameRate, gop: u64, scale: Scale) -> Self {
        let finest = settings.crf.map_or(scale.finest, |crf| scale.of_crf(crf));
        let finest = finest.clamp(scale.finest, scale.coarsest);
        let bound = settings.bitrate_kbps.map(|kbps| Bound {
            bits: f64::from(kbps) * 1000.0 / rate.fps(),
            gop: gop as f64,
            pictures: 0,
            spent: 0.0,
            key_cost: 0.0,
            cost: None,
        });
        let pixels = f64::from(settings.width) * f64::from(settings.height);
        let quantiser = match &bound {
            Some(bound) if settings.crf.is_none() => {
                scale.usual - HALVING * (bound.bits / pixels / 0.1).log2()
            }
            _ => finest,
        };
        Self {
            scale,
            place: 0,
            finest,
            quantiser: quantiser.clamp(finest, scale.coarsest),
            bound,
        }
    }

    /// Whether the first two pictures must be tried before they count.
    pub(super) fn tries(&self) -> bool {
        self.bound.is_some()
    }

    /// The quantiser of the next picture.
    pub(super) fn next(&mut self, key: bool) -> f64 {
        if let Some(wanted) = self.bound.as_ref().and_then(Bound::wanted) {
            let off = wanted - self.quantiser;
            let step = off.clamp(-STEP_DOWN, STEP_UP.max(off / 2.0));
            self.quantiser = (self.quantiser + step).clamp(self.finest, self.scale.coarsest);
        }
        let off = match self.place {
            _ if key => -self.scale.keyframe_gain,
            place if place.is_multiple_of(SWING) => -self.scale.swing,
            _ => self.scale.swing / 3.0,
        };
        self.place = if key { 1 } else { self.place + 1 };
        (self.quantiser + off).min(self.scale.coarsest)
    }

    /// Hears what the picture cost at the quantiser that the codec had nearest.
    pub(super) fn spent(&mut self, key: bool, quantiser: f64, bytes: usize) {
        let gain = self.scale.keyframe_gain;
        let Some(bound) = &mut self.bound else { return };
        let bits = bytes as f64 * 8.0;
        let cost = bits * steps(quantiser);
        if key {
            bound.key_cost = cost * steps(gain);
        } else {
            bound.cost = Some(bound.cost.map_or(cost, |old| {
                let burst = cost > 1.5 * old;
                let learning = if burst { LEARNING_IN_BURSTS } else { LEARNING };
                old + learning * (cost - old)
            }));
        }
        bound.pictures += 1;
        bound.spent += bits;
    }

    /// Whether the first two pictures got a quantiser that does not suit the bitrate; then the segment begins again.
    pub(super) fn begins_again(&mut self) -> bool {
        let Some(bound) = &mut self.bound else {
            return false;
        };
        let group = bound.group_cost();
        let wanted = quantiser_for(group, bound.gop * bound.bits).clamp(self.finest, self.scale.coarsest);
        let again = (wanted - self.quantiser).abs() > TOLERANCE;
        if again {
            self.quantiser = wanted;
            (bound.pictures, bound.spent, bound.cost) = (0, 0.0, None);
        }
        again
    }
}

impl Bound {
    /// The quantiser that spends what is left for this group of pictures and all of the next one.
    fn wanted(&self) -> Option<f64> {
        let position = self.pictures as f64 % self.gop;
        let left = if position == 0.0 {
            self.group_cost()
        } else {
            (self.gop - position) * self.cost?
        };
        self.cost?;
        let ahead = self.gop * 2.0 - position;
        let budget = (self.pictures as f64 + ahead) * self.bits - self.spent;
        // A debt is paid, but never by more than three quarters of what follows.
        Some(quantiser_for(
            left + self.group_cost(),
            budget.max(0.25 * ahead * self.bits),
        ))
    }

    /// Cost of a group of pictures.
    fn group_cost(&self) -> f64 {
        self.key_cost + (self.gop - 1.0) * self.cost.unwrap_or(0.0)
    }
}

/// The quantiser at which this cost takes so many bits.
fn quantiser_for(cost: f64, bits: f64) -> f64 {
    HALVING * (cost / bits).max(1e-3).log2()
}

/// How many bits quantiser 0 would take for each bit at this one.
fn steps(quantiser: f64) -> f64 {
    (quantiser / HALVING).exp2()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::export::Profile;
    use crate::media::VideoCodec;

    const SCALE: Scale = Scale {
        finest: 10.0,
        coarsest: 51.0,
        keyframe_gain: 4.0,
        swing: 0.0,
        crf: (0.0, 1.0),
        usual: 26.0,
    };

    fn control(bitrate_kbps: Option<u32>, crf: Option<u8>) -> RateControl {
        let settings = VideoSettings {
            codec: VideoCodec::H264,
            width: 1280,
            height: 720,
            frame_rate: 30,
            bitrate_kbps,
            crf,
            profile: Profile::High,
            transparent: false,
        };
        RateControl::new(&settings, FrameRate::whole(30), 60, SCALE)
    }

    /// Spends what pictures of this cost take, in bits at quantiser 0, and returns bits a second and quantisers.
    fn spend(control: &mut RateControl, frames: u64, cost: impl Fn(u64) -> f64) -> (f64, Vec<u8>) {
        let mut used = Vec::new();
        let mut bits = 0.0;
        while (used.len() as u64) < frames {
            let index = used.len() as u64;
            let key = index.is_multiple_of(60);
            let quantiser = control.next(key).round();
            let bytes = cost(index) / (quantiser / 6.0).exp2() / 8.0;
            control.spent(key, quantiser, bytes as usize);
            bits += bytes * 8.0;
            used.push(quantiser as u8);
            if index == 1 && control.begins_again() {
                (bits, used) = (0.0, Vec::new());
            }
        }
        (bits * 30.0 / frames as f64, used)
    }

    #[test]
    fn a_factor_alone_never_changes() {
        let (_, used) = spend(&mut control(None, Some(23)), 120, |i| 1e5 * (i as f64 + 1.0));
        assert!(
            used.iter()
                .enumerate()
                .all(|(i, q)| *q == if i % 60 == 0 { 19 } else { 23 })
        );
    }

    #[test]
    fn busy_pictures_hold_the_bitrate_from_the_start() {
        let (rate, used) = spend(&mut control(Some(4_000), Some(18)), 120, |i| {
            if i % 60 == 0 { 5e7 } else { 2e7 }
        });
        assert!((rate / 4e6 - 1.0).abs() < 0.05, "{rate}");
        let others: Vec<_> = used
            .iter()
            .enumerate()
            .filter(|(i, _)| i % 60 != 0)
            .map(|(_, q)| *q)
            .collect();
        let (low, high) = (others.iter().min(), others.iter().max());
        assert!(high.zip(low).is_some_and(|(h, l)| h - l <= 3), "{others:?}");
    }

    #[test]
    fn calm_pictures_cost_no_more_than_the_factor_asks() {
        let (rate, used) = spend(&mut control(Some(4_000), Some(22)), 120, |_| 1e5);
        assert!(rate < 4e5, "{rate}");
        assert!(used.iter().all(|q| *q == 22 || *q == 18));
    }

    #[test]
    fn a_sudden_burst_is_paid_back() {
        let (rate, _) = spend(&mut control(Some(4_000), None), 240, |i| {
            if i < 30 { 4e6 } else { 4e7 }
        });
        assert!((rate / 4e6 - 1.0).abs() < 0.1, "{rate}");
    }
}
