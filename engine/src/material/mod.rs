//! What a composition refers to, decoded: pictures, colour tables, lyrics, fonts and sounds.
//!
//! A composition names its material by opaque references; someone above brings the bytes. Enters: bytes of any origin.
//! Leaves: a [`Material`] that holds everything ready to be drawn and is shared by all who draw, or a
//! [`MaterialError`] that names what was found and the limit. What a file is, is told by its content and never by its
//! name. Every decoder works under limits of bytes, size, memory and work, and headers are checked before anything is
//! decoded. Nothing that a file points to is ever opened.

mod error;
mod lut;
mod lyrics;
mod palette;
mod picture;
mod recognise;
mod shelf;
#[cfg(test)]
mod tests;

pub use error::MaterialError;
pub use lut::{Lut, lut};
pub use lyrics::{LyricLine, LyricWord, Lyrics, Syllable, lyrics};
pub use palette::palette;
pub use picture::{Picture, picture, svg};
pub use recognise::{RECOGNISE_BYTES, Recognised, max_bytes, recognise};
pub use shelf::Material;
