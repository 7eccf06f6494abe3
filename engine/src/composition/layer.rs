//! The layers' parameters, their defaults and ranges.

use crate::color::Rgb;
use serde::{Deserialize, Serialize};

/// One layer of a composition.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "camelCase")]
pub enum Layer {
    /// What is behind everything.
    Background(Background),
    /// Notes that fall onto the strike line.
    FallingNotes(FallingNotes),
    /// A piano keyboard at the bottom, its keys lit while they sound.
    Keyboard(Keyboard),
    /// Title and artist, shown for a while.
    Title(Title),
}

/// A vertical gradient.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct Background {
    /// The colour at the top.
    pub top: Rgb,
    /// The colour at the bottom.
    pub bottom: Rgb,
    /// Darkening towards the corners, 0 (none) to 1.
    pub vignette: f32,
}

impl Default for Background {
    fn default() -> Self {
        Self {
            top: Rgb::new(0x0a, 0x0d, 0x1c),
            bottom: Rgb::new(0x1d, 0x17, 0x3a),
            vignette: 0.35,
        }
    }
}

/// Notes that fall onto the strike line, where the keyboard begins.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct FallingNotes {
    /// Seconds from the top of the picture to the strike line, 0.5 to 20; portrait pictures, being taller, take
    /// 1.4 times as long.
    pub fall_seconds: f32,
    /// Roundness of the notes' corners, 0 (square) to 1 (half circles).
    pub roundness: f32,
    /// Strength of the glow where notes strike, 0 to 2.
    pub glow: f32,
}

impl Default for FallingNotes {
    fn default() -> Self {
        Self {
            fall_seconds: 3.0,
            roundness: 0.6,
            glow: 1.0,
        }
    }
}

/// A piano keyboard along the bottom; its range of keys fits the song.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct Keyboard {
    /// Height as a share of the canvas, 0.05 to 0.5; none suits the shape of the canvas.
    pub height: Option<f32>,
    /// Whether C keys carry their names.
    pub labels: bool,
}

/// Title and artist, faded in and out.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct Title {
    /// Seconds from the start of the video until it begins to appear, 0 to 3600. At 0 it is there from the first
    /// frame on, which platforms show as the cover.
    pub start: f32,
    /// Seconds it is there, fades included, 0.5 to 3600.
    pub duration: f32,
    /// Seconds of each fade, 0 to half the duration.
    pub fade: f32,
    /// Size, 0.5 to 2, where 1 suits the canvas.
    pub size: f32,
}

impl Default for Title {
    fn default() -> Self {
        Self {
            start: 0.0,
            duration: 5.0,
            fade: 0.8,
            size: 1.0,
        }
    }
}
