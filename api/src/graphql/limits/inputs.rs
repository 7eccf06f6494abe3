//! The size of what is put in: arguments in the document, and variables.

use super::{MAX_LIST, MAX_VALUES, Over};
use async_graphql::parser::types::{Directive, ExecutableDocument, Selection, SelectionSet};
use async_graphql::{Positioned, Value as ConstValue, Variables};
use async_graphql_value::Value;

/// What was counted.
#[derive(Default)]
struct Count {
    values: usize,
    longest: usize,
}

impl Count {
    fn check(&self) -> Result<(), Over> {
        Over::check(
            "LIST_TOO_LONG",
            "a list in the input is too long",
            self.longest,
            MAX_LIST,
        )?;
        Over::check(
            "INPUT_TOO_LARGE",
            "the input has too many values",
            self.values,
            MAX_VALUES,
        )
    }

    fn constant(&mut self, value: &ConstValue) {
        self.values += 1;
        match value {
            ConstValue::List(entries) => {
                self.longest = self.longest.max(entries.len());
                entries.iter().for_each(|entry| self.constant(entry));
            }
            ConstValue::Object(fields) => fields.values().for_each(|field| self.constant(field)),
            _ => {}
        }
    }

    fn literal(&mut self, value: &Value) {
        self.values += 1;
        match value {
            Value::List(entries) => {
                self.longest = self.longest.max(entries.len());
                entries.iter().for_each(|entry| self.literal(entry));
            }
            Value::Object(fields) => fields.values().for_each(|field| self.literal(field)),
            _ => {}
        }
    }

    fn directives(&mut self, directives: &[Positioned<Directive>]) {
        let arguments = directives.iter().flat_map(|directive| &directive.node.arguments);
        arguments.for_each(|(_, value)| self.literal(&value.node));
    }

    fn selections(&mut self, set: &SelectionSet) {
        for selection in &set.items {
            match &selection.node {
                Selection::Field(field) => {
                    let field = &field.node;
                    field
                        .arguments
                        .iter()
                        .for_each(|(_, value)| self.literal(&value.node));
                    self.directives(&field.directives);
                    self.selections(&field.selection_set.node);
                }
                Selection::FragmentSpread(spread) => self.directives(&spread.node.directives),
                Selection::InlineFragment(inline) => {
                    self.directives(&inline.node.directives);
                    self.selections(&inline.node.selection_set.node);
                }
            }
        }
    }
}

/// Refuses variables that are too large.
pub(super) fn check_variables(variables: &Variables) -> Result<(), Over> {
    let mut count = Count::default();
    variables.values().for_each(|value| count.constant(value));
    count.check()
}

/// Refuses arguments and defaults that are too large.
pub(super) fn check_document(document: &ExecutableDocument) -> Result<(), Over> {
    let mut count = Count::default();
    for (_, operation) in document.operations.iter() {
        let defaults = operation.node.variable_definitions.iter();
        let defaults = defaults.filter_map(|variable| variable.node.default_value.as_ref());
        defaults.for_each(|value| count.constant(&value.node));
        count.selections(&operation.node.selection_set.node);
    }
    let fragments = document.fragments.values();
    fragments.for_each(|fragment| count.selections(&fragment.node.selection_set.node));
    count.check()
}
