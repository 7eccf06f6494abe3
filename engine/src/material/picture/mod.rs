//! Still pictures.
//!
//! Enters: bytes. Leaves: a [`Picture`] of at most [`MAX_SIDE`] pixels on its longer side, turned upright, or a
//! [`MaterialError`]. A moving picture gives its first frame.

mod change;
mod raster;
mod shrink;
mod svg;
mod svg_cost;
mod svg_rules;

pub(super) use shrink::shrink;
pub use svg::svg;

use super::error::at_most;
use super::recognise::is_svg;
use super::{MaterialError, lyrics, max_bytes, recognise};
use crate::media::MaterialKind;
use std::fmt;

/// The longest side of a picture that is kept, in pixels: larger ones are scaled down to it.
pub const MAX_SIDE: u32 = 3840;
/// The longest side to which a drawing (SVG) is rasterised where nobody says otherwise, in pixels.
const DRAWING_SIDE: u32 = 2048;

/// A still picture.
#[derive(Clone, PartialEq, Eq)]
pub struct Picture {
    /// Width in pixels, 1 to 3840.
    pub width: u32,
    /// Height in pixels, 1 to 3840.
    pub height: u32,
    /// Red, green, blue and alpha of every pixel, row by row from the top, sRGB, 8 bits each; the colours are
    /// multiplied by alpha.
    pub rgba: Vec<u8>,
}

impl fmt::Debug for Picture {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Picture({} x {})", self.width, self.height)
    }
}

/// Decodes a picture: PNG, JPEG, WebP or SVG.
///
/// # Errors
/// When it is none of these, is broken, or has more than 32 MiB, 16384 pixels a side, 64 megapixels or 256 MiB when
/// decoded; for an SVG see [`svg`].
pub fn picture(bytes: &[u8]) -> Result<Picture, MaterialError> {
    at_most("bytes", bytes.len() as u64, max_bytes(MaterialKind::Picture))?;
    let head = &bytes[..bytes.len().min(super::RECOGNISE_BYTES)];
    match recognise(head).map(|found| found.media_type) {
        Some("image/png") => raster::png(bytes),
        Some("image/jpeg") => raster::jpeg(bytes),
        Some("image/webp") => raster::webp(bytes),
        Some("image/svg+xml") => svg(bytes, DRAWING_SIDE),
        // A long comment may stand before the first element.
        _ if opens_tag(head) && is_svg(&lyrics::decode(bytes)) => svg(bytes, DRAWING_SIDE),
        _ => Err(MaterialError::Unknown {
            wanted: "PNG, JPEG, WebP or SVG picture",
        }),
    }
}

fn opens_tag(head: &[u8]) -> bool {
    lyrics::decode(head).trim_start().starts_with('<')
}
