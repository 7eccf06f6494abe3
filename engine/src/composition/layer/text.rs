//! The parameters of free text.

use crate::composition::document::part;
use crate::composition::text::{Anchor, TextStyle};

part! {
    /// Any text, such as a dedication, a chapter or a handle.
    pub struct Text {
        /// The text, 1 to 1000 characters. `{title}`, `{artist}`, `{key}`, `{tempo}`, `{metre}`, `{length}`, `{notes}`
        /// and `{bars}` stand for what they say.
        pub text: String = "{title}".to_owned(), within 1..=1000;
        /// Height of the letters, 0.1 to 6, where 1 suits a line to be read in passing.
        pub size: f32 = 1.0, within 0.1..=6.0;
        /// Where in its box it stands.
        pub anchor: Anchor = Anchor::Middle;
        /// Free space at the edges of the box, as a share of its shorter side, 0 to 0.4.
        pub margin: f32 = 0.06, within 0.0..=0.4;
        /// How it looks. Its animation begins with the layer.
        pub style: TextStyle = TextStyle::default();
    }
}
