//! What each layer and effect costs: the drawing of a frame at 1080p with it, less that of the same without it.

use phonoglyph_engine::audio::{Sound, SoundFont};
use phonoglyph_engine::clock::process_cpu_time;
use phonoglyph_engine::composition::{Composition, EffectKind, LayerKind};
use phonoglyph_engine::export::{ExportRequest, PresetId};
use phonoglyph_engine::gpu::Gpu;
use phonoglyph_engine::plan::RenderPlan;
use phonoglyph_engine::render::Renderer;
use phonoglyph_engine::score::{self, Score};
use phonoglyph_engine::supplies::{Sources, Supplies};
use serde_json::{Value, json};
use std::ops::ControlFlow;
use std::path::Path;
use std::sync::Arc;

/// Frames that are drawn before it counts, and that count.
const WARM: u64 = 8;
const COUNTED: u64 = 60;
/// Where in the example song much happens, in frames.
const FIRST: u64 = 600;

struct Bench {
    gpu: Gpu,
    score: Arc<Score>,
    sound: Sound,
    scratch: tempfile::TempDir,
}

/// Prints a table of all layers and one of all effects.
pub fn run(song: &Path) -> anyhow::Result<()> {
    let bench = Bench {
        gpu: Gpu::open()?,
        score: Arc::new(score::parse(&std::fs::read(song)?)?),
        sound: Sound::Synthesis(SoundFont::bundled()),
        scratch: tempfile::tempdir()?,
    };
    let ground = json!({ "type": "background" });
    let bare = bench.cost(json!({ "layers": [ground] }))?;
    println!(
        "\nDrawing at 1920x1080, reading back and converting, CPU ms/frame; a background alone takes {bare:.1}\n"
    );
    println!("| layer | CPU ms/frame |\n|---|---|");
    for (name, _) in &LayerKind::variants().entries {
        let layers = json!([ground, { "type": name }]);
        let with = bench.cost(json!({ "cover": COVER.0, "lyrics": LYRICS.0, "layers": layers }))?;
        println!("| {name} | {:.1} |", with - bare);
    }
    let usual = bench.cost(json!({}))?;
    println!("\nThe same with an effect on the default composition, which takes {usual:.1} alone\n");
    println!("| effect | CPU ms/frame |\n|---|---|");
    for (name, _) in &EffectKind::variants().entries {
        let mut effect = json!({ "type": name });
        if name == "lut" {
            effect["table"] = json!(TABLE.0);
        }
        let with = bench.cost(json!({ "effects": [effect] }))?;
        println!("| {name} | {:.1} |", with - usual);
    }
    Ok(())
}

impl Bench {
    /// CPU milliseconds a frame, without encoding.
    fn cost(&self, document: Value) -> anyhow::Result<f64> {
        let composition = Arc::new(Composition::from_value(document)?);
        let config = ExportRequest::preset(PresetId::Youtube1080p).build()?;
        let plan = Arc::new(RenderPlan::new(
            Arc::clone(&self.score),
            composition,
            config,
            None,
        )?);
        for (name, text) in [COVER, LYRICS, TABLE] {
            std::fs::write(self.scratch.path().join(name), text)?;
        }
        let sources = Sources {
            score: &self.score,
            sound: Some(&self.sound),
            files: &|referred| Some(self.scratch.path().join(&referred.name)),
            scratch: self.scratch.path(),
            stopped: &|| false,
            kept: None,
        };
        let supplies = Supplies::gather(&plan.composition, &sources)?;
        let mut renderer = Renderer::new(&self.gpu, &plan, &supplies)?;
        let first = FIRST.min(plan.frames.saturating_sub(WARM + COUNTED));
        renderer.run(first..first + WARM, &mut |_| ControlFlow::Continue(()))?;
        let before = process_cpu_time();
        renderer.run(first + WARM..first + WARM + COUNTED, &mut |_| {
            ControlFlow::Continue(())
        })?;
        let spent = process_cpu_time().saturating_sub(before);
        Ok(spent.as_secs_f64() * 1000.0 / COUNTED as f64)
    }
}

/// A picture for the layers that show one: the name of its file, and what is in it.
const COVER: (&str, &str) = (
    "cover.svg",
    r##"<svg xmlns="http://www.w3.org/2000/svg" width="1200" height="1200">
<rect width="1200" height="1200" fill="#203060"/><circle cx="600" cy="600" r="400" fill="#ffb060"/></svg>"##,
);

/// Lyrics that are seen while it counts.
const LYRICS: (&str, &str) = (
    "lyrics.lrc",
    "[00:18.00]The lamps go out along the shore\n[00:21.00]and one by one the boats come home\n[00:24.00]\n",
);

/// A table of colours that swaps nothing.
const TABLE: (&str, &str) = (
    "table.cube",
    "LUT_3D_SIZE 2\n0 0 0\n1 0 0\n0 1 0\n1 1 0\n0 0 1\n1 0 1\n0 1 1\n1 1 1\n",
);
