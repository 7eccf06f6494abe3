//! The parameters of still pictures.

use crate::composition::PictureReference;
use crate::composition::document::{choice, part};

choice! {
    /// How a picture fills a box of another shape.
    pub enum Fit {
        /// It covers the box; what hangs over is cut off.
        Cover,
        /// All of it is seen.
        Contain,
        /// It is distorted to the shape of the box.
        Stretch,
    }
}

part! {
    /// A still picture.
    pub struct Image {
        /// The picture; the composition's cover where there is none.
        pub picture: Option<PictureReference> = None;
        /// How it fills its box.
        pub fit: Fit = Fit::Cover;
        /// Which part of it is kept in sight where it is cut off: 0 the left, 1 the right.
        pub focus_x: f32 = 0.5, within 0.0..=1.0;
        /// The same downwards: 0 the top, 1 the bottom.
        pub focus_y: f32 = 0.5, within 0.0..=1.0;
        /// How much it is blurred, 0 (sharp) to 1.
        pub blur: f32 = 0.0, within 0.0..=1.0;
        /// How much it is darkened, 0 to 1 (black).
        pub dim: f32 = 0.0, within 0.0..=1.0;
        /// How much it slowly moves and grows, 0 (not at all) to 1.
        pub pan: f32 = 0.0, within 0.0..=1.0;
        /// Seconds until it is back where it began, 2 to 600.
        pub pan_seconds: f32 = 40.0, within 2.0..=600.0;
        /// Radius of its corners, as a share of half its shorter side, 0 to 1.
        pub roundness: f32 = 0.0, within 0.0..=1.0;
    }
}
