//! What the GraphQL API makes of documents, by the rules of its names.

use phonoglyph_engine::composition::Composition;
use phonoglyph_engine::composition::document::{Choices, Field, Kind};
use serde_json::{Map, Value, json};

/// The fields that the API shows.
fn fields() -> impl Iterator<Item = &'static Field> {
    let fields = Composition::shape().fields.iter();
    fields.filter(|field| field.name != "version")
}

/// What the API calls a field: an `id` of GraphQL is one of the whole server, that of a document is but a local name.
fn name(field: &Field) -> &str {
    match field.name.as_str() {
        "id" => "name",
        other => other,
    }
}

/// `easeIn` as `EASE_IN`.
fn constant(word: &str) -> String {
    let letter = |letter: char| match letter.is_uppercase() {
        true => format!("_{letter}"),
        false => letter.to_uppercase().to_string(),
    };
    word.chars().map(letter).collect()
}

fn word<'a>(choices: &'a Choices, written: &str) -> Option<&'a str> {
    let mut words = choices.entries.iter().map(|(word, _)| word.as_str());
    words.find(|word| constant(word) == written)
}

/// A document as an input has it.
///
/// # Panics
/// When one of several parts is of no known type.
pub fn given(document: &Value) -> Value {
    given_fields(&fields().collect::<Vec<_>>(), document)
}

fn given_fields(fields: &[&Field], value: &Value) -> Value {
    let field = |field: &&Field| {
        Some((
            name(field).to_owned(),
            given_value(&field.kind, value.get(&field.name)?),
        ))
    };
    fields.iter().filter_map(field).collect::<Map<_, _>>().into()
}

fn given_value(kind: &Kind, value: &Value) -> Value {
    match (kind, value) {
        (_, Value::Null) => Value::Null,
        (Kind::Optional(kind), value) => given_value(kind, value),
        (Kind::Choice(_), Value::String(word)) => constant(word).into(),
        (Kind::List(kind, _), Value::Array(list)) => {
            list.iter().map(|entry| given_value(kind, entry)).collect()
        }
        (Kind::Part(shape), value) => given_fields(&shape().fields.iter().collect::<Vec<_>>(), value),
        (Kind::OneOf(variants), value) => {
            let (word, part) = variants().chosen(value).expect("samples are of a type");
            json!({ word: given_fields(&variants().fields(part).collect::<Vec<_>>(), value) })
        }
        (_, value) => value.clone(),
    }
}

/// Everything that there is to select in a composition.
pub fn selection() -> String {
    select(fields())
}

fn select<'a>(fields: impl Iterator<Item = &'a Field>) -> String {
    let one = |field: &Field| format!("{} {}", name(field), below(&field.kind));
    fields.map(one).collect::<Vec<_>>().join(" ")
}

fn below(kind: &Kind) -> String {
    match kind {
        Kind::Optional(kind) | Kind::List(kind, _) => below(kind),
        Kind::Part(shape) => format!("{{ {} }}", select(shape().fields.iter())),
        Kind::OneOf(variants) => {
            let variants = variants();
            let common = variants
                .common
                .map_or_else(String::new, |common| select(common().fields.iter()));
            let entries = variants.entries.iter();
            let own = entries.filter(|(_, part)| !part.fields.is_empty());
            let own: Vec<_> = own
                .map(|(_, part)| {
                    format!(
                        "... on {} {{ {} }}",
                        variants.full_name(part),
                        select(part.fields.iter())
                    )
                })
                .collect();
            format!("{{ __typename {common} {} }}", own.join(" "))
        }
        _ => String::new(),
    }
}

/// The document that a composition was shown as, which was selected by [`selection`] and `document`.
///
/// # Panics
/// When an object is of no known type.
pub fn shown(composition: &Value) -> Value {
    let mut document = shown_fields(&fields().collect::<Vec<_>>(), composition);
    document["version"] = composition["document"]["version"].clone();
    document
}

fn shown_fields(fields: &[&Field], value: &Value) -> Value {
    let field = |field: &&Field| (field.name.clone(), shown_value(&field.kind, &value[name(field)]));
    fields.iter().map(field).collect::<Map<_, _>>().into()
}

fn shown_value(kind: &Kind, value: &Value) -> Value {
    match (kind, value) {
        (_, Value::Null) => Value::Null,
        (Kind::Optional(kind), value) => shown_value(kind, value),
        (Kind::Choice(choices), Value::String(constant)) => word(choices(), constant).into(),
        (Kind::List(kind, _), Value::Array(list)) => {
            list.iter().map(|entry| shown_value(kind, entry)).collect()
        }
        (Kind::Part(shape), value) => shown_fields(&shape().fields.iter().collect::<Vec<_>>(), value),
        (Kind::OneOf(variants), value) => {
            let variants = variants();
            let mut entries = variants.entries.iter();
            let found = entries.find(|(_, part)| value["__typename"] == variants.full_name(part).as_str());
            let (word, part) = found.expect("its type is known");
            let mut object = shown_fields(&variants.fields(part).collect::<Vec<_>>(), value);
            object["type"] = word.as_str().into();
            object
        }
        (_, value) => value.clone(),
    }
}
