//! What to draw: a versioned document of palette and layers, with every value inside its limits.
//!
//! Enters: JSON, or typed values. Leaves: a [`Composition`] that [`Composition::check`] has found good. Unknown fields
//! are refused; a bad value names its path, the value and the limit. Older versions are brought up to date as they are
//! read. [`document`] holds how all parts describe themselves; everything else here is declared with it.

mod branding;
mod check;
pub mod document;
mod effect;
mod keyframes;
mod layer;
mod listening;
mod look;
mod modulation;
mod movable;
mod palette;
mod place;
mod reference;
mod schema;
mod sound;
#[cfg(test)]
mod tests;
mod text;
mod upgrade;

pub use branding::{
    Branding, BundledPicture, EndCard, Handles, SocialMedia, SocialNetwork, Template, Watermark,
    WatermarkPosition, bundled_picture, template, templates,
};
pub use check::CompositionError;
pub use document::ValueError;
pub use effect::*;
pub use keyframes::{Easing, Keyframe, Keyframes};
pub use layer::*;
pub use listening::Listening;
pub use look::Look;
pub use modulation::*;
pub use movable::{Movable, movable_in_effect, movable_in_layer};
pub use palette::PaletteName;
pub use place::{Aspect, Blend, Follow, Place, Shapes};
pub use reference::{
    FontReference, LutReference, LyricsReference, PictureReference, Reference, Referred, SoundFontReference,
    SoundReference,
};
pub use schema::json_schema;
pub use sound::{Audible, RecordingMix, ScoreMix, SoundMix, Stem};
pub use text::{Anchor, TextAlign, TextAnimation, TextStyle, TextUnits};

use crate::color::Rgb;
use document::{At, Element, Part, Shape, Wrong, part};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::Value;

/// The version of the document this engine writes. It reads all from 1 on.
pub const VERSION: u32 = 2;

part! {
    /// What lies behind all layers.
    pub struct Canvas {
        /// Its colour.
        pub color: Rgb = Rgb::new(0, 0, 0);
    }
}

part! {
    /// A picture in time, independent of its size: every length in it is relative to the canvas.
    pub struct Composition {
        /// The version of the document; always the newest once it is read.
        pub version: u32 = VERSION, within 1..=2;
        /// The title of the song, up to 200 characters; null takes the score's own.
        pub title: Option<String> = None;
        /// Who plays it, up to 200 characters.
        pub artist: Option<String> = None;
        /// What lies behind all layers.
        pub canvas: Canvas = Canvas::default();
        /// Colours of the voices, which are the channels of each track, in their order; they repeat when there are more.
        /// Drums take none, and a song of one voice runs through the first three from low to high keys. 1 to 32.
        pub palette: Vec<Rgb> = palette::DEFAULT.to_vec(), within 1..=32;
        /// A palette by its name, instead of the colours.
        pub palette_name: Option<PaletteName> = None;
        /// The cover of the song, for layers that show it.
        pub cover: Option<PictureReference> = None;
        /// The words of the song with their times, for layers that show them, instead of those in the song.
        pub lyrics: Option<LyricsReference> = None;
        /// A picture, such as the cover, that the colours are taken from, instead of the palette.
        pub palette_picture: Option<PictureReference> = None;
        /// Fonts of your own, found by the names of their families.
        pub fonts: Vec<FontReference> = Vec::new(), within 0..=8;
        /// Recordings of parts of the sound, which layers and modulation can listen to, and which are heard together
        /// where there is no recording of the whole.
        pub stems: Vec<Stem> = Vec::new(), within 0..=16;
        /// What is heard, how loud and when.
        pub sound: SoundMix = SoundMix::default();
        /// What is drawn, from the back to the front. 1 to 64.
        pub layers: Vec<Layer> = default_layers(), within 1..=64;
        /// What is done to the picture of all layers, in this order.
        pub effects: Vec<Effect> = Vec::new(), within 0..=16;
        /// Numbers that move with the music.
        pub modulation: Vec<Modulation> = Vec::new(), within 0..=128;
        /// Seed of everything random in the picture.
        pub seed: u32 = 0, within 0..=u32::MAX;
    }
}

