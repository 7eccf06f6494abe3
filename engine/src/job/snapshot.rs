//! What goes into the queue, and what is seen of it.

pub use crate::workshop::{Source as JobSource, StoredMaterial};

use super::ExportStatus;
use crate::export::ExportConfig;
use crate::time::FrameIndex;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

/// A job to be queued.
#[derive(Clone, Debug, PartialEq)]
pub struct NewJob {
    /// Whose it is.
    pub user_id: String,
    /// The composition it comes from.
    pub composition_id: String,
    /// The composition's name, by which the export is found.
    pub title: String,
    /// How to export.
    pub config: ExportConfig,
    /// The user's own preset that the config began from.
    pub custom_preset: Option<String>,
    /// Which of the user's exports goes first.
    pub priority: Priority,
    /// How long the video will be, in seconds, where that is known.
    pub video_seconds: Option<f64>,
    /// What to render.
    pub source: JobSource,
    /// Whether it is a preview: it is rendered before every export.
    pub preview: bool,
}

/// Which of a user's exports goes first. Between users the queue is fair whatever they ask for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Priority {
    /// After the others.
    Low,
    /// As they come.
    #[default]
    Normal,
    /// Before the others.
    High,
}

/// A key under which jobs are queued once.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Once {
    /// The key, of the caller's choice.
    pub key: String,
    /// A hash of what is asked for: under the same key nothing else may be asked for.
    pub fingerprint: String,
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
    /// The composition's name then.
    pub title: String,
    /// How it is exported.
    pub config: ExportConfig,
    /// The user's own preset that the config began from.
    pub custom_preset: Option<String>,
    /// Which of the user's exports goes first.
    pub priority: Priority,
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
    /// Frames that are made in a second now, while it is drawn.
    pub frames_per_second: Option<f64>,
    /// How long drawing will go on at that speed, in seconds.
    pub seconds_left: Option<f64>,
    /// Which attempt this is, from 1; 0 before the first.
    pub attempt: u32,
    /// Rises with every change, so that a reader can drop what comes late.
    pub sequence: u64,
    /// What ended the last attempt, if it failed.
    pub error: Option<JobFailure>,
    /// What failed last; it stays when a later attempt succeeds.
    pub last_failure: Option<LastFailure>,
    /// How long each stage of the last attempt took.
    pub stages: StageTimes,
    /// The finished file.
    pub result: Option<JobResult>,
    /// When the finished file is to be removed.
    pub expires_at: Option<DateTime<Utc>>,
    /// When it was removed.
    pub expired_at: Option<DateTime<Utc>>,
    /// When it was queued.
    pub created_at: DateTime<Utc>,
    /// When its last attempt began.
    pub started_at: Option<DateTime<Utc>>,
    /// When it last changed.
    pub updated_at: DateTime<Utc>,
    /// When it ended.
    pub completed_at: Option<DateTime<Utc>>,
}

/// Why an attempt failed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct JobFailure {
    /// A word for programs, such as `BAD_SCORE`.
    pub code: String,
    /// A sentence for people; it says what to change where they can.
    pub message: String,
}

/// What failed last, and when.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct LastFailure {
    /// Why.
    #[serde(flatten)]
    pub failure: JobFailure,
    /// The attempt that failed.
    pub attempt: u32,
    /// When.
    pub at: DateTime<Utc>,
}

/// How long each stage of an attempt took, in seconds of the clock; none for one that was not reached or is not over.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct StageTimes {
    /// Reading the song, opening the sound, preparing the drawing.
    pub preparing: Option<f64>,
    /// Drawing and encoding.
    pub rendering: Option<f64>,
    /// Joining picture and sound, drawing the poster, taking the sum of the file.
    pub joining: Option<f64>,
    /// Storing.
    pub storing: Option<f64>,
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
    /// What is in it, as the `codecs` parameter of a media type (RFC 6381); none in rows of older programs.
    pub codecs: Option<String>,
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
    /// Only those whose settings began from one of these presets, by their keys; empty is all.
    pub presets: Vec<String>,
    /// Only those whose settings began from this one of the user's own presets.
    pub custom_preset: Option<String>,
    /// Only those queued at this time or later.
    pub from: Option<DateTime<Utc>>,
    /// Only those queued before this time.
    pub to: Option<DateTime<Utc>>,
    /// Only those with this text in the composition's name, whatever the case of its letters.
    pub text: Option<String>,
    /// Whether the oldest come first.
    pub oldest_first: bool,
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
