//! Documents that hold every kind of everything, made of the engine's declarations.

pub mod graphql;

use phonoglyph_engine::composition::Composition;
use phonoglyph_engine::composition::document::{Field, Kind, Limits, Shape, Variants};
use serde_json::{Map, Value, json};

/// The most layers that are put into one document.
const LAYERS: usize = 32;

/// Documents with every part, every word and every one of several parts.
///
/// What they refer to is called `reference:Picture` and so on, until [`refer`] puts names in.
pub fn every_kind() -> Vec<Value> {
    let fields: Vec<_> = Composition::shape().fields.iter().collect();
    let mut document = object(&fields, "").swap_remove(0);
    let take = |document: &mut Map<String, Value>, name: &str| match document.remove(name) {
        Some(Value::Array(entries)) => entries,
        _ => Vec::new(),
    };
    let (layers, effects) = (take(&mut document, "layers"), take(&mut document, "effects"));
    let (modulation, stems) = (take(&mut document, "modulation"), take(&mut document, "stems"));
    let count = layers
        .len()
        .div_ceil(LAYERS)
        .max(effects.len().div_ceil(8))
        .max(1);
    let part = |index: usize| {
        let mut document = document.clone();
        let mut put = |name: &str, all: &[Value], size: usize| {
            let some: Vec<_> = all.iter().skip(index * size).take(size).cloned().collect();
            if fields.iter().any(|field| field.name == name) && !some.is_empty() {
                document.insert(name.to_owned(), some.into());
            }
        };
        put("layers", &layers, LAYERS);
        put("effects", &effects, 8);
        if index == 0 {
            put("modulation", &modulation, 64);
        }
        put("stems", &stems, 1);
        Value::Object(document)
    };
    (0..count).map(part).collect()
}

/// Puts names into a document where it refers to something; `name` is asked with what it must be, such as `Picture`.
pub fn refer(document: &mut Value, name: &impl Fn(&str) -> String) {
    match document {
        Value::String(text) => {
            if let Some(kind) = text.strip_prefix("reference:") {
                *document = name(kind).into();
            }
        }
        Value::Array(entries) => entries.iter_mut().for_each(|entry| refer(entry, name)),
        Value::Object(map) => map.values_mut().for_each(|value| refer(value, name)),
        _ => {}
    }
}

/// Values of a field. What others limit further has its own: names of parameters.
fn values(field: &Field, parent: &str) -> Vec<Value> {
    match field.name.as_str() {
        "keyframes" => {
            let parameter = if parent == "Effect" { "strength" } else { "opacity" };
            vec![
                json!([{ "parameter": parameter, "points": [{ "at": 1.5, "value": 0.5, "easing": "bounce" }] }]),
            ]
        }
        "target" => vec![json!("background.opacity")],
        "version" => vec![field.default.clone().unwrap_or_default()],
        _ => match of_kind(&field.kind) {
            values if values.is_empty() => vec![field.default.clone().unwrap_or_else(|| least(&field.kind))],
            values => values,
        },
    }
}

/// The values of a kind that differ in more than a number or a text; none where there are no such.
fn of_kind(kind: &Kind) -> Vec<Value> {
    match kind {
        Kind::Choice(choices) => choices().entries.iter().map(|(word, _)| json!(word)).collect(),
        Kind::Part(shape) => {
            let fields: Vec<_> = shape().fields.iter().collect();
            object(&fields, shape().name)
                .into_iter()
                .map(Value::Object)
                .collect()
        }
        Kind::OneOf(variants) => variants_of(variants()),
        Kind::Reference(kind) => vec![json!(format!("reference:{kind:?}"))],
        Kind::Optional(kind) => of_kind(kind),
        Kind::List(kind, limits) => {
            let entries = of_kind(kind);
            let most = limits.max as usize;
            match entries.is_empty() {
                true => Vec::new(),
                // More than fit are cut apart by `every_kind`.
                false if most >= 16 => vec![entries.into()],
                false => entries
                    .chunks(most.max(1))
                    .map(|some| some.to_vec().into())
                    .collect(),
            }
        }
        _ => Vec::new(),
    }
}

fn variants_of(variants: &'static Variants) -> Vec<Value> {
    let one = |(word, part): &(String, &'static Shape)| {
        let fields: Vec<_> = variants.fields(part).collect();
        let tag = |mut map: Map<String, Value>| {
            map.insert("type".to_owned(), word.as_str().into());
            Value::Object(map)
        };
        object(&fields, variants.noun())
            .into_iter()
            .map(tag)
            .collect::<Vec<_>>()
    };
    variants.entries.iter().flat_map(one).collect()
}

/// As many objects as the field with most values needs.
fn object(fields: &[&Field], name: &str) -> Vec<Map<String, Value>> {
    let values: Vec<_> = fields
        .iter()
        .map(|field| (&field.name, values(field, name)))
        .collect();
    let count = values.iter().map(|(_, values)| values.len()).max().unwrap_or(1);
    let one = |index: usize| {
        let entry =
            |(name, values): &(&String, Vec<Value>)| ((*name).clone(), values[index % values.len()].clone());
        values.iter().map(entry).collect()
    };
    (0..count).map(one).collect()
}

/// The least that a field takes which must be given.
fn least(kind: &Kind) -> Value {
    let text = |limits: &Limits| json!("x".repeat(limits.min as usize));
    match kind {
        Kind::Number(limits) => json!(limits.min),
        Kind::Integer(limits) => json!(limits.min as i64),
        Kind::Text(limits) => text(limits),
        Kind::List(kind, limits) => (0..limits.min as usize).map(|_| least(kind)).collect(),
        Kind::Color => json!("#123456"),
        _ => Value::Null,
    }
}
