//! The parameters of the particles.

use crate::composition::document::{choice, part};

choice! {
    /// Where particles of notes are born.
    pub enum ParticleOrigin {
        /// On the strike line, at the note's key.
        Strike,
        /// Anywhere in the box.
        Anywhere,
        /// Around the middle of the box.
        Middle,
    }
}

part! {
    /// Sparks that fly off where notes strike, and dust that floats in their light.
    pub struct Particles {
        /// Sparks of a note of full velocity, 0 to 120.
        pub count: f32 = 16.0, within 0.0..=120.0;
        /// Motes of dust that are always there, 0 to 600.
        pub dust: f32 = 60.0, within 0.0..=600.0;
        /// Where sparks are born.
        pub origin: ParticleOrigin = ParticleOrigin::Strike;
        /// Size, 0.2 to 5, where 1 suits the picture.
        pub size: f32 = 1.0, within 0.2..=5.0;
        /// How fast sparks fly off and dust floats, 0 to 5.
        pub speed: f32 = 1.0, within 0.0..=5.0;
        /// How much sparks fall, -3 (they rise) to 3.
        pub gravity: f32 = 1.0, within -3.0..=3.0;
        /// Seconds that sparks live at most, 0.1 to 8.
        pub life: f32 = 1.5, within 0.1..=8.0;
        /// Degrees of the fan in which sparks fly off, 0 (straight up) to 360 (all ways).
        pub spread: f32 = 70.0, within 0.0..=360.0;
        /// How much they twinkle, 0 to 1.
        pub twinkle: f32 = 0.4, within 0.0..=1.0;
        /// Whether held notes go on to throw embers.
        pub embers: bool = true;
    }
}
