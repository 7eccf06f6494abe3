//! The parameters of the progress of the song.

use crate::color::Rgb;
use crate::composition::document::{choice, part};
use crate::composition::text::{Anchor, TextStyle};

choice! {
    /// What shows how far the song is.
    pub enum ProgressShape {
        /// A line with a knob.
        Line,
        /// A bar that fills.
        Bar,
        /// A ring that closes.
        Ring,
    }
}

part! {
    /// How far the song is.
    pub struct Progress {
        /// What shows it.
        pub shape: ProgressShape = ProgressShape::Line;
        /// The colour of what has been played; null takes a light shade of the palette's first.
        pub color: Option<Rgb> = None;
        /// The colour of what is to come.
        pub track_color: Rgb = Rgb::new(0xff, 0xff, 0xff);
        /// How much of what is to come is seen, 0 to 1.
        pub track: f32 = 0.22, within 0.0..=1.0;
        /// Thickness, 0.2 to 6, where 1 suits the canvas.
        pub thickness: f32 = 1.0, within 0.2..=6.0;
        /// Whether the time that has gone and the whole time stand beside it.
        pub times: bool = true;
        /// Where in its box a line or bar is; null puts it at the bottom, or at the top where there is a keyboard.
        pub anchor: Option<Anchor> = None;
        /// Free space at the edges of the box, as a share of its shorter side, 0 to 0.4.
        pub margin: f32 = 0.04, within 0.0..=0.4;
        /// Size of the times, 0.3 to 4, where 1 suits the canvas.
        pub size: f32 = 1.0, within 0.3..=4.0;
        /// How the times look.
        pub style: TextStyle = TextStyle::default();
    }
}
