//! Numbers that change while a video goes on: by keyframes.
//!
//! Enters: a plan and a [`Moment`]. Leaves: for each layer the numbers that differ from what the
//! composition says. They follow from the moment alone.

mod slot;
#[cfg(test)]
mod tests;

pub use slot::Slot;

use crate::composition::document::Limits;
use crate::composition::{Keyframes, Layer, movable_in_layer};
use crate::plan::{Moment, RenderPlan};
use slot::Slots;

/// All that moves in a composition.
#[derive(Debug)]
pub struct Motion {
    /// For each layer its moving numbers.
    layers: Vec<Vec<Moving>>,
}

/// A number that changes.
#[derive(Debug)]
struct Moving {
    slot: Slot,
    limits: Limits,
    keyframes: Keyframes,
}

impl Motion {
    /// Prepares what depends on the plan alone.
    pub fn new(plan: &RenderPlan) -> Self {
        let layers = plan.composition.layers.iter();
        Self {
            layers: layers.map(|layer| of_layer(layer)).collect(),
        }
    }

    /// Whether anything moves in layer `index`.
    pub fn moves_layer(&self, index: usize) -> bool {
        !self.layers[index].is_empty()
    }

    /// The moving numbers of layer `index` at a moment.
    pub fn layer(&self, index: usize, moment: Moment) -> impl Iterator<Item = (Slot, f32)> {
        values(&self.layers[index], moment)
    }
}

fn values(moving: &[Moving], moment: Moment) -> impl Iterator<Item = (Slot, f32)> {
    moving.iter().map(move |it| (it.slot, it.at(moment)))
}

impl Moving {
    fn at(&self, moment: Moment) -> f32 {
        let value = self.keyframes.at(moment.song);
        value.clamp(self.limits.min as f32, self.limits.max as f32)
    }
}

fn of_layer(layer: &Layer) -> Vec<Moving> {
    let slots = Slots::of_layer(layer);
    let movable = movable_in_layer(&layer.kind);
    let keyframes = layer.settings.keyframes.iter();
    let moving = keyframes.filter_map(|keyframes| {
        let limits = movable.iter().find(|it| it.name == keyframes.parameter)?.limits;
        let slot = slots.find(&keyframes.parameter)?;
        Some(Moving {
            slot,
            limits,
            keyframes: keyframes.clone(),
        })
    });
    moving.collect()
}
