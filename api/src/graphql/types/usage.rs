//! What was exported, and what a user has.

use super::export_config::ExportPresetId;
use super::scalars::{Date, Long, int};
use async_graphql::SimpleObject;
use chrono::NaiveDate;
use phonoglyph_engine::export::PresetId;
use phonoglyph_engine::job::{ExportStatus, Tally, Usage};
use std::collections::BTreeMap;

/// What was exported in a stretch of days, by the day on which exports were queued, in UTC. Deleted exports count,
/// previews do not.
#[derive(SimpleObject)]
pub struct ExportAnalytics {
    /// The first day.
    from: Date,
    /// The last day.
    to: Date,
    /// All days together.
    total: ExportTotals,
    /// Every day on which something was queued, the first first.
    days: Vec<ExportDay>,
    /// Finished exports by preset and format, the most first.
    formats: Vec<ExportFormatTotals>,
    /// Why exports failed, the most frequent cause first.
    failures: Vec<ExportFailureCount>,
}

/// Counts of exports.
#[derive(Clone, Default, SimpleObject)]
pub struct ExportTotals {
    /// All exports.
    exports: i32,
    /// Those that wait or run.
    active: i32,
    /// Those that are finished.
    completed: i32,
    /// Those that failed.
    failed: i32,
    /// Those that were cancelled.
    cancelled: i32,
    /// Share of failed exports among those that were finished or failed, 0 to 1; 0 where there were none.
    failure_rate: f64,
    /// How long the finished videos play together, in seconds.
    video_seconds: f64,
    /// How long making them took together, in seconds; waiting and earlier attempts not counted.
    render_seconds: f64,
    /// How large the finished files are together, in bytes.
    bytes: Long,
}

/// A day of exports.
#[derive(SimpleObject)]
pub struct ExportDay {
    /// The day.
    date: Date,
    /// Its counts.
    totals: ExportTotals,
}

/// Finished exports of a preset and a format.
#[derive(SimpleObject)]
pub struct ExportFormatTotals {
    /// The preset that their settings began from; null where there is no such preset any more.
    preset: Option<ExportPresetId>,
    /// Container and codecs, such as `mp4 h264 aac`.
    format: String,
    /// How many were finished.
    completed: i32,
    /// How long they play together, in seconds.
    video_seconds: f64,
    /// How long making them took together, in seconds.
    render_seconds: f64,
    /// How large they are together, in bytes.
    bytes: Long,
}

/// How often exports failed for a reason.
#[derive(SimpleObject)]
pub struct ExportFailureCount {
    /// The word for programs, such as `BAD_SCORE`.
    code: String,
    /// How many exports failed so.
    count: i32,
}

impl ExportTotals {
    fn add(&mut self, tally: &Tally) {
        let jobs = int(tally.jobs);
        self.exports += jobs;
        match tally.status {
            ExportStatus::Completed => {
                self.completed += jobs;
                self.video_seconds += tally.video_seconds;
                self.render_seconds += tally.work_seconds;
                self.bytes = Long(self.bytes.0.saturating_add(Long::count(tally.bytes).0));
            }
            ExportStatus::Failed => self.failed += jobs,
            ExportStatus::Cancelled => self.cancelled += jobs,
            _ => self.active += jobs,
        }
        let ended = self.completed + self.failed;
        self.failure_rate = f64::from(self.failed) / f64::from(ended.max(1));
    }
}

impl ExportAnalytics {
    /// Of tallies of these days.
    pub fn of((from, to): (NaiveDate, NaiveDate), tallies: &[Tally]) -> Self {
        let mut total = ExportTotals::default();
        let mut days: BTreeMap<&str, ExportTotals> = BTreeMap::new();
        let mut formats: BTreeMap<(&str, &str), ExportTotals> = BTreeMap::new();
        let mut failures: BTreeMap<&str, i32> = BTreeMap::new();
        for tally in tallies {
            total.add(tally);
            days.entry(&tally.day).or_default().add(tally);
            if tally.status == ExportStatus::Completed {
                formats
                    .entry((&tally.preset, &tally.format))
                    .or_default()
                    .add(tally);
            }
            if let Some(code) = &tally.failure {
                *failures.entry(code).or_default() += int(tally.jobs);
            }
        }
        let mut formats: Vec<_> = formats.into_iter().collect();
        formats.sort_by_key(|(_, totals)| std::cmp::Reverse(totals.completed));
        let mut failures: Vec<_> = failures.into_iter().collect();
        failures.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
        Self {
            from: Date(from),
            to: Date(to),
            total,
            days: days.into_iter().filter_map(day).collect(),
            formats: formats.into_iter().map(format).collect(),
            failures: failures.into_iter().map(failure).collect(),
        }
    }
}

