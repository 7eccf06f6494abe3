//! Where a number belongs.

use crate::composition::document::{Numbers, Part};
use crate::composition::{Aspect, Effect, Layer, Place};

/// Where a moving number belongs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Slot {
    /// A field of the layer's or effect's own parameters.
    Own(usize),
    /// A field of the layer's [`Place`].
    Place(usize),
    /// The opacity of a layer or the strength of an effect.
    Amount,
}

/// What the composition says before anything moves.
pub(super) struct Base {
    own: Vec<(String, Option<f32>)>,
    place: Option<Place>,
    amount: (&'static str, f32),
}

impl Base {
    pub fn of_layer(layer: &Layer, canvas: (u32, u32)) -> Self {
        let other = layer.settings.shapes.on(Aspect::of(canvas));
        Self {
            own: own(layer.kind.clone().numbers()),
            place: Some(other.unwrap_or(&layer.settings.place).clone()),
            amount: ("opacity", layer.settings.opacity),
        }
    }

    pub fn of_effect(effect: &Effect) -> Self {
        Self {
            own: own(effect.kind.clone().numbers()),
            place: None,
            amount: ("strength", effect.settings.strength),
        }
    }

    /// Where the number of this name belongs, and what it is.
    pub fn find(&self, name: &str) -> Option<(Slot, f32)> {
        if let Some(field) = self.own.iter().position(|(own, _)| own == name) {
            return Some((Slot::Own(field), self.own[field].1?));
        }
        if name == self.amount.0 {
            return Some((Slot::Amount, self.amount.1));
        }
        let field = <Place as Part>::shape().position(name.strip_prefix("place.")?)?;
        let base = *Part::number(&mut self.place.clone()?, field)?;
        Some((Slot::Place(field), base))
    }
}

fn own(numbers: &mut dyn Numbers) -> Vec<(String, Option<f32>)> {
    let fields = numbers.shape().fields.iter().enumerate();
    fields
        .map(|(index, field)| (field.name.clone(), numbers.number(index).copied()))
        .collect()
}
