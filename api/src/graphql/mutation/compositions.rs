//! Compositions.

use crate::auth::Viewer;
use crate::data::{self, AssetKind, DatabaseConnection, assets, compositions};
use crate::graphql::error::{Problem, Result};
use crate::graphql::ids::{self, Kind};
use crate::graphql::material;
use crate::graphql::types::{
    Composition, CreateCompositionInput, UpdateCompositionInput, composition_name, document_of,
};
use async_graphql::{Context, ID, InputObject, Object, SimpleObject};
use std::path::Path;

/// The part of [`Mutation`](super::Mutation) about compositions.
#[derive(Default)]
pub struct CompositionMutation;

/// A composition to delete.
#[derive(InputObject)]
pub struct DeleteCompositionInput {
    /// The composition.
    id: ID,
}

/// What came of creating a composition.
#[derive(SimpleObject)]
pub struct CreateCompositionPayload {
    /// The new composition.
    composition: Composition,
}

/// What came of changing a composition.
#[derive(SimpleObject)]
pub struct UpdateCompositionPayload {
    /// The composition as it is now.
    composition: Composition,
}

/// What came of deleting a composition.
#[derive(SimpleObject)]
pub struct DeleteCompositionPayload {
    /// The id that names nothing any more.
    deleted_composition_id: ID,
}

#[Object]
impl CompositionMutation {
    /// Makes a composition of an uploaded song and, if there is one, a recording of it.
    async fn create_composition(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The song and what to draw to it.")] mut input: CreateCompositionInput,
    ) -> Result<CreateCompositionPayload> {
        let given = input.document()?;
        material::check(ctx, &given, None).await?;
        let midi = asset(ctx, AssetKind::Midi, &input.midi_asset_id, "input.midiAssetId").await?;
        let audio = audio(ctx, input.audio_asset_id.as_ref()).await?;
        let name = match &input.name {
            Some(name) => composition_name(name)?,
            None => file_stem(&midi.file_name),
        };
        let now = chrono::Utc::now();
        let row = data::Composition {
            id: data::new_id(),
            user_id: user(ctx).to_owned(),
            name,
            midi_asset_id: midi.id,
            audio_asset_id: audio,
            document: given.composition.to_value(),
            created_at: now,
            updated_at: now,
        };
        compositions::insert(db(ctx), row.clone()).await?;
        Ok(CreateCompositionPayload {
            composition: row.into(),
        })
    }

    /// Changes a composition. Exports that were queued before keep it as it was.
    async fn update_composition(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The composition and what to change in it.")] mut input: UpdateCompositionInput,
    ) -> Result<UpdateCompositionPayload> {
        let id = ids::expect(Kind::Composition, &input.id, "input.id")?;
        let missing = || Problem::not_found("composition", "input.id");
        let mut row = compositions::find(db(ctx), user(ctx), &id)
            .await?
            .ok_or_else(missing)?;
        let before = document_of(&row)?;
        let given = input.document(before.clone())?;
        material::check(ctx, &given, Some(&before)).await?;
        row.document = given.composition.to_value();
        if let Some(name) = &input.name {
            row.name = composition_name(name)?;
        }
        if !input.audio_asset_id.is_undefined() {
            row.audio_asset_id = audio(ctx, input.audio_asset_id.value()).await?;
        }
        row.updated_at = chrono::Utc::now();
        if !compositions::update(db(ctx), row.clone()).await? {
            return Err(missing());
        }
        Ok(UpdateCompositionPayload {
            composition: row.into(),
        })
    }

    /// Deletes a composition. Its assets stay, and so do exports that were queued from it.
    async fn delete_composition(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The composition.")] input: DeleteCompositionInput,
    ) -> Result<DeleteCompositionPayload> {
        let id = ids::expect(Kind::Composition, &input.id, "input.id")?;
        if !compositions::delete(db(ctx), user(ctx), &id).await? {
            return Err(Problem::not_found("composition", "input.id"));
        }
        Ok(DeleteCompositionPayload {
            deleted_composition_id: input.id,
        })
    }
}

fn user<'a>(ctx: &Context<'a>) -> &'a str {
    &ctx.data_unchecked::<Viewer>().user_id
}

fn db<'a>(ctx: &Context<'a>) -> &'a DatabaseConnection {
    ctx.data_unchecked()
}

/// The user's asset that the argument `field` names, which must be of that kind.
async fn asset(ctx: &Context<'_>, kind: AssetKind, id: &ID, field: &str) -> Result<data::Asset> {
    let row = ids::expect(Kind::Asset, id, field)?;
    let found = assets::find(db(ctx), user(ctx), &row).await?;
    let found = found.ok_or_else(|| Problem::not_found("asset", field))?;
    if found.kind == kind {
        return Ok(found);
    }
    let (is, wanted) = (kind_of_asset(found.kind), kind_of_asset(kind));
    Err(Problem::field(field, is, wanted))
}

/// As the schema writes kinds.
const fn kind_of_asset(kind: AssetKind) -> &'static str {
    match kind {
        AssetKind::Midi => "an asset of kind MIDI",
        AssetKind::Audio => "an asset of kind AUDIO",
        AssetKind::Picture => "an asset of kind PICTURE",
        AssetKind::Font => "an asset of kind FONT",
        AssetKind::Lut => "an asset of kind LUT",
        AssetKind::Lyrics => "an asset of kind LYRICS",
        AssetKind::SoundFont => "an asset of kind SOUNDFONT",
    }
}

async fn audio(ctx: &Context<'_>, id: Option<&ID>) -> Result<Option<String>> {
    match id {
        Some(id) => Ok(Some(
            asset(ctx, AssetKind::Audio, id, "input.audioAssetId").await?.id,
        )),
        None => Ok(None),
    }
}

fn file_stem(name: &str) -> String {
    let stem = Path::new(name).file_stem().and_then(|stem| stem.to_str());
    stem.unwrap_or(name).to_owned()
}
