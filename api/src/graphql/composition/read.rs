//! From what a client gives to the document, and back from paths in the document to what the client gave.

use super::names;
use async_graphql::indexmap::IndexMap;
use async_graphql::{Name, Value};
use phonoglyph_engine::composition::document::{Field, Kind};
use serde_json::{Map, Value as Json};

/// These fields as the document has them. Null where no null can be is as if it were left out: so a variable that was
/// not given arrives.
pub fn fields<'a>(
    fields: impl Iterator<Item = &'a Field> + Clone,
    given: &IndexMap<Name, Value>,
) -> Map<String, Json> {
    let mut map = Map::new();
    for (name, value) in given {
        let mut fields = fields.clone();
        match (
            fields.find(|field| names::field(&field.name) == name.as_str()),
            value,
        ) {
            (Some(field), Value::Null) if !matches!(field.kind, Kind::Optional(_)) => {}
            (Some(field), Value::Null) => drop(map.insert(field.name.clone(), Json::Null)),
            (Some(field), value) => drop(map.insert(field.name.clone(), of_kind(&field.kind, value))),
            (None, value) => drop(map.insert(name.to_string(), plain(value))),
        }
    }
    map
}

/// A value as the document has it. What does not suit its kind stays as it is: the document's reader refuses it.
fn of_kind(kind: &Kind, value: &Value) -> Json {
    match (kind, value) {
        (Kind::Optional(kind), value) => of_kind(kind, value),
        (Kind::Choice(choices), Value::Enum(constant)) => {
            let word = names::word(choices(), constant).unwrap_or(constant);
            Json::from(word)
        }
        (Kind::Choice(choices), Value::String(constant)) => {
            let word = names::word(choices(), constant).unwrap_or(constant);
            Json::from(word)
        }
        (Kind::List(kind, _), Value::List(entries)) => {
            entries.iter().map(|entry| of_kind(kind, entry)).collect()
        }
        // GraphQL takes one value for a list of one.
        (Kind::List(kind, _), value) => Json::Array(vec![of_kind(kind, value)]),
        // An ID may be written as a number.
        (Kind::Reference(_), Value::Number(id)) => id.to_string().into(),
        (Kind::Part(shape), Value::Object(given)) => Json::Object(fields(shape().fields.iter(), given)),
        (Kind::OneOf(variants), Value::Object(given)) => match given.first() {
            Some((word, Value::Object(inside))) if given.len() == 1 => {
                let part = variants().find(word);
                let known: Vec<_> = part.iter().flat_map(|part| variants().fields(part)).collect();
                let mut map = fields(known.iter().copied(), inside);
                map.insert("type".to_owned(), word.as_str().into());
                Json::Object(map)
            }
            _ => plain(value),
        },
        (_, value) => plain(value),
    }
}

fn plain(value: &Value) -> Json {
    value.clone().into_json().unwrap_or_default()
}

/// The path in what the client gave from a path in `document`: where one of several parts is chosen, its fields stand
/// one field deeper there.
pub fn given_path(document: &Json, path: &str) -> String {
    let mut steps = Vec::new();
    let mut place = Some((
        Kind::Part(phonoglyph_engine::composition::Composition::shape),
        document,
    ));
    for step in path.split('.') {
        if let Some((Kind::OneOf(variants), value)) = &place {
            steps.extend(variants().chosen(value).map(|(word, _)| word));
        }
        steps.push(names::field(step));
        place = place.and_then(|(kind, value)| below(&kind, value, step));
    }
    steps.join(".")
}

/// What stands at a step of a path, such as `points[2]`.
fn below<'a>(kind: &Kind, value: &'a Json, step: &str) -> Option<(Kind, &'a Json)> {
    let mut parts = step.split('[');
    let name = parts.next()?;
    let field = match kind {
        Kind::Part(shape) => shape().fields.iter().find(|field| field.name == name),
        Kind::OneOf(variants) => {
            let (_, part) = variants().chosen(value)?;
            variants().fields(part).find(|field| field.name == name)
        }
        _ => None,
    }?;
    let mut found = (required(&field.kind), value.get(name)?);
    for index in parts {
        let (Kind::List(kind, _), value) = found else {
            return None;
        };
        let index: usize = index.trim_end_matches(']').parse().ok()?;
        found = (required(&kind), value.get(index)?);
    }
    Some(found)
}

fn required(kind: &Kind) -> Kind {
    match kind {
        Kind::Optional(kind) => required(kind),
        kind => kind.clone(),
    }
}
