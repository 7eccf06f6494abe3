//! `phonoglyph frame` and `phonoglyph strip`: pictures of a song's video without rendering it.

mod args;

pub use args::{FrameArgs, StripArgs};

use super::render::{Output, Song, file, supplies};
use super::{BadInput, bad_input};
use anyhow::Context;
use args::StillArgs;
use image::RgbImage;
use phonoglyph_engine::composition::{Branding, Referred};
use phonoglyph_engine::gpu::Gpu;
use phonoglyph_engine::plan::RenderPlan;
use phonoglyph_engine::render::Renderer;
use phonoglyph_engine::stills::{self, SheetLayout, StillFormat};
use phonoglyph_engine::time::{FrameIndex, MediaTime};
use phonoglyph_engine::workshop::Prepared;
use std::path::PathBuf;
use std::sync::Arc;

/// Draws a frame.
pub fn frame(args: &FrameArgs) -> anyhow::Result<()> {
    let mut easel = Easel::new(&args.common, "frame")?;
    let (index, picture) = match args.at {
        Some(at) => {
            let index = frame_at(&easel.plan, at)?;
            (index, easel.draw(index)?)
        }
        None => stills::richest(&mut easel.renderer, &easel.plan, &|| false)?
            .context("there is no frame to look at")?,
    };
    easel.keep(
        &picture,
        &format!("at {}", easel.plan.frame_rate().time_of(index)),
    )
}

/// Draws a contact sheet.
pub fn strip(args: &StripArgs) -> anyhow::Result<()> {
    let mut easel = Easel::new(&args.common, "strip")?;
    let layout = SheetLayout::new(args.count, args.columns, easel.plan.size(), args.side);
    let frames = stills::evenly(easel.plan.frames, args.count);
    let sheet = stills::sheet(&layout, |place| match frames.get(place as usize) {
        Some(index) => easel.draw(*index).map(Some),
        None => Ok(None),
    })?;
    easel.keep(&sheet, &format!("{} frames", frames.len()))
}

/// The frame that is shown at a time of the video; its last one also at its very end.
fn frame_at(plan: &RenderPlan, at: MediaTime) -> anyhow::Result<FrameIndex> {
    let end = plan.frame_rate().time_of(plan.frames);
    if at < MediaTime::ZERO || at > end {
        let message = format!("--at is {at}: it must be from 0 to the end of the video, at {end}");
        return Err(BadInput(message).into());
    }
    Ok(plan.frame_rate().frame_at(at).min(plan.frames - 1))
}

/// What pictures are drawn with, and where they go.
struct Easel {
    plan: Arc<RenderPlan>,
    renderer: Renderer,
    output: PathBuf,
    format: StillFormat,
}

impl Easel {
    fn new(args: &StillArgs, what: &'static str) -> anyhow::Result<Self> {
        let config = args.shape.request()?.build().map_err(bad_input)?;
        let format = format_of(args)?;
        let output = Output {
            named: args.output.as_deref(),
            force: args.force,
            what: "picture",
        };
        let output = output.choose(args.inputs(), what, format.extension())?;
        let song = Song::read(&args.song, &args.content)?;
        let plan = song.plan(config, Branding::default())?;
        let sound = match plan.composition.listening().whole {
            true => song.sound(&plan.config, args.voice.soundfont.as_deref())?,
            false => None,
        };
        let folder = args.content.folder();
        let files = |referred: &Referred| file(&folder, referred);
        let supplies = supplies(&plan, sound.as_ref(), &files, &|| false)?;
        let prepared = Prepared { plan, supplies };
        let renderer = prepared.renderer(&Gpu::open()?)?;
        Ok(Self {
            plan: prepared.plan,
            renderer,
            output,
            format,
        })
    }

    fn draw(&mut self, index: FrameIndex) -> anyhow::Result<RgbImage> {
        let pixels = self.renderer.rgba(index)?;
        Ok(stills::picture(&pixels, self.plan.size())?)
    }

    /// Writes the picture and tells of it.
    fn keep(&self, picture: &RgbImage, of: &str) -> anyhow::Result<()> {
        let file = stills::encode(picture, self.format)?;
        let output = self.output.display();
        std::fs::write(&self.output, &file).with_context(|| format!("{output} cannot be written"))?;
        let (width, height) = picture.dimensions();
        println!(
            "{output}: {width}x{height}, {of}, {} KiB",
            file.len().div_ceil(1024)
        );
        Ok(())
    }
}

/// The format that the ending of the output names; PNG where the user names no file.
fn format_of(args: &StillArgs) -> anyhow::Result<StillFormat> {
    let Some(output) = &args.output else {
        return Ok(StillFormat::default());
    };
    let ending = output.extension().unwrap_or_default().to_string_lossy();
    ending
        .parse()
        .map_err(|error| BadInput(format!("{}: {error}", output.display())).into())
}
