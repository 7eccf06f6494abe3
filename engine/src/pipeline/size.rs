//! Keeping a file within its largest size: the bitrate is lowered where the estimate is over it, and where what comes out
//! is still over it, everything is encoded once more.

use crate::export::ExportConfig;
use crate::plan::RenderPlan;
use std::sync::Arc;

/// How much of the largest size is aimed at.
const AIM: f64 = 0.95;

/// A plan that keeps its size, and what was changed for it.
pub(super) struct Fitted {
    pub plan: Arc<RenderPlan>,
    pub warning: Option<String>,
}

/// The plan, with a lower bitrate where its file would be too large.
pub(super) fn before(plan: &Arc<RenderPlan>) -> Fitted {
    let unchanged = || Fitted {
        plan: Arc::clone(plan),
        warning: None,
    };
    let config = &plan.config;
    let bounds = (config.max_file_size(), config.estimated_size(plan.duration));
    let (Some(limit), Some(estimate)) = bounds else {
        return unchanged();
    };
    // Where quality is bounded too, fewer bits may come out: that is seen afterwards.
    if estimate <= limit || config.video().crf.is_some() {
        return unchanged();
    }
    match config.smaller(plan.duration, estimate, (limit as f64 * AIM) as u64) {
        Some(smaller) => Fitted {
            warning: Some(format!(
                "the file would have about {estimate} bytes, and at most {limit} are wanted: {}",
                change(config, &smaller)
            )),
            plan: with(plan, smaller),
        },
        None => unchanged(),
    }
}

/// The plan at a lower rate, after a file of so many `bytes` came out, which is more than `limit`; none where it cannot
/// be made smaller.
pub(super) fn after(plan: &Arc<RenderPlan>, bytes: u64, limit: u64) -> Option<Fitted> {
    let smaller = plan
        .config
        .smaller(plan.duration, bytes, (limit as f64 * AIM) as u64)?;
    Some(Fitted {
        warning: Some(format!(
            "the file had {bytes} bytes, and at most {limit} are wanted: it was encoded once more, {}",
            change(&plan.config, &smaller)
        )),
        plan: with(plan, smaller),
    })
}

fn with(plan: &RenderPlan, config: ExportConfig) -> Arc<RenderPlan> {
    Arc::new(RenderPlan {
        config,
        ..plan.clone()
    })
}

/// What was changed, for people.
fn change(from: &ExportConfig, to: &ExportConfig) -> String {
    match (from.video().bitrate_kbps, to.video().bitrate_kbps) {
        (Some(from), Some(to)) => format!("the picture at {to} kbit/s instead of {from}"),
        (None, Some(to)) => format!("the picture at no more than {to} kbit/s"),
        (_, None) => {
            let crf = |config: &ExportConfig| config.video().crf.unwrap_or_default();
            let colors = |config: &ExportConfig| config.settings().gif.colors;
            format!(
                "with crf {} instead of {} and {} colours instead of {}",
                crf(to),
                crf(from),
                colors(to),
                colors(from)
            )
        }
    }
}
