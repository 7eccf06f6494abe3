//! Which operation of a document is meant, and what a subscription must be that the library does not look at.

use async_graphql::parser::types::{
    ExecutableDocument, OperationDefinition, OperationType, Selection, SelectionSet,
};
use async_graphql::{Positioned, ServerError};
use std::collections::HashSet;

/// The operation that a request means (GraphQL, section 6.1).
///
/// # Errors
/// Where there is none of that name, or no name among several, with a code.
pub fn chosen<'a>(
    document: &'a ExecutableDocument,
    name: Option<&str>,
) -> Result<&'a Positioned<OperationDefinition>, ServerError> {
    let mut operations = document.operations.iter();
    match name {
        Some(name) => operations
            .find(|(found, _)| found.is_some_and(|found| found.as_str() == name))
            .map(|(_, operation)| operation)
            .ok_or_else(|| {
                coded(
                    "OPERATION_RESOLUTION_FAILURE",
                    "the document has no operation of that name",
                )
            }),
        None => match (operations.next(), operations.next()) {
            (Some((_, only)), None) => Ok(only),
            _ => {
                let message = "the document has several operations: operationName must say which is meant";
                Err(coded("OPERATION_RESOLUTION_FAILURE", message))
            }
        },
    }
}

/// Checks that what a request means is one operation, and that every subscription is one stream of events (GraphQL,
/// section 5.2.3.1): a second field at its root would be a second stream, and would go past the bound of streams.
///
/// # Errors
/// With a code.
pub fn check(document: &ExecutableDocument, name: Option<&str>) -> Result<(), ServerError> {
    for (_, operation) in document.operations.iter() {
        let mut root = Root {
            document,
            keys: HashSet::new(),
            spread: HashSet::new(),
        };
        root.collect(&operation.node.selection_set.node);
        if operation.node.ty == OperationType::Subscription && root.keys.len() > 1 {
            let message = "a subscription has one field at its root: open another for each";
            let mut error = coded("GRAPHQL_VALIDATION_FAILED", message);
            error.locations.push(operation.pos);
            return Err(error);
        }
    }
    chosen(document, name).map(drop)
}

fn coded(code: &str, message: &str) -> ServerError {
    let mut error = ServerError::new(message, None);
    error.extensions.get_or_insert_default().set("code", code);
    error
}

/// What an operation answers with at its root.
struct Root<'a> {
    document: &'a ExecutableDocument,
    keys: HashSet<&'a str>,
    /// Fragments that were looked at.
    spread: HashSet<&'a str>,
}

impl<'a> Root<'a> {
    fn collect(&mut self, set: &'a SelectionSet) {
        for selection in &set.items {
            match &selection.node {
                Selection::Field(field) => drop(self.keys.insert(field.node.response_key().node.as_str())),
                Selection::InlineFragment(inline) => self.collect(&inline.node.selection_set.node),
                Selection::FragmentSpread(spread) => {
                    let name = &spread.node.fragment_name.node;
                    if let (true, Some(fragment)) = (
                        self.spread.insert(name.as_str()),
                        self.document.fragments.get(name),
                    ) {
                        self.collect(&fragment.node.selection_set.node);
                    }
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use async_graphql::parser::parse_query;

    fn code(document: &str, name: Option<&str>) -> Option<String> {
        let document = parse_query(document).expect("a document");
        let error = check(&document, name).err()?;
        serde_json::to_value(&error.extensions).ok()?["code"]
            .as_str()
            .map(str::to_owned)
    }

    #[test]
    fn a_request_means_one_operation() {
        let unknown = Some("OPERATION_RESOLUTION_FAILURE".to_owned());
        assert_eq!(code("{ a }", None), None);
        assert_eq!(code("query A { a }", None), None);
        assert_eq!(code("query A { a } query B { b }", Some("B")), None);
        assert_eq!(code("query A { a } query B { b }", None), unknown);
        assert_eq!(code("query A { a }", Some("B")), unknown);
        assert_eq!(code("{ a }", Some("")), unknown);
    }

    #[test]
    fn a_subscription_is_one_stream() {
        let many = Some("GRAPHQL_VALIDATION_FAILED".to_owned());
        assert_eq!(code("subscription { a a b: a }", None), many);
        assert_eq!(code("subscription { a { b c } a { d } }", None), None);
        let spread = "subscription { ...F } fragment F on S { ... { a } ...G } fragment G on S { ...F b: a }";
        assert_eq!(code(spread, None), many);
        assert_eq!(code("query { a b: a }", None), None);
    }
}
