//! The parameters of the piano roll.

use crate::color::Rgb;
use crate::composition::document::{choice, part};

choice! {
    /// How a piano roll moves.
    pub enum RollMotion {
        /// Notes flow from right to left past a play head that stands still.
        Flow,
        /// The page stands still and the play head moves along it; then the page turns.
        Pages,
    }
}

choice! {
    /// What lies where from top to bottom of a piano roll.
    pub enum RollRows {
        /// All voices by their pitch, high above low.
        Pitch,
        /// A lane for each voice with its name, as in a conductor's score, and one for the drums.
        Lanes,
    }
}

part! {
    /// Notes on a roll of paper: time runs from left to right.
    pub struct PianoRoll {
        /// How it moves.
        pub motion: RollMotion = RollMotion::Flow;
        /// What lies where from top to bottom.
        pub rows: RollRows = RollRows::Pitch;
        /// Seconds from the left to the right edge of a landscape picture, 1 to 60; narrower ones show less.
        pub seconds: f32 = 7.0, within 1.0..=60.0;
        /// Where the play head stands while notes flow, 0 (left) to 1 (right).
        pub play_head: f32 = 0.3, within 0.0..=1.0;
        /// How far it slowly zooms in and out while notes flow, 0 (not at all) to 1 (between half and twice the seconds).
        pub zoom: f32 = 0.0, within 0.0..=1.0;
        /// Roundness of the notes' corners, 0 (square) to 1 (half circles).
        pub roundness: f32 = 0.7, within 0.0..=1.0;
        /// Strength of the light of notes that sound, 0 to 2.
        pub glow: f32 = 1.0, within 0.0..=2.0;
        /// Brightness of what has been played, 0 (gone) to 1 (as bright as what comes).
        pub played: f32 = 0.5, within 0.0..=1.0;
        /// Strength of the rows behind the notes, 0 to 1.
        pub grid: f32 = 0.6, within 0.0..=1.0;
        /// The colour of the play head and of names; a dark one suits a light ground.
        pub ink: Rgb = Rgb::new(0xed, 0xf0, 0xff);
        /// Whether lanes carry their names.
        pub names: bool = true;
    }
}
