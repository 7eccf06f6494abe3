//! The parameters of the glitch.

use crate::composition::document::part;

part! {
    /// Lines that slip and colours that part, in bursts.
    pub struct Glitch {
        /// How far lines slip, as a share of the width, 0 to 0.5.
        pub amount: f32 = 0.06, within 0.0..=0.5;
        /// Beats from one burst to the next, 0.25 to 64.
        pub every: f32 = 2.0, within 0.25..=64.0;
        /// How much of that time a burst lasts, 0 to 1.
        pub length: f32 = 0.3, within 0.0..=1.0;
        /// How often the picture breaks anew in a burst, in times a second.
        pub rate: f32 = 14.0, within 1.0..=60.0;
        /// How far red and blue part, in 1080ths of the shorter side, 0 to 60.
        pub split: f32 = 9.0, within 0.0..=60.0;
    }
}
