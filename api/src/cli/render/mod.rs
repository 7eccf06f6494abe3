//! `phonoglyph render`: a song to a video, without server or database.

mod args;
mod figures;
mod input;
mod watch;

pub use args::RenderArgs;

use super::{BadInput, bad_input};
use anyhow::Context;
use figures::Figures;
use input::Song;
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
    let output = output(
        args,
        config.settings().preset.key(),
        config.container().extension(),
    )?;
    let song = Song::read(args)?;
    let sound = song.sound(&config, args.voice.soundfont.as_deref())?;
    let plan = RenderPlan::new(song.score, song.composition, config, song.recording).map_err(bad_input)?;
    let report = render(&Arc::new(plan), sound.as_ref(), &output)?;
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
    sound: Option<&phonoglyph_engine::audio::Sound>,
    output: &Path,
) -> anyhow::Result<Report> {
    let gpu = Gpu::open()?;
    let watch = Arc::new(Watch::new(plan));
    let seen = watch.clone();
    let control = Control {
        cancel: cancel_on_signal()?,
        progress: Arc::new(move |progress| seen.progress(progress)),
    };
    let rendered = pipeline::run(&gpu, plan, sound, output, &control);
    watch.clear();
    match rendered {
        Ok(report) => Ok(report),
        Err(PipelineError::Cancelled) => anyhow::bail!("cancelled: nothing was written"),
        Err(error @ PipelineError::Audio(_)) if !error.may_pass() => Err(bad_input(error)),
        Err(error) => Err(error).context("the video cannot be rendered"),
    }
}

/// Where the video goes. A file that was not named by the user is replaced only when asked.
fn output(args: &RenderArgs, preset: &str, extension: &str) -> anyhow::Result<PathBuf> {
    let stem = args.song.file_stem().unwrap_or_default().to_string_lossy();
    let beside = || PathBuf::from(format!("{stem}-{preset}.{extension}"));
    let output = args.output.clone().unwrap_or_else(beside);
    let refuse = |message: String| Err(BadInput(message).into());
    if output.is_dir() {
        return refuse(format!("{} is a folder: give -o a file", output.display()));
    }
    if args.output.is_none() && output.exists() && !args.force {
        return refuse(format!(
            "{} is there already: add --force to replace it, or name another with -o",
            output.display()
        ));
    }
    match output.parent() {
        Some(folder) if !folder.as_os_str().is_empty() && !folder.is_dir() => refuse(format!(
            "the folder {} does not exist: make it first",
            folder.display()
        )),
        _ => Ok(output),
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
