//! Export jobs.

use super::export_config::ExportConfig;
use super::scalars::{DateTime, Long, int};
use super::{Composition, CustomPreset};
use crate::auth::Viewer;
use crate::data::{DatabaseConnection, compositions, presets};
use crate::graphql::error::{Nullable, Problem};
use crate::graphql::ids::{self, Kind};
use crate::links::{Links, SignedLink};
use async_graphql::{Context, Enum, ID, Object, SimpleObject};
use phonoglyph_engine::job::{self, ExportService, JobFailure, JobResult, JobSnapshot, LastFailure};

/// Where an export stands.
#[derive(Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "job::ExportStatus")]
pub enum ExportStatus {
    /// It waits for its turn.
    Queued,
    /// It is drawn and encoded.
    Rendering,
    /// It is stored.
    Uploading,
    /// The file is there.
    Completed,
    /// It failed for good.
    Failed,
    /// Its user cancelled it.
    Cancelled,
}

/// What a running attempt is at.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
pub enum ExportStage {
    /// Reading the song, opening the sound, preparing the drawing.
    Preparing,
    /// Drawing and encoding.
    Rendering,
    /// Joining picture and sound into the file.
    Joining,
    /// Putting the file where it can be downloaded.
    Storing,
}

impl ExportStage {
    fn named(name: &str) -> Option<Self> {
        match name {
            "preparing" => Some(Self::Preparing),
            "rendering" => Some(Self::Rendering),
            "joining" => Some(Self::Joining),
            "storing" => Some(Self::Storing),
            _ => None,
        }
    }
}

/// Which of a user's exports goes first. Between users the queue is fair whatever they ask for.
#[derive(Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "job::Priority")]
pub enum ExportPriority {
    /// After the user's other exports.
    Low,
    /// As they come.
    Normal,
    /// Before the user's other exports.
    High,
}

/// What failed last at an export, and when.
#[derive(SimpleObject)]
pub struct ExportFailure {
    /// A word for programs, such as `STORAGE`.
    code: String,
    /// A sentence for people.
    message: String,
    /// The attempt that failed, from 1.
    attempt: i32,
    /// When it failed.
    at: DateTime,
}

impl From<&LastFailure> for ExportFailure {
    fn from(last: &LastFailure) -> Self {
        Self {
            code: last.failure.code.clone(),
            message: last.failure.message.clone(),
            attempt: int(last.attempt),
            at: last.at.into(),
        }
    }
}

/// How long each stage of an export's last attempt took, in seconds of the clock; null for one that was not reached or is
/// not over.
#[derive(SimpleObject)]
pub struct ExportStageSeconds {
    /// From queueing to the start of the last attempt.
    waiting: Option<f64>,
    /// Reading the song, opening the sound, preparing the drawing.
    preparing: Option<f64>,
    /// Drawing and encoding.
    rendering: Option<f64>,
    /// Joining picture and sound, drawing the poster, taking the sum of the file.
    joining: Option<f64>,
    /// Putting the file where it can be downloaded.
    storing: Option<f64>,
}

impl From<&JobSnapshot> for ExportStageSeconds {
    fn from(job: &JobSnapshot) -> Self {
        let waited = job.started_at.and_then(|at| (at - job.created_at).to_std().ok());
        Self {
            waiting: waited.map(|waited| waited.as_secs_f64()),
            preparing: job.stages.preparing,
            rendering: job.stages.rendering,
            joining: job.stages.joining,
            storing: job.stages.storing,
        }
    }
}

/// Why an attempt at an export failed.
#[derive(SimpleObject)]
pub struct ExportError {
    /// A word for programs, such as `BAD_SCORE`.
    code: String,
    /// A sentence for people; it says what to change where they can.
    message: String,
}

impl From<&JobFailure> for ExportError {
    fn from(failure: &JobFailure) -> Self {
        Self {
            code: failure.code.clone(),
            message: failure.message.clone(),
        }
    }
}

/// An export as it stands at one moment.
pub struct ExportJob(pub JobSnapshot);

impl ExportJob {
    /// A link to the finished file.
    fn link(&self, ctx: &Context<'_>) -> Option<SignedLink> {
        self.there()?;
        let links = ctx.data_unchecked::<Links>();
        Some(links.sign(&self.0.id, chrono::Utc::now()))
    }

