//! The parameters of the ripple.

use crate::composition::document::part;

part! {
    /// A ring that runs through the picture as through water, on beats.
    pub struct Ripple {
        /// How far it moves the picture, in 1080ths of the shorter side, 0 to 100.
        pub amount: f32 = 13.0, within 0.0..=100.0;
        /// Beats from one ring to the next, 0.25 to 64.
        pub every: f32 = 1.0, within 0.25..=64.0;
        /// How far it runs in a second, in shares of the shorter side, 0.1 to 4.
        pub speed: f32 = 1.1, within 0.1..=4.0;
        /// How wide it is, in shares of the shorter side, 0.02 to 0.5.
        pub width: f32 = 0.1, within 0.02..=0.5;
        /// Where it begins, in shares of the width.
        pub x: f32 = 0.5, within -0.5..=1.5;
        /// Where it begins, in shares of the height.
        pub y: f32 = 0.5, within -0.5..=1.5;
    }
}
