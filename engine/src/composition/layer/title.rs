//! The parameters of the title.

use crate::composition::document::part;
use crate::composition::text::TextStyle;

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
        /// The middle of the card from the top of its box, 0 to 1; null suits the shape of the picture.
        pub height: Option<f32> = None, within 0.0..=1.0;
        /// Whether a fine line stands between title and artist.
        pub rule: bool = true;
        /// How the title looks. An animation of its own begins when it appears, also at the very start.
        pub style: TextStyle = TextStyle::default();
        /// How the artist looks.
        pub artist_style: TextStyle = TextStyle::default();
    }
}
