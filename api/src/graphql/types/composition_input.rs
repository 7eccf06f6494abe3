//! Compositions as they are given.

use crate::graphql::composition::{DocumentInput, Given, LookName, Start};
use crate::graphql::error::{Problem, Result};
use async_graphql::{ID, InputObject, MaybeUndefined};
use phonoglyph_engine::composition::Composition;
use serde_json::Value;

/// The longest name, in characters.
const MAX_NAME: usize = 200;

/// A song and what to draw to it; what is left out is as in the document or look, or without one as in the default
/// composition: falling notes onto a keyboard, before a gradient, with the title at the start.
#[derive(InputObject)]
pub struct CreateCompositionInput {
    /// The name for people, 1 to 200 characters; by default that of the song's file.
    pub name: Option<String>,
    /// The song: an asset of kind MIDI.
    pub midi_asset_id: ID,
    /// The recording that is heard: an asset of kind AUDIO; without it the synthesizer plays the song.
    pub audio_asset_id: Option<ID>,
    /// What to draw as one document, such as `phonoglyph render --composition` takes; `composition.schema.json`
    /// describes it. The fields beside it take the place of its own.
    pub document: Option<Value>,
    /// A finished look instead of a document.
    pub look: Option<LookName>,
    /// What to draw.
    #[graphql(flatten)]
    pub drawn: DocumentInput<false>,
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
    /// A document in the place of all that was drawn, such as `phonoglyph render --composition` takes. The fields
    /// beside it take the place of its own.
    pub document: Option<Value>,
    /// A finished look instead of a document. What belongs to the song stays: title, artist, cover,
    /// lyrics, fonts, stems and how they sound.
    pub look: Option<LookName>,
    /// What to draw from now on.
    #[graphql(flatten)]
    pub drawn: DocumentInput<true>,
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
    pub fn document(&mut self) -> Result<Given> {
        let start = Start::new(self.document.take(), self.look)?;
        self.drawn.over(start, Composition::default())
    }
}

impl UpdateCompositionInput {
    /// What is to be drawn from now on, all of it inside its limits.
    pub fn document(&mut self, before: Composition) -> Result<Given> {
        let start = Start::new(self.document.take(), self.look)?;
        self.drawn.over(start, before)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use async_graphql::{InputType, Value, value};
    use phonoglyph_engine::composition::Look;

    fn read(value: Value) -> Result<Composition> {
        let read = CreateCompositionInput::parse(Some(value));
        read.unwrap_or_else(|_| unreachable!("the shape is right"))
            .document()
            .map(|given| given.composition)
    }

    fn wrong(value: Value) -> Vec<(String, String)> {
        let Err(Problem::Input(fields)) = read(value) else {
            unreachable!("it is wrong");
        };
        fields.into_iter().map(|it| (it.field, it.limit)).collect()
    }

    #[test]
    fn an_empty_input_is_the_default_composition() {
        assert_eq!(read(value!({ "midiAssetId": "1" })), Ok(Composition::default()));
        let nulls = value!({ "midiAssetId": "1", "palette": null, "layers": null, "document": null });
        assert_eq!(read(nulls), Ok(Composition::default()));
    }

    #[test]
    fn every_wrong_value_is_named_where_the_input_has_it() {
        let given = value!({
            "midiAssetId": "1",
            "seed": -1,
            "palette": [],
            "layers": [
                { "title": { "opacity": 2, "keyframes": [{ "parameter": "size", "points": [{ "value": 9 }] }] } },
                { "fallingNotes": { "glow": 9, "place": { "x": 7 } } }
            ]
        });
        let found = wrong(given);
        let has = |field: &str, limit: &str| {
            assert!(
                found.iter().any(|(f, l)| f == field && l.starts_with(limit)),
                "{field} {found:?}"
            );
        };
        has("input.seed", "whole, from 0 to 4294967295");
        has("input.palette", "1 to 32 entries");
        has("input.layers[0].title.opacity", "from 0 to 1");
        has("input.layers[1].fallingNotes.glow", "from 0 to 2");
        has("input.layers[1].fallingNotes.place.x", "from -1 to 2");
    }

    #[test]
    fn what_values_must_hold_to_together_is_named_as_well() {
        let given = value!({
            "midiAssetId": "1",
            "layers": [{ "title": { "keyframes": [{ "parameter": "size", "points": [{ "value": 9 }] }] } }]
        });
        let path = "input.layers[0].title.keyframes[0].points[0].value";
        assert_eq!(wrong(given), [(path.to_owned(), "from 0.5 to 2".to_owned())]);
    }

    #[test]
    fn a_document_is_taken_and_what_stands_beside_it_counts_more() {
        let document = value!({ "version": 1, "seed": 7, "layers": [{ "type": "title", "start": 2 }] });
        let read =
            read(value!({ "midiAssetId": "1", "document": (document), "seed": 8 })).expect("it is good");
        assert_eq!((read.seed, read.layers.len()), (8, 1));
        let found =
            wrong(value!({ "midiAssetId": "1", "document": { "layers": [{ "type": "title", "size": 9 }] } }));
        assert_eq!(found[0].0, "input.document.layers[0].size");
    }

    #[test]
    fn a_look_is_taken_and_what_stands_beside_it_counts_more() {
        let expected = Look::CleanTutorial.composition().expect("it is good");
        let look = read(value!({ "midiAssetId": "1", "look": "CLEAN_TUTORIAL" })).expect("it is good");
        assert_eq!(look, expected);
        let given = value!({ "midiAssetId": "1", "look": "CLEAN_TUTORIAL", "title": "Dawn", "seed": 3 });
        let beside = read(given).expect("it is good");
        assert_eq!((beside.title.as_deref(), beside.seed), (Some("Dawn"), 3));
        assert_eq!(beside.layers, expected.layers);
        let both = wrong(value!({ "midiAssetId": "1", "look": "CLEAN_TUTORIAL", "document": {} }));
        assert_eq!(both[0].0, "input.document");
    }

    #[test]
    fn a_look_leaves_what_belongs_to_the_song() {
        let before = Composition {
            title: Some("Dawn".to_owned()),
            seed: 9,
            ..Composition::default()
        };
        let given = value!({ "id": "1", "look": "CLEAN_TUTORIAL" });
        let mut input =
            UpdateCompositionInput::parse(Some(given)).unwrap_or_else(|_| unreachable!("it is right"));
        let after = input.document(before).expect("it is good").composition;
        let look = Look::CleanTutorial.composition().expect("it is good");
        assert_eq!((after.title.as_deref(), after.seed), (Some("Dawn"), look.seed));
    }

    #[test]
    fn names_are_trimmed_and_bounded() {
        assert_eq!(name("  Evening "), Ok("Evening".to_owned()));
        assert!(name(" ").is_err() && name(&"x".repeat(201)).is_err());
    }
}
