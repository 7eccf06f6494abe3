//! Finished looks.

use super::{Budget, Drawn, names, types};
use crate::graphql::error::{Problem, Result};
use async_graphql::parser::types::Field as Selected;
use async_graphql::registry::Registry;
use async_graphql::{
    Context, ContextSelectionSet, InputType, InputValueError, InputValueResult, Name, Object, OutputType,
    Positioned, ServerResult, Value,
};
use phonoglyph_engine::composition::Look;
use std::borrow::Cow;

/// A look by its name; the names are the engine's.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct LookName(pub Look);

impl LookName {
    fn value(self) -> Value {
        Value::Enum(Name::new(names::constant(self.0.word())))
    }
}

impl InputType for LookName {
    type RawValueType = Self;

    fn type_name() -> Cow<'static, str> {
        Cow::Borrowed(Look::choices().name)
    }

    fn create_type_info(registry: &mut Registry) -> String {
        types::choice(registry, Look::choices());
        <Self as InputType>::qualified_type_name()
    }

    fn parse(value: Option<Value>) -> InputValueResult<Self> {
        let value = value.unwrap_or_default();
        let name = match &value {
            Value::Enum(name) => name.as_str(),
            Value::String(name) => name.as_str(),
            _ => return Err(InputValueError::expected_type(value)),
        };
        let found = Look::ALL.iter().find(|look| names::constant(look.word()) == name);
        found
            .map(|look| Self(*look))
            .ok_or_else(|| InputValueError::expected_type(value))
    }

    fn to_value(&self) -> Value {
        self.value()
    }

    fn as_raw_value(&self) -> Option<&Self> {
        Some(self)
    }
}

impl OutputType for LookName {
    fn type_name() -> Cow<'static, str> {
        <Self as InputType>::type_name()
    }

    fn create_type_info(registry: &mut Registry) -> String {
        <Self as InputType>::create_type_info(registry)
    }

    async fn resolve(&self, _: &ContextSelectionSet<'_>, _: &Positioned<Selected>) -> ServerResult<Value> {
        Ok(self.value())
    }
}

/// A finished look.
pub struct FinishedLook(pub Look);

/// A finished look: a composition that comes with the program.
#[Object]
impl FinishedLook {
    /// By which `createComposition` knows it.
    async fn look(&self) -> LookName {
        LookName(self.0)
    }

    /// What it is like.
    async fn description(&self) -> &str {
        self.0.about()
    }

    /// The composition as one document, to be changed and given to `createComposition`.
    async fn document(&self, ctx: &Context<'_>) -> Result<serde_json::Value> {
        let composition = self.0.composition().map_err(|error| Problem::internal(&error))?;
        Drawn::from(&composition).whole(ctx.data_unchecked::<Budget>())
    }
}
