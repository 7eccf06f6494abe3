//! What a document must hold to besides the limits of each value.

use super::document::Part;
use super::document::{Kind, Limits, Shape, ValueError, Wrong};
use super::keyframes::Keyframes;
use super::{Composition, LayerKind, LayerSettings, Place};
use std::collections::HashSet;

/// Why a document is no composition.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CompositionError {
    /// The text is not JSON.
    #[error("the composition cannot be read: {message} (line {line}, column {column})")]
    Syntax {
        /// What is wrong.
        message: String,
        /// Line, from 1.
        line: usize,
        /// Column, from 1.
        column: usize,
    },
    /// Values outside their limits.
    #[error("{}", .0.iter().map(ValueError::to_string).collect::<Vec<_>>().join("; "))]
    Values(Vec<ValueError>),
}

impl CompositionError {
    pub(super) fn syntax(error: serde_json::Error) -> Self {
        let text = error.to_string();
        let message = text.split(" at line ").next().unwrap_or(&text).to_owned();
        Self::Syntax {
            message,
            line: error.line(),
            column: error.column(),
        }
    }
}

/// A number that can change with time.
#[derive(Clone, Debug, PartialEq)]
pub struct Movable {
    /// Such as `glow`, `opacity` or `place.x`.
    pub name: String,
    /// The limits of the value.
    pub limits: Limits,
}

/// The numbers of a layer that keyframes can move.
pub fn movable_in_layer(kind: &LayerKind) -> Vec<Movable> {
    let shape = LayerKind::variants().entries[kind.position()].1;
    let mut list = movable(shape, "");
    list.extend(
        movable(LayerSettings::shape(), "")
            .into_iter()
            .filter(|it| it.name == "opacity"),
    );
    list.extend(movable(Place::shape(), "place."));
    list
}

fn movable(shape: &Shape, before: &str) -> Vec<Movable> {
    let number = |field: &super::document::Field| match field.kind {
        Kind::Number(limits) => Some(Movable {
            name: format!("{before}{}", field.name),
            limits,
        }),
        _ => None,
    };
    shape.fields.iter().filter_map(number).collect()
}

pub(super) fn together(composition: &Composition, wrong: &mut Wrong) {
    unique(&composition.layer_names(), wrong);
    for (index, layer) in composition.layers.iter().enumerate() {
        let path = format!("layers[{index}]");
        keyframes(
            &path,
            &layer.settings.keyframes,
            &movable_in_layer(&layer.kind),
            wrong,
        );
        layer_alone(&path, &layer.kind, wrong);
    }
}

fn unique(names: &[String], wrong: &mut Wrong) {
    let mut seen = HashSet::new();
    for (index, name) in names.iter().enumerate() {
        if !seen.insert(name) {
            let limit = "another name: each layer has its own";
            wrong.add(format!("layers[{index}].id"), format!("{name:?}"), limit);
        }
    }
}

fn layer_alone(path: &str, kind: &LayerKind, wrong: &mut Wrong) {
    if let LayerKind::Title(title) = kind {
        if title.fade > title.duration / 2.0 {
            let limit = format!("from 0 to {}", title.duration / 2.0);
            wrong.add(format!("{path}.fade"), title.fade.to_string(), limit);
        }
    }
}

fn keyframes(path: &str, all: &[Keyframes], movable: &[Movable], wrong: &mut Wrong) {
    for (index, keyframes) in all.iter().enumerate() {
        let path = format!("{path}.keyframes[{index}]");
        let Some(found) = movable.iter().find(|it| it.name == keyframes.parameter) else {
            let shown = format!("{:?}", keyframes.parameter);
            wrong.add(format!("{path}.parameter"), shown, one_of(movable));
            continue;
        };
        let mut before = f32::MIN;
        for (number, point) in keyframes.points.iter().enumerate() {
            if point.at < before {
                let limit = format!("at least {before}: keyframes stand in the order of time");
                wrong.add(format!("{path}.points[{number}].at"), point.at.to_string(), limit);
            }
            before = point.at;
            if !found.limits.hold(super::document::decimal(point.value)) {
                let limit = format!("from {} to {}", found.limits.min, found.limits.max);
                wrong.add(
                    format!("{path}.points[{number}].value"),
                    point.value.to_string(),
                    limit,
                );
            }
        }
    }
}

fn one_of(movable: &[Movable]) -> String {
    let names: Vec<_> = movable.iter().map(|it| it.name.as_str()).collect();
    format!("one of {}", names.join(", "))
}
