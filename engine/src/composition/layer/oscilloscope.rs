//! The parameters of the oscilloscope.

use crate::color::Rgb;
use crate::composition::document::{choice, part};

choice! {
    /// What an oscilloscope draws.
    pub enum OscilloscopeSides {
        /// One line: both sides of the sound together.
        Together,
        /// Two lines, the left side above the right one.
        Apart,
    }
}

part! {
    /// The wave itself as a shining line, held still.
    pub struct Oscilloscope {
        /// The stem it listens to; the whole sound where there is none.
        pub stem: Option<String> = None, within 1..=64;
        /// Whether both sides of the sound are one line or two.
        pub sides: OscilloscopeSides = OscilloscopeSides::Together;
        /// Seconds from one end to the other, 0.002 to 0.5.
        pub seconds: f32 = 0.035, within 0.002..=0.5;
        /// Thickness of the line, in units of which the shorter side has 1080.
        pub thickness: f32 = 5.0, within 0.5..=60.0;
        /// Height of the highest crests, as a share of the box.
        pub height: f32 = 0.62, within 0.01..=1.0;
        /// Free space on both sides, as a share of the box.
        pub margin: f32 = 0.0, within 0.0..=0.45;
        /// The share of the line at each end that comes to rest, 0 to 0.5.
        pub taper: f32 = 0.22, within 0.0..=0.5;
        /// How much of what trembles is smoothed away, 0 to 1.
        pub smoothing: f32 = 0.5, within 0.0..=1.0;
        /// How many fainter lines follow behind, 0 to 6: the wave of a moment ago.
        pub echoes: u32 = 2, within 0..=6;
        /// Strength of the light around the line, 0 to 2.
        pub glow: f32 = 1.0, within 0.0..=2.0;
        /// Colours from left to right; the first of the palette where there are none.
        pub colors: Vec<Rgb> = Vec::new(), within 0..=8;
    }
}
