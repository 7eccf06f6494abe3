//! The parameters of the smoke.

use crate::color::Rgb;
use crate::composition::document::part;

part! {
    /// Smoke that rises from the keys while they sound, in the colours of their voices.
    pub struct Smoke {
        /// How much of it there is, 0 to 3.
        pub amount: f32 = 1.0, within 0.0..=3.0;
        /// How fast it rises, 0.1 to 4.
        pub speed: f32 = 1.0, within 0.1..=4.0;
        /// Seconds until it has gone, 0.5 to 10.
        pub life: f32 = 4.5, within 0.5..=10.0;
        /// How wide it is, 0.25 to 4.
        pub size: f32 = 1.0, within 0.25..=4.0;
        /// How much it swirls, 0 to 3.
        pub turbulence: f32 = 1.0, within 0.0..=3.0;
        /// How much it shines rather than covers, 0 to 1.
        pub glow: f32 = 0.7, within 0.0..=1.0;
        /// Its colour; that of each voice where there is none.
        pub color: Option<Rgb> = None;
    }
}
