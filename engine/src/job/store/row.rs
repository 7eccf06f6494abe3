//! From a row to what users see of it. Rows are not API types.

use crate::job::{ExportStatus, JobFailure, JobResult, JobSnapshot, JobStills};
use crate::storage::keys;
use phonoglyph_entities::export_job::Model;
use sea_orm::DbErr;

impl TryFrom<Model> for JobSnapshot {
    type Error = DbErr;

    /// Fails if the stored config cannot be read.
    fn try_from(row: Model) -> Result<Self, DbErr> {
        Ok(Self {
            error: failure(&row),
            result: result(&row),
            config: serde_json::from_value(row.config).map_err(unreadable)?,
            id: row.id,
            user_id: row.user_id,
            composition_id: row.composition_id,
            preview: row.preview,
            status: row.status,
            stage: row.stage,
            progress: row.progress,
            frames_done: unsigned(row.frames_done),
            frames_total: row.frames_total.map(unsigned),
            attempt: row.attempt.try_into().unwrap_or(0),
            sequence: unsigned(row.sequence),
            created_at: row.created_at,
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
        warnings: warnings(row),
    })
}

/// Rows from before there were warnings have none.
fn warnings(row: &Model) -> Vec<String> {
    let warnings = row.warnings.clone().map(serde_json::from_value);
    warnings.and_then(Result::ok).unwrap_or_default()
}

/// Counts are never negative; a row that says otherwise counts nothing.
fn unsigned(value: i64) -> u64 {
    value.try_into().unwrap_or(0)
}

pub(super) fn unreadable(error: serde_json::Error) -> DbErr {
    DbErr::Json(error.to_string())
}
