//! The parameters of the motion trails.

use crate::composition::document::part;

part! {
    /// Light that what moves leaves behind. It is made of the layers' picture before all other effects; a
    /// composition has them once.
    pub struct MotionTrails {
        /// How long it takes to fade, 0.05 to 0.6 seconds.
        pub seconds: f32 = 0.3, within 0.05..=0.6;
        /// How bright it begins, 0 to 1.
        pub brightness: f32 = 0.75, within 0.0..=1.0;
    }
}
