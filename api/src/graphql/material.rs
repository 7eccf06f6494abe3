//! What a composition refers to, among the user's uploads.

use super::composition::Given;
use super::error::{Problem, Result};
use super::ids::{self, Kind};
use crate::auth::Viewer;
use crate::data::{AssetKind, DatabaseConnection, assets};
use async_graphql::Context;
use phonoglyph_engine::composition::{Composition, Referred};
use phonoglyph_engine::job::StoredMaterial;
use phonoglyph_engine::media::MaterialKind;
use phonoglyph_engine::storage::keys;

/// Finds every upload that the document refers to by its id.
///
/// # Errors
/// By its path, for each id that is none of the user's or names a file of another kind.
pub(super) async fn stored(ctx: &Context<'_>, document: &Composition) -> Result<Vec<StoredMaterial>> {
    let mut found = Vec::new();
    for referred in document.references() {
        found.push(find(ctx, referred).await?);
    }
    Ok(found)
}

/// Finds whatever the document that was given refers to and `before` did not.
///
/// # Errors
/// By its path in the argument, for the first id that is none of the user's or names a file of another kind.
pub(super) async fn check(ctx: &Context<'_>, given: &Given, before: Option<&Composition>) -> Result<()> {
    let before = before.map(Composition::references).unwrap_or_default();
    let known = |it: &Referred| {
        before
            .iter()
            .any(|known| (known.kind, &known.name) == (it.kind, &it.name))
    };
    for mut referred in given.composition.references() {
        if !known(&referred) {
            referred.path = given.path(&referred.path);
            find(ctx, referred).await?;
        }
    }
    Ok(())
}

async fn find(ctx: &Context<'_>, referred: Referred) -> Result<StoredMaterial> {
    let Referred { kind, name, path } = referred;
    let id = ids::expect(Kind::Asset, &name.as_str().into(), &path)?;
    let user = &ctx.data_unchecked::<Viewer>().user_id;
    let row = assets::find(ctx.data_unchecked::<DatabaseConnection>(), user, &id).await?;
    let row = row.ok_or_else(|| Problem::not_found("asset", path.clone()))?;
    let wanted = wanted(kind);
    if row.kind != wanted {
        let value = format!("an asset of kind {:?}", row.kind);
        return Err(Problem::field(
            path,
            value,
            format!("an asset of kind {wanted:?}"),
        ));
    }
    Ok(StoredMaterial {
        kind,
        name,
        key: keys::asset(&id)?,
    })
}

/// The kind of asset that this must be.
pub(super) fn wanted(kind: MaterialKind) -> AssetKind {
    match kind {
        MaterialKind::Picture => AssetKind::Picture,
        MaterialKind::Lut => AssetKind::Lut,
        MaterialKind::Lyrics => AssetKind::Lyrics,
        MaterialKind::Font => AssetKind::Font,
        MaterialKind::Sound => AssetKind::Audio,
        MaterialKind::SoundFont => AssetKind::SoundFont,
    }
}
