//! Finding presets of a user's own.

use super::error::{Problem, Result};
use super::ids::{self, Kind};
use super::types::{CustomPreset, preset_settings};
use crate::auth::Viewer;
use crate::data::{self, DatabaseConnection, presets};
use async_graphql::{Context, ID};
use phonoglyph_engine::export::ExportSettings;

/// The most presets of a user.
pub(super) const MOST: u64 = 100;

/// A preset of one's own, to begin from.
pub(super) struct Own {
    /// Its row.
    pub id: String,
    /// What it sets.
    pub settings: ExportSettings,
}

/// The preset of one's own that the argument `field` names; none where it names none.
pub(super) async fn of(ctx: &Context<'_>, id: Option<&ID>, field: &str) -> Result<Option<Own>> {
    let Some(id) = id else { return Ok(None) };
    let row = find(ctx, id, field).await?;
    Ok(Some(Own {
        settings: preset_settings(&row)?,
        id: row.id,
    }))
}

/// The row of the preset that the argument `field` names.
pub(super) async fn find(ctx: &Context<'_>, id: &ID, field: &str) -> Result<data::Preset> {
    let row = ids::expect(Kind::CustomPreset, id, field)?;
    let found = presets::find(db(ctx), user(ctx), &row).await?;
    found.ok_or_else(|| Problem::not_found("preset", field))
}

/// All of the viewer's, newest first.
pub(super) async fn all(ctx: &Context<'_>) -> Result<Vec<CustomPreset>> {
    let rows = presets::list(db(ctx), user(ctx), MOST).await?;
    Ok(rows.into_iter().map(CustomPreset).collect())
}

fn user<'a>(ctx: &Context<'a>) -> &'a str {
    &ctx.data_unchecked::<Viewer>().user_id
}

fn db<'a>(ctx: &Context<'a>) -> &'a DatabaseConnection {
    ctx.data_unchecked()
}
