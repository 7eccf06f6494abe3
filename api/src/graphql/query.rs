//! What can be read.

use super::alignment::{self, SuggestAlignmentInput, SuggestedAlignment};
use super::composition::FinishedLook;
use super::error::{Nullable, Problem, Result};
use super::ids::{self, Kind};
use super::page::{Connection, Wanted, page_cost};
use super::previews::{self, PreviewFrameInput, PreviewStripInput};
use super::types::{
    ApiKey, Asset, Capabilities, Composition, CustomPreset, Date, DateTime, ExportAnalytics, ExportJob,
    ExportPreset, ExportPresetId, ExportStatus, ExportTemplate, ExportUsage, ExportValidation, Node,
    PreviewFrame, PreviewStrip, Webhook, WebhookDelivery, export_presets,
};
use super::validation::{self, ValidateExportInput};
use super::{presets, templates};
use crate::auth::Viewer;
use crate::data::{self, DatabaseConnection, api_keys, assets, compositions};
use async_graphql::{Context, Enum, ID, Object};
use phonoglyph_engine::composition::Look;
use phonoglyph_engine::export::PresetId;
use phonoglyph_engine::job::{ExportService, HistoryFilter};

/// The most days that are counted at once.
const MAX_DAYS: i64 = 366;
/// The longest text that is looked for, in characters.
const MAX_TEXT: usize = 200;

/// Which exports come first.
#[derive(Clone, Copy, PartialEq, Eq, Enum)]
pub enum ExportOrder {
    /// Those queued last.
    NewestFirst,
    /// Those queued first.
    OldestFirst,
}

/// A text to look for, without space around it.
fn searched(text: String) -> Result<String> {
    let text = text.trim();
    let length = text.chars().count();
    if (1..=MAX_TEXT).contains(&length) {
        return Ok(text.to_owned());
    }
    let value = format!("a text of {length} characters");
    Err(Problem::field(
        "text",
        value,
        format!("1 to {MAX_TEXT} characters long"),
    ))
}

/// What can be read.
pub struct Query;

fn user<'a>(ctx: &Context<'a>) -> &'a str {
    &ctx.data_unchecked::<Viewer>().user_id
}

fn db<'a>(ctx: &Context<'a>) -> &'a DatabaseConnection {
    ctx.data_unchecked()
}

async fn asset(ctx: &Context<'_>, row: &str) -> Result<Option<Asset>> {
    Ok(assets::find(db(ctx), user(ctx), row).await?.map(Asset::from))
}

async fn composition(ctx: &Context<'_>, row: &str) -> Result<Option<Composition>> {
    Ok(compositions::find(db(ctx), user(ctx), row)
        .await?
        .map(Composition::from))
}

async fn export_job(ctx: &Context<'_>, row: &str) -> Result<ExportJob> {
    let job = ctx.data_unchecked::<ExportService>().job(user(ctx), row).await;
    job.map(ExportJob).map_err(|error| Problem::job(error, "id"))
}

/// Anything with a global id.
async fn node(ctx: &Context<'_>, id: &ID) -> Result<Option<Node>> {
    Ok(match ids::decode(id) {
        Some((Kind::ApiKey, row)) => api_keys::find(db(ctx), user(ctx), &row)
            .await?
            .map(|key| Node::ApiKey(ApiKey(key))),
        Some((Kind::Asset, row)) => asset(ctx, &row).await?.map(Node::Asset),
        Some((Kind::Composition, row)) => composition(ctx, &row).await?.map(Node::Composition),
        Some((Kind::ExportJob, row)) => match export_job(ctx, &row).await {
            Err(Problem::NotFound { .. }) => None,
            found => Some(Node::ExportJob(found?)),
        },
        Some((Kind::ExportTemplate, _)) => match templates::find(ctx, id, "id").await {
            Err(Problem::NotFound { .. }) => None,
            found => Some(Node::ExportTemplate(found?)),
        },
        Some((Kind::CustomPreset, _)) => match presets::find(ctx, id, "id").await {
            Err(Problem::NotFound { .. }) => None,
            found => Some(Node::CustomPreset(CustomPreset(found?))),
        },
        Some((Kind::Webhook, row)) => data::webhooks::find(db(ctx), user(ctx), &row)
            .await?
            .map(|row| Node::Webhook(Webhook(row))),
        Some((Kind::WebhookDelivery, row)) => data::webhooks::delivery(db(ctx), user(ctx), &row)
            .await?
            .map(|row| Node::WebhookDelivery(WebhookDelivery(row))),
        None => {
            templates::built_in(id).map(|template| Node::ExportTemplate(ExportTemplate::BuiltIn(template)))
        }
    })
}

