//! Which sounds the pictures follow.

use super::document::{Kind, Shape, Variants};
use super::{Composition, ValueError};
use serde_json::Value;

/// The field by which a part says what it listens to: the name of a stem, or null for the whole sound.
const FIELD: &str = "stem";

/// The sounds that the pictures of a composition follow.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Listening {
    /// Whether anything follows the whole sound.
    pub whole: bool,
    /// Path and name of each stem that is followed.
    stems: Vec<(String, String)>,
}

impl Listening {
    pub(super) fn of(composition: &Value) -> Self {
        let mut listening = Self::default();
        listening.part(Composition::shape(), composition, "");
        listening
    }

    /// The names of the stems that something follows, each once.
    pub fn stems(&self) -> Vec<&str> {
        let mut names: Vec<_> = self.stems.iter().map(|(_, name)| name.as_str()).collect();
        names.sort_unstable();
        names.dedup();
        names
    }

    /// What follows a stem that is not there.
    pub(super) fn unknown(&self, known: &[&str]) -> Vec<ValueError> {
        let unknown = self
            .stems
            .iter()
            .filter(|(_, name)| !known.contains(&name.as_str()));
        let error = |(path, name): &(String, String)| ValueError {
            path: path.clone(),
            value: format!("{name:?}"),
            limit: match known {
                [] => "null, as the composition has no stems".to_owned(),
                known => format!("null or the name of a stem: {}", known.join(", ")),
            },
        };
        unknown.map(error).collect()
    }

    fn part(&mut self, shape: &Shape, value: &Value, path: &str) {
        for field in &shape.fields {
            let Some(value) = value.get(&field.name) else {
                continue;
            };
            let path = match path {
                "" => field.name.clone(),
                path => format!("{path}.{}", field.name),
            };
            match (field.name.as_str(), value) {
                (FIELD, Value::Null) => self.whole = true,
                (FIELD, Value::String(name)) => self.stems.push((path, name.clone())),
                _ => self.within(&field.kind, value, &path),
            }
        }
    }

    fn within(&mut self, kind: &Kind, value: &Value, path: &str) {
        match (kind, value) {
            (Kind::Optional(kind), value) => self.within(kind, value, path),
            (Kind::List(kind, _), Value::Array(entries)) => {
                for (index, entry) in entries.iter().enumerate() {
                    self.within(kind, entry, &format!("{path}[{index}]"));
                }
            }
            (Kind::Part(shape), value) if value.is_object() => self.part(shape(), value, path),
            (Kind::OneOf(variants), value) => self.chosen(variants(), value, path),
            _ => {}
        }
    }

    fn chosen(&mut self, variants: &Variants, value: &Value, path: &str) {
        let word = value.get("type").and_then(Value::as_str);
        let entry = variants
            .entries
            .iter()
            .find(|(name, _)| Some(name.as_str()) == word);
        if let Some((_, shape)) = entry {
            self.part(shape, value, path);
        }
    }
}
