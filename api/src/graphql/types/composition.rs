//! Compositions as they are shown.

use super::Asset;
use super::scalars::DateTime;
use crate::auth::Viewer;
use crate::data::{self, DatabaseConnection, assets};
use crate::graphql::composition::Drawn;
use crate::graphql::error::{Nullable, Problem, Result};
use crate::graphql::ids::{self, Kind};
use async_graphql::{Context, ID, Object};
use phonoglyph_engine::composition as engine;
use std::sync::OnceLock;

/// A song and what is drawn to it.
pub struct Composition {
    row: data::Composition,
    drawn: OnceLock<Result<Drawn>>,
}

impl From<data::Composition> for Composition {
    fn from(row: data::Composition) -> Self {
        let drawn = OnceLock::new();
        Self { row, drawn }
    }
}

/// What a stored composition draws.
pub fn document(row: &data::Composition) -> Result<engine::Composition> {
    engine::Composition::from_value(row.document.clone()).map_err(|error| Problem::internal(&error))
}

async fn asset(ctx: &Context<'_>, id: &str) -> Result<Option<Asset>> {
    let user = &ctx.data_unchecked::<Viewer>().user_id;
    let row = assets::find(ctx.data_unchecked::<DatabaseConnection>(), user, id).await?;
    Ok(row.map(Asset::from))
}

impl Composition {
    fn read(&self) -> Result<Drawn> {
        let read = || document(&self.row).map(|document| Drawn::from(&document));
        self.drawn.get_or_init(read).clone()
    }
}

/// A song and what is drawn to it. Exports keep it as it was when they were queued.
#[Object]
impl Composition {
    /// The opaque id of this composition.
    pub async fn id(&self) -> ID {
        ids::encode(Kind::Composition, &self.row.id)
    }

    /// Its name for people; downloads are named after it.
    async fn name(&self) -> &str {
        &self.row.name
    }

    /// The song.
    #[graphql(complexity = "1 + child_complexity")]
    async fn midi(&self, ctx: &Context<'_>) -> Nullable<Asset> {
        asset(ctx, &self.row.midi_asset_id).await.transpose()
    }

    /// The recording that is heard; null where the song is played by the synthesizer.
    #[graphql(complexity = "1 + child_complexity")]
    async fn audio(&self, ctx: &Context<'_>) -> Nullable<Asset> {
        asset(ctx, self.row.audio_asset_id.as_ref()?).await.transpose()
    }

    #[graphql(flatten)]
    async fn drawn(&self) -> Result<Drawn> {
        self.read()
    }

    /// All that is drawn as one document, such as `phonoglyph render --composition` takes: to be kept, changed and
    /// given to `createComposition` again. `composition.schema.json` describes it.
    async fn document(&self, ctx: &Context<'_>) -> Result<serde_json::Value> {
        self.read()?.whole(ctx.data_unchecked())
    }

    /// When it was made.
    async fn created_at(&self) -> DateTime {
        self.row.created_at.into()
    }

    /// When it was last changed.
    async fn updated_at(&self) -> DateTime {
        self.row.updated_at.into()
    }
}
