//! The parameters of the grain.

use crate::composition::document::part;

part! {
    /// The grain of film, strongest in the middle tones.
    pub struct Grain {
        /// How strong it is, 0 to 1.
        pub amount: f32 = 0.3, within 0.0..=1.0;
        /// How large its grains are, in 1080ths of the shorter side, 1 to 8.
        pub size: f32 = 1.6, within 1.0..=8.0;
        /// How colourful it is, 0 (grey) to 1.
        pub color: f32 = 0.25, within 0.0..=1.0;
        /// How often it changes, in times a second; 0 stands still.
        pub rate: f32 = 24.0, within 0.0..=60.0;
    }
}
