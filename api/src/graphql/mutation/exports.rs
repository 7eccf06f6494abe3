//! The queue.

use crate::auth::Viewer;
use crate::data::{self, DatabaseConnection, compositions};
use crate::graphql::branding::{BrandingChoiceInput, Chosen};
use crate::graphql::error::{Problem, Result};
use crate::graphql::ids::{self, Kind};
use crate::graphql::once::once;
use crate::graphql::types::{ExportJob, ExportPresetId, ExportPriority, ExportSettingsInput, document_of};
use crate::graphql::{material, presets, validation};
use async_graphql::{Context, ID, InputObject, Object, SimpleObject};
use phonoglyph_engine::composition::Branding;
use phonoglyph_engine::export::ExportConfig;
use phonoglyph_engine::job::{ExportService, JobSource, NewJob, Once};
use phonoglyph_engine::storage::keys;
use phonoglyph_engine::time::MediaTime;

/// How many exports a batch may have.
const MAX_BATCH: usize = 20;

/// The part of [`Mutation`](super::Mutation) about exports.
#[derive(Default)]
pub struct ExportMutation;

/// An export to queue.
#[derive(InputObject)]
pub struct QueueExportInput {
    /// The composition.
    composition_id: ID,
    /// How to export it.
    #[graphql(flatten)]
    settings: ExportSettingsInput,
    /// Whose video it is.
    #[graphql(flatten)]
    branding: BrandingChoiceInput,
    /// Which of one's exports goes first.
    #[graphql(default_with = "ExportPriority::Normal")]
    priority: ExportPriority,
    /// A key of one's own choice, 1 to 200 characters: who asks again with the same key and the same input within 24
    /// hours, also at the same moment, gets the same export instead of another.
    idempotency_key: Option<String>,
}

/// Exports of one composition to queue, all or none.
#[derive(InputObject)]
pub struct BatchExportInput {
    /// The composition.
    composition_id: ID,
    /// How to export it, 1 to 20 times.
    exports: Vec<BatchedExportInput>,
    /// Whose videos they are; an export of the batch may have its own.
    #[graphql(flatten)]
    branding: BrandingChoiceInput,
    /// Which of one's exports goes first.
    #[graphql(default_with = "ExportPriority::Normal")]
    priority: ExportPriority,
    /// A key of one's own choice, 1 to 200 characters: who asks again with the same key and the same input within 24
    /// hours, also at the same moment, gets the same exports instead of others.
    idempotency_key: Option<String>,
}

/// One export of a batch.
#[derive(InputObject)]
pub struct BatchedExportInput {
    /// How to export.
    #[graphql(flatten)]
    settings: ExportSettingsInput,
    /// Whose video this one is, in the place of the batch's template and branding.
    branded: Option<BrandedInput>,
}

/// Whose video an export is.
#[derive(Default, InputObject)]
pub struct BrandedInput {
    /// A template, changes to it, or both; left out, the export has no branding.
    #[graphql(flatten)]
    choice: BrandingChoiceInput,
}

/// An export to cancel.
#[derive(InputObject)]
pub struct CancelJobInput {
    /// The export.
    job_id: ID,
}

/// An export to make again.
#[derive(InputObject)]
pub struct ReExportInput {
    /// The export, whether it ended well, badly or not at all.
    job_id: ID,
    /// Another preset; by default the settings it had. The part of the song stays the same.
    preset: Option<ExportPresetId>,
    /// Another preset, one of one's own.
    custom_preset_id: Option<ID>,
    /// Which of one's exports goes first; by default as before.
    priority: Option<ExportPriority>,
    /// A key of one's own choice, 1 to 200 characters: who asks again with the same key and the same input within 24
    /// hours, also at the same moment, gets the same export instead of another.
    idempotency_key: Option<String>,
}

/// An export to delete.
#[derive(InputObject)]
pub struct DeleteExportInput {
    /// The export.
    job_id: ID,
}

/// What came of queueing an export.
#[derive(SimpleObject)]
pub struct QueueExportPayload {
    /// The queued export.
    job: ExportJob,
}

/// What came of queueing several exports.
#[derive(SimpleObject)]
pub struct BatchExportPayload {
    /// The queued exports, in the order of the input.
    jobs: Vec<ExportJob>,
}

/// What came of cancelling an export.
#[derive(SimpleObject)]
pub struct CancelJobPayload {
    /// The export; it stops within half a second.
    job: ExportJob,
}

/// What came of making an export again.
#[derive(SimpleObject)]
pub struct ReExportPayload {
    /// The new export.
    job: ExportJob,
}

/// What came of deleting an export.
#[derive(SimpleObject)]
pub struct DeleteExportPayload {
    /// The id that names nothing any more.
    deleted_job_id: ID,
}

