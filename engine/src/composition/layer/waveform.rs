//! The parameters of the waveform.

use crate::color::Rgb;
use crate::composition::document::{choice, part};

choice! {
    /// How much of the sound a waveform shows.
    pub enum WaveformView {
        /// The seconds around now, which runs through the middle.
        Scrolling,
        /// The whole of it; what has been heard is coloured.
        Whole,
    }
}

choice! {
    /// How a waveform is drawn.
    pub enum WaveformStyle {
        /// As bars.
        Bars,
        /// As one filled shape.
        Filled,
    }
}

part! {
    /// How loud the sound was, is and will be: a line of peaks with the moment that is heard now.
    pub struct Waveform {
        /// The stem it listens to; the whole sound where there is none.
        pub stem: Option<String> = None, within 1..=64;
        /// How much of the sound it shows.
        pub view: WaveformView = WaveformView::Scrolling;
        /// How it is drawn.
        pub style: WaveformStyle = WaveformStyle::Bars;
        /// Seconds from one side to the other where it scrolls, 1 to 60.
        pub seconds: f32 = 6.0, within 1.0..=60.0;
        /// How many bars, or points of the shape, 16 to 400.
        pub count: u32 = 120, within 16..=400;
        /// The share of a bar's place that stays free, 0 to 0.9.
        pub gap: f32 = 0.42, within 0.0..=0.9;
        /// Roundness of the bars' ends, 0 (square) to 1.
        pub roundness: f32 = 1.0, within 0.0..=1.0;
        /// Height of the loudest moments, as a share of the box.
        pub height: f32 = 0.5, within 0.01..=1.0;
        /// Free space on both sides, as a share of the box.
        pub margin: f32 = 0.06, within 0.0..=0.45;
        /// Whether it grows both ways from the middle; upwards only where not.
        pub mirrored: bool = true;
        /// How much of what is still to come can be seen, 0 to 1.
        pub ahead: f32 = 0.3, within 0.0..=1.0;
        /// Strength of the light around what is heard now, 0 to 2.
        pub glow: f32 = 1.0, within 0.0..=2.0;
        /// Colours from left to right; the first of the palette where there are none.
        pub colors: Vec<Rgb> = Vec::new(), within 0..=8;
    }
}
