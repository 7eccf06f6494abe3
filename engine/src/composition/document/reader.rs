//! Reading a part field by field.

use super::{At, Element, Limits, Part, camel};
use serde_json::{Map, Value};
use std::fmt;

/// The most values that are told of at once.
const MOST_TOLD: usize = 32;
/// The longest a value is shown, in characters.
const SHOWN: usize = 60;

/// A value outside its limits.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ValueError {
    /// The path of the value, such as `layers[1].glow`.
    pub path: String,
    /// The value that was given.
    pub value: String,
    /// What is allowed.
    pub limit: String,
}

impl fmt::Display for ValueError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} is {}: it must be {}", self.path, self.value, self.limit)
    }
}

/// What is wrong with a document.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Wrong(pub Vec<ValueError>);

impl Wrong {
    /// Notes a value outside its limits.
    pub fn add(&mut self, path: impl Into<String>, value: impl Into<String>, limit: impl Into<String>) {
        if self.0.len() < MOST_TOLD {
            self.0.push(ValueError {
                path: path.into(),
                value: value.into(),
                limit: limit.into(),
            });
        }
    }
}

/// Reads the fields of one object.
#[derive(Debug)]
pub struct Reader<'a> {
    map: Map<String, Value>,
    path: &'a str,
    wrong: &'a mut Wrong,
}

impl<'a> Reader<'a> {
    /// A reader of the object at a place; none, and a note, where there is no object.
    pub fn new(value: Value, at: &'a mut At<'_>) -> Option<Self> {
        match value {
            Value::Object(map) => Some(Self {
                map,
                path: at.path,
                wrong: at.wrong,
            }),
            other => at.refuse(&other, "an object"),
        }
    }

    /// Reads a whole part.
    pub fn part<T: Part>(value: Value, at: &mut At<'_>) -> Option<T> {
        let mut reader = Reader::new(value, at)?;
        let part = T::read(&mut reader);
        reader.finish(&[T::shape()]);
        Some(part)
    }

    /// Takes the text of a field away, such as `type`.
    pub fn take_text(&mut self, name: &str) -> Option<String> {
        match self.map.remove(name)? {
            Value::String(text) => Some(text),
            other => {
                self.wrong.add(join(self.path, name), shown(&other), "a text");
                None
            }
        }
    }

    /// Notes that a field, or the whole part where the name is empty, is wrong.
    pub fn refuse(&mut self, name: &str, value: &str, limit: impl Into<String>) {
        self.wrong.add(join(self.path, name), value, limit);
    }

    /// Reads a field; what is missing or wrong becomes the default.
    pub fn field<T: Element>(&mut self, name: &str, limits: Limits, default: impl Fn() -> T) -> T {
        let name = camel(name);
        let path = join(self.path, &name);
        let given = self.map.remove(&name);
        let missing = given.is_none();
        let value = given.unwrap_or_else(|| default().write());
        let mut found = Wrong::default();
        let mut at = At {
            path: &path,
            wrong: if missing { &mut found } else { &mut *self.wrong },
        };
        let read = T::read(value, limits, &mut at);
        if let (true, Some(first)) = (missing, found.0.into_iter().next()) {
            self.wrong.add(path, "missing", first.limit);
        }
        read.unwrap_or_else(default)
    }

    /// Notes the fields that nobody has read.
    pub fn finish(self, shapes: &[&super::Shape]) {
        for name in self.map.keys() {
            let known = shapes.iter().flat_map(|shape| &shape.fields);
            let known: Vec<_> = known.map(|field| field.name.as_str()).collect();
            let limit = format!("left out: it is no field here; there are {}", known.join(", "));
            let name: String = name.chars().take(SHOWN).collect();
            self.wrong.add(join(self.path, &name), "unknown", limit);
        }
    }
}

fn join(path: &str, name: &str) -> String {
    match (path, name) {
        ("", name) => name.to_owned(),
        (path, "") => path.to_owned(),
        (path, name) => format!("{path}.{name}"),
    }
}

/// A value as an error shows it.
pub(super) fn shown(value: &Value) -> String {
    match value {
        Value::Array(list) => format!("a list of {}", list.len()),
        Value::Object(_) => "an object".to_owned(),
        Value::String(text) if text.chars().count() > SHOWN => {
            format!("a text of {} characters", text.chars().count())
        }
        other => other.to_string(),
    }
}