/// What was found, or that there is no such thing.
fn there<T>(found: Result<Option<T>>, what: &'static str) -> Result<T> {
    found?.ok_or_else(|| Problem::not_found(what, "id"))
}

/// What can be read.
#[Object]
impl Query {
    /// Anything with a global id; null where there is no such thing, or it is another user's.
    async fn node(&self, ctx: &Context<'_>, #[graphql(desc = "The id.")] id: ID) -> Nullable<Node> {
        node(ctx, &id).await.transpose()
    }

    /// An uploaded file.
    async fn asset(&self, ctx: &Context<'_>, #[graphql(desc = "Its id.")] id: ID) -> Nullable<Asset> {
        let found = async { asset(ctx, &ids::expect(Kind::Asset, &id, "id")?).await };
        Some(there(found.await, "asset"))
    }

    /// The uploaded files, newest first.
    #[graphql(complexity = "page_cost(first, child_complexity)")]
    async fn assets(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many entries, 1 to 100.", default = 20)] first: Option<i32>,
        #[graphql(desc = "The cursor of the entry after which to go on.")] after: Option<String>,
    ) -> Result<Connection<Asset>> {
        let wanted = Wanted::new(first, after.as_deref())?;
        let rows = assets::list(db(ctx), user(ctx), &wanted.slice()).await?;
        Ok(wanted.page(rows, |row| &row.id, Asset::from))
    }

    /// A song and what is drawn to it.
    async fn composition(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Its id.")] id: ID,
    ) -> Nullable<Composition> {
        let found = async { composition(ctx, &ids::expect(Kind::Composition, &id, "id")?).await };
        Some(there(found.await, "composition"))
    }

    /// The compositions, newest first.
    #[graphql(complexity = "page_cost(first, child_complexity)")]
    async fn compositions(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many entries, 1 to 100.", default = 20)] first: Option<i32>,
        #[graphql(desc = "The cursor of the entry after which to go on.")] after: Option<String>,
    ) -> Result<Connection<Composition>> {
        let wanted = Wanted::new(first, after.as_deref())?;
        let rows = compositions::list(db(ctx), user(ctx), &wanted.slice()).await?;
        Ok(wanted.page(rows, |row| &row.id, Composition::from))
    }

    /// An export.
    async fn export_job(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Its id.")] id: ID,
    ) -> Nullable<ExportJob> {
        let found = async { export_job(ctx, &ids::expect(Kind::ExportJob, &id, "id")?).await };
        Some(found.await)
    }

