//! What a video is made from.

use crate::composition::{Branding, Composition};
use crate::media::MaterialKind;
use serde::{Deserialize, Serialize};

/// What is drawn, and to which song: a copy, so that it stays as it is whatever becomes of the composition.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Source {
    /// What is drawn.
    pub document: Composition,
    /// The storage key of the score.
    pub midi_key: String,
    /// The storage key of the recording, if there is one.
    pub audio_key: Option<String>,
    /// Whose video it is.
    #[serde(default)]
    pub branding: Branding,
    /// What else the document and the branding refer to.
    #[serde(default)]
    pub material: Vec<StoredMaterial>,
}

/// Something that a document refers to, in the storage.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StoredMaterial {
    /// What it is.
    pub kind: MaterialKind,
    /// The name by which the document refers to it.
    pub name: String,
    /// Its storage key.
    pub key: String,
}
