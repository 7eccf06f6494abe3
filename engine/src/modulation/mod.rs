//! Numbers that change while a video goes on: by keyframes, and with the music.
//!
//! Enters: a plan, its supplies and a [`Moment`]. Leaves: for each layer and effect the numbers that differ from what
//! the composition says. What the sources of modulation say is computed once for the whole song; the numbers follow
//! from the moment alone.

mod envelope;
mod grid;
mod score;
mod slot;
mod source;
#[cfg(test)]
mod tests;

pub use slot::Slot;

use crate::composition::document::Limits;
use crate::composition::{Composition, Keyframes, Mode, Movable, movable_in_effect, movable_in_layer};
use crate::plan::{Moment, RenderPlan};
use crate::score::Metre;
use crate::supplies::Supplies;
use grid::Grid;
use slot::Base;
use source::Listener;

/// All that moves in a composition.
#[derive(Debug)]
pub struct Motion {
    /// For each layer, and then for each effect, its moving numbers.
    parts: Vec<Vec<Moving>>,
    layers: usize,
    grid: Grid,
}

/// A number that changes.
#[derive(Debug)]
struct Moving {
    slot: Slot,
    name: String,
    /// What the composition says.
    base: f32,
    limits: Limits,
    keyframes: Option<Keyframes>,
    modulated: Vec<(Mode, Vec<f32>)>,
}

impl Motion {
    /// Prepares what depends on the plan alone.
    pub fn new(plan: &RenderPlan, supplies: &Supplies) -> Self {
        let composition = &*plan.composition;
        let mut motion = Self {
            parts: keyframed(composition, plan.size()),
            layers: composition.layers.len(),
            grid: Grid::of(plan),
        };
        if !composition.modulation.is_empty() {
            motion.modulate(plan, supplies);
        }
        motion
    }

    fn modulate(&mut self, plan: &RenderPlan, supplies: &Supplies) {
        let composition = &*plan.composition;
        let names = composition.part_names();
        let metre = Metre::new(&plan.score);
        let listener = Listener {
            plan,
            supplies,
            metre: &metre,
            grid: self.grid,
        };
        for modulation in &composition.modulation {
            // A checked composition moves what there is.
            let Some((part, parameter)) = modulation.names(&names) else {
                continue;
            };
            let Some(moving) = self.moving(composition, plan.size(), part, parameter) else {
                continue;
            };
            let curve = envelope::shaped(listener.curve(&modulation.source), modulation);
            moving.modulated.push((modulation.mode, curve));
        }
    }

    /// The moving number of that name, which begins to move if it does not yet.
    fn moving(
        &mut self,
        composition: &Composition,
        canvas: (u32, u32),
        part: usize,
        parameter: &str,
    ) -> Option<&mut Moving> {
        let numbers = self.parts.get_mut(part)?;
        let position = match numbers.iter().position(|moving| moving.name == parameter) {
            Some(position) => position,
            None => {
                numbers.push(Moving::find(composition, canvas, part, parameter)?);
                numbers.len() - 1
            }
        };
        numbers.get_mut(position)
    }

    /// What moves in layer `index`.
    pub fn moved(&self, index: usize) -> impl Iterator<Item = Slot> {
        self.parts[index].iter().map(|moving| moving.slot)
    }

    /// The moving numbers of layer `index` at a moment.
    pub fn layer(&self, index: usize, moment: Moment) -> impl Iterator<Item = (Slot, f32)> {
        self.values(index, moment)
    }

    /// The moving numbers of effect `index` at a moment.
    pub fn effect(&self, index: usize, moment: Moment) -> impl Iterator<Item = (Slot, f32)> {
        self.values(self.layers + index, moment)
    }

    fn values(&self, part: usize, moment: Moment) -> impl Iterator<Item = (Slot, f32)> {
        let grid = self.grid;
        self.parts[part]
            .iter()
            .map(move |it| (it.slot, it.at(moment, grid)))
    }
}

/// For each layer, and then for each effect, the numbers that keyframes move.
fn keyframed(composition: &Composition, canvas: (u32, u32)) -> Vec<Vec<Moving>> {
    let layers = composition.layers.iter().map(|layer| &layer.settings.keyframes);
    let effects = composition
        .effects
        .iter()
        .map(|effect| &effect.settings.keyframes);
    let of_part = |(part, all): (usize, &Vec<Keyframes>)| {
        let moving = all.iter().filter_map(|keyframes| {
            let mut moving = Moving::find(composition, canvas, part, &keyframes.parameter)?;
            moving.keyframes = Some(keyframes.clone());
            Some(moving)
        });
        moving.collect()
    };
    layers.chain(effects).enumerate().map(of_part).collect()
}

impl Moving {
    /// The number of that name of a layer or effect, at rest.
    fn find(composition: &Composition, canvas: (u32, u32), part: usize, name: &str) -> Option<Self> {
        let (movable, base) = match part.checked_sub(composition.layers.len()) {
            None => {
                let layer = &composition.layers[part];
                (movable_in_layer(&layer.kind), Base::of_layer(layer, canvas))
            }
            Some(effect) => {
                let effect = composition.effects.get(effect)?;
                (movable_in_effect(&effect.kind), Base::of_effect(effect))
            }
        };
        let Movable { limits, .. } = movable.into_iter().find(|it| it.name == name)?;
        let (slot, base) = base.find(name)?;
        Some(Self {
            slot,
            name: name.to_owned(),
            base,
            limits,
            keyframes: None,
            modulated: Vec::new(),
        })
    }

    fn at(&self, moment: Moment, grid: Grid) -> f32 {
        let keyframes = self.keyframes.as_ref();
        let mut value = keyframes.map_or(self.base, |keyframes| keyframes.at(moment.song));
        for (mode, curve) in &self.modulated {
            let by = grid.read(curve, moment.song);
            value = match mode {
                Mode::Add => value + by,
                Mode::Multiply => value * by,
                Mode::Replace => by,
            };
        }
        value.clamp(self.limits.min as f32, self.limits.max as f32)
    }
}
