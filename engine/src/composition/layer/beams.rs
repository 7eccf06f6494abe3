//! The parameters of the beams.

use crate::composition::document::part;

part! {
    /// Beams of light that stand on the keys that sound.
    pub struct Beams {
        /// Width, 0.2 to 6, where 1 suits the keys.
        pub width: f32 = 1.0, within 0.2..=6.0;
        /// Length as a share of the way to the top, 0.05 to 2.
        pub length: f32 = 0.95, within 0.05..=2.0;
        /// Degrees by which the outermost beams lean away from the middle, -80 to 80; 0 lets all stand upright.
        pub fan: f32 = 0.0, within -80.0..=80.0;
        /// Brightness, 0 to 3.
        pub strength: f32 = 1.0, within 0.0..=3.0;
        /// Seconds in which a beam fades after its note, 0.02 to 5.
        pub fade: f32 = 0.45, within 0.02..=5.0;
        /// How much beams sway, 0 to 3.
        pub sway: f32 = 0.0, within 0.0..=3.0;
    }
}
