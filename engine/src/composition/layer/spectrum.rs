//! The parameters of the spectrum.

use crate::color::Rgb;
use crate::composition::document::{choice, part};

choice! {
    /// How a spectrum is drawn.
    pub enum SpectrumStyle {
        /// As bars.
        Bars,
        /// As bars of short pieces.
        Segments,
        /// As columns of dots.
        Dots,
        /// As one filled shape.
        Curve,
    }
}

choice! {
    /// Which way the colours of a spectrum run.
    pub enum SpectrumGradient {
        /// From low to high frequencies.
        Across,
        /// From the ground up.
        Up,
    }
}

part! {
    /// How loud each frequency is, from 30 Hz to 16 kHz.
    pub struct Spectrum {
        /// The stem it listens to; the whole sound where there is none.
        pub stem: Option<String> = None, within 1..=64;
        /// How it is drawn.
        pub style: SpectrumStyle = SpectrumStyle::Bars;
        /// How many bars, or points of the shape, 8 to 192.
        pub count: u32 = 64, within 8..=192;
        /// The share of a bar's place that stays free, 0 to 0.9.
        pub gap: f32 = 0.34, within 0.0..=0.9;
        /// Roundness of the bars' ends, 0 (square) to 1.
        pub roundness: f32 = 1.0, within 0.0..=1.0;
        /// Height of the loudest, as a share of the box.
        pub height: f32 = 0.48, within 0.01..=1.0;
        /// Where the bars stand, as a share of the box from its top.
        pub baseline: f32 = 0.7, within 0.0..=1.0;
        /// Free space on both sides, as a share of the box.
        pub margin: f32 = 0.07, within 0.0..=0.45;
        /// Contrast between loud and soft, 0.3 to 4: 1 shows decibels as they are.
        pub contrast: f32 = 1.7, within 0.3..=4.0;
        /// Whether the lowest frequencies are in the middle and the highest at both sides.
        pub symmetric: bool = false;
        /// How much the bars are mirrored below, 0 (not at all) to 1 (as bright and as long).
        pub reflection: f32 = 0.3, within 0.0..=1.0;
        /// Whether caps stay on top for a moment and then fall.
        pub peaks: bool = true;
        /// Strength of the light around the bars, 0 to 2.
        pub glow: f32 = 1.0, within 0.0..=2.0;
        /// Which way the colours run.
        pub gradient: SpectrumGradient = SpectrumGradient::Across;
        /// The colours; the first of the palette where there are none.
        pub colors: Vec<Rgb> = Vec::new(), within 0..=8;
    }
}
