//! Whose video an export is: what was asked for becomes a document, and its pictures are brought into storage, so that
//! the job has all it needs whenever and wherever it is done.

use super::error::{Problem, Result};
use super::ids::{self, Kind};
use super::mutation::keep_asset;
use super::templates;
use super::types::{BrandingInput, ExportTemplate};
use crate::auth::Viewer;
use crate::config::UploadLimits;
use crate::data::{AssetKind, DatabaseConnection, assets};
use crate::outside::{Limits, Outside, OutsideError};
use crate::upload::{self, UploadError};
use async_graphql::{Context, ID, InputObject};
use phonoglyph_engine::composition::{Branding, Referred, bundled_picture};
use phonoglyph_engine::job::StoredMaterial;
use phonoglyph_engine::material;
use phonoglyph_engine::media::MaterialKind;
use phonoglyph_engine::storage::keys;
use std::path::PathBuf;
use std::time::Duration;

/// How long fetching a picture may take.
const PATIENCE: Duration = Duration::from_secs(20);

/// The folder for files that are being fetched.
#[derive(Clone)]
pub struct FetchFolder(pub PathBuf);

/// Whose video it is: a template, changes to it, both or neither.
#[derive(Default, InputObject)]
pub struct BrandingChoiceInput {
    /// A template by its id, or by its key where it comes with the program, such as `social-media-pack`.
    template_id: Option<ID>,
    /// Somebody else's template, by the token of the link they shared it with.
    template_token: Option<String>,
    /// What to change in the template, or all of the branding where there is none.
    branding: Option<BrandingInput>,
}

/// A branding with the places of its pictures.
pub(super) struct Chosen {
    pub branding: Branding,
    pub material: Vec<StoredMaterial>,
}

impl BrandingChoiceInput {
    /// Makes the document and brings its pictures into storage.
    ///
    /// # Errors
    /// By its field, for each value outside its limits, and for a picture that is not there or cannot be fetched.
    pub(super) async fn choose(self, ctx: &Context<'_>) -> Result<Chosen> {
        self.choose_with(ctx, true).await
    }

    /// Makes the document and finds its pictures, but fetches none: of addresses only what can be seen in them is
    /// checked.
    ///
    /// # Errors
    /// As [`choose`](Self::choose), without those of fetching.
    pub(super) async fn look(self, ctx: &Context<'_>) -> Result<Chosen> {
        self.choose_with(ctx, false).await
    }

    async fn choose_with(self, ctx: &Context<'_>, fetch: bool) -> Result<Chosen> {
        let template = self.template(ctx).await?;
        let before = template.as_ref().map(ExportTemplate::document).transpose()?;
        let before = before.unwrap_or_default();
        let branding = match self.branding {
            Some(input) => changed(&before, input)?,
            None => before.clone(),
        };
        // A shared template may show its owner's pictures, but no others of theirs.
        let lender = match &template {
            Some(ExportTemplate::Shared(row)) => Some((row.user_id.as_str(), before.references())),
            _ => None,
        };
        let mut material = Vec::new();
        for referred in branding.references() {
            if !fetch && is_address(&referred.name) {
                let checked = ctx.data_unchecked::<Outside>().check(&referred.name);
                checked.map_err(|error| not_fetched(&field(&referred), &error))?;
                continue;
            }
            let lent = lender
                .as_ref()
                .filter(|(_, theirs)| theirs.iter().any(|it| it.name == referred.name));
            material.extend(stored(ctx, referred, lent.map(|(owner, _)| *owner)).await?);
        }
        Ok(Chosen { branding, material })
    }

    async fn template(&self, ctx: &Context<'_>) -> Result<Option<ExportTemplate>> {
        match (&self.template_id, &self.template_token) {
            (Some(_), Some(_)) => Err(Problem::field(
                "input.templateToken",
                "given",
                "left out where templateId is given",
            )),
            (Some(id), None) => templates::find(ctx, id, "input.templateId").await.map(Some),
            (None, Some(token)) => templates::shared(ctx, token, "input.templateToken")
                .await
                .map(Some),
            (None, None) => Ok(None),
        }
    }
}

/// A branding with changes from the argument `input.branding`.
pub(super) fn changed(before: &Branding, input: BrandingInput) -> Result<Branding> {
    let changed = before.changed(input.into());
    changed.map_err(|error| Problem::composition(error, |path| format!("input.branding.{path}")))
}

