//! Dry runs: what an export would come to, or what is wrong with it.

use super::branding::BrandingChoiceInput;
use super::error::{Problem, Result, WrongField};
use super::mutation::exports::{composition, source};
use super::types::{ExportSettingsInput, ExportValidation};
use super::{FetchFolder, presets};
use crate::dry_run::{DryRun, Measured};
use async_graphql::{Context, ID, InputObject};
use phonoglyph_engine::export::ExportConfig;
use phonoglyph_engine::job::{ExportService, JobSource};
use phonoglyph_engine::material;
use phonoglyph_engine::media::MaterialKind;
use phonoglyph_engine::plan::RenderPlan;
use phonoglyph_engine::storage::Storage;
use phonoglyph_engine::workshop::{Workshop, WorkshopError};
use std::path::Path;
use std::sync::Arc;

/// What a dry run costs in a query: it reads a song and the pictures.
pub const COST: usize = 100;

/// An export to look at without queueing it.
#[derive(InputObject)]
pub struct ValidateExportInput {
    /// The composition.
    composition_id: ID,
    /// How to export it.
    #[graphql(flatten)]
    settings: ExportSettingsInput,
    /// Whose video it is. Pictures are not fetched from addresses.
    #[graphql(flatten)]
    branding: BrandingChoiceInput,
}

/// What the export would come to, or all that is wrong with it. What is not there at all is an error of the request, as
/// it is when an export is queued.
pub(super) async fn validate(ctx: &Context<'_>, input: ValidateExportInput) -> Result<ExportValidation> {
    let row = composition(ctx, &input.composition_id).await?;
    let mut wrong = Vec::new();
    let own = presets::of(
        ctx,
        input.settings.custom_preset_id.as_ref(),
        "input.customPresetId",
    )
    .await?;
    let config = kept(
        input.settings.build("input", own.map(|own| own.settings)),
        &mut wrong,
    )?;
    let chosen = kept(input.branding.look(ctx).await, &mut wrong)?;
    let plain = kept(source(ctx, &row).await, &mut wrong)?;
    let (Some(config), Some(chosen), Some(mut source)) = (config, chosen, plain) else {
        return Ok(ExportValidation::wrong(wrong));
    };
    source.branding = chosen.branding;
    source.material.extend(chosen.material);
    let planned = plan(ctx, source.clone(), config.clone()).await;
    let Some(plan) = kept(planned, &mut wrong)? else {
        return Ok(ExportValidation::wrong(wrong));
    };
    let pictures = measured(ctx, &source).await?;
    let speed = ctx.data_unchecked::<ExportService>().speed().await;
    let speed = speed.map_err(|error| Problem::job(error, "input"))?;
    let run = DryRun::of(&plan, &pictures, speed);
    Ok(ExportValidation::good(&config, run))
}

/// What came out, or none with its errors noted where they are the user's mistakes.
fn kept<T>(result: Result<T>, wrong: &mut Vec<WrongField>) -> Result<Option<T>> {
    match result {
        Ok(value) => Ok(Some(value)),
        // What is no id at all is a mistake of the program that asks, not of its user.
        Err(Problem::Input(fields)) if fields.iter().any(WrongField::is_id) => Err(Problem::Input(fields)),
        Err(Problem::Input(fields)) => {
            wrong.extend(fields);
            Ok(None)
        }
        Err(Problem::Fetch { message, field, .. }) => {
            wrong.push(WrongField::new(
                field,
                message,
                "an address that may be fetched from",
            ));
            Ok(None)
        }
        Err(other) => Err(other),
    }
}

/// The plan of a video, without looking at what it is drawn from.
pub(super) async fn plan(ctx: &Context<'_>, source: JobSource, config: ExportConfig) -> Result<RenderPlan> {
    let workshop = Arc::clone(ctx.data_unchecked::<Arc<Workshop>>());
    let FetchFolder(folder) = ctx.data_unchecked::<FetchFolder>().clone();
    let planned = tokio::task::spawn_blocking(move || {
        let scratch = tempfile::tempdir_in(folder).map_err(WorkshopError::scratch)?;
        workshop.plan(&source, &config, scratch.path(), &|| false)
    });
    planned.await?.map_err(unplanned)
}

/// What cannot be planned is a mistake in the arguments that say which part of the song is wanted, or the song's.
fn unplanned(error: WorkshopError) -> Problem {
    match error {
        WorkshopError::Failed {
            code: "BAD_PLAN",
            message,
            ..
        } => {
            let fields = ["from", "audio.fadeIn"];
            let field = fields.into_iter().find(|field| message.starts_with(field));
            let limit = match field {
                Some("from") => "before the end of the song",
                Some(_) => "short enough that both fades fit into the video",
                None => "a part of the song that is not too long for one video",
            };
            Problem::field(format!("input.{}", field.unwrap_or("to")), message, limit)
        }
        WorkshopError::Failed { code: "STORAGE", .. } | WorkshopError::Stopped => Problem::internal(&error),
        WorkshopError::Failed { code, message, .. } => Problem::NotDrawn { code, message },
    }
}

/// The sizes of the pictures that can be read; one that cannot be fails where it is drawn.
async fn measured(ctx: &Context<'_>, source: &JobSource) -> Result<Vec<Measured>> {
    let (storage, FetchFolder(folder)) = (
        ctx.data_unchecked::<Storage>(),
        ctx.data_unchecked::<FetchFolder>(),
    );
    let mut found = Vec::new();
    let pictures = source
        .material
        .iter()
        .filter(|it| it.kind == MaterialKind::Picture);
    for picture in pictures {
        let file = tempfile::NamedTempFile::new_in(folder)?.into_temp_path();
        if storage.fetch(&picture.key, &file).await.is_err() {
            continue;
        }
        let size = tokio::task::spawn_blocking(move || size(&file)).await?;
        found.extend(size.map(|size| Measured {
            name: picture.name.clone(),
            size,
        }));
    }
    Ok(found)
}

fn size(path: &Path) -> Option<(u32, u32)> {
    let picture = material::picture(&std::fs::read(path).ok()?).ok()?;
    Some((picture.width, picture.height))
}