    /// The exports, newest first unless `order` says otherwise.
    #[graphql(complexity = "page_cost(first, child_complexity)")]
    #[allow(clippy::too_many_arguments, reason = "each is a filter of its own")]
    async fn export_history(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many entries, 1 to 100.", default = 20)] first: Option<i32>,
        #[graphql(desc = "The cursor of the entry after which to go on.")] after: Option<String>,
        #[graphql(desc = "Only these statuses; none given means all.")] statuses: Option<Vec<ExportStatus>>,
        #[graphql(desc = "Only exports of this composition.")] composition_id: Option<ID>,
        #[graphql(desc = "Only previews, or only exports; null means both.")] preview: Option<bool>,
        #[graphql(desc = "Only those whose settings began from these presets; none given means all.")]
        presets: Option<Vec<ExportPresetId>>,
        #[graphql(desc = "Only those whose settings began from this preset of one's own.")]
        custom_preset_id: Option<ID>,
        #[graphql(desc = "Only those queued at this time or later.")] from: Option<DateTime>,
        #[graphql(desc = "Only those queued before this time.")] to: Option<DateTime>,
        #[graphql(desc = "Only those with this text in the name of the composition, 1 to 200 characters.")]
        text: Option<String>,
        #[graphql(desc = "Which come first.", default_with = "ExportOrder::NewestFirst")] order: ExportOrder,
    ) -> Result<Connection<ExportJob>> {
        let wanted = Wanted::new(first, after.as_deref())?;
        let expect = |id: ID| ids::expect(Kind::Composition, &id, "compositionId");
        let own = |id: ID| ids::expect(Kind::CustomPreset, &id, "customPresetId");
        let key = |preset: ExportPresetId| PresetId::from(preset).key().to_owned();
        let filter = HistoryFilter {
            statuses: statuses.unwrap_or_default().into_iter().map(Into::into).collect(),
            composition_id: composition_id.map(expect).transpose()?,
            preview,
            presets: presets.unwrap_or_default().into_iter().map(key).collect(),
            custom_preset: custom_preset_id.map(own).transpose()?,
            from: from.map(|from| from.0),
            to: to.map(|to| to.0),
            text: text.map(searched).transpose()?,
            oldest_first: order == ExportOrder::OldestFirst,
        };
        let slice = wanted.slice();
        let exports = ctx.data_unchecked::<ExportService>();
        let jobs = exports
            .history(user(ctx), &filter, slice.after.as_deref(), slice.limit)
            .await;
        let jobs = jobs.map_err(|error| Problem::job(error, "after"))?;
        Ok(wanted.page(jobs, |job| &job.id, ExportJob))
    }

    /// What was exported, by day: counts, formats, how long it took, and why it failed.
    async fn export_analytics(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The first day, in UTC; by default 29 days before the last.")] from: Option<Date>,
        #[graphql(desc = "The last day, in UTC; by default today. At most 366 days are counted at once.")]
        to: Option<Date>,
    ) -> Result<ExportAnalytics> {
        let to = to.map_or_else(|| chrono::Utc::now().date_naive(), |to| to.0);
        let from = from.map_or_else(|| to - chrono::TimeDelta::days(29), |from| from.0);
        let days = (to - from).num_days() + 1;
        if !(1..=MAX_DAYS).contains(&days) {
            let limit = format!("1 to {MAX_DAYS} days up to {to}");
            return Err(Problem::field("from", from, limit));
        }
        let tallies = ctx
            .data_unchecked::<ExportService>()
            .tallies(user(ctx), from, to)
            .await;
        let tallies = tallies.map_err(|error| Problem::job(error, "from"))?;
        Ok(ExportAnalytics::of((from, to), &tallies))
    }

    /// What one has now of what there may be bounds for, and the bounds.
    async fn export_usage(&self, ctx: &Context<'_>) -> Result<ExportUsage> {
        let usage = ctx.data_unchecked::<ExportService>().usage(user(ctx)).await;
        Ok(usage.map_err(|error| Problem::job(error, "exportUsage"))?.into())
    }

    /// A dry run: what an export would come to, or all that is wrong with it. Nothing is queued, rendered or fetched.
    #[graphql(complexity = "validation::COST + child_complexity")]
    async fn validate_export(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What to export, and how.")] input: ValidateExportInput,
    ) -> Result<ExportValidation> {
        validation::validate(ctx, input).await
    }

    /// The presets of one's own, newest first.
    #[graphql(complexity = "page_cost(None, child_complexity)")]
    async fn custom_presets(&self, ctx: &Context<'_>) -> Result<Vec<CustomPreset>> {
        presets::all(ctx).await
    }

    /// A preset of one's own.
    async fn custom_preset(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Its id.")] id: ID,
    ) -> Nullable<CustomPreset> {
        Some(presets::find(ctx, &id, "id").await.map(CustomPreset))
    }

