//! The parameters of the light trails.

use crate::composition::document::part;

part! {
    /// Ribbons of light that follow the melody of each voice, higher for higher notes.
    pub struct LightTrails {
        /// Seconds of music from the head to the end of a trail, 0.5 to 30.
        pub seconds: f32 = 5.0, within 0.5..=30.0;
        /// Where the heads are, in widths of the box from the left, 0.1 to 1.
        pub head: f32 = 0.78, within 0.1..=1.0;
        /// Width of the ribbons, 0.2 to 5.
        pub width: f32 = 1.0, within 0.2..=5.0;
        /// Strength of the glow around them, 0 to 3.
        pub glow: f32 = 1.0, within 0.0..=3.0;
        /// How much trails wave as they grow old, 0 to 3.
        pub waves: f32 = 1.0, within 0.0..=3.0;
        /// Seconds in which a ribbon glides from note to note, 0.02 to 2.
        pub glide: f32 = 0.32, within 0.02..=2.0;
    }
}
