//! Names of what lies outside the document.

use super::document::{Kind, Shape, Variants};
use crate::media::MaterialKind;
use serde_json::Value;

/// The name of a piece of material: an uploaded file's id, a path on the command line, an address, or what comes with
/// the program. The number is the [`MaterialKind`].
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Reference<const KIND: u8>(pub String);

impl<const KIND: u8> Reference<KIND> {
    /// A reference by this name, 1 to 2048 bytes.
    pub fn new(name: impl Into<String>) -> Self {
        Self(name.into())
    }

    /// The name.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// A picture: PNG, JPEG, WebP or SVG.
pub type PictureReference = Reference<{ MaterialKind::Picture as u8 }>;
/// A table of colours: `.cube`.
pub type LutReference = Reference<{ MaterialKind::Lut as u8 }>;
/// Lyrics with times: `.lrc` or `.srt`.
pub type LyricsReference = Reference<{ MaterialKind::Lyrics as u8 }>;
/// A font: TrueType or OpenType.
pub type FontReference = Reference<{ MaterialKind::Font as u8 }>;
/// A recording.
pub type SoundReference = Reference<{ MaterialKind::Sound as u8 }>;
/// The voice of a synthesizer: `.sf2` or `.sf3`.
pub type SoundFontReference = Reference<{ MaterialKind::SoundFont as u8 }>;

/// One piece of material that a document refers to.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Referred {
    /// What it must be.
    pub kind: MaterialKind,
    /// Its name.
    pub name: String,
    /// Where the document first refers to it, such as `layers[0].picture`.
    pub path: String,
}

/// Every reference in `value`, which is a part of this shape.
pub(super) fn references(shape: &Shape, value: &Value, path: &str, found: &mut Vec<Referred>) {
    for field in &shape.fields {
        if let Some(value) = value.get(&field.name) {
            let path = if path.is_empty() {
                field.name.clone()
            } else {
                format!("{path}.{}", field.name)
            };
            within(&field.kind, value, &path, found);
        }
    }
}

fn within(kind: &Kind, value: &Value, path: &str, found: &mut Vec<Referred>) {
    match (kind, value) {
        (Kind::Reference(kind), Value::String(name)) => {
            let known = |known: &Referred| known.kind == *kind && known.name == *name;
            let new = Referred {
                kind: *kind,
                name: name.clone(),
                path: path.to_owned(),
            };
            found.extend((!found.iter().any(known)).then_some(new));
        }
        (Kind::Optional(kind), value) => within(kind, value, path, found),
        (Kind::List(kind, _), Value::Array(entries)) => {
            for (index, entry) in entries.iter().enumerate() {
                within(kind, entry, &format!("{path}[{index}]"), found);
            }
        }
        (Kind::Part(shape), value) => references(shape(), value, path, found),
        (Kind::OneOf(variants), value) => chosen(variants(), value, path, found),
        _ => {}
    }
}

fn chosen(variants: &Variants, value: &Value, path: &str, found: &mut Vec<Referred>) {
    let word = value.get("type").and_then(Value::as_str);
    if let Some((_, shape)) = variants
        .entries
        .iter()
        .find(|(name, _)| Some(name.as_str()) == word)
    {
        references(shape, value, path, found);
    }
}
