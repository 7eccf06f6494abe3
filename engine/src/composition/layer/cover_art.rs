//! The parameters of cover art.

use crate::color::Rgb;
use crate::composition::PictureReference;
use crate::composition::document::{choice, part};

choice! {
    /// What a cover is shown as.
    pub enum CoverStyle {
        /// A square with rounded corners.
        Rounded,
        /// A disc.
        Circle,
        /// The label of a record.
        Record,
    }
}

part! {
    /// The cover of the song. Where there is no picture one is made from the colours of the voices.
    pub struct CoverArt {
        /// The picture; the composition's cover where there is none.
        pub picture: Option<PictureReference> = None;
        /// What it is shown as.
        pub style: CoverStyle = CoverStyle::Rounded;
        /// Its side, as a share of the shorter side of its box, 0.05 to 1.
        pub size: f32 = 0.46, within 0.05..=1.0;
        /// Turns a minute, -120 to 120; a long-playing record makes 33.3.
        pub turns: f32 = 0.0, within -120.0..=120.0;
        /// Width of its border, as a share of its side, 0 to 0.1.
        pub border: f32 = 0.0, within 0.0..=0.1;
        /// The colour of the border.
        pub border_color: Rgb = Rgb::new(0xff, 0xff, 0xff);
        /// Strength of its shadow, 0 to 1.
        pub shadow: f32 = 0.55, within 0.0..=1.0;
    }
}
