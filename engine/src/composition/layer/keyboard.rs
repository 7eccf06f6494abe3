//! The parameters of the keyboard.

use crate::composition::document::part;

part! {
    /// A piano keyboard along the bottom, its keys lit while they sound; its range of keys fits the song.
    pub struct Keyboard {
        /// Height as a share of the picture, 0.05 to 0.5; null suits the shape of the picture.
        pub height: Option<f32> = None, within 0.05..=0.5;
        /// Whether C keys carry their names.
        pub labels: bool = false;
    }
}
