//! From a row to what users see of it. Rows are not API types.

use crate::job::{ExportStatus, JobFailure, JobResult, JobSnapshot, JobStills, Priority};
use crate::storage::keys;
use phonoglyph_entities::export_job::Model;
use sea_orm::DbErr;
use serde::de::DeserializeOwned;

impl TryFrom<Model> for JobSnapshot {
    type Error = DbErr;

    /// Fails if the stored config cannot be read.
    fn try_from(row: Model) -> Result<Self, DbErr> {
        Ok(Self {
            error: failure(&row),
            result: result(&row),
            last_failure: json(row.last_failure),
            stages: json(row.stage_seconds).unwrap_or_default(),
            config: serde_json::from_value(row.config).map_err(unreadable)?,
            id: row.id,
            user_id: row.user_id,
            composition_id: row.composition_id,
            title: row.title,
            custom_preset: row.custom_preset_id,
            priority: row.priority.into(),
            preview: row.preview,
            status: row.status,
            stage: row.stage,
            progress: row.progress,
            frames_done: unsigned(row.frames_done),
            frames_total: row.frames_total.map(unsigned),
            frames_per_second: row.frames_per_second,
            seconds_left: row.seconds_left,
            attempt: row.attempt.try_into().unwrap_or(0),
            sequence: unsigned(row.sequence),
            expires_at: row.expires_at,
            expired_at: row.expired_at,
            created_at: row.created_at,
            started_at: row.started_at,
            updated_at: row.updated_at,
            completed_at: row.completed_at,
        })
    }
}

fn failure(row: &Model) -> Option<JobFailure> {
    Some(JobFailure {
        code: row.error_code.clone()?,
        message: row.error_message.clone().unwrap_or_default(),
    })
}

fn result(row: &Model) -> Option<JobResult> {
    if row.status != ExportStatus::Completed {
        return None;
    }
    let attempt = row.attempt.try_into().unwrap_or(0);
    let stills = |frame| {
        Some(JobStills {
            frame: unsigned(frame),
            poster: keys::poster(&row.id, attempt).ok()?,
            thumbnail: keys::thumbnail(&row.id, attempt).ok()?,
        })
    };
    Some(JobResult {
        key: keys::export(&row.id, attempt).ok()?,
        stills: row.poster_frame.and_then(stills),
        bytes: unsigned(row.file_size?),
        duration_seconds: row.duration_seconds?,
        sha256: row.sha256.clone()?,
        codecs: row.codecs.clone(),
        warnings: json(row.warnings.clone()).unwrap_or_default(),
    })
}

/// What a column holds; none in rows from before there was such a thing.
fn json<T: DeserializeOwned>(value: Option<serde_json::Value>) -> Option<T> {
    value.map(serde_json::from_value).and_then(Result::ok)
}

impl From<i32> for Priority {
    fn from(value: i32) -> Self {
        match value {
            ..0 => Self::Low,
            0 => Self::Normal,
            1.. => Self::High,
        }
    }
}

impl From<Priority> for i32 {
    fn from(priority: Priority) -> Self {
        match priority {
            Priority::Low => -1,
            Priority::Normal => 0,
            Priority::High => 1,
        }
    }
}

/// Counts are never negative; a row that says otherwise counts nothing.
fn unsigned(value: i64) -> u64 {
    value.try_into().unwrap_or(0)
}

pub(super) fn unreadable(error: serde_json::Error) -> DbErr {
    DbErr::Json(error.to_string())
}