    /// The finished file, as long as it is there.
    fn there(&self) -> Option<&JobResult> {
        self.0.result.as_ref().filter(|_| self.0.expired_at.is_none())
    }

    /// A link to a picture of the finished file, if it has some.
    fn picture(&self, ctx: &Context<'_>, name: &str) -> Option<String> {
        self.there()?.stills.as_ref()?;
        let target = format!("/exports/{}/{name}", self.0.id);
        let link = ctx
            .data_unchecked::<Links>()
            .sign_target(&target, chrono::Utc::now());
        Some(link.url)
    }
}

/// An export: a composition on its way to a finished video.
#[Object]
impl ExportJob {
    /// The opaque id of this export.
    pub async fn id(&self) -> ID {
        ids::encode(Kind::ExportJob, &self.0.id)
    }

    /// Where it stands.
    async fn status(&self) -> ExportStatus {
        self.0.status.into()
    }

    /// Whether it is a preview, as `queuePreview` makes them: rendered before every export.
    async fn preview(&self) -> bool {
        self.0.preview
    }

    /// What a running attempt is at; null while none runs.
    async fn stage(&self) -> Option<ExportStage> {
        self.0.stage.as_deref().and_then(ExportStage::named)
    }

    /// Share of the work that is done, 0 to 1; it never goes back.
    async fn progress(&self) -> f64 {
        self.0.progress
    }

    /// Frames drawn and encoded.
    async fn frames_done(&self) -> i32 {
        int(self.0.frames_done)
    }

    /// Frames in all; null until the export is planned.
    async fn frames_total(&self) -> Option<i32> {
        self.0.frames_total.map(int)
    }

    /// Frames that are made in a second now; null while none are drawn.
    async fn frames_per_second(&self) -> Option<f64> {
        self.0.frames_per_second
    }

    /// How long drawing will go on at the speed of now, in seconds; null while none are drawn.
    async fn seconds_left(&self) -> Option<f64> {
        self.0.seconds_left
    }

    /// Which of the user's exports goes first.
    async fn priority(&self) -> ExportPriority {
        self.0.priority.into()
    }

    /// The place in the queue, from 1, if it stays as it is: previews go first, then users take turns, each with their
    /// own by priority. Null unless QUEUED.
    #[graphql(complexity = 5)]
    async fn queue_position(&self, ctx: &Context<'_>) -> Nullable<i32> {
        let place = ctx.data_unchecked::<ExportService>().place(&self.0).await;
        let place = place.map_err(|error| Problem::job(error, "queuePosition"));
        place.transpose().map(|place| place.map(int))
    }

    /// The name of the composition when it was queued.
    async fn title(&self) -> &str {
        &self.0.title
    }

    /// The preset of one's own that its settings began from; null where there was none or it is deleted.
    #[graphql(complexity = "1 + child_complexity")]
    async fn custom_preset(&self, ctx: &Context<'_>) -> Nullable<CustomPreset> {
        let id = self.0.custom_preset.as_ref()?;
        let user = &ctx.data_unchecked::<Viewer>().user_id;
        let found = presets::find(ctx.data_unchecked::<DatabaseConnection>(), user, id).await;
        let found = found.map_err(Problem::from).transpose()?;
        Some(found.map(CustomPreset))
    }

    /// Which attempt this is, from 1; 0 before the first.
    async fn attempt(&self) -> i32 {
        int(self.0.attempt)
    }

    /// Rises with every change, so that what arrives late can be dropped.
    async fn sequence(&self) -> Long {
        Long::count(self.0.sequence)
    }

    /// Why the last attempt failed.
    async fn error(&self) -> Option<ExportError> {
        self.0.error.as_ref().map(ExportError::from)
    }

    /// What failed last, also where a later attempt succeeded; null where nothing has.
    async fn last_failure(&self) -> Option<ExportFailure> {
        self.0.last_failure.as_ref().map(ExportFailure::from)
    }

    /// How long each stage of the last attempt took.
    async fn stage_seconds(&self) -> ExportStageSeconds {
        ExportStageSeconds::from(&self.0)
    }

