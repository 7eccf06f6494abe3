//! The parameters of the posterisation.

use crate::composition::document::part;

part! {
    /// Few tones instead of many; hues stay.
    pub struct Posterise {
        /// How many steps of brightness there are, 2 to 32.
        pub levels: f32 = 7.0, within 2.0..=32.0;
        /// How soft the edges between them are, 0 to 1.
        pub softness: f32 = 0.25, within 0.0..=1.0;
    }
}
