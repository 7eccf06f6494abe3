//! The parameters of logos.

use crate::composition::PictureReference;
use crate::composition::document::{choice, part};

choice! {
    /// A place at the edge of a box.
    pub enum Corner {
        /// The upper right.
        TopRight,
        /// The upper left.
        TopLeft,
        /// The lower left.
        BottomLeft,
        /// The lower right.
        BottomRight,
        /// The middle.
        Center,
    }
}

part! {
    /// A small picture in a corner.
    pub struct Logo {
        /// The picture; nothing is drawn where there is none.
        pub picture: Option<PictureReference> = None;
        /// Where it is.
        pub corner: Corner = Corner::TopRight;
        /// Its longer side, as a share of the shorter side of its box, 0.02 to 1.
        pub size: f32 = 0.14, within 0.02..=1.0;
        /// How far it is from the edges, as a share of the shorter side of its box, 0 to 0.5.
        pub margin: f32 = 0.05, within 0.0..=0.5;
    }
}
