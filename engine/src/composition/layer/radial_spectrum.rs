//! The parameters of the radial spectrum.

use crate::color::Rgb;
use crate::composition::document::{choice, part};

choice! {
    /// How a radial spectrum is drawn.
    pub enum RadialStyle {
        /// As bars.
        Bars,
        /// As rows of dots.
        Dots,
        /// As three closed lines, one within the other.
        Lines,
    }
}

part! {
    /// How loud each frequency is, around a circle whose middle is left free, such as for a cover.
    pub struct RadialSpectrum {
        /// The stem it listens to; the whole sound where there is none.
        pub stem: Option<String> = None, within 1..=64;
        /// How it is drawn.
        pub style: RadialStyle = RadialStyle::Bars;
        /// How many bars, or points of the lines, 16 to 240.
        pub count: u32 = 120, within 16..=240;
        /// The share of a bar's place that stays free, 0 to 0.9.
        pub gap: f32 = 0.4, within 0.0..=0.9;
        /// Roundness of the bars' ends, 0 (square) to 1.
        pub roundness: f32 = 1.0, within 0.0..=1.0;
        /// Radius of the free circle, as a share of the box's shorter side.
        pub radius: f32 = 0.24, within 0.01..=0.5;
        /// Length of the loudest bars, as a share of the box's shorter side.
        pub length: f32 = 0.2, within 0.01..=0.5;
        /// How much of their length bars also grow inwards, 0 to 1.
        pub inward: f32 = 0.0, within 0.0..=1.0;
        /// Contrast between loud and soft, 0.3 to 4: 1 shows decibels as they are.
        pub contrast: f32 = 2.4, within 0.3..=4.0;
        /// Whether both halves mirror each other; otherwise frequencies run once around.
        pub symmetric: bool = true;
        /// The angle, in degrees, by which the lowest frequencies lie from the bottom, clockwise.
        pub rotation: f32 = 0.0, within -360.0..=360.0;
        /// How far it turns in a second, in degrees, clockwise.
        pub spin: f32 = 4.0, within -360.0..=360.0;
        /// How much the circle swells with the bass, as a share of its radius.
        pub pulse: f32 = 0.05, within 0.0..=0.5;
        /// Opacity of the thin ring around the free circle, 0 to 1.
        pub ring: f32 = 0.7, within 0.0..=1.0;
        /// Strength of the light around it, 0 to 2.
        pub glow: f32 = 1.0, within 0.0..=2.0;
        /// The colours; the first of the palette where there are none.
        pub colors: Vec<Rgb> = Vec::new(), within 0..=8;
    }
}
