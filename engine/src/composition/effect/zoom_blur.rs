//! The parameters of the zoom blur.

use crate::composition::document::part;

part! {
    /// Blurring away from a point, as if the camera rushed at it, or around it.
    pub struct ZoomBlur {
        /// How far, as a share of the distance from the point, 0 to 1.
        pub amount: f32 = 0.07, within 0.0..=1.0;
        /// Degrees that it turns around the point, -45 to 45.
        pub spin: f32 = 0.0, within -45.0..=45.0;
        /// The point, in shares of the width.
        pub x: f32 = 0.5, within 0.0..=1.0;
        /// The point, in shares of the height.
        pub y: f32 = 0.5, within 0.0..=1.0;
    }
}
