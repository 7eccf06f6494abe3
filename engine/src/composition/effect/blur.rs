//! The parameters of the blur.

use crate::composition::document::part;

part! {
    /// The whole picture out of focus.
    pub struct Blur {
        /// Standard deviation of the Gaussian, in 1080ths of the shorter side, 0 to 100.
        pub radius: f32 = 10.0, within 0.0..=100.0;
    }
}
