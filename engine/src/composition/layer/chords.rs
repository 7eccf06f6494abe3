//! The parameters of chord names.

use super::note_names::Spelling;
use crate::composition::document::part;
use crate::composition::text::{Anchor, TextStyle};

part! {
    /// The chords that sound, recognised from the notes.
    pub struct Chords {
        /// Whether the chord to come is there too, smaller.
        pub next: bool = true;
        /// Whether the bass is named where it is not the root, as in C/E.
        pub bass: bool = true;
        /// How roots are called.
        pub spelling: Spelling = Spelling::KeySignature;
        /// Size, 0.3 to 4, where 1 suits the canvas.
        pub size: f32 = 1.0, within 0.3..=4.0;
        /// Where in its box it stands.
        pub anchor: Anchor = Anchor::Top;
        /// Free space at the edges of the box, as a share of its shorter side, 0 to 0.4.
        pub margin: f32 = 0.085, within 0.0..=0.4;
        /// How they look.
        pub style: TextStyle = TextStyle::default();
    }
}