#[Object]
impl ExportMutation {
    /// Queues an export of a composition as it is now. Follow it with the subscription `exportProgress`.
    async fn queue_export(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What to export, and how.")] input: QueueExportInput,
    ) -> Result<QueueExportPayload> {
        let once = once(ctx, input.idempotency_key.as_deref())?;
        if let Some(jobs) = before(ctx, once.as_ref()).await? {
            return Ok(QueueExportPayload { job: only(jobs)? });
        }
        let custom = presets::of(
            ctx,
            input.settings.custom_preset_id.as_ref(),
            "input.customPresetId",
        )
        .await?;
        let config = input
            .settings
            .build("input", custom.as_ref().map(|own| own.settings.clone()))?;
        let row = composition(ctx, &input.composition_id).await?;
        let source = branded(source(ctx, &row).await?, input.branding.choose(ctx).await?);
        let job = NewJob {
            custom_preset: custom.map(|own| own.id),
            ..recipe(&row, config, source, input.priority)
        };
        let jobs = queue(ctx, vec![job], once.as_ref()).await?;
        Ok(QueueExportPayload { job: only(jobs)? })
    }

    /// Queues several exports of one composition, all or none.
    async fn batch_export(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What to export, and how.")] input: BatchExportInput,
    ) -> Result<BatchExportPayload> {
        let once = once(ctx, input.idempotency_key.as_deref())?;
        if let Some(jobs) = before(ctx, once.as_ref()).await? {
            return Ok(BatchExportPayload { jobs });
        }
        let (exports, brands): (Vec<_>, Vec<_>) = input
            .exports
            .into_iter()
            .map(|export| (export.settings, export.branded))
            .unzip();
        let built = build_all(ctx, exports).await?;
        let row = composition(ctx, &input.composition_id).await?;
        let plain = source(ctx, &row).await?;
        let shared = branded(plain.clone(), input.branding.choose(ctx).await?);
        let mut jobs = Vec::new();
        for (index, ((config, custom), own)) in built.into_iter().zip(brands).enumerate() {
            let source = match own {
                Some(own) => {
                    let chosen = own.choice.choose(ctx).await;
                    let chosen = chosen
                        .map_err(|problem| problem.under(&format!("input.exports[{index}].branded")))?;
                    branded(plain.clone(), chosen)
                }
                None => shared.clone(),
            };
            jobs.push(NewJob {
                custom_preset: custom,
                ..recipe(&row, config, source, input.priority)
            });
        }
        let jobs = queue(ctx, jobs, once.as_ref()).await?;
        Ok(BatchExportPayload { jobs })
    }

    /// Cancels an export that has not ended; nothing of its file is left. To cancel twice is no error.
    async fn cancel_job(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The export.")] input: CancelJobInput,
    ) -> Result<CancelJobPayload> {
        let id = ids::expect(Kind::ExportJob, &input.job_id, "input.jobId")?;
        let job = exports(ctx).cancel(user(ctx), &id).await;
        let job = job.map_err(|error| Problem::job(error, "input.jobId"))?;
        Ok(CancelJobPayload { job: ExportJob(job) })
    }

    /// Deletes an export with its file and pictures; one that has not ended is cancelled first. What it is counted by in
    /// `exportAnalytics` stays.
    async fn delete_export(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The export.")] input: DeleteExportInput,
    ) -> Result<DeleteExportPayload> {
        let id = ids::expect(Kind::ExportJob, &input.job_id, "input.jobId")?;
        let deleted = exports(ctx).delete(user(ctx), &id).await;
        deleted.map_err(|error| Problem::job(error, "input.jobId"))?;
        Ok(DeleteExportPayload {
            deleted_job_id: input.job_id,
        })
    }

    /// Makes an export again, of the composition as it was then.
    async fn re_export(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The export, and what to change.")] input: ReExportInput,
    ) -> Result<ReExportPayload> {
        let id = ids::expect(Kind::ExportJob, &input.job_id, "input.jobId")?;
        let once = once(ctx, input.idempotency_key.as_deref())?;
        if let Some(jobs) = before(ctx, once.as_ref()).await? {
            return Ok(ReExportPayload { job: only(jobs)? });
        }
        let recipe = exports(ctx).recipe(user(ctx), &id).await;
        let mut recipe = recipe.map_err(|error| Problem::job(error, "input.jobId"))?;
        if input.preset.is_some() || input.custom_preset_id.is_some() {
            let field = "input.customPresetId";
            let custom = presets::of(ctx, input.custom_preset_id.as_ref(), field).await?;
            let settings = ExportSettingsInput {
                preset: input.preset,
                custom_preset_id: input.custom_preset_id,
                from: recipe.config.settings().from.map(MediaTime::seconds),
                to: recipe.config.settings().to.map(MediaTime::seconds),
                ..ExportSettingsInput::default()
            };
            recipe.config = settings.build("input", custom.as_ref().map(|own| own.settings.clone()))?;
            recipe.custom_preset = custom.map(|own| own.id);
            // In the full size of its preset it is no preview any more.
            recipe.preview = false;
        }
        recipe.priority = input.priority.map_or(recipe.priority, Into::into);
        let jobs = queue(ctx, vec![recipe], once.as_ref()).await?;
        Ok(ReExportPayload { job: only(jobs)? })
    }
}

