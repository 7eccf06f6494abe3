//! Progress on a terminal.

use indicatif::{ProgressBar, ProgressStyle};
use phonoglyph_engine::pipeline::{Progress, Stage};
use phonoglyph_engine::plan::RenderPlan;
use std::time::{Duration, Instant};

/// A progress bar; on anything but a terminal it shows nothing.
pub struct Watch {
    bar: ProgressBar,
    begun: Instant,
    frame_rate: f64,
}

impl Watch {
    /// Begins to watch.
    pub fn new(plan: &RenderPlan) -> Self {
        // indicatif draws to standard error, and only where that is a terminal.
        let bar = ProgressBar::new(plan.frames);
        let template = "{percent:>3}% [{bar:32}] {pos}/{len} frames  {msg}  {eta_precise} left";
        if let Ok(style) = ProgressStyle::with_template(template) {
            bar.set_style(style.progress_chars("=> "));
        }
        bar.enable_steady_tick(Duration::from_millis(250));
        Self {
            bar,
            begun: Instant::now(),
            frame_rate: plan.frame_rate().fps(),
        }
    }

    /// Shows how far the work is; called from worker threads.
    pub fn progress(&self, progress: Progress) {
        self.bar.set_position(progress.frames_done);
        self.bar.set_message(match progress.stage {
            Stage::Preparing => "preparing".to_owned(),
            Stage::Rendering => self.speed(progress.frames_done),
            Stage::Joining => "joining".to_owned(),
        });
    }

    fn speed(&self, frames: u64) -> String {
        let rate = frames as f64 / self.begun.elapsed().as_secs_f64().max(0.001);
        format!("{rate:.0} fps, {:.1}x real time", rate / self.frame_rate)
    }

    /// Takes the bar away.
    pub fn clear(&self) {
        self.bar.finish_and_clear();
    }
}
