//! What a document must hold to besides the limits of each value.

use super::document::{ValueError, Wrong};
use super::keyframes::Keyframes;
use super::{Composition, EffectKind, LayerKind, Modulation, Movable, movable_in_effect, movable_in_layer};
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

pub(super) fn together(composition: &Composition, wrong: &mut Wrong) {
    let movable = movable(composition);
    let names = composition.part_names();
    unique(composition.layers.len(), &names, wrong);
    for (index, layer) in composition.layers.iter().enumerate() {
        let path = format!("layers[{index}]");
        keyframes(&path, &layer.settings.keyframes, &movable[index], wrong);
        layer_alone(&path, &layer.kind, wrong);
    }
    for (index, effect) in composition.effects.iter().enumerate() {
        let movable = &movable[composition.layers.len() + index];
        let path = format!("effects[{index}]");
        keyframes(&path, &effect.settings.keyframes, movable, wrong);
    }
    trails(composition, wrong);
    for (index, modulation) in composition.modulation.iter().enumerate() {
        target(
            &format!("modulation[{index}]"),
            modulation,
            &names,
            &movable,
            wrong,
        );
    }
    stems(composition, wrong);
}

/// What can be moved in each layer and then in each effect.
fn movable(composition: &Composition) -> Vec<Vec<Movable>> {
    let layers = composition.layers.iter();
    let effects = composition.effects.iter();
    layers
        .map(|layer| movable_in_layer(&layer.kind))
        .chain(effects.map(|effect| movable_in_effect(&effect.kind)))
        .collect()
}

/// Trails keep pictures of earlier frames, which take the most memory of all effects.
fn trails(composition: &Composition, wrong: &mut Wrong) {
    let effects = composition.effects.iter().enumerate();
    let trails = effects.filter(|(_, effect)| matches!(effect.kind, EffectKind::MotionTrails(_)));
    for (index, _) in trails.skip(1) {
        let limit = "used once";
        wrong.add(
            format!("effects[{index}].type"),
            "\"motionTrails\"".to_owned(),
            limit,
        );
    }
}

fn unique(layers: usize, names: &[String], wrong: &mut Wrong) {
    let mut seen = HashSet::new();
    for (index, name) in names.iter().enumerate() {
        if !seen.insert(name) {
            let limit = "another name: each layer and effect has its own";
            let path = match index.checked_sub(layers) {
                None => format!("layers[{index}].id"),
                Some(index) => format!("effects[{index}].id"),
            };
            wrong.add(path, format!("{name:?}"), limit);
        }
    }
}

fn target(
    path: &str,
    modulation: &Modulation,
    names: &[String],
    movable: &[Vec<Movable>],
    wrong: &mut Wrong,
) {
    let shown = || format!("{:?}", modulation.target);
    let Some((part, parameter)) = modulation.names(names) else {
        let limit = format!(
            "the name of a layer or effect, a point and one of its numbers; there are {}",
            names.join(", ")
        );
        wrong.add(format!("{path}.target"), shown(), limit);
        return;
    };
    if !movable[part].iter().any(|it| it.name == parameter) {
        let limit = format!("{} and {}", names[part], one_of(&movable[part]));
        wrong.add(format!("{path}.target"), shown(), limit);
    }
}

fn stems(composition: &Composition, wrong: &mut Wrong) {
    let names: Vec<_> = composition.stems.iter().map(|stem| stem.name.as_str()).collect();
    for (index, name) in names.iter().enumerate() {
        if names[..index].contains(name) {
            let limit = "another name: each stem has its own";
            wrong.add(format!("stems[{index}].name"), format!("{name:?}"), limit);
        }
    }
    for error in composition.listening().unknown(&names) {
        wrong.add(error.path, error.value, error.limit);
    }
}

fn layer_alone(path: &str, kind: &LayerKind, wrong: &mut Wrong) {
    if let LayerKind::Title(title) = kind
        && title.fade > title.duration / 2.0
    {
        let limit = format!("from 0 to {}", title.duration / 2.0);
        wrong.add(format!("{path}.fade"), title.fade.to_string(), limit);
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
