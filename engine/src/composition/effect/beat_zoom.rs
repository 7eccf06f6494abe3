//! The parameters of the zoom on beats.

use crate::composition::document::part;

part! {
    /// A camera that jumps closer on beats and moves back.
    pub struct BeatZoom {
        /// How much closer, 0 (not) to 0.5.
        pub amount: f32 = 0.045, within 0.0..=0.5;
        /// Beats from one to the next, 0.25 to 64.
        pub every: f32 = 1.0, within 0.25..=64.0;
        /// Seconds until a third of it is left, 0.02 to 4.
        pub decay: f32 = 0.22, within 0.02..=4.0;
        /// The point that it moves to, in shares of the width.
        pub x: f32 = 0.5, within 0.0..=1.0;
        /// The point that it moves to, in shares of the height.
        pub y: f32 = 0.5, within 0.0..=1.0;
    }
}