fn user<'a>(ctx: &Context<'a>) -> &'a str {
    &ctx.data_unchecked::<Viewer>().user_id
}

fn exports<'a>(ctx: &Context<'a>) -> &'a ExportService {
    ctx.data_unchecked()
}

/// Every export of a batch with the preset of one's own that it began from, or every wrong field of all of them.
async fn build_all(
    ctx: &Context<'_>,
    inputs: Vec<ExportSettingsInput>,
) -> Result<Vec<(ExportConfig, Option<String>)>> {
    if !(1..=MAX_BATCH).contains(&inputs.len()) {
        let value = format!("a list of {}", inputs.len());
        return Err(Problem::field(
            "input.exports",
            value,
            format!("1 to {MAX_BATCH} entries"),
        ));
    }
    let (mut built, mut wrong) = (Vec::new(), Vec::new());
    for (index, input) in inputs.into_iter().enumerate() {
        let prefix = format!("input.exports[{index}]");
        let field = format!("{prefix}.customPresetId");
        let own = presets::of(ctx, input.custom_preset_id.as_ref(), &field).await?;
        let (settings, id) = own.map(|own| (own.settings, own.id)).unzip();
        match input.build(&prefix, settings) {
            Ok(config) => built.push((config, id)),
            Err(Problem::Input(fields)) => wrong.extend(fields),
            Err(other) => return Err(other),
        }
    }
    if wrong.is_empty() {
        Ok(built)
    } else {
        Err(Problem::Input(wrong))
    }
}

/// The composition that is exported.
pub(in crate::graphql) async fn composition(ctx: &Context<'_>, id: &ID) -> Result<data::Composition> {
    let field = "input.compositionId";
    let id = ids::expect(Kind::Composition, id, field)?;
    let row = compositions::find(ctx.data_unchecked::<DatabaseConnection>(), user(ctx), &id).await?;
    row.ok_or_else(|| Problem::not_found("composition", field))
}

fn recipe(
    row: &data::Composition,
    config: ExportConfig,
    source: JobSource,
    priority: ExportPriority,
) -> NewJob {
    NewJob {
        user_id: row.user_id.clone(),
        composition_id: row.id.clone(),
        title: row.name.clone(),
        config,
        custom_preset: None,
        priority: priority.into(),
        video_seconds: None,
        source,
        preview: false,
    }
}

/// What a composition is made from as it is now.
pub(in crate::graphql) async fn source(ctx: &Context<'_>, row: &data::Composition) -> Result<JobSource> {
    let document = document_of(row)?;
    Ok(JobSource {
        material: material::stored(ctx, &document).await?,
        document,
        branding: Branding::default(),
        midi_key: keys::asset(&row.midi_asset_id)?,
        audio_key: row.audio_asset_id.as_deref().map(keys::asset).transpose()?,
    })
}

fn branded(source: JobSource, chosen: Chosen) -> JobSource {
    JobSource {
        branding: chosen.branding,
        material: source.material.into_iter().chain(chosen.material).collect(),
        ..source
    }
}

/// The exports that were queued under the key; none where it is new, or none was given.
async fn before(ctx: &Context<'_>, once: Option<&Once>) -> Result<Option<Vec<ExportJob>>> {
    let Some(once) = once else { return Ok(None) };
    let found = exports(ctx).queued_before(user(ctx), once).await;
    let found = found.map_err(|error| Problem::job(error, "input"))?;
    Ok(found.map(|jobs| jobs.into_iter().map(ExportJob).collect()))
}

/// Queues; where the minutes of a day are counted, every video is planned first, to know how long it will be.
async fn queue(ctx: &Context<'_>, mut jobs: Vec<NewJob>, once: Option<&Once>) -> Result<Vec<ExportJob>> {
    if exports(ctx).counts_minutes() {
        for job in &mut jobs {
            let plan = validation::plan(ctx, job.source.clone(), job.config.clone()).await?;
            job.video_seconds = Some(plan.duration.seconds());
        }
    }
    let queued = exports(ctx).queue_once(jobs, once).await;
    let queued = queued.map_err(|error| Problem::job(error, "input"))?;
    Ok(queued.into_iter().map(ExportJob).collect())
}

fn only(jobs: Vec<ExportJob>) -> Result<ExportJob> {
    let first = jobs.into_iter().next();
    first.ok_or_else(|| Problem::internal("the queue took a job and gave none back"))
}
