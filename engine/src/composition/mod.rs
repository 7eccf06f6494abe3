//! What to draw: a versioned document of palette and layers, with every value inside its limits.
//!
//! Enters: JSON, or typed values from the API. Leaves: a [`Composition`] that [`Composition::check`] has found
//! good. Unknown fields are refused; a bad value names its path, the value and the limit.

mod check;
mod layer;

pub use check::{CompositionError, ValueError};
pub use layer::{Background, FallingNotes, Keyboard, Layer, Title};

use crate::color::Rgb;
use serde::{Deserialize, Serialize};

/// The version of the document this engine writes.
pub const VERSION: u32 = 1;

/// A picture in time, independent of its size: every length in it is relative to the canvas.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Composition {
    /// The version of the document; always [`VERSION`] once it is read.
    pub version: u32,
    /// The title of the song; none takes the score's own.
    #[serde(default)]
    pub title: Option<String>,
    /// Who plays it.
    #[serde(default)]
    pub artist: Option<String>,
    /// Colours of the voices, which are the channels of each track, in their order; they repeat when there are more.
    /// Drums take none, and a song of one voice runs through the first three from low to high keys. 1 to 32.
    pub palette: Vec<Rgb>,
    /// What is drawn, from the back to the front. 1 to 64.
    pub layers: Vec<Layer>,
    /// Seed of everything random in the picture.
    #[serde(default)]
    pub seed: u32,
}

impl Default for Composition {
    /// Falling notes onto a keyboard, before a gradient, with the title at the start.
    fn default() -> Self {
        Self {
            version: VERSION,
            title: None,
            artist: None,
            palette: DEFAULT_PALETTE.to_vec(),
            layers: vec![
                Layer::Background(Background::default()),
                Layer::FallingNotes(FallingNotes::default()),
                Layer::Keyboard(Keyboard::default()),
                Layer::Title(Title::default()),
            ],
            seed: 0,
        }
    }
}

/// Colours that stay apart from each other before a dark background.
const DEFAULT_PALETTE: [Rgb; 8] = [
    Rgb::new(0x4c, 0xc9, 0xf0),
    Rgb::new(0xff, 0x6b, 0xa8),
    Rgb::new(0xff, 0xb7, 0x4d),
    Rgb::new(0x9b, 0x8c, 0xff),
    Rgb::new(0x5e, 0xe0, 0xa0),
    Rgb::new(0xff, 0x7a, 0x5c),
    Rgb::new(0x5b, 0x9d, 0xff),
    Rgb::new(0xe0, 0xe0, 0x6a),
];

impl Composition {
    /// Reads a document and checks it.
    ///
    /// # Errors
    /// [`CompositionError::Syntax`] with line and column, or every value outside its limits.
    pub fn from_json(json: &str) -> Result<Self, CompositionError> {
        let composition: Self = serde_json::from_str(json).map_err(CompositionError::syntax)?;
        composition.check()?;
        Ok(composition)
    }

    /// Checks every value.
    ///
    /// # Errors
    /// Every value outside its limits, by path.
    pub fn check(&self) -> Result<(), CompositionError> {
        check::check(self)
    }
}
