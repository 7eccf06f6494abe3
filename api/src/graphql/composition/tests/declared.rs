//! Everything that the engine declares of a document.

use phonoglyph_engine::composition::Composition;
use phonoglyph_engine::composition::document::{Choices, Kind, Shape, Variants};
use std::collections::HashMap;

/// A declaration.
pub enum Declared {
    /// A part.
    Part(&'static Shape),
    /// One of several parts, and its `type`.
    Variant(&'static Variants, &'static str, &'static Shape),
    /// Words of which one is chosen.
    Choice(&'static Choices),
}

/// All declarations, each once.
///
/// # Panics
/// When two different ones have the same name: neither the GraphQL schema nor the JSON Schema could tell them apart.
pub fn declared() -> Vec<Declared> {
    let mut walk = Walk::default();
    for field in &Composition::shape().fields {
        walk.kind(&field.kind);
    }
    walk.found
}

#[derive(Default)]
struct Walk {
    found: Vec<Declared>,
    /// Where the declaration of each name lies in memory.
    names: HashMap<String, usize>,
}

impl Walk {
    /// Whether something of this name is met for the first time.
    fn is_new(&mut self, name: &str, place: usize) -> bool {
        let known = *self.names.entry(name.to_owned()).or_insert(place);
        assert_eq!(
            known, place,
            "two declarations are called {name}: give one of them another name"
        );
        !self.found.iter().any(|it| it.place() == place)
    }

    fn kind(&mut self, kind: &Kind) {
        match kind {
            Kind::Optional(kind) | Kind::List(kind, _) => self.kind(kind),
            Kind::Choice(choices) => {
                let new = self.is_new(choices().name, std::ptr::from_ref(choices()) as usize);
                if new {
                    self.found.push(Declared::Choice(choices()));
                }
            }
            Kind::Part(shape) => self.part(shape()),
            Kind::OneOf(variants) => self.variants(variants()),
            _ => {}
        }
    }

    fn part(&mut self, shape: &'static Shape) {
        if self.is_new(shape.name, std::ptr::from_ref(shape) as usize) {
            self.found.push(Declared::Part(shape));
            shape.fields.iter().for_each(|field| self.kind(&field.kind));
        }
    }

    fn variants(&mut self, variants: &'static Variants) {
        self.is_new(variants.noun(), std::ptr::from_ref(variants) as usize);
        for (word, part) in &variants.entries {
            if self.is_new(&variants.full_name(part), std::ptr::from_ref(*part) as usize) {
                self.found.push(Declared::Variant(variants, word, part));
                let names: Vec<_> = variants.fields(part).map(|field| &field.name).collect();
                let mut different = names.clone();
                different.sort();
                different.dedup();
                assert_eq!(
                    names.len(),
                    different.len(),
                    "{word} declares a field that all of them have"
                );
                variants.fields(part).for_each(|field| self.kind(&field.kind));
            }
        }
    }
}

impl Declared {
    fn place(&self) -> usize {
        match self {
            Self::Part(shape) | Self::Variant(_, _, shape) => std::ptr::from_ref(*shape) as usize,
            Self::Choice(choices) => std::ptr::from_ref(*choices) as usize,
        }
    }
}