fn day((day, totals): (&str, ExportTotals)) -> Option<ExportDay> {
    let date = Date(day.parse().ok()?);
    Some(ExportDay { date, totals })
}

fn format(((preset, format), totals): ((&str, &str), ExportTotals)) -> ExportFormatTotals {
    ExportFormatTotals {
        preset: preset.parse::<PresetId>().ok().map(Into::into),
        format: format.to_owned(),
        completed: totals.completed,
        video_seconds: totals.video_seconds,
        render_seconds: totals.render_seconds,
        bytes: totals.bytes,
    }
}

fn failure((code, count): (&str, i32)) -> ExportFailureCount {
    let code = code.to_owned();
    ExportFailureCount { code, count }
}

/// What a user has now, and how much it may be.
#[derive(SimpleObject)]
pub struct ExportUsage {
    /// Exports that wait.
    waiting: i32,
    /// The most that may wait; null where there is no bound.
    max_waiting: Option<i32>,
    /// Exports that run.
    running: i32,
    /// The most that run at once: more wait. Null where there is no bound.
    max_running: Option<i32>,
    /// Bytes of uploads, and of results that are still there.
    bytes_stored: Long,
    /// The most bytes; null where there is no bound.
    max_bytes_stored: Option<Long>,
    /// Minutes of video in the exports of today, in UTC; failed and cancelled ones do not count.
    minutes_today: f64,
    /// The most minutes of a day; null where there is no bound.
    max_minutes_per_day: Option<f64>,
}

impl From<Usage> for ExportUsage {
    fn from(usage: Usage) -> Self {
        Self {
            waiting: int(usage.waiting),
            max_waiting: usage.quotas.waiting.map(int),
            running: int(usage.running),
            max_running: usage.quotas.running.map(int),
            bytes_stored: Long::count(usage.bytes),
            max_bytes_stored: usage.quotas.bytes.map(Long::count),
            minutes_today: usage.minutes_today,
            max_minutes_per_day: usage.quotas.minutes,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tallies_add_up() {
        let tally = |day: &str, status, jobs, failure: Option<&str>| Tally {
            day: day.to_owned(),
            status,
            preset: "youtube_1080p".to_owned(),
            format: "mp4 h264 aac".to_owned(),
            failure: failure.map(str::to_owned),
            jobs,
            video_seconds: 60.0,
            work_seconds: 30.0,
            bytes: 1000,
        };
        let tallies = [
            tally("2026-05-05", ExportStatus::Completed, 3, None),
            tally("2026-05-04", ExportStatus::Failed, 1, Some("BAD_SCORE")),
            tally("2026-05-05", ExportStatus::Queued, 2, None),
        ];
        let days = (
            "2026-05-01".parse().expect("a day"),
            "2026-05-31".parse().expect("a day"),
        );
        let found = ExportAnalytics::of(days, &tallies);
        assert_eq!(
            (found.total.exports, found.total.active, found.total.failure_rate),
            (6, 2, 0.25)
        );
        assert_eq!((found.total.video_seconds, found.total.bytes), (60.0, Long(1000)));
        assert_eq!(found.days.len(), 2);
        assert!(found.days[0].date.0 < found.days[1].date.0);
        assert_eq!((found.formats.len(), found.formats[0].completed), (1, 3));
        assert_eq!(
            (found.failures[0].code.as_str(), found.failures[0].count),
            ("BAD_SCORE", 1)
        );
    }
}
