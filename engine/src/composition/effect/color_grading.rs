//! The parameters of the colour grading.

use crate::color::Rgb;
use crate::composition::document::part;

part! {
    /// Exposure, contrast and colours of the whole picture.
    pub struct ColorGrading {
        /// Brighter or darker, in stops; what would be too bright is rolled off.
        pub exposure: f32 = 0.0, within -4.0..=4.0;
        /// More or less contrast, -1 to 1.
        pub contrast: f32 = 0.15, within -1.0..=1.0;
        /// How colourful it is, 0 (grey) to 2.
        pub saturation: f32 = 1.1, within 0.0..=2.0;
        /// Warmer (1) or colder (-1).
        pub temperature: f32 = 0.0, within -1.0..=1.0;
        /// More magenta (1) or more green (-1).
        pub tint: f32 = 0.0, within -1.0..=1.0;
        /// The colour that dark parts tend to.
        pub shadows: Rgb = Rgb::new(0x1e, 0x4a, 0x6e);
        /// The colour that bright parts tend to.
        pub highlights: Rgb = Rgb::new(0xff, 0xc9, 0x8c);
        /// How much they do, 0 to 1.
        pub toning: f32 = 0.25, within 0.0..=1.0;
    }
}
