//! Finding templates: those that come with the program, the viewer's own, and others' by their links.

use super::error::{Problem, Result};
use super::ids::{self, Kind};
use super::types::ExportTemplate;
use crate::auth::Viewer;
use crate::data::{DatabaseConnection, templates};
use async_graphql::{Context, ID};
use phonoglyph_engine::composition as engine;

/// The most templates of a user.
pub(super) const MOST: u64 = 100;

/// A template that the argument `field` names by its id, or by its key where it comes with the program.
pub(super) async fn find(ctx: &Context<'_>, id: &ID, field: &str) -> Result<ExportTemplate> {
    if let Some(template) = built_in(id) {
        return Ok(ExportTemplate::BuiltIn(template));
    }
    let row = ids::expect(Kind::ExportTemplate, id, field)?;
    let found = templates::find(ctx.data_unchecked::<DatabaseConnection>(), user(ctx), &row).await?;
    found
        .map(ExportTemplate::Own)
        .ok_or_else(|| Problem::not_found("export template", field))
}

/// The template that comes with the program under this id or key.
pub(super) fn built_in(id: &ID) -> Option<&'static engine::Template> {
    let all = engine::templates().iter();
    let named = |template: &&engine::Template| {
        template.id == id.as_str() || ids::encode(Kind::ExportTemplate, &template.id) == *id
    };
    all.clone().find(named)
}

/// The template that the link with the secret in the argument `field` shows.
pub(super) async fn shared(ctx: &Context<'_>, token: &str, field: &str) -> Result<ExportTemplate> {
    let found = templates::shared(ctx.data_unchecked::<DatabaseConnection>(), token).await?;
    found
        .map(ExportTemplate::Shared)
        .ok_or_else(|| Problem::not_found("export template", field))
}

/// All that the viewer may use: first those that come with the program, then their own, newest first.
pub(super) async fn all(ctx: &Context<'_>) -> Result<Vec<ExportTemplate>> {
    let own = templates::list(ctx.data_unchecked::<DatabaseConnection>(), user(ctx), MOST).await?;
    let built_in = engine::templates().iter().map(ExportTemplate::BuiltIn);
    Ok(built_in.chain(own.into_iter().map(ExportTemplate::Own)).collect())
}

fn user<'a>(ctx: &Context<'a>) -> &'a str {
    &ctx.data_unchecked::<Viewer>().user_id
}
