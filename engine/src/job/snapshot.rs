//! What goes into the queue, and what is seen of it.

pub use crate::workshop::{Source as JobSource, StoredMaterial};

use super::ExportStatus;
use crate::export::ExportConfig;
use crate::time::FrameIndex;
use chrono::{DateTime, Utc};

/// A job to be queued.
#[derive(Clone, Debug, PartialEq)]
pub struct NewJob {
    /// Whose it is.
    pub user_id: String,
    /// The composition it comes from.
    pub composition_id: String,
    /// How to export.
    pub config: ExportConfig,
    /// What to render.
    pub source: JobSource,
    /// Whether it is a preview: it is rendered before every export.
    pub preview: bool,
}

/// A job as it stands at one moment.
#[derive(Clone, Debug, PartialEq)]
pub struct JobSnapshot {
    /// UUID version 7.
    pub id: String,
    /// Whose it is.
    pub user_id: String,
    /// The composition it was queued from.
    pub composition_id: String,
    /// How it is exported.
    pub config: ExportConfig,
    /// Whether it is a preview.
    pub preview: bool,
    /// Where it stands.
    pub status: ExportStatus,
    /// What a running attempt is at: `preparing`, `rendering`, `joining` or `storing`.
    pub stage: Option<String>,
    /// Share of the work that is done, 0 to 1; it never goes back.
    pub progress: f64,
    /// Frames drawn and encoded; like `progress`, the most that any attempt has reached.
    pub frames_done: u64,
    /// Frames in all, once the job is planned.
    pub frames_total: Option<u64>,
    /// Which attempt this is, from 1; 0 before the first.
    pub attempt: u32,
    /// Rises with every change, so that a reader can drop what comes late.
    pub sequence: u64,
    /// What ended the last attempt, if it failed.
    pub error: Option<JobFailure>,
    /// The finished file.
    pub result: Option<JobResult>,
    /// When it was queued.
    pub created_at: DateTime<Utc>,
    /// When it last changed.
    pub updated_at: DateTime<Utc>,
    /// When it ended.
    pub completed_at: Option<DateTime<Utc>>,
}

/// Why an attempt failed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct JobFailure {
    /// A word for programs, such as `BAD_SCORE`.
    pub code: String,
    /// A sentence for people; it says what to change where they can.
    pub message: String,
}

/// A finished file.
#[derive(Clone, Debug, PartialEq)]
pub struct JobResult {
    /// Its key in storage.
    pub key: String,
    /// Its size.
    pub bytes: u64,
    /// How long it plays.
    pub duration_seconds: f64,
    /// SHA-256 of its content, in hexadecimal.
    pub sha256: String,
    /// What could not be shown as it was asked for, such as characters that no font has.
    pub warnings: Vec<String>,
    /// Pictures of it; none where they could not be made, or in rows of older programs.
    pub stills: Option<JobStills>,
}

/// Pictures of a finished video, in JPEG.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct JobStills {
    /// The frame they show.
    pub frame: FrameIndex,
    /// The key of the frame in full size.
    pub poster: String,
    /// The key of the frame with no side longer than 480 pixels.
    pub thumbnail: String,
}

/// Which jobs of a user's history are wanted.
#[derive(Clone, Debug, Default)]
pub struct HistoryFilter {
    /// Only these statuses; empty is all.
    pub statuses: Vec<ExportStatus>,
    /// Only of this composition.
    pub composition_id: Option<String>,
    /// Only previews, or only exports; none is both.
    pub preview: Option<bool>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_from_before_there_was_branding_still_opens() {
        let row = r#"{"document":{"version":1},"midiKey":"assets/midi","audioKey":null}"#;
        let source: JobSource = serde_json::from_str(row).expect("it opens");
        assert!(source.branding.is_empty() && source.material.is_empty());
        let branding = crate::composition::template("social-media-pack").expect("it is bundled");
        let branded = JobSource {
            branding: branding.branding.clone(),
            ..source
        };
        let written = serde_json::to_value(&branded).expect("plain data");
        assert_eq!(
            serde_json::from_value::<JobSource>(written).expect("it opens"),
            branded
        );
    }
}
