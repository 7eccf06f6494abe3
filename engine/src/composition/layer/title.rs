//! The parameters of the title.

use crate::composition::document::part;

part! {
    /// Title and artist, faded in and out.
    pub struct Title {
        /// Seconds from the start of the video until it begins to appear, 0 to 3600. At 0 it is there from the first
        /// frame on, which platforms show as the cover.
        pub appears: f32 = 0.0, within 0.0..=3600.0;
        /// Seconds it is there, fades included, 0.5 to 3600.
        pub duration: f32 = 5.0, within 0.5..=3600.0;
        /// Seconds of each fade, 0 to half the duration.
        pub fade: f32 = 0.8, within 0.0..=1800.0;
        /// Size, 0.5 to 2, where 1 suits the canvas.
        pub size: f32 = 1.0, within 0.5..=2.0;
    }
}
