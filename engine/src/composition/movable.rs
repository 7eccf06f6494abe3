//! The numbers that keyframes and modulation can move, by name.

use super::document::{Field, Kind, Limits, Part, Shape};
use super::{EffectKind, EffectSettings, LayerKind, LayerSettings, Place};

/// A number that can change with time.
#[derive(Clone, Debug, PartialEq)]
pub struct Movable {
    /// Such as `glow`, `opacity` or `place.x`.
    pub name: String,
    /// The limits of the value.
    pub limits: Limits,
}

/// The numbers of a layer that can be moved.
pub fn movable_in_layer(kind: &LayerKind) -> Vec<Movable> {
    let mut list = movable(LayerKind::variants().entries[kind.position()].1, "");
    list.extend(only(LayerSettings::shape(), "opacity"));
    list.extend(movable(Place::shape(), "place."));
    list
}

/// The numbers of an effect that can be moved.
pub fn movable_in_effect(kind: &EffectKind) -> Vec<Movable> {
    let mut list = movable(EffectKind::variants().entries[kind.position()].1, "");
    list.extend(only(EffectSettings::shape(), "strength"));
    list
}

fn only(shape: &Shape, name: &'static str) -> impl Iterator<Item = Movable> {
    movable(shape, "").into_iter().filter(move |it| it.name == name)
}

fn movable(shape: &Shape, before: &str) -> Vec<Movable> {
    let number = |field: &Field| match field.kind {
        Kind::Number(limits) => Some(Movable {
            name: format!("{before}{}", field.name),
            limits,
        }),
        _ => None,
    };
    shape.fields.iter().filter_map(number).collect()
}
