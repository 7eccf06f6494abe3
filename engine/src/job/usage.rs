//! What users have and exported, as it is told.

use super::ExportStatus;
use super::settings::Quotas;

/// Exports of a day that have status, preset, format and failure in common.
#[derive(Clone, Debug, PartialEq)]
pub struct Tally {
    /// The day they were queued on, in UTC, as `2026-05-04`.
    pub day: String,
    /// Where they stand.
    pub status: ExportStatus,
    /// The key of the preset that their settings began from.
    pub preset: String,
    /// Container and codecs, as `mp4 h264 aac`.
    pub format: String,
    /// Why they failed, if they did.
    pub failure: Option<String>,
    /// How many they are.
    pub jobs: u64,
    /// How long the finished videos play together, in seconds.
    pub video_seconds: f64,
    /// How long making them took together, in seconds of the clock; waiting and earlier attempts not counted.
    pub work_seconds: f64,
    /// How large the finished files are together.
    pub bytes: u64,
}

/// What a user has now, and how much it may be.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Usage {
    /// Exports that wait.
    pub waiting: u64,
    /// Exports that run.
    pub running: u64,
    /// Bytes of uploads and of results that are still there.
    pub bytes: u64,
    /// Minutes of video in the exports of today, in UTC; failed and cancelled ones not counted.
    pub minutes_today: f64,
    /// The bounds.
    pub quotas: Quotas,
}
