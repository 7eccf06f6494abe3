//! How much a request may ask for, looked at before any of it is run.
//!
//! | code | what | when it is seen |
//! |---|---|---|
//! | `TOO_MANY_TOKENS` | words and signs of the document | before it is parsed |
//! | `QUERY_TOO_DEEP` | nesting of fields, brackets or introspected lists | before it is validated |
//! | `TOO_MANY_FIELDS` | fields and fragments, with every fragment written out | before it is validated |
//! | `TOO_MANY_ALIASES`, `TOO_MANY_DIRECTIVES` | of the whole document, fragments written out | before it is validated |
//! | `LIST_TOO_LONG`, `INPUT_TOO_LARGE` | lists and values in arguments and variables | before it is validated |
//! | `QUERY_TOO_COMPLEX` | cost, where a list costs as many times its entries as it may have | before it is run |
//! | `INTROSPECTION_DISABLED` | the schema, where it is not told | before it is validated |
//!
//! Each error has `value` and `limit` in its extensions. Counting is linear in the document: what a fragment holds is
//! counted once, however often it is spread, for written out it may be exponentially longer.

mod inputs;
mod measure;
mod tokens;

use super::operation;
use crate::config::ApiLimits;
use async_graphql::extensions::{
    Extension, ExtensionContext, ExtensionFactory, NextPrepareRequest, NextValidation,
};
use async_graphql::parser::types::ExecutableDocument;
use async_graphql::{Pos, Request, ServerError, ServerResult, ValidationResult};
use measure::Measure;
use std::sync::Arc;

/// Words and signs of a document: ten times those of GraphiQL's introspection.
pub const MAX_TOKENS: usize = 10_000;
/// Nesting of brackets in a document, which is read by recursion.
pub const MAX_BRACKETS: usize = 64;
/// Fields of a document with its fragments written out.
pub const MAX_FIELDS: usize = 5_000;
/// Aliases of a document with its fragments written out.
pub const MAX_ALIASES: usize = 100;
/// Directives of a document with its fragments written out.
pub const MAX_DIRECTIVES: usize = 100;
/// Lists within lists of an introspection: each multiplies the answer.
pub const MAX_INTROSPECTED_LISTS: usize = 3;
/// Entries of a list in arguments or variables.
pub const MAX_LIST: usize = 10_000;
/// Values in all arguments and variables.
pub const MAX_VALUES: usize = 50_000;

/// Whether a document has so many words or brackets in brackets that it must not be parsed.
pub fn is_too_long(document: &str) -> bool {
    tokens::check(document).is_err()
}

/// What was found in a request, where there is a limit to it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Over {
    code: &'static str,
    what: &'static str,
    value: usize,
    limit: usize,
    at: Option<Pos>,
}

impl Over {
    /// An error if there is more than may be.
    fn check(code: &'static str, what: &'static str, value: usize, limit: usize) -> Result<(), Self> {
        match value > limit {
            true => Err(Self {
                code,
                what,
                value,
                limit,
                at: None,
            }),
            false => Ok(()),
        }
    }
}

impl From<Over> for ServerError {
    fn from(over: Over) -> Self {
        let Over {
            code,
            what,
            value,
            limit,
            at,
        } = over;
        let mut error = Self::new(format!("{what}: {value}, and at most {limit} may be"), at);
        let extensions = error.extensions.get_or_insert_default();
        extensions.set("code", code);
        extensions.set("value", value);
        extensions.set("limit", limit);
        error
    }
}

fn refusal(code: &str, message: &str, at: Pos) -> ServerError {
    let mut error = ServerError::new(message, Some(at));
    error.extensions.get_or_insert_default().set("code", code);
    error
}

/// Refuses requests that ask for too much.
pub struct Limits(Arc<ApiLimits>);

impl Limits {
    /// With these settings.
    pub fn new(settings: ApiLimits) -> Self {
        Self(Arc::new(settings))
    }

    fn check(&self, document: &ExecutableDocument) -> ServerResult<()> {
        let measure = Measure::of(document);
        if let Some(at) = measure.circle {
            return Err(refusal(
                "GRAPHQL_VALIDATION_FAILED",
                "this fragment spreads itself",
                at,
            ));
        }
        if let (false, Some(at)) = (self.0.introspection, measure.introspection) {
            return Err(refusal(
                "INTROSPECTION_DISABLED",
                "this server does not tell its schema",
                at,
            ));
        }
        let limits = [
            (
                "QUERY_TOO_DEEP",
                "the query nests too deep",
                measure.depth,
                self.0.depth,
            ),
            (
                "TOO_MANY_FIELDS",
                "the query has too many fields",
                measure.selections,
                MAX_FIELDS,
            ),
            (
                "TOO_MANY_ALIASES",
                "the query has too many aliases",
                measure.aliases,
                MAX_ALIASES,
            ),
            (
                "TOO_MANY_DIRECTIVES",
                "the query has too many directives",
                measure.directives,
                MAX_DIRECTIVES,
            ),
            (
                "QUERY_TOO_DEEP",
                "the introspection nests too many lists",
                measure.introspected_lists,
                MAX_INTROSPECTED_LISTS,
            ),
        ];
        for (code, what, value, limit) in limits {
            Over::check(code, what, value, limit)?;
        }
        Ok(inputs::check_document(document)?)
    }
}

impl ExtensionFactory for Limits {
    fn create(&self) -> Arc<dyn Extension> {
        Arc::new(Self(Arc::clone(&self.0)))
    }
}

#[async_graphql::async_trait::async_trait]
impl Extension for Limits {
    async fn prepare_request(
        &self,
        ctx: &ExtensionContext<'_>,
        mut request: Request,
        next: NextPrepareRequest<'_>,
    ) -> ServerResult<Request> {
        tokens::check(&request.query)?;
        inputs::check_variables(&request.variables)?;
        // Here and not after the library has parsed it: its own checks take as long as the fragments written out are
        // long. What cannot be parsed is told when it tries again.
        let name = request.operation_name.clone();
        if let Ok(document) = request.parsed_query() {
            self.check(document)?;
            operation::check(document, name.as_deref())?;
        }
        next.run(ctx, request).await
    }

    async fn validation(
        &self,
        ctx: &ExtensionContext<'_>,
        next: NextValidation<'_>,
    ) -> Result<ValidationResult, Vec<ServerError>> {
        let checked = next.run(ctx).await?;
        Over::check(
            "QUERY_TOO_COMPLEX",
            "the query costs too much",
            checked.complexity,
            self.0.complexity,
        )
        .map_err(|over| vec![over.into()])?;
        Ok(checked)
    }
}

#[cfg(test)]
mod tests;
