//! How the parts of a document describe, read and write themselves.
//!
//! Every part is declared once, with [`part!`], [`choice!`] or [`one_of!`]: its fields, what they mean, their defaults
//! and limits. All else follows from the declaration: reading and writing JSON with errors by path, the JSON Schema,
//! the GraphQL types, and which numbers keyframes and modulation can move.

mod elements;
mod macros;
mod names;
mod reader;
mod tagged;

pub(in crate::composition) use macros::{choice, limits, one_of, part};
pub use reader::{Reader, ValueError, Wrong};
pub(in crate::composition) use tagged::{read_tagged, tagged};

use crate::media::MaterialKind;
use serde_json::{Map, Value};
use std::ops::RangeInclusive;

/// A struct of the document.
pub trait Part: Clone + Default + 'static {
    /// What it is made of.
    fn shape() -> &'static Shape;
    /// Reads the fields; what is missing takes its default, what is wrong is noted with the reader.
    fn read(reader: &mut Reader<'_>) -> Self;
    /// Writes all fields.
    fn write(&self, map: &mut Map<String, Value>);
    /// The numbers of the fields, by their position in [`Shape::fields`]; none where a field is no plain number.
    fn number(&mut self, field: usize) -> Option<&mut f32>;
}

/// The numbers of a part of unknown type.
pub trait Numbers {
    /// What the part is made of.
    fn shape(&self) -> &'static Shape;
    /// The number in this field; none where it is no plain number.
    fn number(&mut self, field: usize) -> Option<&mut f32>;
}

impl<T: Part> Numbers for T {
    fn shape(&self) -> &'static Shape {
        T::shape()
    }

    fn number(&mut self, field: usize) -> Option<&mut f32> {
        Part::number(self, field)
    }
}

/// A value of a field.
pub trait Element: Sized {
    /// The limits where a declaration names none.
    const LIMITS: Limits;
    /// What values there are.
    fn kind(limits: Limits) -> Kind;
    /// Reads a value; notes what is wrong with it.
    fn read(value: Value, limits: Limits, at: &mut At<'_>) -> Option<Self>;
    /// Writes the value.
    fn write(&self) -> Value;
    /// The number that this is, where it is one.
    fn number(&mut self) -> Option<&mut f32> {
        None
    }
}

/// A place in a document, and the list of what is wrong in it.
#[derive(Debug)]
pub struct At<'a> {
    /// The path of the place, such as `layers[1].glow`.
    pub path: &'a str,
    /// What is wrong so far.
    pub wrong: &'a mut Wrong,
}

impl At<'_> {
    /// Notes that `value` does not keep to `limit`.
    pub fn refuse<T>(&mut self, value: &Value, limit: impl Into<String>) -> Option<T> {
        self.wrong.add(self.path, reader::shown(value), limit.into());
        None
    }

    /// The same list, at a place below.
    pub fn below<'b>(&'b mut self, path: &'b str) -> At<'b> {
        At {
            path,
            wrong: self.wrong,
        }
    }
}

/// The least and the most of a number, of the characters of a text or of the entries of a list.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Limits {
    /// The least.
    pub min: f64,
    /// The most.
    pub max: f64,
}

impl Limits {
    /// From `min` to `max`.
    pub const fn new(min: f64, max: f64) -> Self {
        Self { min, max }
    }

    /// Whether `number` lies within; NaN never does.
    pub fn hold(self, number: f64) -> bool {
        (self.min..=self.max).contains(&number)
    }

    /// Whether they are narrower than what a 32-bit number holds.
    pub fn bounded(self) -> bool {
        self != <f32 as Element>::LIMITS
    }
}

impl From<RangeInclusive<f32>> for Limits {
    fn from(range: RangeInclusive<f32>) -> Self {
        Self::new(decimal(*range.start()), decimal(*range.end()))
    }
}

impl From<RangeInclusive<i32>> for Limits {
    fn from(range: RangeInclusive<i32>) -> Self {
        Self::new(f64::from(*range.start()), f64::from(*range.end()))
    }
}

