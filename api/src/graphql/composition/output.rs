//! The document's fields as they are shown.

use super::write::Writer;
use super::{Budget, meta, types};
use async_graphql::parser::types::Field as Selected;
use async_graphql::registry::Registry;
use async_graphql::resolver_utils::ContainerType;
use async_graphql::{
    Context, ContextSelectionSet, Error, ObjectType, OutputType, Positioned, ServerResult, Value,
};
use phonoglyph_engine::composition::Composition;
use std::borrow::Cow;
use std::sync::Arc;

/// A document whose fields are shown as an object's own.
#[derive(Clone, Debug)]
pub struct Drawn(Arc<serde_json::Value>);

impl From<&Composition> for Drawn {
    fn from(composition: &Composition) -> Self {
        Self(Arc::new(composition.to_value()))
    }
}

impl Drawn {
    /// The whole document; it counts as all its values.
    ///
    /// # Errors
    /// When the answer becomes too long.
    pub fn whole(&self, budget: &Budget) -> crate::graphql::error::Result<serde_json::Value> {
        budget.take(size(&self.0))?;
        Ok((*self.0).clone())
    }
}

fn size(value: &serde_json::Value) -> usize {
    1 + match value {
        serde_json::Value::Array(list) => list.iter().map(size).sum(),
        serde_json::Value::Object(map) => map.values().map(size).sum(),
        _ => 0,
    }
}

impl ContainerType for Drawn {
    async fn resolve_field(&self, ctx: &Context<'_>) -> ServerResult<Option<Value>> {
        let name = ctx.item.node.name.node.as_str();
        let Some(field) = super::fields().find(|field| field.name == name) else {
            return Ok(None);
        };
        let writer = Writer {
            fragments: &ctx.query_env.fragments,
            // Every request has one: `Budgets` gives it.
            budget: ctx.data_unchecked(),
        };
        let value = self.0.get(name).unwrap_or(&serde_json::Value::Null);
        let written = writer.value(&field.kind, value, &ctx.item.node.selection_set.node);
        let failed = |problem| ctx.set_error_path(Error::from(problem).into_server_error(ctx.item.pos));
        written.map(Some).map_err(failed)
    }
}

impl OutputType for Drawn {
    fn type_name() -> Cow<'static, str> {
        Cow::Borrowed("Drawn")
    }

    fn create_type_info(registry: &mut Registry) -> String {
        let fields = types::output_fields(registry, super::fields());
        let name = Self::type_name();
        let made = meta::object(&name, "What is drawn.", fields);
        registry.types.insert(name.into_owned(), made);
        Self::qualified_type_name()
    }

    async fn resolve(&self, ctx: &ContextSelectionSet<'_>, _: &Positioned<Selected>) -> ServerResult<Value> {
        async_graphql::resolver_utils::resolve_container(ctx, self).await
    }
}

impl ObjectType for Drawn {}
