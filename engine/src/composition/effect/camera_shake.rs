//! The parameters of the camera shake.

use crate::composition::document::part;

part! {
    /// A camera that is shaken by beats.
    pub struct CameraShake {
        /// How far it moves, in 1080ths of the shorter side, 0 to 100.
        pub amount: f32 = 12.0, within 0.0..=100.0;
        /// How far it turns, in degrees, 0 to 10.
        pub rotation: f32 = 0.5, within 0.0..=10.0;
        /// Beats from one shock to the next, 0.25 to 64.
        pub every: f32 = 1.0, within 0.25..=64.0;
        /// Seconds until a third of it is left, 0.02 to 4.
        pub decay: f32 = 0.16, within 0.02..=4.0;
        /// How fast it shakes, in times a second.
        pub rate: f32 = 9.0, within 0.5..=30.0;
        /// How much of it there is between beats as well, 0 to 1: a camera held by hand.
        pub steady: f32 = 0.0, within 0.0..=1.0;
    }
}
