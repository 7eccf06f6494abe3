//! The parameters of the level meters.

use crate::color::Rgb;
use crate::composition::document::{choice, part};

choice! {
    /// Which way meters grow.
    pub enum MeterDirection {
        /// To the right, the left side above the right one.
        Horizontal,
        /// Upwards, side by side.
        Vertical,
    }
}

choice! {
    /// How meters are drawn.
    pub enum MeterStyle {
        /// As bars.
        Bars,
        /// As rows of short pieces.
        Segments,
    }
}

part! {
    /// Peak meters of the left and the right side, from -60 dBFS to 0 dBFS.
    pub struct Meters {
        /// The stem it listens to; the whole sound where there is none.
        pub stem: Option<String> = None, within 1..=64;
        /// Which way they grow.
        pub direction: MeterDirection = MeterDirection::Horizontal;
        /// How they are drawn.
        pub style: MeterStyle = MeterStyle::Segments;
        /// Length, as a share of the box along them.
        pub length: f32 = 0.72, within 0.05..=1.0;
        /// Thickness of each, in units of which the shorter side has 1080.
        pub thickness: f32 = 40.0, within 2.0..=400.0;
        /// Free space between them, in the same units.
        pub gap: f32 = 16.0, within 0.0..=400.0;
        /// Roundness of corners, 0 to 1.
        pub roundness: f32 = 0.5, within 0.0..=1.0;
        /// Whether they show how near the sound is to its own peaks; otherwise to full scale.
        pub relative: bool = true;
        /// Whether peaks are held.
        pub hold: bool = true;
        /// Whether decibels are written along them.
        pub scale: bool = true;
        /// Strength of the light around them, 0 to 2.
        pub glow: f32 = 1.0, within 0.0..=2.0;
        /// Colours from soft to loud; the first of the palette where there are none.
        pub colors: Vec<Rgb> = Vec::new(), within 0..=8;
    }
}
