//! The parameters of the radial notes.

use crate::composition::document::{choice, part};

choice! {
    /// Which way notes move between the circle of keys and what is around or in it.
    pub enum RadialMotion {
        /// From outside onto the circle.
        Inward,
        /// From the middle onto the circle.
        FromMiddle,
        /// Away from the circle while and after they sound.
        Outward,
    }
}

part! {
    /// Notes that move along rays to or from a circle of keys.
    pub struct RadialNotes {
        /// Which way notes move.
        pub motion: RadialMotion = RadialMotion::Inward;
        /// Seconds from one end of a ray to the other, 0.5 to 20.
        pub seconds: f32 = 3.0, within 0.5..=20.0;
        /// Radius of the circle in shorter sides of the box, 0.05 to 0.5; null suits the motion.
        pub radius: Option<f32> = None, within 0.05..=0.5;
        /// Degrees that the keys take, 60 to 360; the gap is at the bottom.
        pub sweep: f32 = 344.0, within 60.0..=360.0;
        /// Degrees that the circle turns each second, clockwise, -90 to 90.
        pub turn: f32 = 0.0, within -90.0..=90.0;
        /// Roundness of the notes' corners, 0 (square) to 1 (half circles).
        pub roundness: f32 = 0.7, within 0.0..=1.0;
        /// Strength of the light where notes strike, 0 to 2.
        pub glow: f32 = 1.0, within 0.0..=2.0;
        /// Whether the circle of keys is drawn.
        pub keys: bool = true;
    }
}
