//! The parameters of lyrics.

use crate::color::Rgb;
use crate::composition::document::part;
use crate::composition::reference::LyricsReference;
use crate::composition::text::{Anchor, TextStyle};

part! {
    /// The words of a song, line by line, each coloured as it is sung.
    pub struct Lyrics {
        /// Words with times: `.lrc`, also with times of words, or `.srt`. Null takes the composition's, or those
        /// in the score.
        pub lyrics: Option<LyricsReference> = None;
        /// Whether syllables take their colour as they are sung; else the line does as a whole.
        pub karaoke: bool = true;
        /// The colour of what has been sung; null takes a light shade of the palette's first.
        pub sung_color: Option<Rgb> = None;
        /// How many lines that were sung stay above, 0 to 4.
        pub before: u32 = 1, within 0..=4;
        /// How many lines to come are there below, 0 to 4.
        pub after: u32 = 1, within 0..=4;
        /// How much of those lines is there, 0 to 1.
        pub dim: f32 = 0.42, within 0.0..=1.0;
        /// Height of the letters, 0.3 to 3, where 1 suits the canvas.
        pub size: f32 = 1.0, within 0.3..=3.0;
        /// Seconds of the way from one line to the next, 0.05 to 3; it ends as the line begins.
        pub glide: f32 = 0.5, within 0.05..=3.0;
        /// Seconds that all words come later (or earlier) than the file says, -30 to 30.
        pub delay: f32 = 0.0, within -30.0..=30.0;
        /// Pauses of so many seconds and more are counted down with three dots, 2 to 60; null counts none down.
        pub dots: Option<f32> = Some(4.5), within 2.0..=60.0;
        /// Where in its box the line stands.
        pub anchor: Anchor = Anchor::Middle;
        /// How it looks.
        pub style: TextStyle = TextStyle::default();
    }
}
