//! The parameters of the tilt-shift.

use crate::composition::document::part;

part! {
    /// Sharp in a band across the picture and out of focus outside it, as models look.
    pub struct TiltShift {
        /// Where the middle of the band is, in shares of the height from the top.
        pub centre: f32 = 0.55, within 0.0..=1.0;
        /// How wide the sharp band is, in shares of the height.
        pub width: f32 = 0.3, within 0.0..=1.0;
        /// How far from the band the blur is whole, in shares of the height.
        pub softness: f32 = 0.25, within 0.01..=1.0;
        /// Degrees that the band is turned by, clockwise.
        pub angle: f32 = 0.0, within -90.0..=90.0;
        /// Standard deviation of the blur, in 1080ths of the shorter side, 0 to 100.
        pub radius: f32 = 12.0, within 0.0..=100.0;
    }
}
