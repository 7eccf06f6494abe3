//! The parameters of the bar lines.

use crate::color::Rgb;
use crate::composition::document::{choice, part};

choice! {
    /// What lines move with.
    pub enum Along {
        /// The falling notes.
        FallingNotes,
        /// The piano roll.
        PianoRoll,
    }
}

part! {
    /// Lines and numbers of bars at the tempos and time signatures of the song, moving with notes.
    pub struct BarLines {
        /// What they move with. The first layer of that type says how, by what its parameters are at rest.
        pub along: Along = Along::FallingNotes;
        /// Seconds from one end to the other as in that layer, 0.5 to 60; those of that layer where there is none.
        pub seconds: Option<f32> = None, within 0.5..=60.0;
        /// Strength of the lines of bars, 0 to 1.
        pub bars: f32 = 0.5, within 0.0..=1.0;
        /// Strength of the lines of beats, 0 to 1.
        pub beats: f32 = 0.0, within 0.0..=1.0;
        /// Strength of the numbers, 0 to 1.
        pub numbers: f32 = 0.7, within 0.0..=1.0;
        /// The colour of lines and numbers; a dark one suits a light ground.
        pub ink: Rgb = Rgb::new(0xc7, 0xd4, 0xff);
        /// Size of the numbers, 0.5 to 3.
        pub size: f32 = 1.0, within 0.5..=3.0;
    }
}
