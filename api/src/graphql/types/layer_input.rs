//! What a composition draws, as it is given: one input for each layer, of which exactly one is set.
//!
//! The defaults stand in the schema for clients to see; a test holds them equal to the engine's.

use super::scalars::Color;
use async_graphql::{InputObject, OneofObject};
use phonoglyph_engine::color::Rgb;
use phonoglyph_engine::composition as engine;

/// Something to draw: exactly one of the fields.
#[derive(OneofObject)]
pub enum LayerInput {
    /// A vertical gradient behind everything.
    Background(BackgroundInput),
    /// Notes that fall onto the strike line.
    FallingNotes(FallingNotesInput),
    /// A piano keyboard along the bottom.
    Keyboard(KeyboardInput),
    /// Title and artist.
    Title(TitleInput),
}

/// A vertical gradient behind everything.
#[derive(InputObject)]
pub struct BackgroundInput {
    /// The colour at the top.
    #[graphql(default_with = "Color(Rgb::new(0x0a, 0x0d, 0x1c))")]
    top: Color,
    /// The colour at the bottom.
    #[graphql(default_with = "Color(Rgb::new(0x1d, 0x17, 0x3a))")]
    bottom: Color,
    /// Darkening towards the corners, 0 (none) to 1.
    #[graphql(default = 0.35)]
    vignette: f64,
}

/// Notes that fall onto the strike line, where the keyboard begins.
#[derive(InputObject)]
pub struct FallingNotesInput {
    /// Seconds from the top of the picture to the strike line, 0.5 to 20.
    #[graphql(default = 3.0)]
    fall_seconds: f64,
    /// Roundness of the notes' corners, 0 (square) to 1 (half circles).
    #[graphql(default = 0.6)]
    roundness: f64,
    /// Strength of the glow where notes strike, 0 to 2.
    #[graphql(default = 1.0)]
    glow: f64,
}

/// A piano keyboard along the bottom, its keys lit while they sound; its range of keys fits the song.
#[derive(InputObject)]
pub struct KeyboardInput {
    /// Height as a share of the picture, 0.05 to 0.5; none suits the shape of the picture.
    height: Option<f64>,
    /// Whether C keys carry their names.
    #[graphql(default = false)]
    labels: bool,
}

/// Title and artist, faded in and out.
#[derive(InputObject)]
pub struct TitleInput {
    /// Seconds from the start of the video until it begins to appear, 0 to 3600.
    #[graphql(default = 0.0)]
    start: f64,
    /// Seconds it is there, fades included, 0.5 to 3600.
    #[graphql(default = 5.0)]
    duration: f64,
    /// Seconds of each fade, 0 to half the duration.
    #[graphql(default = 0.8)]
    fade: f64,
    /// Size, 0.5 to 2, where 1 suits the picture.
    #[graphql(default = 1.0)]
    size: f64,
}

impl From<LayerInput> for engine::LayerKind {
    fn from(input: LayerInput) -> Self {
        match input {
            LayerInput::Background(input) => Self::Background(engine::Background {
                top: input.top.0,
                bottom: input.bottom.0,
                vignette: input.vignette as f32,
            }),
            LayerInput::FallingNotes(input) => Self::FallingNotes(engine::FallingNotes {
                fall_seconds: input.fall_seconds as f32,
                roundness: input.roundness as f32,
                glow: input.glow as f32,
            }),
            LayerInput::Keyboard(input) => Self::Keyboard(engine::Keyboard {
                height: input.height.map(|height| height as f32),
                labels: input.labels,
            }),
            LayerInput::Title(input) => Self::Title(engine::Title {
                appears: input.start as f32,
                duration: input.duration as f32,
                fade: input.fade as f32,
                size: input.size as f32,
            }),
        }
    }
}

/// The field of [`LayerInput`] that holds a layer.
pub fn field_of(layer: &engine::LayerKind) -> &'static str {
    match layer {
        engine::LayerKind::Background(_) => "background",
        engine::LayerKind::FallingNotes(_) => "fallingNotes",
        engine::LayerKind::Keyboard(_) => "keyboard",
        engine::LayerKind::Title(_) => "title",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use async_graphql::{InputType, Value, value};

    fn read(value: Value) -> engine::LayerKind {
        LayerInput::parse(Some(value))
            .unwrap_or_else(|_| unreachable!("an empty layer is good"))
            .into()
    }

    #[test]
    fn the_defaults_are_the_engines() {
        let layers = [
            (
                value!({ "background": {} }),
                engine::LayerKind::Background(engine::Background::default()),
            ),
            (
                value!({ "fallingNotes": {} }),
                engine::LayerKind::FallingNotes(engine::FallingNotes::default()),
            ),
            (
                value!({ "keyboard": {} }),
                engine::LayerKind::Keyboard(engine::Keyboard::default()),
            ),
            (
                value!({ "title": {} }),
                engine::LayerKind::Title(engine::Title::default()),
            ),
        ];
        for (value, layer) in layers {
            assert!(value.to_string().contains(field_of(&layer)));
            assert_eq!(read(value), layer);
        }
    }
}
