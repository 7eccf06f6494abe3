//! The parameters of the god rays.

use crate::composition::document::part;

part! {
    /// Rays of light from a point, shaped by what is bright.
    pub struct GodRays {
        /// How strong they are, 0 to 2.
        pub intensity: f32 = 0.6, within 0.0..=2.0;
        /// How bright something must be to shine, 0 to 1.
        pub threshold: f32 = 0.35, within 0.0..=1.0;
        /// How far they reach, as a share of the way from the point, 0 to 1.
        pub length: f32 = 0.75, within 0.0..=1.0;
        /// The point, in shares of the width.
        pub x: f32 = 0.5, within -0.5..=1.5;
        /// The point, in shares of the height.
        pub y: f32 = 0.0, within -0.5..=1.5;
    }
}
