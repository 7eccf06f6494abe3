//! `phonoglyph render --dry-run`: what a video would come to.

use super::{RenderArgs, Song, file};
use crate::dry_run::{DryRun, Measured};
use phonoglyph_engine::composition::Referred;
use phonoglyph_engine::export::ExportConfig;
use phonoglyph_engine::material::{max_bytes, picture};
use phonoglyph_engine::media::MaterialKind;
use std::path::PathBuf;

/// Says what it would come to. Everything is read and checked as it is for a video, and nothing is drawn.
pub fn run(args: &RenderArgs, config: ExportConfig) -> anyhow::Result<()> {
    let song = Song::read(&args.song, &args.content)?;
    let brand = args.branding.brand(&args.outside)?;
    song.sound(&config, args.voice.soundfont.as_deref())?;
    let plan = song.plan(config, brand.branding.clone())?;
    let folder = args.content.folder();
    let place = |referred: &Referred| brand.file(referred).or_else(|| file(&folder, referred));
    let (composition, branding) = (plan.composition.references(), plan.branding.references());
    let referred = composition.into_iter().chain(branding);
    let pictures: Vec<_> = referred
        .filter(|referred| referred.kind == MaterialKind::Picture)
        .filter_map(|referred| measured(place(&referred)?, referred.name))
        .collect();
    let run = DryRun::of(&plan, &pictures, None);
    if args.json {
        println!("{}", serde_json::to_string(&run)?);
        return Ok(());
    }
    for warning in &run.warnings {
        eprintln!("warning: {}", warning.message);
    }
    let mib = run.estimated_bytes as f64 / f64::from(1 << 20);
    println!(
        "{}x{}, {:.1} s, {} frames in {} segments, about {mib:.1} MiB, about {:.0} s to make",
        run.width, run.height, run.duration_s, run.frames, run.segments, run.estimated_s
    );
    Ok(())
}

/// The size of a picture that can be read; one that cannot be fails where it is drawn.
fn measured(path: PathBuf, name: String) -> Option<Measured> {
    let bytes = super::input::bytes(&path, max_bytes(MaterialKind::Picture)).ok()?;
    let picture = picture(&bytes).ok()?;
    let size = (picture.width, picture.height);
    Some(Measured { name, size })
}
