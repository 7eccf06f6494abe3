//! `export_jobs`: the queue and the history of exports. The row is the truth about a job.

use sea_orm::entity::prelude::*;

/// A row of `export_jobs`.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "export_jobs")]
pub struct Model {
    /// UUID version 7.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: String,
    /// Whose it is.
    pub user_id: String,
    /// The composition it was queued from.
    pub composition_id: String,
    /// The export config.
    pub config: Json,
    /// What is rendered, as it was when the job was queued: the document and the keys of the assets.
    pub source: Json,
    /// Whether it is a preview, which is rendered before every export.
    pub preview: bool,
    /// Which of its user's exports goes first: the higher.
    pub priority: i32,
    /// The name of the composition when it was queued.
    pub title: String,
    /// What it is found by, in lower case.
    pub search: String,
    /// The key of the preset its settings began from.
    pub preset: String,
    /// The user's own preset its settings began from.
    pub custom_preset_id: Option<String>,
    /// Container and codecs in words, such as `mp4 h264 aac`.
    pub format: String,
    /// The day it was queued on, in UTC, as `2026-05-04`.
    pub day: String,
    /// How long the video was to be when it was queued, where that was looked for.
    pub video_seconds: Option<f64>,
    /// Where it stands.
    pub status: ExportStatus,
    /// What a running attempt is at.
    pub stage: Option<String>,
    /// Share of the work that is done, 0 to 1; it never goes back.
    pub progress: f64,
    /// Frames drawn and encoded.
    pub frames_done: i64,
    /// Frames in all, once the job is planned.
    pub frames_total: Option<i64>,
    /// Which attempt this is, from 1; 0 before the first. It fences off late results of older attempts.
    pub attempt: i32,
    /// Rises with every change that its user can see, by more than one: changes that are announced between two
    /// writes of the row take the numbers between.
    pub sequence: i64,
    /// What kind of failure ended the last attempt.
    pub error_code: Option<String>,
    /// What ended the last attempt, for people.
    pub error_message: Option<String>,
    /// Where the finished file is, without host and signature.
    pub download_url: Option<String>,
    /// Size of the finished file in bytes.
    pub file_size: Option<i64>,
    /// How long the finished video plays.
    pub duration_seconds: Option<f64>,
    /// SHA-256 of the finished file, in hexadecimal.
    pub sha256: Option<String>,
    /// What could not be shown as it was asked for: a list of sentences.
    pub warnings: Option<Json>,
    /// The frame that its poster and thumbnail show; none where it has none.
    pub poster_frame: Option<i64>,
    /// When its last attempt began.
    pub started_at: Option<ChronoDateTimeUtc>,
    /// Frames that are made in a second now, while it is drawn.
    pub frames_per_second: Option<f64>,
    /// How long drawing will go on at that speed.
    pub seconds_left: Option<f64>,
    /// What failed last and in which attempt; it stays when a later one succeeds.
    pub last_failure: Option<Json>,
    /// How long each stage of the last attempt took.
    pub stage_seconds: Option<Json>,
    /// How long the last attempt took.
    pub work_seconds: Option<f64>,
    /// What is in the finished file, as the `codecs` parameter of a media type (RFC 6381).
    pub codecs: Option<String>,
    /// When the finished file is to be removed.
    pub expires_at: Option<ChronoDateTimeUtc>,
    /// When the finished file was removed.
    pub expired_at: Option<ChronoDateTimeUtc>,
    /// When its user deleted it; the row stays to be counted.
    pub deleted_at: Option<ChronoDateTimeUtc>,
    /// The process that runs it.
    pub lease_owner: Option<String>,
    /// Until when that process may be silent.
    pub lease_until: Option<ChronoDateTimeUtc>,
    /// Not to be started before; set between attempts.
    pub not_before: Option<ChronoDateTimeUtc>,
    /// When it was queued.
    pub created_at: ChronoDateTimeUtc,
    /// When it last changed.
    pub updated_at: ChronoDateTimeUtc,
    /// When it ended, well or not.
    pub completed_at: Option<ChronoDateTimeUtc>,
}

/// Where a job stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "String(StringLen::N(16))")]
pub enum ExportStatus {
    /// It waits for its turn.
    #[sea_orm(string_value = "queued")]
    Queued,
    /// It is drawn and encoded.
    #[sea_orm(string_value = "rendering")]
    Rendering,
    /// It is stored.
    #[sea_orm(string_value = "uploading")]
    Uploading,
    /// The file is there.
    #[sea_orm(string_value = "completed")]
    Completed,
    /// It failed for good.
    #[sea_orm(string_value = "failed")]
    Failed,
    /// Its user cancelled it.
    #[sea_orm(string_value = "cancelled")]
    Cancelled,
}

/// There are no relations: rows are found by user and id.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
