//! The parameters of slideshows.

use super::Fit;
use crate::composition::PictureReference;
use crate::composition::document::{choice, part};

choice! {
    /// What slides are counted in.
    pub enum Pace {
        /// Bars of the real metre.
        Bars,
        /// Beats of the real metre.
        Beats,
        /// Seconds.
        Seconds,
    }
}

choice! {
    /// How one slide becomes the next.
    pub enum Transition {
        /// The next appears through the last.
        Fade,
        /// At once.
        Cut,
        /// The next pushes the last out to the left.
        Push,
        /// The next is wiped over the last, from the left.
        Wipe,
        /// The last comes closer while the next appears.
        Zoom,
        /// Through black.
        Dip,
    }
}

part! {
    /// Pictures one after another, changed in time with the music.
    pub struct Slideshow {
        /// The pictures; the composition's cover where there is none.
        pub pictures: Vec<PictureReference> = Vec::new(), within 0..=64;
        /// How long each is there: so many bars, beats or seconds, 1 to 256.
        pub every: f32 = 2.0, within 1.0..=256.0;
        /// What that is counted in.
        pub pace: Pace = Pace::Bars;
        /// How one becomes the next.
        pub transition: Transition = Transition::Fade;
        /// Seconds that takes, 0 to 5. It begins on the beat.
        pub transition_seconds: f32 = 0.6, within 0.0..=5.0;
        /// Whether they come in an order of their own, another in each round, instead of the order given.
        pub shuffle: bool = false;
        /// How they fill the box.
        pub fit: Fit = Fit::Cover;
        /// How much they are blurred, 0 (sharp) to 1.
        pub blur: f32 = 0.0, within 0.0..=1.0;
        /// How much they are darkened, 0 to 1 (black).
        pub dim: f32 = 0.0, within 0.0..=1.0;
        /// How much each slowly moves and grows, 0 (not at all) to 1.
        pub pan: f32 = 0.4, within 0.0..=1.0;
    }
}
