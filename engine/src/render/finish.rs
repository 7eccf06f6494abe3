//! The effects on the picture of all layers below them.

use crate::composition::EffectSettings;
use crate::effects::{Chain, Light};
use crate::gpu::{Device, Retouch};
use crate::modulation::{Motion, Slot};
use crate::plan::{Moment, RenderPlan};
use crate::supplies::Supplies;
use crate::time::FrameIndex;

/// The effects of a composition, and how much there is of each.
pub(super) struct Finish {
    chain: Chain,
    settings: Vec<EffectSettings>,
    strengths: Vec<f32>,
    /// Whether any is seen in the prepared frame.
    seen: bool,
}

impl Finish {
    /// None where there are no effects. `lays` is whether the processor may lay light over what was read back.
    pub fn new(device: &Device, plan: &RenderPlan, supplies: &Supplies, lays: bool) -> Option<Self> {
        let settings = plan.composition.effects.iter();
        let settings: Vec<_> = settings.map(|effect| effect.settings.clone()).collect();
        Some(Self {
            chain: Chain::new(device, plan, supplies, lays)?,
            strengths: vec![0.0; settings.len()],
            settings,
            seen: false,
        })
    }

    /// Prepares the effects for a frame.
    pub fn prepare(&mut self, device: &Device, frame: FrameIndex, moment: Moment, motion: &Motion) {
        for (index, settings) in self.settings.iter().enumerate() {
            let mut strength = settings.strength;
            for (slot, value) in motion.effect(index, moment) {
                match slot {
                    Slot::Amount => strength = value,
                    Slot::Own(field) => {
                        let numbers = self.chain.numbers(index);
                        if let Some(number) = numbers.and_then(|numbers| numbers.number(field)) {
                            *number = value;
                        }
                    }
                    // Effects have no place.
                    Slot::Place(_) => {}
                }
            }
            self.strengths[index] = strength * settings.presence(moment.song);
        }
        self.seen = self.chain.prepare(device, frame, moment, &self.strengths);
    }

    /// What lays the light of a frame over what was read back of it.
    pub fn laying(&mut self, light: Light) -> Option<impl Retouch + '_> {
        self.chain.laying(light)
    }

    /// The effects, if any of them is seen in the prepared frame.
    pub fn seen(&mut self) -> Option<&mut Chain> {
        self.seen.then_some(&mut self.chain)
    }
}
