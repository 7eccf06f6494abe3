//! The schema as introspection tells it, and the smallest values that it takes.

use phonoglyph_tests::client::Client;
use serde_json::{Map, Value, json};
use std::collections::HashMap;

/// What is given besides the place that is tried, because one of several must be.
const ALSO: [(&str, &str); 2] = [
    ("PreviewFrameInput", "compositionId"),
    ("PreviewStripInput", "compositionId"),
];

const INTROSPECTION: &str = "{ __schema { types { kind name isOneOf
    fields { name type { ...T } args { name defaultValue type { ...T } } }
    inputFields { name defaultValue type { ...T } } enumValues { name } possibleTypes { name } } } }
    fragment T on __Type { kind name ofType { kind name ofType { kind name ofType { kind name ofType { kind name
    ofType { kind name } } } } } }";

/// A type as it stands somewhere.
#[derive(Clone, Debug)]
pub enum Kind {
    /// Of this name.
    Named(String),
    /// Never null.
    NonNull(Box<Kind>),
    /// Several.
    List(Box<Kind>),
}

/// An argument or the field of an input.
#[derive(Clone, Debug)]
pub struct Input {
    /// Its name.
    pub name: String,
    /// Its type.
    pub kind: Kind,
    /// Whether it may be left out.
    pub optional: bool,
}

/// A field of a type.
#[derive(Clone, Debug)]
pub struct Field {
    /// Its name.
    pub name: String,
    /// The name of its type.
    pub of: String,
    /// What it takes.
    pub arguments: Vec<Input>,
}

impl Field {
    /// Whether it cannot be asked for without arguments.
    pub fn needs_arguments(&self) -> bool {
        self.arguments.iter().any(|argument| !argument.optional)
    }
}

/// A type of the schema.
#[derive(Debug, Default)]
struct Type {
    kind: String,
    fields: Vec<Field>,
    inputs: Vec<Input>,
    constants: Vec<String>,
    possible: Vec<String>,
    one_of: bool,
}

/// The schema.
#[derive(Debug)]
pub struct Schema(HashMap<String, Type>);

impl Kind {
    fn read(value: &Value) -> Self {
        let inner = || Box::new(Self::read(&value["ofType"]));
        match value["kind"].as_str() {
            Some("NON_NULL") => Self::NonNull(inner()),
            Some("LIST") => Self::List(inner()),
            _ => Self::Named(text(&value["name"])),
        }
    }

    fn name(&self) -> &str {
        match self {
            Self::Named(name) => name,
            Self::NonNull(inner) | Self::List(inner) => inner.name(),
        }
    }
}

impl std::fmt::Display for Kind {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Named(name) => f.write_str(name),
            Self::NonNull(inner) => write!(f, "{inner}!"),
            Self::List(inner) => write!(f, "[{inner}]"),
        }
    }
}

fn text(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}

fn list(value: &Value) -> impl Iterator<Item = &Value> {
    value.as_array().into_iter().flatten()
}

fn input(value: &Value) -> Input {
    let kind = Kind::read(&value["type"]);
    Input {
        name: text(&value["name"]),
        optional: !matches!(kind, Kind::NonNull(_)) || !value["defaultValue"].is_null(),
        kind,
    }
}

impl Schema {
    /// Asks a server.
    pub async fn read(client: &Client) -> Self {
        Self::new(&client.ask(INTROSPECTION, json!({})).await["__schema"])
    }

    /// Reads what introspection has answered.
    pub fn new(answer: &Value) -> Self {
        let read = |value: &Value| Type {
            kind: text(&value["kind"]),
            fields: list(&value["fields"])
                .map(|field| Field {
                    name: text(&field["name"]),
                    of: Kind::read(&field["type"]).name().to_owned(),
                    arguments: list(&field["args"]).map(input).collect(),
                })
                .collect(),
            inputs: list(&value["inputFields"]).map(input).collect(),
            constants: list(&value["enumValues"]).map(|one| text(&one["name"])).collect(),
            possible: list(&value["possibleTypes"])
                .map(|one| text(&one["name"]))
                .collect(),
            one_of: value["isOneOf"] == true,
        };
        Self(
            list(&answer["types"])
                .map(|value| (text(&value["name"]), read(value)))
                .collect(),
        )
    }

    fn of(&self, name: &str) -> &Type {
        self.0
            .get(name)
            .unwrap_or_else(|| panic!("there is no type {name}"))
    }

    /// The fields of a type.
    pub fn fields(&self, name: &str) -> &[Field] {
        &self.of(name).fields
    }

    /// The types that an interface stands for.
    pub fn possible(&self, name: &str) -> &[String] {
        &self.of(name).possible
    }

    /// The paths of all ids in a field's arguments; what contains itself is gone into once.
    pub fn id_slots(&self, field: &Field) -> Vec<String> {
        let mut slots = Vec::new();
        for argument in &field.arguments {
            self.slots_in(&argument.kind, argument.name.clone(), &mut Vec::new(), &mut slots);
        }
        slots
    }

