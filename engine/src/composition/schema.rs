//! The JSON Schema of compositions, draft 2020-12, from the declarations by which they are read.
//!
//! It says what each value may be by itself. What values must hold to among each other (names that differ, keyframes in
//! the order of time) only reading finds.

use super::document::{Choices, Element, Field, Kind, Limits, Shape, Variants};
use super::{Composition, PictureReference, VERSION};
use crate::media::MaterialKind;
use serde_json::{Map, Value, json};

/// The JSON Schema of the newest version of the document.
pub fn json_schema() -> Value {
    let shape = Composition::shape();
    let mut definitions = Definitions::default();
    let mut schema = definitions.object(&shape.doc, &shape.fields, None);
    schema["$schema"] = "https://json-schema.org/draft/2020-12/schema".into();
    schema["$id"] = format!("urn:phonoglyph:composition:{VERSION}").into();
    schema["title"] = "Composition".into();
    schema["properties"]["$schema"] = json!({
        "type": "string",
        "description": "Where this schema is, for editors. Nothing reads it.",
    });
    schema["properties"]["version"] = json!({
        "const": VERSION,
        "default": VERSION,
        "description": "The version of the document.",
    });
    schema["$defs"] = Value::Object(definitions.0);
    schema
}

/// What the schema refers to, by name.
#[derive(Default)]
struct Definitions(Map<String, Value>);

impl Definitions {
    fn kind(&mut self, kind: &Kind) -> Value {
        match kind {
            Kind::Number(limits) => number("number", *limits),
            Kind::Integer(limits) => number("integer", *limits),
            Kind::Flag => json!({ "type": "boolean" }),
            Kind::Color => self.define("Color", |_| color()),
            Kind::Text(limits) => sized("string", ["minLength", "maxLength"], *limits),
            Kind::Choice(choices) => self.define(choices().name, |_| words(choices())),
            Kind::Reference(kind) => self.define(&format!("{kind:?}Reference"), |_| reference(*kind)),
            Kind::Optional(kind) => json!({ "anyOf": [self.kind(kind), { "type": "null" }] }),
            Kind::List(kind, limits) => {
                let mut list = sized("array", ["minItems", "maxItems"], *limits);
                list["items"] = self.kind(kind);
                list
            }
            Kind::Part(shape) => self.part(shape()),
            Kind::OneOf(variants) => {
                let variants = variants();
                self.define(variants.noun(), |all| all.one_of(variants))
            }
        }
    }

    /// A reference to the definition of this name, which is made where there is none.
    fn define(&mut self, name: &str, make: impl FnOnce(&mut Self) -> Value) -> Value {
        if !self.0.contains_key(name) {
            // It is there before it is made, so that parts may hold parts of their own kind.
            self.0.insert(name.to_owned(), Value::Null);
            let made = make(self);
            self.0.insert(name.to_owned(), made);
        }
        json!({ "$ref": format!("#/$defs/{name}") })
    }

    fn part(&mut self, shape: &'static Shape) -> Value {
        self.define(shape.name, |all| all.object(&shape.doc, &shape.fields, None))
    }

    fn one_of(&mut self, variants: &'static Variants) -> Value {
        let parts = variants.entries.iter();
        let parts = parts.map(|(word, part)| {
            self.define(&variants.full_name(part), |all| all.variant(variants, word, part))
        });
        json!({ "description": variants.doc, "oneOf": parts.collect::<Vec<_>>() })
    }

    /// One of several parts: all its fields stand in one object, so that any other can be refused.
    fn variant(&mut self, variants: &Variants, word: &str, part: &'static Shape) -> Value {
        let mut object = self.object(&part.doc, &part.fields, Some(word));
        if let Some(common) = variants.common.map(|shape| shape()) {
            self.part(common);
            for field in &common.fields {
                let path = format!("#/$defs/{}/properties/{}", common.name, field.name);
                object["properties"][&field.name] = json!({ "$ref": path });
            }
        }
        object
    }

