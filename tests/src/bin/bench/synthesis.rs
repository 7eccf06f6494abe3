//! How long the synthesizer takes for an hour of music.

use anyhow::Context as _;
use phonoglyph_engine::audio::{self, Sound, SoundFont};
use phonoglyph_engine::clock::process_cpu_time;
use phonoglyph_engine::composition::Composition;
use phonoglyph_engine::export::{ExportRequest, PresetId};
use phonoglyph_engine::plan::RenderPlan;
use phonoglyph_engine::score;
use phonoglyph_engine::time::MediaTime;
use std::path::Path;
use std::sync::Arc;
use std::time::Instant;

const HOUR: usize = 3600;

/// Plays a song again and again until an hour has sounded.
pub fn run(song: &Path) -> anyhow::Result<()> {
    let score = Arc::new(score::parse(&std::fs::read(song)?)?);
    let config = ExportRequest::preset(PresetId::Youtube1080p).build()?;
    let composition = Arc::new(Composition::default());
    let plan = RenderPlan::new(Arc::clone(&score), composition, config, None)?;
    let settings = plan.config.audio().context("a preset with sound")?;
    let sound = Sound::Synthesis(SoundFont::bundled());
    let second = settings.sample_rate as usize * usize::from(settings.channels);
    let mut room = vec![0.0; second];
    let (wall, cpu) = (Instant::now(), process_cpu_time());
    let mut played = 0;
    while played < HOUR * second {
        let mut source = audio::open(&sound, &score, settings, MediaTime::ZERO, plan.song)?;
        loop {
            match source.read(&mut room)? {
                0 => break,
                count => played += count,
            }
        }
    }
    let share = (HOUR * second) as f64 / played as f64;
    println!(
        "\nAn hour of music, synthesized: {:.1} s, {:.1} CPU-s",
        wall.elapsed().as_secs_f64() * share,
        process_cpu_time().saturating_sub(cpu).as_secs_f64() * share
    );
    Ok(())
}