    fn slots_in<'a>(
        &'a self,
        kind: &'a Kind,
        path: String,
        within: &mut Vec<&'a str>,
        slots: &mut Vec<String>,
    ) {
        match kind {
            Kind::NonNull(inner) => self.slots_in(inner, path, within, slots),
            Kind::List(inner) => self.slots_in(inner, format!("{path}.0"), within, slots),
            Kind::Named(name) if name == "ID" => slots.push(path),
            Kind::Named(name) if within.contains(&name.as_str()) => {}
            Kind::Named(name) => {
                within.push(name);
                for field in &self.of(name).inputs {
                    self.slots_in(&field.kind, format!("{path}.{}", field.name), within, slots);
                }
                within.pop();
            }
        }
    }

    /// The smallest value of a type that reaches `slot`; none where it can be left out. Ids come from `id`, by their
    /// paths.
    pub fn value(
        &self,
        kind: &Kind,
        path: &str,
        slot: &str,
        optional: bool,
        id: &dyn Fn(&str) -> Value,
    ) -> Option<Value> {
        let reaches = slot == path || slot.strip_prefix(path).is_some_and(|rest| rest.starts_with('.'));
        if optional && !reaches {
            return None;
        }
        Some(match kind {
            Kind::NonNull(inner) => self.value(inner, path, slot, false, id)?,
            Kind::List(inner) => json!([self.value(inner, &format!("{path}.0"), slot, false, id)?]),
            Kind::Named(name) => self.named(name, path, slot, id),
        })
    }

    fn named(&self, name: &str, path: &str, slot: &str, id: &dyn Fn(&str) -> Value) -> Value {
        let of = self.of(name);
        match (name, of.kind.as_str()) {
            ("ID", _) => id(path),
            ("Int" | "Long", _) => json!(1),
            ("Float", _) => json!(1.0),
            ("Boolean", _) => json!(true),
            ("Color", _) => json!("#ff8800"),
            ("DateTime", _) => json!("2026-05-04T12:30:00.000Z"),
            ("JSON", _) => json!({}),
            ("String", _) if path.to_lowercase().ends_with("url") => json!("https://example.com/"),
            ("String", _) => json!("text"),
            (_, "ENUM") => json!(of.constants[0]),
            (_, "INPUT_OBJECT") => self.object(name, path, slot, id),
            _ => panic!("{path}: say in `named` what a value of {name} is"),
        }
    }

    fn object(&self, name: &str, path: &str, slot: &str, id: &dyn Fn(&str) -> Value) -> Value {
        let of = self.of(name);
        let mut fields = Map::new();
        for field in &of.inputs {
            let at = format!("{path}.{}", field.name);
            // Of several ways the one that is tried is taken.
            let also =
                ALSO.contains(&(name, &field.name)) && !slot.starts_with(&format!("{path}.composition."));
            if let Some(value) = self.value(&field.kind, &at, slot, field.optional && !also, id) {
                fields.insert(field.name.clone(), value);
            }
        }
        if of.one_of && fields.is_empty() {
            let first = of.inputs.iter().find_map(|field| {
                let value = self.value(&field.kind, &format!("{path}.{}", field.name), slot, false, id)?;
                Some((field.name.clone(), value))
            });
            fields.extend(first);
        }
        fields.into()
    }

    /// An operation that asks for a field with all its arguments as variables.
    pub fn operation(&self, root: &str, field: &Field) -> String {
        let declared: Vec<_> = field
            .arguments
            .iter()
            .map(|one| format!("${}: {}", one.name, one.kind))
            .collect();
        let passed: Vec<_> = field
            .arguments
            .iter()
            .map(|one| format!("{0}: ${0}", one.name))
            .collect();
        let (word, selection) = (root.to_lowercase(), self.selection(&field.of, 1));
        format!(
            "{word}({}) {{ {}({}){selection} }}",
            declared.join(" "),
            field.name,
            passed.join(" ")
        )
    }

    /// Everything that a type shows without arguments, so many types deep.
    pub fn selection(&self, name: &str, depth: usize) -> String {
        let of = self.of(name);
        if matches!(of.kind.as_str(), "SCALAR" | "ENUM") {
            return String::new();
        }
        let mut fields = vec!["__typename".to_owned()];
        for field in of.fields.iter().filter(|field| !field.needs_arguments()) {
            let is_leaf = matches!(self.of(&field.of).kind.as_str(), "SCALAR" | "ENUM");
            // What every user has anew at each asking is no sign of a change.
            let fleeting = field.name.to_lowercase().contains("url") || field.name == "lastUsedAt";
            if !fleeting && (is_leaf || depth > 1) {
                fields.push(format!("{}{}", field.name, self.selection(&field.of, depth - 1)));
            }
        }
        format!(" {{ {} }}", fields.join(" "))
    }
}
