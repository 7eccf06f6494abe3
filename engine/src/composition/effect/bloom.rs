//! The parameters of the bloom.

use crate::composition::document::part;

part! {
    /// Light that spreads from what is bright, in its own colours.
    pub struct Bloom {
        /// How strong the light is, 0 to 2.
        pub intensity: f32 = 0.8, within 0.0..=2.0;
        /// How bright something must be to spread light, 0 to 1; what is a little darker spreads a little.
        pub threshold: f32 = 0.45, within 0.0..=1.0;
        /// How far it spreads, 0 (a tight glow) to 1 (across the picture).
        pub radius: f32 = 0.7, within 0.0..=1.0;
    }
}
