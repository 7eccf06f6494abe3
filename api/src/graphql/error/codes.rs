//! Codes for the errors that async-graphql itself raises.

use async_graphql::extensions::{
    Extension, ExtensionContext, ExtensionFactory, NextExecute, NextParseQuery, NextValidation,
};
use async_graphql::parser::types::ExecutableDocument;
use async_graphql::{Response, ServerError, ServerResult, ValidationResult, Variables};
use std::sync::Arc;

/// How many mistakes of one document are told: the answer must not be longer than the question by much.
const MAX_ERRORS: usize = 20;

/// Gives every error a code that has none.
pub struct Codes;

impl ExtensionFactory for Codes {
    fn create(&self) -> Arc<dyn Extension> {
        Arc::new(Self)
    }
}

fn coded(mut error: ServerError, code: &str) -> ServerError {
    let extensions = error.extensions.get_or_insert_default();
    if extensions.get("code").is_none() {
        extensions.set("code", code);
    }
    error
}

/// Without the line of the document that the parser draws: the location says where, and the line may be long.
fn short(mut error: ServerError) -> ServerError {
    if let Some((_, expected)) = error.message.rsplit_once("\n  = ") {
        error.message = format!("this is no GraphQL document: {expected}");
    }
    error
}

/// A path with its indices in brackets, as all paths here are: `input.layers[0].title` for `input.layers.0.title`.
fn bracketed(path: &str) -> String {
    let mut bracketed = String::with_capacity(path.len() + 4);
    for step in path.split('.') {
        match step.parse::<usize>() {
            Ok(index) => bracketed.push_str(&format!("[{index}]")),
            Err(_) if bracketed.is_empty() => bracketed.push_str(step),
            Err(_) => bracketed.extend([".", step]),
        }
    }
    bracketed
}

/// A value of the wrong type is the user's mistake, not the document's: it is named by the path of its field, which the
/// message has in quotes.
fn input(mut error: ServerError) -> ServerError {
    let named = error.message.strip_prefix("Invalid value for argument \"");
    if let Some((path, reason)) = named.and_then(|rest| rest.split_once("\", ")) {
        let path = bracketed(path);
        let message = format!("{path}: {reason}");
        let extensions = error.extensions.get_or_insert_default();
        extensions.set("code", "BAD_USER_INPUT");
        extensions.set("field", path);
        error.message = message;
    }
    error
}

#[async_graphql::async_trait::async_trait]
impl Extension for Codes {
    async fn parse_query(
        &self,
        ctx: &ExtensionContext<'_>,
        query: &str,
        variables: &Variables,
        next: NextParseQuery<'_>,
    ) -> ServerResult<ExecutableDocument> {
        let parsed = next.run(ctx, query, variables).await;
        let code = |error: ServerError| match error.message.starts_with("The recursion depth") {
            true => coded(error, "QUERY_TOO_DEEP"),
            false => coded(short(error), "GRAPHQL_PARSE_FAILED"),
        };
        parsed.map_err(code)
    }

    async fn validation(
        &self,
        ctx: &ExtensionContext<'_>,
        next: NextValidation<'_>,
    ) -> Result<ValidationResult, Vec<ServerError>> {
        let code = |error| coded(input(error), "GRAPHQL_VALIDATION_FAILED");
        let checked = next.run(ctx).await;
        checked.map_err(|errors| errors.into_iter().take(MAX_ERRORS).map(code).collect())
    }

    async fn execute(
        &self,
        ctx: &ExtensionContext<'_>,
        operation_name: Option<&str>,
        next: NextExecute<'_>,
    ) -> Response {
        // Resolvers' errors come from `Problem` and have a code; what has none was raised while reading arguments.
        let mut response = next.run(ctx, operation_name).await;
        let errors = std::mem::take(&mut response.errors).into_iter();
        response.errors = errors.map(|error| coded(error, "BAD_USER_INPUT")).collect();
        response
    }
}
