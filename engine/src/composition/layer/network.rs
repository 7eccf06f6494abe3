//! The parameters of the particle network.

use crate::composition::document::part;

part! {
    /// Points that drift and are joined by lines while they are near each other; notes send waves of light through it.
    pub struct Network {
        /// How many points on a canvas of 16:9, 2 to 240; fewer where there is less room.
        pub points: f32 = 110.0, within 2.0..=240.0;
        /// How far apart points are joined, in shorter sides of the box, 0.02 to 0.6.
        pub reach: f32 = 0.22, within 0.02..=0.6;
        /// How fast points drift, 0 to 5.
        pub speed: f32 = 1.0, within 0.0..=5.0;
        /// Size of points and lines, 0.2 to 5.
        pub size: f32 = 1.0, within 0.2..=5.0;
        /// How much notes light it, 0 to 3.
        pub pulse: f32 = 1.0, within 0.0..=3.0;
        /// How much the sound lights and widens it, 0 to 3.
        pub sound: f32 = 0.5, within 0.0..=3.0;
        /// The stem it listens to; the whole sound where there is none.
        pub stem: Option<String> = None, within 1..=64;
    }
}
