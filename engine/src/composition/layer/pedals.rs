//! The parameters of the pedals.

use crate::color::Rgb;
use crate::composition::document::{choice, part};

choice! {
    /// How pedals are shown.
    pub enum PedalStyle {
        /// A lamp with the pedal's name for each, lit while it is down.
        Lamps,
        /// Bars as long as a pedal is down, which move with the notes.
        Bars,
    }
}

choice! {
    /// Which way things lie.
    pub enum Orientation {
        /// Side by side; bars move as on a piano roll.
        Horizontal,
        /// One above the other; bars fall as falling notes do.
        Vertical,
    }
}

part! {
    /// The sustain, sostenuto and soft pedals that the song uses.
    pub struct Pedals {
        /// How they are shown.
        pub style: PedalStyle = PedalStyle::Lamps;
        /// Which way they lie.
        pub orientation: Orientation = Orientation::Horizontal;
        /// Colour of a pedal that is down; the first of the palette where there is none.
        pub color: Option<Rgb> = None;
        /// Size, 0.5 to 3, where 1 suits the box.
        pub size: f32 = 1.0, within 0.5..=3.0;
        /// Strength of the light, 0 to 2.
        pub glow: f32 = 1.0, within 0.0..=2.0;
        /// Whether they carry their names.
        pub names: bool = true;
    }
}
