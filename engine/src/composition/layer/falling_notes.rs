//! The parameters of the falling notes.

use crate::composition::document::part;

part! {
    /// Notes that fall onto the strike line, where the keyboard begins.
    pub struct FallingNotes {
        /// Seconds from the top of the picture to the strike line, 0.5 to 20; portrait pictures, being taller, take
        /// 1.4 times as long.
        pub fall_seconds: f32 = 3.0, within 0.5..=20.0;
        /// Roundness of the notes' corners, 0 (square) to 1 (half circles).
        pub roundness: f32 = 0.6, within 0.0..=1.0;
        /// Strength of the glow where notes strike, 0 to 2.
        pub glow: f32 = 1.0, within 0.0..=2.0;
    }
}
