//! `phonoglyph render`: a song to a video, without server or database.

mod args;
mod branding;
mod content;
mod dry;
mod figures;
mod input;
mod output;
mod sources;
mod watch;

pub use args::{RenderArgs, ShapeArgs, SongArgs, seconds};
pub use content::ContentArgs;
pub use input::{Song, about, bytes, file, supplies};
pub use output::Output;

use super::bad_input;
use anyhow::Context;
use figures::Figures;
use phonoglyph_engine::audio::Sound;
use phonoglyph_engine::composition::Referred;
use phonoglyph_engine::encode;
use phonoglyph_engine::gpu::Gpu;
use phonoglyph_engine::pipeline::{self, Control, PipelineError, Report};
use phonoglyph_engine::plan::RenderPlan;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Instant;
use watch::Watch;

/// Renders.
pub fn run(args: &RenderArgs) -> anyhow::Result<()> {
    let begun = Instant::now();
    let config = args.request()?.build().map_err(bad_input)?;
    encode::check(&config).map_err(bad_input)?;
    if args.dry_run {
        return dry::run(args, config);
    }
    let output = Output {
        named: args.output.as_deref(),
        force: args.force,
        what: "video",
    };
    let (preset, extension) = (config.settings().preset.key(), config.container().extension());
    let output = output.choose(args.inputs().collect(), preset, extension)?;
    let song = Song::read(&args.song, &args.content)?;
    let brand = args.branding.brand(&args.outside)?;
    let folder = args.content.folder();
    let sound = song.sound(&config, args.voice.soundfont.as_deref())?;
    let plan = song.plan(config, brand.branding.clone())?;
    let files = |referred: &Referred| brand.file(referred).or_else(|| file(&folder, referred));
    let report = render(&plan, sound.as_ref(), &files, &output)?;
    for warning in &report.warnings {
        eprintln!("warning: {warning}");
    }
    let figures = Figures::new(&report, begun.elapsed(), &output);
    if args.json {
        println!("{}", serde_json::to_string(&figures)?);
    } else {
        println!("{figures}");
    }
    Ok(())
}

fn render(
    plan: &Arc<RenderPlan>,
    sound: Option<&Sound>,
    files: &dyn Fn(&Referred) -> Option<PathBuf>,
    output: &Path,
) -> anyhow::Result<Report> {
    let gpu = Gpu::open()?;
    let watch = Arc::new(Watch::new(plan));
    let seen = watch.clone();
    let control = Control {
        cancel: cancel_on_signal()?,
        progress: Arc::new(move |progress| seen.progress(progress)),
    };
    let cancelled = || control.cancel.load(Ordering::Relaxed);
    let supplies = match supplies(plan, sound, files, &cancelled) {
        Err(_) if cancelled() => anyhow::bail!("cancelled: nothing was written"),
        gathered => gathered?,
    };
    let sound = sound.filter(|_| plan.config.audio().is_some());
    let rendered = pipeline::run(&gpu, plan, &supplies, sound, output, &control);
    watch.clear();
    match rendered {
        Ok(report) => Ok(report),
        Err(PipelineError::Cancelled) => anyhow::bail!("cancelled: nothing was written"),
        Err(error @ PipelineError::Audio(_)) if !error.may_pass() => Err(bad_input(error)),
        Err(error) => Err(error).context("the video cannot be rendered"),
    }
}

/// A flag that Ctrl-C or SIGTERM sets; a second one ends the program at once.
fn cancel_on_signal() -> anyhow::Result<Arc<AtomicBool>> {
    let cancel = Arc::new(AtomicBool::new(false));
    let flag = cancel.clone();
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?;
    std::thread::Builder::new()
        .name("signals".to_owned())
        .spawn(move || {
            runtime.block_on(async {
                if super::stop::requested().await.is_ok() {
                    flag.store(true, Ordering::Relaxed);
                }
                if super::stop::requested().await.is_ok() {
                    std::process::exit(1);
                }
            });
        })?;
    Ok(cancel)
}
