//! Compositions as they are given.

use super::layer_input::{LayerInput, field_of};
use super::scalars::{Color, Long};
use crate::graphql::error::{Problem, Result};
use async_graphql::{ID, InputObject, MaybeUndefined};
use phonoglyph_engine::composition::{self as engine, Composition};

/// The longest name, in characters.
const MAX_NAME: usize = 200;

/// A song and what to draw to it; what is left out is as in the default composition: falling notes onto a keyboard,
/// before a gradient, with the title at the start.
#[derive(InputObject)]
pub struct CreateCompositionInput {
    /// The name for people, 1 to 200 characters; by default that of the song's file.
    pub name: Option<String>,
    /// The song: an asset of kind MIDI.
    pub midi_asset_id: ID,
    /// The recording that is heard: an asset of kind AUDIO; without it the synthesizer plays the song.
    pub audio_asset_id: Option<ID>,
    /// The title to show, up to 200 characters; by default the song's own.
    pub title: Option<String>,
    /// The artist to show, up to 200 characters.
    pub artist: Option<String>,
    /// Colours of the tracks with notes, in their order, 1 to 32.
    pub palette: Option<Vec<Color>>,
    /// What to draw, from the back to the front, 1 to 64 layers.
    pub layers: Option<Vec<LayerInput>>,
    /// Seed of everything random in the picture, 0 to 4294967295.
    pub seed: Option<Long>,
}

/// What to change in a composition; what is left out stays.
#[derive(InputObject)]
pub struct UpdateCompositionInput {
    /// The composition.
    pub id: ID,
    /// The name for people, 1 to 200 characters.
    pub name: Option<String>,
    /// The recording that is heard: an asset of kind AUDIO; null lets the synthesizer play the song.
    pub audio_asset_id: MaybeUndefined<ID>,
    /// The title to show, up to 200 characters; null takes the song's own.
    pub title: MaybeUndefined<String>,
    /// The artist to show, up to 200 characters; null shows none.
    pub artist: MaybeUndefined<String>,
    /// Colours of the tracks with notes, in their order, 1 to 32.
    pub palette: Option<Vec<Color>>,
    /// What to draw, from the back to the front, 1 to 64 layers.
    pub layers: Option<Vec<LayerInput>>,
    /// Seed of everything random in the picture, 0 to 4294967295.
    pub seed: Option<Long>,
}

/// A name as it is given, without space around it.
pub fn name(text: &str) -> Result<String> {
    let name = text.trim();
    let length = name.chars().count();
    if (1..=MAX_NAME).contains(&length) {
        return Ok(name.to_owned());
    }
    let value = format!("a text of {length} characters");
    Err(Problem::field(
        "input.name",
        value,
        format!("1 to {MAX_NAME} characters long"),
    ))
}

impl CreateCompositionInput {
    /// What is to be drawn, all of it inside its limits.
    pub fn document(&mut self) -> Result<Composition> {
        let default = Composition {
            title: self.title.take(),
            artist: self.artist.take(),
            ..Composition::default()
        };
        changed(default, self.palette.take(), self.layers.take(), self.seed)
    }
}

impl UpdateCompositionInput {
    /// What is to be drawn from now on, all of it inside its limits.
    pub fn document(&mut self, mut document: Composition) -> Result<Composition> {
        if !self.title.is_undefined() {
            document.title = std::mem::take(&mut self.title).take();
        }
        if !self.artist.is_undefined() {
            document.artist = std::mem::take(&mut self.artist).take();
        }
        changed(document, self.palette.take(), self.layers.take(), self.seed)
    }
}

fn changed(
    mut document: Composition,
    palette: Option<Vec<Color>>,
    layers: Option<Vec<LayerInput>>,
    seed: Option<Long>,
) -> Result<Composition> {
    if let Some(palette) = palette {
        document.palette = palette.into_iter().map(|color| color.0).collect();
        document.palette_name = None;
    }
    if let Some(layers) = layers {
        document.layers = layers
            .into_iter()
            .map(|layer| engine::LayerKind::from(layer).into())
            .collect();
    }
    if let Some(Long(seed)) = seed {
        let limit = format!("from 0 to {}", u32::MAX);
        document.seed = u32::try_from(seed).map_err(|_| Problem::field("input.seed", seed, limit))?;
    }
    let path = |path: &str| input_path(&document, path);
    document
        .check()
        .map_err(|error| Problem::composition(error, "input", path))?;
    Ok(document)
}

/// The path of a value in the input from its path in the document: a layer stands one field deeper there.
fn input_path(document: &Composition, path: &str) -> String {
    let deeper = || {
        let (index, field) = path.strip_prefix("layers[")?.split_once("].")?;
        let layer = document.layers.get(index.parse::<usize>().ok()?)?;
        Some(format!("layers[{index}].{}.{field}", field_of(&layer.kind)))
    };
    deeper().unwrap_or_else(|| path.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use async_graphql::{InputType, Value, value};

    fn read(value: Value) -> Result<Composition> {
        let read = CreateCompositionInput::parse(Some(value));
        read.unwrap_or_else(|_| unreachable!("the shape is right"))
            .document()
    }

    #[test]
    fn an_empty_input_is_the_default_composition() {
        assert_eq!(read(value!({ "midiAssetId": "1" })), Ok(Composition::default()));
    }

    #[test]
    fn a_wrong_value_is_named_where_the_input_has_it() {
        let layers =
            value!({ "midiAssetId": "1", "layers": [{ "title": {} }, { "fallingNotes": { "glow": 9 } }] });
        let Err(Problem::Input(fields)) = read(layers) else {
            unreachable!("9 is too much glow");
        };
        assert_eq!(fields[0].field, "input.layers[1].fallingNotes.glow");
        assert_eq!(fields[0].limit, "from 0 to 2");
        assert!(read(value!({ "midiAssetId": "1", "seed": -1 })).is_err());
        assert!(read(value!({ "midiAssetId": "1", "palette": [] })).is_err());
    }

    #[test]
    fn names_are_trimmed_and_bounded() {
        assert_eq!(name("  Evening "), Ok("Evening".to_owned()));
        assert!(name(" ").is_err() && name(&"x".repeat(201)).is_err());
    }
}
