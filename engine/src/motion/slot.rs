//! Where a number belongs.

use crate::composition::document::{Part, Shape};
use crate::composition::{Layer, LayerKind, Place};

/// Where a moving number belongs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Slot {
    /// A field of the layer's own parameters.
    Own(usize),
    /// A field of the layer's [`Place`].
    Place(usize),
    /// The opacity of the layer.
    Opacity,
}

/// The numbers of a layer, by name.
pub(super) struct Slots(&'static Shape);

impl Slots {
    pub fn of_layer(layer: &Layer) -> Self {
        Self(LayerKind::variants().entries[layer.kind.position()].1)
    }

    /// Where the number of this name belongs.
    pub fn find(&self, name: &str) -> Option<Slot> {
        if let Some(field) = self.0.position(name) {
            return Some(Slot::Own(field));
        }
        if name == "opacity" {
            return Some(Slot::Opacity);
        }
        let field = <Place as Part>::shape().position(name.strip_prefix("place.")?)?;
        Some(Slot::Place(field))
    }
}
