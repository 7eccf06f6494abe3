//! The parameters of the note rings.

use crate::composition::document::{choice, part};

choice! {
    /// Where the places of keys are.
    pub enum RingArrangement {
        /// On a circle, from low to high clockwise.
        Circle,
        /// On a spiral, one turn for each octave, so that octaves lie on one ray.
        Spiral,
        /// On a line along the longer side.
        Line,
        /// In rows of an octave each.
        Grid,
    }
}

part! {
    /// Rings that spread from the places of keys where notes sound, as drops on water.
    pub struct NoteRings {
        /// Where the places of keys are.
        pub arrangement: RingArrangement = RingArrangement::Circle;
        /// How far rings spread, 0.2 to 4, where 1 suits the picture.
        pub size: f32 = 1.0, within 0.2..=4.0;
        /// Seconds until a ring is gone, 0.2 to 6.
        pub seconds: f32 = 1.6, within 0.2..=6.0;
        /// Thickness of rings, 0.2 to 4.
        pub thickness: f32 = 1.0, within 0.2..=4.0;
        /// Strength of the light, 0 to 2.
        pub glow: f32 = 1.0, within 0.0..=2.0;
        /// Brightness of the places at rest, 0 to 1.
        pub places: f32 = 0.3, within 0.0..=1.0;
    }
}
