//! The size of a document, with its fragments written out but never written out.

use async_graphql::parser::types::{ExecutableDocument, Selection, SelectionSet};
use async_graphql::{Name, Pos};
use std::collections::HashMap;

/// Introspection's lists, each of which multiplies the answer when it stands in another.
const LISTS: [&str; 4] = ["fields", "inputFields", "interfaces", "possibleTypes"];

/// The size of a document: of its operations together, or of a part of it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Measure {
    /// Fields, inline fragments and spreads.
    pub(super) selections: usize,
    /// The deepest nesting of fields.
    pub(super) depth: usize,
    /// Fields under another name.
    pub(super) aliases: usize,
    /// Directives.
    pub(super) directives: usize,
    /// The most lists of introspection in one another.
    pub(super) introspected_lists: usize,
    /// Where the schema is asked for.
    pub(super) introspection: Option<Pos>,
    /// A fragment that spreads itself: written out, it has no end.
    pub(super) circle: Option<Pos>,
}

impl Measure {
    /// The size of a document.
    pub(super) fn of(document: &ExecutableDocument) -> Self {
        let mut known = Known {
            document,
            fragments: HashMap::new(),
        };
        let mut all = Self::default();
        for (_, operation) in document.operations.iter() {
            all.join(known.selections(&operation.node.selection_set.node));
            all.directives = all.directives.saturating_add(operation.node.directives.len());
        }
        all
    }

    /// What stands beside this.
    fn join(&mut self, other: Self) {
        self.selections = self.selections.saturating_add(other.selections);
        self.circle = self.circle.or(other.circle);
        self.aliases = self.aliases.saturating_add(other.aliases);
        self.directives = self.directives.saturating_add(other.directives);
        self.depth = self.depth.max(other.depth);
        self.introspected_lists = self.introspected_lists.max(other.introspected_lists);
        self.introspection = self.introspection.or(other.introspection);
    }
}

struct Known<'a> {
    document: &'a ExecutableDocument,
    /// What was measured already; none for what is being measured.
    fragments: HashMap<&'a Name, Option<Measure>>,
}

impl<'a> Known<'a> {
    fn selections(&mut self, set: &'a SelectionSet) -> Measure {
        let mut all = Measure::default();
        for selection in &set.items {
            let (part, directives) = match &selection.node {
                Selection::Field(field) => {
                    let field = &field.node;
                    let mut part = self.selections(&field.selection_set.node);
                    let name = field.name.node.as_str();
                    part.depth += 1;
                    part.aliases = part.aliases.saturating_add(usize::from(field.alias.is_some()));
                    part.introspected_lists += usize::from(LISTS.contains(&name));
                    if matches!(name, "__schema" | "__type") {
                        part.introspection = Some(field.name.pos);
                    }
                    (part, field.directives.len())
                }
                Selection::FragmentSpread(spread) => {
                    let spread = &spread.node;
                    (self.fragment(&spread.fragment_name.node), spread.directives.len())
                }
                Selection::InlineFragment(inline) => {
                    let inline = &inline.node;
                    (
                        self.selections(&inline.selection_set.node),
                        inline.directives.len(),
                    )
                }
            };
            all.join(part);
            all.selections = all.selections.saturating_add(1);
            all.directives = all.directives.saturating_add(directives);
        }
        all
    }

    fn fragment(&mut self, name: &Name) -> Measure {
        let Some((name, fragment)) = self.document.fragments.get_key_value(name) else {
            return Measure::default();
        };
        match self.fragments.get(name) {
            Some(Some(measure)) => return *measure,
            Some(None) => {
                return Measure {
                    circle: Some(fragment.pos),
                    ..Measure::default()
                };
            }
            None => self.fragments.insert(name, None),
        };
        let measure = self.selections(&fragment.node.selection_set.node);
        self.fragments.insert(name, Some(measure));
        measure
    }
}