impl From<RangeInclusive<u32>> for Limits {
    fn from(range: RangeInclusive<u32>) -> Self {
        Self::new(f64::from(*range.start()), f64::from(*range.end()))
    }
}

/// A 32-bit number as it is written: 0.35 and not 0.3499999940395355.
pub(in crate::composition) fn decimal(value: f32) -> f64 {
    value.to_string().parse().unwrap_or_else(|_| f64::from(value))
}

/// What a part is made of.
#[derive(Debug)]
pub struct Shape {
    /// Its name, in PascalCase.
    pub name: &'static str,
    /// What it is.
    pub doc: String,
    /// Its fields.
    pub fields: Vec<Field>,
}

impl Shape {
    /// The position of the field of this name.
    pub fn position(&self, name: &str) -> Option<usize> {
        self.fields.iter().position(|field| field.name == name)
    }

    /// The names of the fields that are plain numbers.
    pub fn numbers(&self) -> impl Iterator<Item = &str> {
        let plain = self
            .fields
            .iter()
            .filter(|field| matches!(field.kind, Kind::Number(_)));
        plain.map(|field| field.name.as_str())
    }
}

/// A field of a part.
#[derive(Debug)]
pub struct Field {
    /// Its name, in camelCase.
    pub name: String,
    /// What it means.
    pub doc: String,
    /// What values it takes.
    pub kind: Kind,
    /// What it is where it is left out; none where it must be given.
    pub default: Option<Value>,
}

impl Field {
    pub(in crate::composition) fn new<T: Element>(
        name: &str,
        doc: &str,
        limits: Limits,
        default: &T,
    ) -> Self {
        let default = default.write();
        let mut wrong = Wrong::default();
        let mut at = At {
            path: "",
            wrong: &mut wrong,
        };
        let allowed = T::read(default.clone(), limits, &mut at).is_some();
        Self {
            name: camel(name),
            doc: prose(doc),
            kind: T::kind(limits),
            default: allowed.then_some(default),
        }
    }
}

/// What values a field takes.
#[derive(Clone, Debug)]
pub enum Kind {
    /// A number; keyframes and modulation can move it.
    Number(Limits),
    /// A whole number.
    Integer(Limits),
    /// Yes or no.
    Flag,
    /// `#rrggbb`.
    Color,
    /// A text, limited in characters.
    Text(Limits),
    /// A word of a list.
    Choice(fn() -> &'static Choices),
    /// The name of something outside the document: an uploaded file, a path or an address.
    Reference(MaterialKind),
    /// The same or null.
    Optional(Box<Kind>),
    /// A list, limited in entries.
    List(Box<Kind>, Limits),
    /// A part.
    Part(fn() -> &'static Shape),
    /// One of several parts, told apart by their field `type`.
    OneOf(fn() -> &'static Variants),
}

/// The words of a choice.
#[derive(Debug)]
pub struct Choices {
    /// Its name, in PascalCase.
    pub name: &'static str,
    /// What is chosen.
    pub doc: String,
    /// The words, in camelCase, and what they mean.
    pub entries: Vec<(String, String)>,
}

/// Parts of which one is chosen.
#[derive(Debug)]
pub struct Variants {
    /// The name of them all, in PascalCase.
    pub name: &'static str,
    /// What they are.
    pub doc: String,
    /// What each of them also has.
    pub common: Option<fn() -> &'static Shape>,
    /// The `type`, in camelCase, and the part.
    pub entries: Vec<(String, &'static Shape)>,
}

/// `snake_case` or `PascalCase` in camelCase.
pub(in crate::composition) fn camel(name: &str) -> String {
    let mut camel = String::with_capacity(name.len());
    let mut raise = false;
    for letter in name.chars() {
        match letter {
            '_' => raise = true,
            _ if camel.is_empty() => camel.extend(letter.to_lowercase()),
            _ if std::mem::take(&mut raise) => camel.extend(letter.to_uppercase()),
            _ => camel.push(letter),
        }
    }
    camel
}

/// The lines of a doc comment as one paragraph.
pub(in crate::composition) fn prose(doc: &str) -> String {
    doc.split_whitespace().collect::<Vec<_>>().join(" ")
}
