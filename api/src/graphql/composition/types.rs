//! The types of fields, and the entries of the registry that they need.

use super::{describe, literal, meta, names};
use crate::graphql::types::{Color, Long};
use async_graphql::indexmap::IndexMap;
use async_graphql::registry::{MetaField, MetaInputValue, MetaType, Registry};
use async_graphql::{ID, InputType};
use phonoglyph_engine::composition::document::{Choices, Field, Kind, Shape, Variants};

/// Whether a type is given or shown.
#[derive(Clone, Copy, PartialEq)]
pub enum Side {
    /// Given.
    Input,
    /// Shown.
    Output,
}

/// The type of a value as it is written where null is possible.
pub fn nullable(registry: &mut Registry, kind: &Kind, side: Side) -> String {
    match kind {
        Kind::Number(_) => f64::type_name().into_owned(),
        Kind::Integer(limits) if limits.max > f64::from(i32::MAX) => scalar::<Long>(registry),
        Kind::Integer(_) => i32::type_name().into_owned(),
        Kind::Flag => bool::type_name().into_owned(),
        Kind::Color => scalar::<Color>(registry),
        Kind::Text(_) => String::type_name().into_owned(),
        Kind::Choice(choices) => choice(registry, choices()),
        Kind::Reference(_) => ID::type_name().into_owned(),
        Kind::Optional(kind) => nullable(registry, kind, side),
        Kind::List(kind, _) => format!("[{}]", qualified(registry, kind, side)),
        Kind::Part(shape) => match side {
            Side::Input => input_part(registry, shape()),
            Side::Output => output_part(registry, shape()),
        },
        Kind::OneOf(variants) => match side {
            Side::Input => input_variants(registry, variants()),
            Side::Output => output_variants(registry, variants()),
        },
    }
}

/// The type of a value.
fn qualified(registry: &mut Registry, kind: &Kind, side: Side) -> String {
    let named = nullable(registry, kind, side);
    match kind {
        Kind::Optional(_) => named,
        _ => format!("{named}!"),
    }
}

fn scalar<T: InputType>(registry: &mut Registry) -> String {
    T::create_type_info(registry);
    T::type_name().into_owned()
}

/// Makes an entry of the registry where there is none of that name. A part may hold parts of its own kind: while an
/// entry is made, something stands in its place.
fn register(registry: &mut Registry, name: &str, make: impl FnOnce(&mut Registry) -> MetaType) {
    if !registry.types.contains_key(name) {
        registry.types.insert(
            name.to_owned(),
            meta::union(name, "", async_graphql::indexmap::IndexSet::new()),
        );
        let made = make(registry);
        registry.types.insert(name.to_owned(), made);
    }
}

/// The enum of these words.
pub fn choice(registry: &mut Registry, choices: &Choices) -> String {
    register(registry, choices.name, |_| {
        let words = choices.entries.iter();
        let values = words.map(|(word, doc)| (names::constant(word), doc.clone()));
        meta::choice(choices.name, &choices.doc, values)
    });
    choices.name.to_owned()
}

/// The fields of an input object.
pub fn input_fields<'a>(
    registry: &mut Registry,
    fields: impl Iterator<Item = &'a Field>,
) -> IndexMap<String, MetaInputValue> {
    let entry = |field: &Field| {
        let ty = qualified(registry, &field.kind, Side::Input);
        let default = literal::default(field);
        let name = names::field(&field.name);
        let value = meta::input_value(name, describe::field(field), ty, default);
        (name.to_owned(), value)
    };
    fields.map(entry).collect()
}

/// The fields of an object.
pub fn output_fields<'a>(
    registry: &mut Registry,
    fields: impl Iterator<Item = &'a Field>,
) -> IndexMap<String, MetaField> {
    let entry = |field: &Field| {
        let ty = qualified(registry, &field.kind, Side::Output);
        let name = names::field(&field.name);
        let value = meta::field(name, describe::field(field), ty);
        (name.to_owned(), value)
    };
    fields.map(entry).collect()
}

fn input_part(registry: &mut Registry, shape: &'static Shape) -> String {
    let name = names::input(shape);
    register(registry, &name, |registry| {
        let fields = input_fields(registry, shape.fields.iter());
        meta::input(&name, &shape.doc, fields, false)
    });
    name
}

fn output_part(registry: &mut Registry, shape: &'static Shape) -> String {
    register(registry, shape.name, |registry| {
        let fields = output_fields(registry, shape.fields.iter());
        meta::object(shape.name, &shape.doc, fields)
    });
    shape.name.to_owned()
}

/// Parts of which one is chosen, as input: an object with a field for each, of which exactly one must be given.
fn input_variants(registry: &mut Registry, variants: &'static Variants) -> String {
    let name = names::choice_input(variants);
    register(registry, &name, |registry| {
        let mut fields = IndexMap::new();
        for (word, part) in &variants.entries {
            let of_one = names::variant_input(variants, part);
            register(registry, &of_one, |registry| {
                let fields = input_fields(registry, variants.fields(part));
                meta::input(&of_one, &part.doc, fields, false)
            });
            let value = meta::input_value(word, part.doc.clone(), of_one, None);
            fields.insert(word.clone(), value);
        }
        let doc = format!("{} Exactly one of the fields.", variants.doc);
        meta::input(&name, &doc, fields, true)
    });
    name
}

/// The same as output: an object for each, of an interface with what all have, or of a union.
fn output_variants(registry: &mut Registry, variants: &'static Variants) -> String {
    let name = variants.noun();
    register(registry, name, |registry| {
        let of_one = |(_, part): &(String, &'static Shape)| {
            let of_one = variants.full_name(part);
            register(registry, &of_one, |registry| {
                let fields = output_fields(registry, variants.fields(part));
                meta::object(&of_one, &part.doc, fields)
            });
            if variants.common.is_some() {
                registry.add_implements(&of_one, name);
            }
            of_one
        };
        let possible = variants.entries.iter().map(of_one).collect();
        match variants.common {
            Some(common) => {
                let fields = output_fields(registry, common().fields.iter());
                meta::interface(name, &variants.doc, fields, possible)
            }
            None => meta::union(name, &variants.doc, possible),
        }
    });
    name.to_owned()
}