/// Checks what can be seen of the pictures' names without asking anybody: the viewer's uploads and addresses.
pub(super) async fn check(ctx: &Context<'_>, branding: &Branding) -> Result<()> {
    for referred in branding.references() {
        if is_address(&referred.name) {
            let checked = ctx.data_unchecked::<Outside>().check(&referred.name);
            checked.map_err(|error| not_fetched(&field(&referred), &error))?;
        } else if bundled_picture(&referred.name).is_none() {
            upload_of(ctx, &user(ctx), &referred).await?;
        }
    }
    Ok(())
}

/// The place of a picture; none where it comes with the program.
async fn stored(
    ctx: &Context<'_>,
    referred: Referred,
    lender: Option<&str>,
) -> Result<Option<StoredMaterial>> {
    let id = if bundled_picture(&referred.name).is_some() {
        return Ok(None);
    } else if is_address(&referred.name) {
        fetched(ctx, &referred).await?
    } else {
        match upload_of(ctx, &user(ctx), &referred).await {
            Err(Problem::NotFound { .. }) if lender.is_some() => {
                upload_of(ctx, lender.unwrap_or_default(), &referred).await?
            }
            found => found?,
        }
    };
    Ok(Some(StoredMaterial {
        kind: referred.kind,
        name: referred.name,
        key: keys::asset(&id)?,
    }))
}

/// The row of an uploaded picture of a user.
async fn upload_of(ctx: &Context<'_>, owner: &str, referred: &Referred) -> Result<String> {
    let field = field(referred);
    let id = ids::decode(&referred.name).filter(|(kind, _)| *kind == Kind::Asset);
    let (_, row) = id.ok_or_else(|| {
        let limit =
            "an http or https address, the id of an uploaded picture, or one that comes with a template";
        Problem::field(field.as_str(), format!("{:?}", referred.name), limit)
    })?;
    let found = assets::find(ctx.data_unchecked::<DatabaseConnection>(), owner, &row).await?;
    let found = found.ok_or_else(|| Problem::not_found("asset", field.as_str()))?;
    if found.kind == AssetKind::Picture {
        Ok(row)
    } else {
        Err(Problem::field(
            field,
            "an asset of another kind",
            "an asset of kind PICTURE",
        ))
    }
}

/// Fetches a picture and keeps it among the viewer's uploads, once for each content.
async fn fetched(ctx: &Context<'_>, referred: &Referred) -> Result<String> {
    let field = field(referred);
    let limits = Limits {
        bytes: material::max_bytes(MaterialKind::Picture),
        time: PATIENCE,
    };
    let FetchFolder(folder) = ctx.data_unchecked::<FetchFolder>();
    let fetched = ctx
        .data_unchecked::<Outside>()
        .fetch(&referred.name, limits, folder)
        .await;
    let fetched = fetched.map_err(|error| not_fetched(&field, &error))?;
    let path = fetched.file.into_temp_path();
    let (at, uploads) = (path.to_path_buf(), *ctx.data_unchecked::<UploadLimits>());
    let examined = tokio::task::spawn_blocking(move || upload::examine(&at, uploads)).await?;
    let no_picture = |why: String| {
        Problem::field(
            field.as_str(),
            why,
            "the address of a PNG, JPEG, WebP or SVG picture",
        )
    };
    let examined = match examined {
        Ok(examined) if examined.kind == AssetKind::Picture => examined,
        Ok(examined) => {
            return Err(no_picture(format!(
                "the address of a file of type {}",
                examined.media_type
            )));
        }
        Err(UploadError::Io(error)) => return Err(error.into()),
        Err(error) => return Err(no_picture(error.to_string())),
    };
    let db = ctx.data_unchecked::<DatabaseConnection>();
    if let Some(same) = assets::same(db, &user(ctx), AssetKind::Picture, &examined.sha256).await? {
        return Ok(same.id);
    }
    let name = referred.name.split(['?', '#']).next().unwrap_or_default();
    Ok(keep_asset(ctx, &path, name, &examined).await?.id)
}

fn is_address(name: &str) -> bool {
    name.split_once("://").is_some()
}

fn not_fetched(field: &str, error: &OutsideError) -> Problem {
    if let OutsideError::Io(error) = error {
        return Problem::internal(error);
    }
    Problem::Fetch {
        message: format!("{field}: {error}"),
        field: field.to_owned(),
        may_pass: error.may_pass(),
    }
}

/// The argument that a path in the document came from.
fn field(referred: &Referred) -> String {
    format!("input.branding.{}", referred.path)
}

fn user(ctx: &Context<'_>) -> String {
    ctx.data_unchecked::<Viewer>().user_id.clone()
}
