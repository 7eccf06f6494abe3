//! The document's fields as arguments.

use super::{describe, literal, meta, read, types};
use crate::graphql::error::{Problem, Result};
use async_graphql::indexmap::IndexMap;
use async_graphql::registry::Registry;
use async_graphql::{InputObjectType, InputType, InputValueError, InputValueResult, Name, Value};
use phonoglyph_engine::composition::Composition;
use phonoglyph_engine::composition::document::Field;
use serde_json::Value as Json;
use std::borrow::Cow;

/// The ways of saying what colours voices have, of which the one that is given last counts.
const COLORS: [&str; 2] = ["paletteName", "palettePicture"];

/// What is given of a document; what is left out is as by default, or with `CHANGE` as it was.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct DocumentInput<const CHANGE: bool> {
    given: IndexMap<Name, Value>,
}

impl<const CHANGE: bool> DocumentInput<CHANGE> {
    /// The document that comes of it, over `base`.
    ///
    /// # Errors
    /// Every value outside its limits, by its path in the argument `input`.
    pub fn over(&self, base: &Composition) -> Result<Composition> {
        let mut document = base.to_value();
        let given = read::fields(super::fields(), &self.given);
        if let Json::Object(map) = &mut document {
            if given.contains_key("palette") {
                COLORS.iter().for_each(|name| drop(map.remove(*name)));
            }
            map.extend(given);
        }
        let path = |path: &str| read::given_path(&document, path);
        let read = Composition::from_value(document.clone());
        read.map_err(|error| Problem::composition(error, "input", path))
    }
}

impl<const CHANGE: bool> InputType for DocumentInput<CHANGE> {
    type RawValueType = Self;

    fn type_name() -> Cow<'static, str> {
        Cow::Borrowed(if CHANGE {
            "DocumentChangeInput"
        } else {
            "DocumentInput"
        })
    }

    fn create_type_info(registry: &mut Registry) -> String {
        let entry = |field: &Field| {
            let ty = types::nullable(registry, &field.kind, types::Side::Input);
            // No default of the schema's own: a document beside these fields says what they are where they are left out.
            let description = match literal::default(field).filter(|_| !CHANGE) {
                Some(default) => format!("{} By default `{default}`.", describe::field(field)),
                None => describe::field(field),
            };
            let value = meta::input_value(&field.name, description, ty, None);
            (field.name.clone(), value)
        };
        let fields = super::fields().map(entry).collect();
        let name = Self::type_name();
        let made = meta::input(&name, "What to draw.", fields, false);
        registry.types.insert(name.into_owned(), made);
        Self::qualified_type_name()
    }

    fn parse(value: Option<Value>) -> InputValueResult<Self> {
        let Some(Value::Object(mut given)) = value else {
            return Err(InputValueError::expected_type(value.unwrap_or_default()));
        };
        given.retain(|name, _| super::fields().any(|field| field.name == name.as_str()));
        Ok(Self { given })
    }

    fn to_value(&self) -> Value {
        Value::Object(self.given.clone())
    }

    fn as_raw_value(&self) -> Option<&Self> {
        Some(self)
    }
}

impl<const CHANGE: bool> InputObjectType for DocumentInput<CHANGE> {}
