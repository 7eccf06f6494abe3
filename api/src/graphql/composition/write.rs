//! From a document to what a query selects of it.

use super::{Budget, names};
use crate::graphql::error::Result;
use async_graphql::indexmap::IndexMap;
use async_graphql::parser::types::{Field as Selected, FragmentDefinition, Selection, SelectionSet};
use async_graphql::{Name, Positioned, Value};
use phonoglyph_engine::composition::document::{Field, Kind};
use serde_json::Value as Json;
use std::collections::HashMap;

/// The fragments of a query.
pub type Fragments = HashMap<Name, Positioned<FragmentDefinition>>;

/// Writes an answer.
pub struct Writer<'a> {
    /// The fragments that selections name. They do not hold themselves: validation has seen to that.
    pub fragments: &'a Fragments,
    /// How long the answer may become.
    pub budget: &'a Budget,
}

/// An object that is being answered from.
struct Object<'a> {
    /// Its type.
    name: &'a str,
    /// The interface or union that its type belongs to.
    above: Option<&'a str>,
    fields: Vec<&'a Field>,
    value: &'a Json,
}

impl Writer<'_> {
    /// What a selection asks for of a value.
    ///
    /// # Errors
    /// When the answer becomes too long.
    pub fn value(&self, kind: &Kind, value: &Json, selected: &SelectionSet) -> Result<Value> {
        self.budget.take(1)?;
        match (kind, value) {
            (Kind::Optional(kind), value) if !value.is_null() => self.value(kind, value, selected),
            (Kind::Choice(_), Json::String(word)) => Ok(Value::Enum(Name::new(names::constant(word)))),
            (Kind::List(kind, _), Json::Array(entries)) => {
                let entries = entries.iter().map(|entry| self.value(kind, entry, selected));
                Ok(Value::List(entries.collect::<Result<_>>()?))
            }
            (Kind::Part(shape), value) => {
                let shape = shape();
                let fields = shape.fields.iter().collect();
                self.object(
                    &Object {
                        name: shape.name,
                        above: None,
                        fields,
                        value,
                    },
                    selected,
                )
            }
            (Kind::OneOf(variants), value) => {
                let variants = variants();
                let Some((_, part)) = variants.chosen(value) else {
                    return Ok(Value::Null);
                };
                let (name, fields) = (&variants.full_name(part), variants.fields(part).collect());
                self.object(
                    &Object {
                        name,
                        above: Some(variants.noun()),
                        fields,
                        value,
                    },
                    selected,
                )
            }
            (_, value) => Ok(Value::from_json(value.clone()).unwrap_or_default()),
        }
    }

    fn object(&self, object: &Object<'_>, selected: &SelectionSet) -> Result<Value> {
        let mut answer = IndexMap::new();
        self.fill(object, selected, &mut answer)?;
        Ok(Value::Object(answer))
    }

    fn fill(
        &self,
        object: &Object<'_>,
        selected: &SelectionSet,
        answer: &mut IndexMap<Name, Value>,
    ) -> Result<()> {
        for selection in &selected.items {
            match &selection.node {
                Selection::Field(field) => {
                    let value = self.field(object, &field.node)?;
                    merge(answer, field.node.response_key().node.clone(), value);
                }
                Selection::InlineFragment(fragment) => {
                    let fragment = &fragment.node;
                    let on = fragment
                        .type_condition
                        .as_ref()
                        .map(|on| on.node.on.node.as_str());
                    if on.is_none_or(|on| object.is(on)) {
                        self.fill(object, &fragment.selection_set.node, answer)?;
                    }
                }
                Selection::FragmentSpread(spread) => {
                    let fragment = self.fragments.get(&spread.node.fragment_name.node);
                    let fragment = fragment.map(|fragment| &fragment.node);
                    if let Some(fragment) = fragment.filter(|it| object.is(&it.type_condition.node.on.node)) {
                        self.fill(object, &fragment.selection_set.node, answer)?;
                    }
                }
            }
        }
        Ok(())
    }

    fn field(&self, object: &Object<'_>, selected: &Selected) -> Result<Value> {
        let name = selected.name.node.as_str();
        if name == "__typename" {
            self.budget.take(1)?;
            return Ok(object.name.into());
        }
        let field = object
            .fields
            .iter()
            .find(|field| names::field(&field.name) == name);
        match (field, field.and_then(|field| object.value.get(&field.name))) {
            (Some(field), Some(value)) => self.value(&field.kind, value, &selected.selection_set.node),
            _ => Ok(Value::Null),
        }
    }
}

impl Object<'_> {
    /// Whether a fragment on this type speaks of it.
    fn is(&self, on: &str) -> bool {
        on == self.name || Some(on) == self.above
    }
}

/// Adds a field to an answer. What is selected twice is one field with what both select.
fn merge(answer: &mut IndexMap<Name, Value>, key: Name, value: Value) {
    match (answer.get_mut(&key), value) {
        (Some(Value::Object(first)), Value::Object(second)) => {
            second
                .into_iter()
                .for_each(|(key, value)| merge(first, key, value));
        }
        (Some(Value::List(first)), Value::List(second)) => {
            for (first, second) in first.iter_mut().zip(second) {
                if let (Value::Object(first), Value::Object(second)) = (first, second) {
                    second
                        .into_iter()
                        .for_each(|(key, value)| merge(first, key, value));
                }
            }
        }
        (Some(_), _) => {}
        (None, value) => drop(answer.insert(key, value)),
    }
}