    fn object(&mut self, doc: &str, fields: &[Field], word: Option<&str>) -> Value {
        let mut properties = Map::new();
        let mut required: Vec<Value> = Vec::new();
        if let Some(word) = word {
            properties.insert("type".to_owned(), json!({ "const": word }));
            required.push("type".into());
        }
        for field in fields {
            let mut property = self.kind(&field.kind);
            property["description"] = field.doc.as_str().into();
            match &field.default {
                Some(default) => property["default"] = default.clone(),
                None => required.push(field.name.as_str().into()),
            }
            properties.insert(field.name.clone(), property);
        }
        let mut object = json!({
            "type": "object",
            "description": doc,
            "properties": properties,
            "additionalProperties": false,
        });
        if !required.is_empty() {
            object["required"] = required.into();
        }
        object
    }
}

fn number(kind: &str, limits: Limits) -> Value {
    let mut schema = json!({ "type": kind });
    if limits.bounded() {
        schema["minimum"] = plain(limits.min);
        schema["maximum"] = plain(limits.max);
    }
    schema
}

fn sized(kind: &str, [least, most]: [&str; 2], limits: Limits) -> Value {
    let mut schema = json!({ "type": kind, most: plain(limits.max) });
    if limits.min > 0.0 {
        schema[least] = plain(limits.min);
    }
    schema
}

/// A number as people write it: 2 and not 2.0.
fn plain(number: f64) -> Value {
    if number.fract() == 0.0 && number.abs() < 1e15 {
        Value::from(number as i64)
    } else {
        Value::from(number)
    }
}

fn color() -> Value {
    json!({
        "type": "string",
        "pattern": "^#[0-9a-fA-F]{6}$",
        "description": "An opaque colour in sRGB: `#rrggbb` with hexadecimal digits, such as `#ff8800`.",
    })
}

fn reference(kind: MaterialKind) -> Value {
    let limits = <PictureReference as Element>::LIMITS;
    let mut schema = sized("string", ["minLength", "maxLength"], limits);
    let what = match kind {
        MaterialKind::Picture => "A picture (PNG, JPEG, WebP or SVG)",
        MaterialKind::Lut => "A table of colours (.cube)",
        MaterialKind::Lyrics => "Lyrics with times (.lrc or .srt)",
        MaterialKind::Font => "A font (TrueType or OpenType)",
        MaterialKind::Sound => "A recording (WAV, AIFF, FLAC, MP3, AAC, Ogg, M4A, CAF or WebM)",
        MaterialKind::SoundFont => "The voice of a synthesizer (.sf2 or .sf3)",
    };
    schema["description"] =
        format!("{what}: a path on the command line, the id of an asset in the API.").into();
    schema
}

fn words(choices: &Choices) -> Value {
    let words = choices.entries.iter();
    let words = words.map(|(word, doc)| json!({ "const": word, "description": doc }));
    json!({ "description": choices.doc, "oneOf": words.collect::<Vec<_>>() })
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::path::Path;

    /// `PHONOGLYPH_BLESS=1 cargo test -p phonoglyph-engine schema_file` renews the file.
    #[test]
    fn the_schema_file_is_what_the_program_prints() {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../composition.schema.json");
        let schema = format!("{:#}\n", json_schema());
        if std::env::var_os("PHONOGLYPH_BLESS").is_some() {
            std::fs::write(&path, &schema).expect("the file can be written");
        }
        let file = std::fs::read_to_string(&path).unwrap_or_default();
        assert!(
            file == schema,
            "composition.schema.json is out of date: renew it with PHONOGLYPH_BLESS=1"
        );
    }

    #[test]
    fn every_reference_leads_somewhere() {
        fn references<'a>(value: &'a Value, found: &mut Vec<&'a str>) {
            match value {
                Value::Object(map) => {
                    found.extend(map.get("$ref").and_then(Value::as_str));
                    map.values().for_each(|value| references(value, found));
                }
                Value::Array(list) => list.iter().for_each(|value| references(value, found)),
                _ => {}
            }
        }
        let schema = json_schema();
        let mut found = Vec::new();
        references(&schema, &mut found);
        assert!(found.len() > 20, "{found:?}");
        for reference in found {
            let path = reference.strip_prefix('#').expect("references stay inside");
            assert!(
                schema.pointer(path).is_some_and(Value::is_object),
                "{reference} leads nowhere"
            );
        }
    }
}
