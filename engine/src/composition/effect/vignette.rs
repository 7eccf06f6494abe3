//! The parameters of the vignette.

use crate::composition::document::part;

part! {
    /// Darkening towards the corners.
    pub struct Vignette {
        /// How dark the corners are, 0 to 1.
        pub amount: f32 = 0.4, within 0.0..=1.0;
        /// How far from the middle it begins, 0 to 1.
        pub start_radius: f32 = 0.4, within 0.0..=1.0;
    }
}
