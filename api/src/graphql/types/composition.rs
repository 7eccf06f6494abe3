//! Compositions as they are shown.

use super::Asset;
use super::layer::Layer;
use super::scalars::{Color, DateTime, Long};
use crate::auth::Viewer;
use crate::data::{self, DatabaseConnection, assets};
use crate::graphql::error::{Problem, Result};
use crate::graphql::ids::{self, Kind};
use async_graphql::{Context, ID, Object};
use phonoglyph_engine::composition as engine;

/// A song and what is drawn to it.
pub struct Composition(pub data::Composition);

impl Composition {
    fn document(&self) -> Result<engine::Composition> {
        document(&self.0)
    }
}

/// What a stored composition draws.
pub fn document(row: &data::Composition) -> Result<engine::Composition> {
    serde_json::from_value(row.document.clone()).map_err(|error| Problem::internal(&error))
}

async fn asset(ctx: &Context<'_>, id: &str) -> Result<Option<Asset>> {
    let user = &ctx.data_unchecked::<Viewer>().user_id;
    let row = assets::find(ctx.data_unchecked::<DatabaseConnection>(), user, id).await?;
    Ok(row.map(Asset::from))
}

/// A song and what is drawn to it. Exports keep it as it was when they were queued.
#[Object]
impl Composition {
    /// The opaque id of this composition.
    pub async fn id(&self) -> ID {
        ids::encode(Kind::Composition, &self.0.id)
    }

    /// Its name for people; downloads are named after it.
    async fn name(&self) -> &str {
        &self.0.name
    }

    /// The song.
    #[graphql(complexity = "1 + child_complexity")]
    async fn midi(&self, ctx: &Context<'_>) -> Result<Option<Asset>> {
        asset(ctx, &self.0.midi_asset_id).await
    }

    /// The recording that is heard; null where the song is played by the synthesizer.
    #[graphql(complexity = "1 + child_complexity")]
    async fn audio(&self, ctx: &Context<'_>) -> Result<Option<Asset>> {
        match &self.0.audio_asset_id {
            Some(id) => asset(ctx, id).await,
            None => Ok(None),
        }
    }

    /// The title that is shown; null takes the song's own.
    async fn title(&self) -> Result<Option<String>> {
        Ok(self.document()?.title)
    }

    /// The artist that is shown.
    async fn artist(&self) -> Result<Option<String>> {
        Ok(self.document()?.artist)
    }

    /// Colours of the tracks with notes, in their order; they repeat when there are more tracks.
    async fn palette(&self) -> Result<Vec<Color>> {
        Ok(self.document()?.colors().into_iter().map(Color).collect())
    }

    /// What is drawn, from the back to the front.
    async fn layers(&self) -> Result<Vec<Layer>> {
        Ok(self
            .document()?
            .layers
            .iter()
            .map(|layer| Layer::from(&layer.kind))
            .collect())
    }

    /// Seed of everything random in the picture.
    async fn seed(&self) -> Result<Long> {
        Ok(Long(i64::from(self.document()?.seed)))
    }

    /// When it was made.
    async fn created_at(&self) -> DateTime {
        self.0.created_at.into()
    }

    /// When it was last changed.
    async fn updated_at(&self) -> DateTime {
        self.0.updated_at.into()
    }
}
