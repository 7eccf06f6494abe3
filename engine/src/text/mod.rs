//! Text for pictures: shaped, broken into lines and drawn, with the place of every letter, word and line.
//!
//! Enters: text from anywhere, a [`Style`] and [`Fonts`]. Leaves: a [`Typeset`], which knows where everything is and
//! which characters no font has, and a [`Drawing`], coverage of letters, outline and shadow that a layer colours.
//! Only bundled and uploaded fonts are used, never the system's, so that a picture is the same everywhere; fonts that
//! lack a character are helped out by those that have it, in the order of [`bundled`]. Text and font bytes are
//! hostile: both are bounded, and what is cut or missing is said, never drawn as a box.

mod atlas;
mod bundled;
mod clean;
mod drawing;
mod emoji;
mod fonts;
mod outline;
mod raster;
mod shadow;
mod spans;
mod style;
#[cfg(test)]
mod tests;
mod typeset;
mod units;
mod uploaded;

pub use drawing::{Drawing, Part, Split};
pub use fonts::Fonts;
pub use style::{Align, Family, Fit, Shadow, Style};
pub use typeset::{Typeset, set};
pub use units::{Rect, Unit};
pub use uploaded::{FontError, check_font};
