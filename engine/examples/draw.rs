//! Draws single frames of a song to PNG files: `draw song.mid composition.json 1280x720 out 1.5 3 4.25 [audio.wav]`.

use phonoglyph_engine::audio::{Sound, SoundFont, probe};
use phonoglyph_engine::composition::Composition;
use phonoglyph_engine::export::{ExportRequest, PresetId};
use phonoglyph_engine::gpu::Gpu;
use phonoglyph_engine::plan::RenderPlan;
use phonoglyph_engine::render::Renderer;
use phonoglyph_engine::score;
use phonoglyph_engine::supplies::{Sources, Supplies};
use std::path::Path;
use std::sync::Arc;
use std::time::Instant;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let [song, document, size, out, times @ ..] = &args[..] else {
        return Err("draw SONG COMPOSITION WxH OUT SECONDS... [AUDIO]".into());
    };
    let score = Arc::new(score::parse(&std::fs::read(song)?)?);
    let composition = Composition::from_json(&std::fs::read_to_string(document)?)?;
    let (width, height) = size.split_once('x').ok_or("size")?;
    let mut request = ExportRequest::preset(PresetId::Custom);
    (request.width, request.height) = (Some(width.parse()?), Some(height.parse()?));
    let audio = times.last().filter(|it| it.parse::<f64>().is_err());
    let length = audio
        .map(|path| probe(Path::new(path)))
        .transpose()?
        .map(|it| it.duration);
    let plan = RenderPlan::new(
        Arc::clone(&score),
        Arc::new(composition),
        request.build()?,
        length,
    )?;
    let plan = Arc::new(plan);
    let sound = match audio {
        Some(path) => Sound::Recording(path.into()),
        None => Sound::Synthesis(SoundFont::bundled()),
    };
    let folder = Path::new(document).parent().unwrap_or(Path::new("."));
    let sources = Sources {
        score: &score,
        sound: Some(&sound),
        files: &|referred| Some(folder.join(&referred.name)),
        scratch: &std::env::temp_dir(),
        stopped: &|| false,
    };
    let supplies = Supplies::gather(&plan.composition, &sources)?;
    let mut renderer = Renderer::new(&Gpu::open()?, &plan, &supplies)?;
    for time in times.iter().filter_map(|it| it.parse::<f64>().ok()) {
        let frame = (time * plan.frame_rate().fps()).round() as u64;
        let began = Instant::now();
        let pixels = renderer.rgba(frame)?;
        let path = format!("{out}-{time}.png");
        eprintln!("{path} {:.1} ms", began.elapsed().as_secs_f64() * 1000.0);
        let (width, height) = plan.size();
        image::RgbaImage::from_raw(width, height, pixels)
            .ok_or("size")?
            .save(path)?;
    }
    Ok(())
}
