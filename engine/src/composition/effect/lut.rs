//! The parameters of the look-up table.

use crate::composition::LutReference;
use crate::composition::document::part;

part! {
    /// Colours by a table, as colourists pass them on.
    pub struct Lut {
        /// The table: a `.cube` file, 1D or 3D, for the colours as they are shown (sRGB).
        pub table: LutReference = LutReference::default();
    }
}
