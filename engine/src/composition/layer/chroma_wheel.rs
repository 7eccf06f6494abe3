//! The parameters of the chroma wheel.

use crate::color::Rgb;
use crate::composition::document::{choice, part};

choice! {
    /// How pitch classes follow each other.
    pub enum ChromaOrder {
        /// In semitones.
        Chromatic,
        /// In fifths, so that what sounds together lies together.
        Fifths,
    }
}

part! {
    /// Which of the twelve pitch classes sound: from the sound, or from the notes where there is no sound.
    pub struct ChromaWheel {
        /// The stem it listens to; the whole sound where there is none.
        pub stem: Option<String> = None, within 1..=64;
        /// How pitch classes follow each other, clockwise from C at the top.
        pub order: ChromaOrder = ChromaOrder::Fifths;
        /// Diameter, as a share of the box's shorter side.
        pub size: f32 = 0.72, within 0.05..=1.0;
        /// The share of the radius that stays free in the middle, 0 to 0.9.
        pub hole: f32 = 0.42, within 0.0..=0.9;
        /// The share of its place around the circle that stays free beside each class, 0 to 0.6.
        pub gap: f32 = 0.09, within 0.0..=0.6;
        /// Roundness of corners, 0 to 1.
        pub roundness: f32 = 0.5, within 0.0..=1.0;
        /// Opacity of what does not sound, 0 to 1.
        pub rest: f32 = 0.12, within 0.0..=1.0;
        /// Whether the names of the classes are shown.
        pub names: bool = true;
        /// Strength of the light around what sounds, 0 to 2.
        pub glow: f32 = 1.0, within 0.0..=2.0;
        /// Colours around the circle; those of the palette where there are none.
        pub colors: Vec<Rgb> = Vec::new(), within 0..=12;
    }
}
