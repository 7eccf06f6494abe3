//! The parameters of the kaleidoscope.

use crate::composition::document::part;

part! {
    /// The picture mirrored around a point.
    pub struct Kaleidoscope {
        /// How many mirrors there are, 2 to 24.
        pub segments: u32 = 6, within 2..=24;
        /// Degrees that it is turned by.
        pub angle: f32 = 0.0, within -360.0..=360.0;
        /// Turns a minute, -30 to 30.
        pub spin: f32 = 1.5, within -30.0..=30.0;
        /// Where in the picture the point is that everything is mirrored around, in shares of the width.
        pub x: f32 = 0.5, within 0.0..=1.0;
        /// The same in shares of the height.
        pub y: f32 = 0.6, within 0.0..=1.0;
        /// How much larger the picture is shown, 0.25 to 4.
        pub zoom: f32 = 1.0, within 0.25..=4.0;
    }
}
