//! What parts of which one is chosen are called, and what each of them has.

use super::{Field, Shape, Variants};
use serde_json::Value;

impl Variants {
    /// What one of them is called: `Layer` where the kinds of it are a `LayerKind`.
    pub fn noun(&self) -> &'static str {
        self.name.strip_suffix("Kind").unwrap_or(self.name)
    }

    /// What this one of them is called together with what all of them have, such as `FallingNotesLayer`.
    pub fn full_name(&self, part: &Shape) -> String {
        if part.name.ends_with(self.noun()) {
            part.name.to_owned()
        } else {
            format!("{}{}", part.name, self.noun())
        }
    }

    /// The fields of this one of them, and then those that all have.
    pub fn fields(&self, part: &'static Shape) -> impl Iterator<Item = &'static Field> {
        let common = self.common.map(|shape| shape());
        let shapes = std::iter::once(part).chain(common);
        shapes.flat_map(|shape| &shape.fields)
    }

    /// The one whose `type` this is.
    pub fn find(&self, word: &str) -> Option<&'static Shape> {
        let mut entries = self.entries.iter();
        entries.find(|(known, _)| known == word).map(|(_, shape)| *shape)
    }

    /// The `type` that a value of the document has, and the part that it names.
    pub fn chosen<'a>(&self, value: &'a Value) -> Option<(&'a str, &'static Shape)> {
        let word = value.get("type")?.as_str()?;
        self.find(word).map(|shape| (word, shape))
    }
}
