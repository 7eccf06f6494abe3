//! The parameters of the background.

use crate::color::Rgb;
use crate::composition::document::part;

part! {
    /// A vertical gradient behind everything.
    pub struct Background {
        /// The colour at the top.
        pub top: Rgb = Rgb::new(0x0a, 0x0d, 0x1c);
        /// The colour at the bottom.
        pub bottom: Rgb = Rgb::new(0x1d, 0x17, 0x3a);
        /// Darkening towards the corners, 0 (none) to 1.
        pub vignette: f32 = 0.35, within 0.0..=1.0;
    }
}