/// Falling notes onto a keyboard, before a gradient, with the title at the start.
fn default_layers() -> Vec<Layer> {
    let kinds = [
        LayerKind::Background(Background::default()),
        LayerKind::FallingNotes(FallingNotes::default()),
        LayerKind::Keyboard(Keyboard::default()),
        LayerKind::Title(Title::default()),
    ];
    kinds.map(Layer::from).into()
}

impl Composition {
    /// Reads a document and checks it.
    ///
    /// # Errors
    /// [`CompositionError::Syntax`] with line and column, or every value outside its limits.
    pub fn from_json(json: &str) -> Result<Self, CompositionError> {
        Self::from_value(serde_json::from_str(json).map_err(CompositionError::syntax)?)
    }

    /// The same from JSON that has been parsed.
    ///
    /// # Errors
    /// Every value outside its limits, by path.
    pub fn from_value(value: Value) -> Result<Self, CompositionError> {
        let mut wrong = Wrong::default();
        let mut at = At {
            path: "",
            wrong: &mut wrong,
        };
        let value = upgrade::upgraded(value, &mut at);
        let composition: Option<Self> = value.and_then(|value| Element::read(value, Self::LIMITS, &mut at));
        if let (Some(composition), true) = (&composition, wrong.0.is_empty()) {
            check::together(composition, &mut wrong);
        }
        match composition {
            Some(composition) if wrong.0.is_empty() => Ok(composition),
            _ => Err(CompositionError::Values(wrong.0)),
        }
    }

    /// The document as JSON.
    pub fn to_value(&self) -> Value {
        Element::write(self)
    }

    /// Checks every value.
    ///
    /// # Errors
    /// Every value outside its limits, by path.
    pub fn check(&self) -> Result<(), CompositionError> {
        Self::from_value(self.to_value()).map(drop)
    }

    /// What the document is made of.
    pub fn shape() -> &'static Shape {
        <Self as Part>::shape()
    }

    /// The names of the layers and then of the effects, unique in the composition.
    pub fn part_names(&self) -> Vec<String> {
        let layers = self.layers.iter();
        let layers = layers.map(|layer| (layer.settings.id.as_deref(), layer.kind.word()));
        let effects = self.effects.iter();
        let effects = effects.map(|effect| (effect.settings.id.as_deref(), effect.kind.word()));
        names(layers.chain(effects))
    }

    /// Everything outside the document that it refers to, each once.
    pub fn references(&self) -> Vec<Referred> {
        let mut found = Vec::new();
        reference::references(Self::shape(), &self.to_value(), "", &mut found);
        found
    }

    /// The sounds that its pictures follow.
    pub fn listening(&self) -> Listening {
        Listening::of(&self.to_value())
    }
}

/// The given names, or the type and, from the second of a type on, its number.
fn names<'a>(parts: impl Iterator<Item = (Option<&'a str>, &'a str)>) -> Vec<String> {
    let mut seen = std::collections::HashMap::new();
    let name = |(id, word): (Option<&str>, &str)| {
        let count: &mut u32 = seen.entry(word.to_owned()).or_default();
        *count += 1;
        match (id, *count) {
            (Some(id), _) => id.to_owned(),
            (None, 1) => word.to_owned(),
            (None, count) => format!("{word}{count}"),
        }
    };
    parts.map(name).collect()
}

impl Serialize for Composition {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.to_value().serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Composition {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Self::from_value(Value::deserialize(deserializer)?).map_err(serde::de::Error::custom)
    }
}

/// How much of something is there at `now`, 0 to 1, that begins at `start` and ends at `end` with fades inside.
fn presence(start: Option<f32>, end: Option<f32>, fade_in: f32, fade_out: f32, now: f64) -> f32 {
    let share = |seconds: f64, fade: f32| match seconds {
        seconds if seconds < 0.0 => 0.0,
        seconds if fade > 0.0 => Easing::EaseInOut.at((seconds / f64::from(fade)) as f32),
        _ => 1.0,
    };
    let begun = start.map_or(1.0, |start| share(now - f64::from(start), fade_in));
    // Gone at the end itself: what begins there takes its place.
    let left = end.map_or(1.0, |end| {
        let left = f64::from(end) - now;
        if left <= 0.0 { 0.0 } else { share(left, fade_out) }
    });
    begun * left
}
