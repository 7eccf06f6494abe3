//! What is asked for, and what is given.

use crate::export::ExportConfig;
use crate::stills::{SheetLayout, StillFormat};
use crate::time::MediaTime;
use crate::workshop::Source;
use bytes::Bytes;
use serde::Serialize;
use sha2::{Digest, Sha256};
use std::fmt;

/// A video that is looked at.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct PreviewRecipe {
    /// What it is made from.
    pub source: Source,
    /// How it would be exported.
    pub config: ExportConfig,
}

/// What of a video is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub enum Shown {
    /// The frame at a time from the start of the video.
    Frame(MediaTime),
    /// A contact sheet of frames from the middles of equal parts of the video.
    Strip {
        /// How many frames, 1 to [`MAX_TILES`](crate::stills::MAX_TILES).
        count: u32,
        /// Frames in a row; none makes the sheet about square.
        columns: Option<u32>,
        /// The longest side of each frame in pixels, within [`TILE_SIDES`](crate::stills::TILE_SIDES).
        side: u32,
    },
}

/// A picture to be drawn.
#[derive(Clone, Debug)]
pub struct PreviewRequest {
    /// Who asks.
    pub user_id: String,
    /// The video.
    pub recipe: PreviewRecipe,
    /// What of it.
    pub shown: Shown,
    /// The file format.
    pub format: StillFormat,
}

/// A drawn picture.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Still {
    /// The file.
    pub bytes: Bytes,
    /// Its format.
    pub format: StillFormat,
    /// Width and height in pixels.
    pub size: (u32, u32),
    /// The times of the frames it shows, from the start of the video.
    pub times: Vec<MediaTime>,
    /// Where they are, if it is a contact sheet.
    pub layout: Option<SheetLayout>,
}

/// The name of a picture, or of a renderer: equal for equal requests. Uploads never change under their keys, so the
/// same name stands for the same pixels.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct PreviewKey([u8; 32]);

impl PreviewKey {
    fn of(what: &impl Serialize) -> Self {
        let mut hash = Sha256::new();
        // Plain data with string keys: writing it cannot fail.
        hash.update(serde_json::to_vec(what).unwrap_or_default());
        Self(hash.finalize().into())
    }
}

impl PreviewRecipe {
    /// The name of the video.
    pub fn key(&self) -> PreviewKey {
        PreviewKey::of(self)
    }
}

impl PreviewRequest {
    /// The name of the picture; who asks is not in it.
    pub fn key(&self) -> PreviewKey {
        PreviewKey::of(&(&self.recipe, self.shown, self.format.extension()))
    }
}

impl fmt::Display for PreviewKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}
