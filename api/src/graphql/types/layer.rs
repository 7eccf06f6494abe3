//! What a composition draws, as it is shown: a union of the layers.

use super::scalars::Color;
use async_graphql::{SimpleObject, Union};
use phonoglyph_engine::composition as engine;

/// Something a composition draws.
#[derive(Union)]
pub enum Layer {
    /// What is behind everything.
    Background(BackgroundLayer),
    /// Notes that fall onto the strike line.
    FallingNotes(FallingNotesLayer),
    /// A piano keyboard.
    Keyboard(KeyboardLayer),
    /// Title and artist.
    Title(TitleLayer),
}

/// A vertical gradient behind everything.
#[derive(SimpleObject)]
pub struct BackgroundLayer {
    /// The colour at the top.
    top: Color,
    /// The colour at the bottom.
    bottom: Color,
    /// Darkening towards the corners, 0 (none) to 1.
    vignette: f64,
}

/// Notes that fall onto the strike line, where the keyboard begins.
#[derive(SimpleObject)]
pub struct FallingNotesLayer {
    /// Seconds from the top of the picture to the strike line, 0.5 to 20.
    fall_seconds: f64,
    /// Roundness of the notes' corners, 0 (square) to 1 (half circles).
    roundness: f64,
    /// Strength of the glow where notes strike, 0 to 2.
    glow: f64,
}

/// A piano keyboard along the bottom, its keys lit while they sound; its range of keys fits the song.
#[derive(SimpleObject)]
pub struct KeyboardLayer {
    /// Height as a share of the picture, 0.05 to 0.5; null suits the shape of the picture.
    height: Option<f64>,
    /// Whether C keys carry their names.
    labels: bool,
}

/// Title and artist, faded in and out.
#[derive(SimpleObject)]
pub struct TitleLayer {
    /// Seconds from the start of the video until it begins to appear, 0 to 3600.
    start: f64,
    /// Seconds it is there, fades included, 0.5 to 3600.
    duration: f64,
    /// Seconds of each fade, 0 to half the duration.
    fade: f64,
    /// Size, 0.5 to 2, where 1 suits the picture.
    size: f64,
}

/// A 32-bit number as it is written: 0.35 and not 0.3499999940395355.
fn float(value: f32) -> f64 {
    value.to_string().parse().unwrap_or_else(|_| f64::from(value))
}

impl From<&engine::LayerKind> for Layer {
    fn from(layer: &engine::LayerKind) -> Self {
        match layer {
            engine::LayerKind::Background(layer) => Self::Background(BackgroundLayer {
                top: Color(layer.top),
                bottom: Color(layer.bottom),
                vignette: float(layer.vignette),
            }),
            engine::LayerKind::FallingNotes(layer) => Self::FallingNotes(FallingNotesLayer {
                fall_seconds: float(layer.fall_seconds),
                roundness: float(layer.roundness),
                glow: float(layer.glow),
            }),
            engine::LayerKind::Keyboard(layer) => Self::Keyboard(KeyboardLayer {
                height: layer.height.map(float),
                labels: layer.labels,
            }),
            engine::LayerKind::Title(layer) => Self::Title(TitleLayer {
                start: float(layer.appears),
                duration: float(layer.duration),
                fade: float(layer.fade),
                size: float(layer.size),
            }),
        }
    }
}
