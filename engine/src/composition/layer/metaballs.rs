//! The parameters of the metaballs.

use crate::composition::document::part;

part! {
    /// Soft bodies that drift, swell with the notes of their range, and merge where they meet.
    pub struct Metaballs {
        /// How many, 1 to 24.
        pub count: f32 = 9.0, within 1.0..=24.0;
        /// Size, 0.2 to 4.
        pub size: f32 = 1.0, within 0.2..=4.0;
        /// How fast they drift, 0 to 5.
        pub speed: f32 = 1.0, within 0.0..=5.0;
        /// How much they swell with notes, 0 to 3.
        pub pulse: f32 = 1.0, within 0.0..=3.0;
        /// How bright their rims and lights are, 0 to 2.
        pub shine: f32 = 1.0, within 0.0..=2.0;
    }
}
