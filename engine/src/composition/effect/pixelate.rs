//! The parameters of the pixelation.

use crate::composition::document::part;

part! {
    /// Large square pixels.
    pub struct Pixelate {
        /// Their edge, in 1080ths of the shorter side, 1 to 200.
        pub size: f32 = 12.0, within 1.0..=200.0;
    }
}