    /// How it is made.
    async fn config(&self) -> ExportConfig {
        ExportConfig::from(self.0.config.settings())
    }

    /// Where to download the finished file, with range requests and for a limited time; null until COMPLETED, and once
    /// it is `expired`. Add
    /// `&download=1` to have a browser save it.
    async fn download_url(&self, ctx: &Context<'_>) -> Option<String> {
        self.link(ctx).map(|link| link.url)
    }

    /// Until when `downloadUrl` is good; ask for it again to have a new one.
    async fn download_url_expires_at(&self, ctx: &Context<'_>) -> Option<DateTime> {
        self.link(ctx).map(|link| link.expires_at.into())
    }

    /// Where the poster is, good for as long as `downloadUrl`: the frame at which there is most to see, in JPEG and in
    /// full size; null until COMPLETED.
    async fn poster_url(&self, ctx: &Context<'_>) -> Option<String> {
        self.picture(ctx, "poster")
    }

    /// Where the thumbnail is, good for as long as `downloadUrl`: the poster with no side longer than 480 pixels; null
    /// until COMPLETED.
    async fn thumbnail_url(&self, ctx: &Context<'_>) -> Option<String> {
        self.picture(ctx, "thumbnail")
    }

    /// Size of the finished file in bytes.
    async fn file_size(&self) -> Option<Long> {
        self.0.result.as_ref().map(|result| Long::count(result.bytes))
    }

    /// How long the finished video plays, in seconds.
    async fn duration_seconds(&self) -> Option<f64> {
        self.0.result.as_ref().map(|result| result.duration_seconds)
    }

    /// SHA-256 of the finished file, in hexadecimal.
    async fn sha256(&self) -> Option<&str> {
        self.0.result.as_ref().map(|result| result.sha256.as_str())
    }

    /// What is in the finished file, as the `codecs` parameter of its media type (RFC 6381), such as
    /// `avc1.4d4028, mp4a.40.2`: what `MediaSource.isTypeSupported` and `canPlayType` take.
    async fn codecs(&self) -> Option<&str> {
        self.0.result.as_ref()?.codecs.as_deref()
    }

    /// The media type of the finished file with its codecs, such as `video/mp4; codecs="avc1.4d4028, mp4a.40.2"`.
    async fn media_type(&self) -> Option<String> {
        let container = self.0.config.container().media_type();
        let result = self.0.result.as_ref()?;
        Some(match &result.codecs {
            Some(codecs) => format!("{container}; codecs=\"{codecs}\""),
            None => container.to_owned(),
        })
    }

    /// When the finished file will be removed, or was; null where it is kept until it is deleted.
    async fn expires_at(&self) -> Option<DateTime> {
        self.0.expires_at.map(Into::into)
    }

    /// Whether the finished file was removed because its time was over.
    async fn expired(&self) -> bool {
        self.0.expired_at.is_some()
    }

    /// What could not be shown in the finished video as it was asked for, such as characters that no font has.
    async fn warnings(&self) -> &[String] {
        self.0
            .result
            .as_ref()
            .map_or(&[], |result| result.warnings.as_slice())
    }

    /// The composition it was queued from; null once that is deleted.
    #[graphql(complexity = "1 + child_complexity")]
    async fn composition(&self, ctx: &Context<'_>) -> Nullable<Composition> {
        let user = &ctx.data_unchecked::<Viewer>().user_id;
        let db = ctx.data_unchecked::<DatabaseConnection>();
        let found = compositions::find(db, user, &self.0.composition_id).await;
        let found = found.map_err(Problem::from).transpose()?;
        Some(found.map(Composition::from))
    }

    /// When it was queued.
    async fn created_at(&self) -> DateTime {
        self.0.created_at.into()
    }

    /// When its last attempt began; null before the first.
    async fn started_at(&self) -> Option<DateTime> {
        self.0.started_at.map(Into::into)
    }

    /// When it last changed.
    async fn updated_at(&self) -> DateTime {
        self.0.updated_at.into()
    }

    /// When it ended, well or not.
    async fn completed_at(&self) -> Option<DateTime> {
        self.0.completed_at.map(Into::into)
    }
}
