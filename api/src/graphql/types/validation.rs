//! What an export would come to.

use super::export_config::ExportConfig;
use super::scalars::{Long, int};
use crate::dry_run::{DryRun, Warning};
use crate::graphql::error::WrongField;
use async_graphql::SimpleObject;
use phonoglyph_engine::export as engine;

/// What an export would come to, or what is wrong with it.
#[derive(SimpleObject)]
pub struct ExportValidation {
    /// Whether it could be queued as it is.
    valid: bool,
    /// All that is wrong with it, by field; empty where it is valid.
    errors: Vec<FieldProblem>,
    /// What is allowed and still hardly wanted.
    warnings: Vec<ExportWarning>,
    /// What it would come to; null where it is not valid.
    plan: Option<ExportPlan>,
}

/// A value that is not taken.
#[derive(SimpleObject)]
pub struct FieldProblem {
    /// The path of the value from the argument on, such as `input.video.width`.
    field: String,
    /// The value.
    value: String,
    /// What is allowed.
    limit: String,
    /// All of it in a sentence for people.
    message: String,
}

/// What is allowed and still hardly wanted.
#[derive(SimpleObject)]
pub struct ExportWarning {
    /// A word for programs: LONGER_THAN_PLATFORM, LARGER_THAN_LIMIT, LOW_BITRATE, UPSCALED_PICTURE.
    code: String,
    /// A sentence for people.
    message: String,
    /// What it is about: a field of the input, or a path in the composition.
    field: String,
    /// What was found.
    value: String,
    /// What would be better.
    limit: String,
}

/// What an export would come to.
#[derive(SimpleObject)]
pub struct ExportPlan {
    /// How it would be made, with all that the preset sets.
    config: ExportConfig,
    /// Frames of the video.
    frames: i32,
    /// Runs of frames that are encoded by themselves.
    segments: i32,
    /// How long the video plays, in seconds.
    duration_seconds: f64,
    /// Size of the file in bytes, about: busy pictures take more, quiet ones less.
    estimated_file_size: Long,
    /// The largest that its bitrates allow, in bytes; null where the picture is of constant quality whatever it takes.
    largest_file_size: Option<Long>,
    /// How long rendering takes, in seconds, about: as fast as the latest exports on this server, waiting not counted.
    estimated_seconds: f64,
}

impl ExportValidation {
    /// What is wrong.
    pub fn wrong(errors: Vec<WrongField>) -> Self {
        Self {
            valid: false,
            errors: errors.into_iter().map(FieldProblem::from).collect(),
            warnings: Vec::new(),
            plan: None,
        }
    }

    /// What it comes to.
    pub fn good(config: &engine::ExportConfig, run: DryRun) -> Self {
        Self {
            valid: true,
            errors: Vec::new(),
            plan: Some(ExportPlan {
                config: ExportConfig::from(config.settings()),
                frames: int(run.frames),
                segments: int(run.segments),
                duration_seconds: run.duration_s,
                estimated_file_size: Long::count(run.estimated_bytes),
                largest_file_size: run.largest_bytes.map(Long::count),
                estimated_seconds: run.estimated_s,
            }),
            warnings: run.warnings.into_iter().map(ExportWarning::from).collect(),
        }
    }
}

impl From<WrongField> for FieldProblem {
    fn from(wrong: WrongField) -> Self {
        Self {
            message: wrong.sentence(),
            field: wrong.field,
            value: wrong.value,
            limit: wrong.limit,
        }
    }
}

impl From<Warning> for ExportWarning {
    fn from(warning: Warning) -> Self {
        Self {
            code: warning.code.to_owned(),
            message: warning.message,
            field: warning.field,
            value: warning.value,
            limit: warning.limit,
        }
    }
}