    /// The webhooks, newest first.
    #[graphql(complexity = "page_cost(None, child_complexity)")]
    async fn webhooks(&self, ctx: &Context<'_>) -> Result<Vec<Webhook>> {
        let rows = data::webhooks::list(db(ctx), user(ctx)).await?;
        Ok(rows.into_iter().map(Webhook).collect())
    }

    /// A webhook.
    async fn webhook(&self, ctx: &Context<'_>, #[graphql(desc = "Its id.")] id: ID) -> Nullable<Webhook> {
        let found = async {
            let row = ids::expect(Kind::Webhook, &id, "id")?;
            Ok(data::webhooks::find(db(ctx), user(ctx), &row).await?)
        };
        Some(there(found.await, "webhook").map(Webhook))
    }

    /// The exports that have not ended, oldest first.
    #[graphql(complexity = "page_cost(None, child_complexity)")]
    async fn active_exports(&self, ctx: &Context<'_>) -> Result<Vec<ExportJob>> {
        let jobs = ctx.data_unchecked::<ExportService>().active(user(ctx)).await;
        let jobs = jobs.map_err(|error| Problem::job(error, "activeExports"))?;
        Ok(jobs.into_iter().map(ExportJob).collect())
    }

    /// Every export template that may be used: first those that come with the program, then one's own, newest first.
    #[graphql(complexity = "page_cost(None, child_complexity)")]
    async fn export_templates(&self, ctx: &Context<'_>) -> Result<Vec<ExportTemplate>> {
        templates::all(ctx).await
    }

    /// An export template.
    async fn export_template(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Its id, or its key where it comes with the program.")] id: ID,
    ) -> Nullable<ExportTemplate> {
        Some(templates::find(ctx, &id, "id").await)
    }

    /// Somebody else's export template, which they shared by a link.
    async fn shared_export_template(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The token of the link.")] token: String,
    ) -> Nullable<ExportTemplate> {
        Some(templates::shared(ctx, &token, "token").await)
    }

    /// One frame of a video that need not be rendered: the very picture that an export has at that time. It is drawn
    /// before this answers.
    #[graphql(complexity = "previews::COST + child_complexity")]
    async fn preview_frame(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The video, and when in it.")] input: PreviewFrameInput,
    ) -> Result<PreviewFrame> {
        previews::frame(ctx, input).await
    }

    /// Frames from the whole of a video that need not be rendered, side by side in one picture. It is drawn before this
    /// answers.
    #[graphql(complexity = "previews::COST + child_complexity")]
    async fn preview_strip(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The video, and how many frames of it.")] input: PreviewStripInput,
    ) -> Result<PreviewStrip> {
        previews::strip(ctx, input).await
    }

    /// Where a recording goes with its song, by the onsets of both; null where one of them has none. It is found before
    /// this answers: the recording is decoded, of long ones the first half hour.
    #[graphql(complexity = "alignment::COST + child_complexity")]
    async fn suggest_alignment(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The song and the recording.")] input: SuggestAlignmentInput,
    ) -> Nullable<SuggestedAlignment> {
        alignment::suggest(ctx, input).await.transpose()
    }

    /// One's personal API keys, newest first, up to 50.
    #[graphql(complexity = "page_cost(Some(50), child_complexity)")]
    async fn api_keys(&self, ctx: &Context<'_>) -> Result<Vec<ApiKey>> {
        let keys = api_keys::list(db(ctx), user(ctx)).await?;
        Ok(keys.into_iter().map(ApiKey).collect())
    }

    /// The finished looks.
    async fn looks(&self) -> Vec<FinishedLook> {
        Look::ALL.iter().map(|look| FinishedLook(*look)).collect()
    }

    /// What exports can be made of: formats and what goes into them.
    async fn capabilities(&self) -> Capabilities {
        Capabilities::here()
    }

    /// Every preset: the platforms first, CUSTOM last.
    async fn export_presets(&self) -> Vec<ExportPreset> {
        export_presets()
    }
}
