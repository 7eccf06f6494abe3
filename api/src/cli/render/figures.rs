//! The figures of a finished video.

use phonoglyph_engine::pipeline::{Report, StageSeconds};
use serde::Serialize;
use std::fmt;
use std::path::Path;
use std::time::Duration;

/// What the work came to, from the start of the command to the closed file.
#[derive(Debug, Serialize)]
pub struct Figures {
    frames: u64,
    duration_s: f64,
    wall_s: f64,
    fps: f64,
    realtime_x: f64,
    cpu_s: f64,
    peak_rss_mib: f64,
    bytes: u64,
    stages: StageSeconds,
    codecs: String,
    output: String,
    warnings: Vec<String>,
}

impl Figures {
    /// The figures of a report.
    pub fn new(report: &Report, wall: Duration, output: &Path) -> Self {
        let wall_s = wall.as_secs_f64().max(1e-9);
        let usage = usage();
        Self {
            frames: report.frames,
            duration_s: report.duration_s,
            wall_s,
            fps: report.frames as f64 / wall_s,
            realtime_x: report.duration_s / wall_s,
            cpu_s: usage.0,
            peak_rss_mib: usage.1,
            bytes: report.bytes,
            stages: with_the_adapter(report.stages, usage.0),
            codecs: report.codecs.clone(),
            output: output.display().to_string(),
            warnings: report.warnings.clone(),
        }
    }
}

/// An adapter without hardware draws on threads of its own, which the engine cannot see; in a process that renders one
/// video, what no other stage accounts for of all its `cpu_s` is the drawing.
fn with_the_adapter(stages: StageSeconds, cpu_s: f64) -> StageSeconds {
    let others = stages.sum() - stages.draw;
    StageSeconds {
        draw: stages.draw.max(cpu_s - others),
        ..stages
    }
}

impl fmt::Display for Figures {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            output,
            frames,
            duration_s,
            wall_s,
            fps,
            realtime_x,
            ..
        } = self;
        let mib = self.bytes as f64 / f64::from(1 << 20);
        write!(
            f,
            "{output}: {duration_s:.1} s, {frames} frames, {mib:.1} MiB, \
             made in {wall_s:.1} s ({fps:.0} frames/s, {realtime_x:.1}x real time)"
        )
    }
}

/// Processor seconds (user and system, all threads) and peak resident memory in MiB of this process; zero where the
/// system does not tell.
#[cfg(unix)]
fn usage() -> (f64, f64) {
    // SAFETY: an all-zero rusage is a valid value of that plain C struct.
    let mut usage: libc::rusage = unsafe { std::mem::zeroed() };
    // SAFETY: the pointer is to a rusage that lives through the call, as getrusage(2) asks.
    if unsafe { libc::getrusage(libc::RUSAGE_SELF, &raw mut usage) } != 0 {
        return (0.0, 0.0);
    }
    let seconds = |time: libc::timeval| time.tv_sec as f64 + time.tv_usec as f64 / 1e6;
    // ru_maxrss is in KiB on Linux and in bytes on macOS.
    let unit = if cfg!(target_os = "macos") { 1.0 } else { 1024.0 };
    let peak = usage.ru_maxrss as f64 * unit / f64::from(1 << 20);
    (seconds(usage.ru_utime) + seconds(usage.ru_stime), peak)
}

#[cfg(not(unix))]
fn usage() -> (f64, f64) {
    (0.0, 0.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_no_other_stage_accounts_for_is_drawing() {
        let stages = StageSeconds {
            draw: 0.5,
            encode: 2.0,
            audio: 1.0,
            ..StageSeconds::default()
        };
        assert_eq!(with_the_adapter(stages, 7.0).draw, 4.0);
        assert_eq!(
            with_the_adapter(stages, 3.0),
            stages,
            "never less than was measured"
        );
    }

    #[test]
    fn figures_are_of_the_whole_command() {
        let report = Report {
            frames: 300,
            duration_s: 10.0,
            wall_s: 4.0,
            bytes: 3 << 20,
            stages: StageSeconds::default(),
            codecs: "avc1.4d4028".to_owned(),
            warnings: vec!["a letter is missing".to_owned()],
        };
        let figures = Figures::new(&report, Duration::from_secs(5), Path::new("out.mp4"));
        assert_eq!((figures.fps, figures.realtime_x), (60.0, 2.0));
        assert!(
            figures
                .to_string()
                .starts_with("out.mp4: 10.0 s, 300 frames, 3.0 MiB, made in 5.0 s (60 frames/s")
        );
        let json = serde_json::to_value(&figures).expect("plain data");
        for name in [
            "wall_s",
            "cpu_s",
            "peak_rss_mib",
            "bytes",
            "stages",
            "output",
            "warnings",
        ] {
            assert!(json.get(name).is_some(), "{name}");
        }
        if cfg!(unix) {
            assert!(figures.peak_rss_mib > 1.0, "this process is larger than a MiB");
        }
    }
}
