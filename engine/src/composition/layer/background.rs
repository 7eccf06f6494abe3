//! The parameters of the background.

use crate::color::Rgb;
use crate::composition::document::{choice, part};

choice! {
    /// How a gradient lies.
    pub enum GradientShape {
        /// From the top to the bottom.
        Vertical,
        /// From the upper left to the lower right.
        Diagonal,
        /// From the middle, which has the colour of the top, to the corners.
        Radial,
    }
}

part! {
    /// A gradient behind everything; with one colour twice and no light it is plain.
    pub struct Background {
        /// The colour at the top.
        pub top: Rgb = Rgb::new(0x0a, 0x0d, 0x1c);
        /// The colour at the bottom.
        pub bottom: Rgb = Rgb::new(0x1d, 0x17, 0x3a);
        /// How the gradient lies.
        pub shape: GradientShape = GradientShape::Vertical;
        /// Strength of two clouds of light in the first colours of the voices, 0 to 1.
        pub light: f32 = 0.085, within 0.0..=1.0;
        /// Darkening towards the corners, 0 (none) to 1.
        pub vignette: f32 = 0.35, within 0.0..=1.0;
    }
}
