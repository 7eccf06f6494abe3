//! The parameters of the sine waves.

use crate::composition::document::{choice, part};

choice! {
    /// What makes sine waves higher.
    pub enum WaveDrive {
        /// The notes of their voices.
        Notes,
        /// The bands of the sound, the low ones at the back.
        Sound,
    }
}

part! {
    /// Waves that flow across, one behind the other, as high as the music is strong.
    pub struct SineWaves {
        /// How many, 1 to 12.
        pub lines: f32 = 5.0, within 1.0..=12.0;
        /// Height of the waves, 0 to 3.
        pub amplitude: f32 = 1.0, within 0.0..=3.0;
        /// Length of the waves, 0.2 to 5.
        pub wavelength: f32 = 1.0, within 0.2..=5.0;
        /// How fast they flow, -5 to 5.
        pub speed: f32 = 1.0, within -5.0..=5.0;
        /// Thickness of the lines, 0.2 to 5.
        pub thickness: f32 = 1.0, within 0.2..=5.0;
        /// How much light falls below the lines, 0 to 1.
        pub fill: f32 = 0.5, within 0.0..=1.0;
        /// What makes them higher.
        pub drive: WaveDrive = WaveDrive::Notes;
        /// The stem they listen to where sound drives them; the whole sound where there is none.
        pub stem: Option<String> = None, within 1..=64;
    }
}
