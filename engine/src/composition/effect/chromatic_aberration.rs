//! The parameters of the chromatic aberration.

use crate::composition::document::part;

part! {
    /// Red and blue apart towards the edges, as a simple lens shows them.
    pub struct ChromaticAberration {
        /// How far apart from green they are in the corners, in 1080ths of the shorter side, 0 to 60.
        pub amount: f32 = 5.0, within 0.0..=60.0;
        /// How much of that there is in the middle as well, 0 to 1, sideways.
        pub middle: f32 = 0.0, within 0.0..=1.0;
    }
}
