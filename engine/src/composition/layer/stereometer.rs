//! The parameters of the stereometer.

use crate::color::Rgb;
use crate::composition::document::{choice, part};

choice! {
    /// How a stereometer draws the wave.
    pub enum StereometerStyle {
        /// As dots.
        Dots,
        /// As the path of a beam.
        Beam,
    }
}

part! {
    /// How wide the sound is: left and right drawn against each other, the middle upright (a goniometer).
    pub struct Stereometer {
        /// The stem it listens to; the whole sound where there is none.
        pub stem: Option<String> = None, within 1..=64;
        /// How the wave is drawn.
        pub style: StereometerStyle = StereometerStyle::Beam;
        /// Seconds of sound that are seen at once, 0.005 to 0.5.
        pub seconds: f32 = 0.05, within 0.005..=0.5;
        /// Width and height, as a share of the box's shorter side.
        pub size: f32 = 0.66, within 0.05..=1.0;
        /// Thickness of dots and beam, in units of which the shorter side has 1080.
        pub thickness: f32 = 6.0, within 0.5..=40.0;
        /// Brightness of the wave, 0 to 2.
        pub glow: f32 = 1.0, within 0.0..=2.0;
        /// Opacity of the frame, 0 to 1.
        pub frame: f32 = 0.5, within 0.0..=1.0;
        /// Whether the correlation of the sides is shown below.
        pub correlation: bool = true;
        /// Colours, from the newest part of the wave to the oldest; the first of the palette where there are none.
        pub colors: Vec<Rgb> = Vec::new(), within 0..=8;
    }
}
