//! The queue.

use crate::auth::Viewer;
use crate::data::{self, DatabaseConnection, compositions};
use crate::graphql::branding::{BrandingChoiceInput, Chosen};
use crate::graphql::error::{Problem, Result};
use crate::graphql::ids::{self, Kind};
use crate::graphql::material;
use crate::graphql::types::{ExportJob, ExportPresetId, ExportSettingsInput, document_of};
use async_graphql::{Context, ID, InputObject, Object, SimpleObject};
use phonoglyph_engine::composition::Branding;
use phonoglyph_engine::export::{ExportConfig, ExportRequest};
use phonoglyph_engine::job::{ExportService, JobSource, NewJob};
use phonoglyph_engine::storage::keys;

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
}

/// Exports of one composition to queue, all or none.
#[derive(InputObject)]
pub struct BatchExportInput {
    /// The composition.
    composition_id: ID,
    /// How to export it, 1 to 20 times.
    exports: Vec<ExportSettingsInput>,
    /// Whose videos they are.
    #[graphql(flatten)]
    branding: BrandingChoiceInput,
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

#[Object]
impl ExportMutation {
    /// Queues an export of a composition as it is now. Follow it with the subscription `exportProgress`.
    async fn queue_export(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What to export, and how.")] input: QueueExportInput,
    ) -> Result<QueueExportPayload> {
        let config = input.settings.build("input")?;
        let jobs = recipes(ctx, &input.composition_id, vec![config], input.branding).await?;
        let job = queue_one(ctx, jobs).await?;
        Ok(QueueExportPayload { job })
    }

    /// Queues several exports of one composition, all or none.
    async fn batch_export(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What to export, and how.")] input: BatchExportInput,
    ) -> Result<BatchExportPayload> {
        let configs = build_all(input.exports)?;
        let jobs = recipes(ctx, &input.composition_id, configs, input.branding).await?;
        let jobs = queue(ctx, jobs).await?;
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

    /// Makes an export again, of the composition as it was then.
    async fn re_export(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The export, and what to change.")] input: ReExportInput,
    ) -> Result<ReExportPayload> {
        let id = ids::expect(Kind::ExportJob, &input.job_id, "input.jobId")?;
        let recipe = exports(ctx).recipe(user(ctx), &id).await;
        let mut recipe = recipe.map_err(|error| Problem::job(error, "input.jobId"))?;
        if let Some(preset) = input.preset {
            recipe.config = with_preset(&recipe.config, preset)?;
            // In the full size of its preset it is no preview any more.
            recipe.preview = false;
        }
        let job = queue_one(ctx, vec![recipe]).await?;
        Ok(ReExportPayload { job })
    }
}

fn user<'a>(ctx: &Context<'a>) -> &'a str {
    &ctx.data_unchecked::<Viewer>().user_id
}

fn exports<'a>(ctx: &Context<'a>) -> &'a ExportService {
    ctx.data_unchecked()
}

/// Every export of a batch, or every wrong field of all of them.
fn build_all(inputs: Vec<ExportSettingsInput>) -> Result<Vec<ExportConfig>> {
    if !(1..=MAX_BATCH).contains(&inputs.len()) {
        let value = format!("a list of {}", inputs.len());
        return Err(Problem::field(
            "input.exports",
            value,
            format!("1 to {MAX_BATCH} entries"),
        ));
    }
    let (mut configs, mut wrong) = (Vec::new(), Vec::new());
    for (index, input) in inputs.into_iter().enumerate() {
        match input.build(&format!("input.exports[{index}]")) {
            Ok(config) => configs.push(config),
            Err(Problem::Input(fields)) => wrong.extend(fields),
            Err(other) => return Err(other),
        }
    }
    if wrong.is_empty() {
        Ok(configs)
    } else {
        Err(Problem::Input(wrong))
    }
}

fn with_preset(config: &ExportConfig, preset: ExportPresetId) -> Result<ExportConfig> {
    let request = ExportRequest {
        from: config.settings().from,
        to: config.settings().to,
        ..ExportRequest::preset(preset.into())
    };
    request.build().map_err(|error| Problem::export(error, "input"))
}

/// The jobs that export a composition as it is now.
async fn recipes(
    ctx: &Context<'_>,
    id: &ID,
    configs: Vec<ExportConfig>,
    branding: BrandingChoiceInput,
) -> Result<Vec<NewJob>> {
    let field = "input.compositionId";
    let id = ids::expect(Kind::Composition, id, field)?;
    let row = compositions::find(ctx.data_unchecked::<DatabaseConnection>(), user(ctx), &id).await?;
    let row = row.ok_or_else(|| Problem::not_found("composition", field))?;
    let source = branded(source(ctx, &row).await?, branding.choose(ctx).await?);
    let job = |config| NewJob {
        user_id: row.user_id.clone(),
        composition_id: row.id.clone(),
        config,
        source: source.clone(),
        preview: false,
    };
    Ok(configs.into_iter().map(job).collect())
}

async fn source(ctx: &Context<'_>, row: &data::Composition) -> Result<JobSource> {
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

async fn queue(ctx: &Context<'_>, jobs: Vec<NewJob>) -> Result<Vec<ExportJob>> {
    let queued = exports(ctx).queue(jobs).await;
    let queued = queued.map_err(|error| Problem::job(error, "input"))?;
    Ok(queued.into_iter().map(ExportJob).collect())
}

async fn queue_one(ctx: &Context<'_>, jobs: Vec<NewJob>) -> Result<ExportJob> {
    let first = queue(ctx, jobs).await?.into_iter().next();
    first.ok_or_else(|| Problem::internal("the queue took a job and gave none back"))
}
