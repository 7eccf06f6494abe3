//! The parameters of the halftone.

use crate::composition::document::part;

part! {
    /// Dots of ink, large where the picture is bright.
    pub struct Halftone {
        /// From dot to dot, in 1080ths of the shorter side, 4 to 60.
        pub size: f32 = 11.0, within 4.0..=60.0;
        /// Degrees that the grid is turned by.
        pub angle: f32 = 22.5, within -90.0..=90.0;
        /// How much of the picture is seen between the dots, 0 to 1.
        pub ground: f32 = 0.3, within 0.0..=1.0;
    }
}
