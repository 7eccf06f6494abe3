//! The parameters of the cathode ray tube.

use crate::composition::document::part;

part! {
    /// An old television: a curved screen, lines and a grid of phosphors.
    pub struct Crt {
        /// How curved the screen is, 0 to 1.
        pub curvature: f32 = 0.3, within 0.0..=1.0;
        /// How strong the lines are, 0 to 1.
        pub scanlines: f32 = 0.45, within 0.0..=1.0;
        /// How strong the grid of phosphors is, 0 to 1.
        pub mask: f32 = 0.3, within 0.0..=1.0;
        /// How much the light flickers, 0 to 1.
        pub flicker: f32 = 0.3, within 0.0..=1.0;
        /// How many lines there are along the shorter side, 60 to 540.
        pub lines: f32 = 270.0, within 60.0..=540.0;
    }
}
