//! Whose video it is: a watermark over the picture and an end card after it.
//!
//! A document of its own beside the composition, for the same branding goes with many of them. Enters: JSON, or typed
//! values. Leaves: a [`Branding`] with every value inside its limits, or every bad value by its path.

mod handles;
mod templates;
#[cfg(test)]
mod tests;

pub use handles::{Handles, SocialNetwork};
pub use templates::{BundledPicture, Template, bundled_picture, template, templates};

use super::document::{At, Element, Part, Shape, Wrong, choice, part};
use super::reference::{self, PictureReference, Referred};
use super::{CompositionError, ValueError};
use crate::color::Rgb;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::{Map, Value};

choice! {
    /// Where on the picture the watermark is.
    pub enum WatermarkPosition {
        /// At the bottom on the right.
        BottomRight,
        /// At the bottom on the left.
        BottomLeft,
        /// At the top on the right.
        TopRight,
        /// At the top on the left.
        TopLeft,
        /// In the middle.
        Center,
    }
}

part! {
    /// A picture over the video, such as a logo.
    pub struct Watermark {
        /// The picture (PNG, JPEG, WebP or SVG): an `https` address, the id of an uploaded file (a path on the command
        /// line), or one that comes with a template, such as `/templates/minimal-logo.png`.
        pub image_url: PictureReference = PictureReference::default();
        /// Where it is.
        pub position: WatermarkPosition = WatermarkPosition::BottomRight;
        /// How much of it is seen, 0 to 1.
        pub opacity: f32 = 0.5, within 0.0..=1.0;
        /// Its width in widths of the video, 0.01 to 1. A picture that would be too high for the video is made smaller.
        pub scale: f32 = 0.1, within 0.01..=1.0;
        /// How far from the edges it is, in shorter sides of the video, 0 to 0.25.
        pub margin: f32 = 0.02, within 0.0..=0.25;
        /// Whether it also keeps out of the parts that players cover with their own buttons and texts.
        pub safe_area: bool = true;
    }
}

part! {
    /// Where else to find whose video it is.
    pub struct SocialMedia {
        /// The names under which networks know them.
        pub handles: Handles = Handles::default();
        /// Whether a QR code is shown.
        pub show_qr_code: bool = false;
        /// What the QR code says, up to 300 characters: an address, as a rule. Where it is left out, the address of the
        /// first handle.
        pub qr_text: Option<String> = None, within 1..=300;
    }
}

part! {
    /// A card after the end of the video. It makes the video longer; the sound fades out under it.
    pub struct EndCard {
        /// Seconds that it is there, 0.5 to 30.
        pub duration: f32 = 3.0, within 0.5..=30.0;
        /// Its colour. What stands on it is light or dark, whichever can be read.
        pub background_color: Rgb = Rgb::new(0x1a, 0x1a, 0x1a);
        /// A picture at its head, named as the watermark's.
        pub logo_url: Option<PictureReference> = None;
        /// What it says, up to 200 characters.
        pub text: Option<String> = None, within 1..=200;
        /// Where else to find whose video it is.
        pub social_media: SocialMedia = SocialMedia::default();
    }
}

part! {
    /// Whose video it is: a watermark over the picture and an end card after it.
    pub struct Branding {
        /// A picture over the video.
        pub watermark: Option<Watermark> = None;
        /// A card after its end.
        pub end_card: Option<EndCard> = None;
    }
}

impl Branding {
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
        let branding: Option<Self> = Element::read(value, Self::LIMITS, &mut at);
        wrong
            .0
            .extend(branding.as_ref().and_then(Self::code_without_text));
        match branding {
            Some(branding) if wrong.0.is_empty() => Ok(branding),
            _ => Err(CompositionError::Values(wrong.0)),
        }
    }

    /// The same with changes: JSON of the same shape that has only what is to change, where null takes something away
    /// (RFC 7396).
    ///
    /// # Errors
    /// Every value outside its limits, by path.
    pub fn changed(&self, changes: Value) -> Result<Self, CompositionError> {
        let mut value = self.to_value();
        merge(&mut value, changes);
        Self::from_value(value)
    }

    fn code_without_text(&self) -> Option<ValueError> {
        let social = &self.end_card.as_ref()?.social_media;
        (social.show_qr_code && social.code().is_none()).then(|| ValueError {
            path: "endCard.socialMedia.qrText".to_owned(),
            value: "missing".to_owned(),
            limit: "given where a QR code is shown and there is no handle".to_owned(),
        })
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

    /// The pictures that the document refers to, each once.
    pub fn references(&self) -> Vec<Referred> {
        let mut found = Vec::new();
        reference::references(Self::shape(), &self.to_value(), "", &mut found);
        found
    }

    /// What the document is made of.
    pub fn shape() -> &'static Shape {
        <Self as Part>::shape()
    }

    /// Whether nothing is shown.
    pub fn is_empty(&self) -> bool {
        self.watermark.is_none() && self.end_card.is_none()
    }
}

/// Merges changes into JSON as RFC 7396 has it.
fn merge(into: &mut Value, changes: Value) {
    let Value::Object(changes) = changes else {
        *into = changes;
        return;
    };
    if !into.is_object() {
        *into = Value::Object(Map::new());
    }
    let Some(fields) = into.as_object_mut() else {
        return;
    };
    for (name, change) in changes {
        if change.is_null() {
            fields.remove(&name);
        } else {
            merge(fields.entry(name).or_insert(Value::Null), change);
        }
    }
}

impl SocialMedia {
    /// What the QR code says; none where there is none, or nothing to say.
    pub fn code(&self) -> Option<String> {
        if !self.show_qr_code {
            return None;
        }
        let first = || {
            self.handles
                .given()
                .next()
                .map(|(network, name)| network.address(name))
        };
        self.qr_text.clone().or_else(first)
    }
}

impl Serialize for Branding {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.to_value().serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Branding {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Self::from_value(Value::deserialize(deserializer)?).map_err(serde::de::Error::custom)
    }
}
