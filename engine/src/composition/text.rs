//! How text looks, wherever a layer sets some.

use super::document::{choice, part};
use crate::color::Rgb;

choice! {
    /// Where lines stand.
    pub enum TextAlign {
        /// In the middle.
        Center,
        /// At the left.
        Left,
        /// At the right.
        Right,
    }
}

choice! {
    /// Where in the height of its box something stands.
    pub enum Anchor {
        /// In the middle.
        Middle,
        /// At the top.
        Top,
        /// At the bottom.
        Bottom,
    }
}

choice! {
    /// How text comes.
    pub enum TextAnimation {
        /// It is there.
        Still,
        /// It fades in.
        Fade,
        /// It rises into its place.
        Rise,
        /// It falls into its place.
        Drop,
        /// It grows.
        Scale,
        /// It slides in from the side where reading begins.
        Slide,
        /// It is written, one part after the other.
        Type,
        /// A wave runs through it for as long as it is there.
        Wave,
    }
}

choice! {
    /// What comes on its own.
    pub enum TextUnits {
        /// Each letter.
        Letters,
        /// Each word.
        Words,
        /// Each line.
        Lines,
        /// The text as a whole.
        Whole,
    }
}

part! {
    /// How text looks. Lengths are in sizes of the letters, so that the same style serves every canvas.
    pub struct TextStyle {
        /// The family of the font: Inter, Inter Display, EB Garamond, Bebas Neue, JetBrains Mono, Caveat, or one of the
        /// composition's own fonts. Characters that it lacks are taken from fonts that have them. Null suits the layer.
        pub font: Option<String> = None, within 1..=64;
        /// Boldness, 100 to 900; the nearest the family has is taken. Null suits the family.
        pub weight: Option<u32> = None, within 100..=900;
        /// Whether letters lean.
        pub italic: bool = false;
        /// The colour of the letters; null suits the layer.
        pub color: Option<Rgb> = None;
        /// A colour of the palette by its number, counted from 0, instead of the colour; numbers beyond its end begin again.
        pub palette_color: Option<u32> = None, within 0..=31;
        /// Width of the outline, 0 to 0.3.
        pub outline: f32 = 0.0, within 0.0..=0.3;
        /// The colour of the outline.
        pub outline_color: Rgb = Rgb::new(0x08, 0x08, 0x10);
        /// How dark the shadow is, 0 (none) to 1.
        pub shadow: f32 = 0.7, within 0.0..=1.0;
        /// How far the shadow spreads, 0 to 1.
        pub shadow_blur: f32 = 0.32, within 0.0..=1.0;
        /// How far to the right the shadow lies, -1 to 1.
        pub shadow_x: f32 = 0.0, within -1.0..=1.0;
        /// How far down the shadow lies, -1 to 1.
        pub shadow_y: f32 = 0.02, within -1.0..=1.0;
        /// The colour of the shadow.
        pub shadow_color: Rgb = Rgb::new(0, 0, 0);
        /// Space added between letters, -0.2 to 2; null suits the layer.
        pub letter_spacing: Option<f32> = None, within -0.2..=2.0;
        /// From one line to the next, 0.7 to 3.
        pub line_spacing: f32 = 1.2, within 0.7..=3.0;
        /// Where lines stand; null suits the layer.
        pub align: Option<TextAlign> = None;
        /// Whether all letters are capitals.
        pub uppercase: bool = false;
        /// Whether text that is too long for its box is set smaller until it fits.
        pub fit: bool = true;
        /// How it comes.
        pub animation: TextAnimation = TextAnimation::Still;
        /// What comes on its own.
        pub animate_by: TextUnits = TextUnits::Letters;
        /// Seconds that each part takes to come, 0.05 to 10.
        pub animation_seconds: f32 = 0.6, within 0.05..=10.0;
        /// Seconds from the first part to the last, 0 to 60.
        pub animation_spread: f32 = 0.7, within 0.0..=60.0;
    }
}
