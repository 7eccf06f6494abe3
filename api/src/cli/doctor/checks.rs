//! What is tried, each thing by really doing it.

use super::Finding;
use crate::config::{DataArgs, VoiceArgs};
use crate::server;
use anyhow::{Context, ensure};
use phonoglyph_engine::audio::SoundFont;
use phonoglyph_engine::composition::{Composition, LayerKind, Title};
use phonoglyph_engine::encode;
use phonoglyph_engine::export::{ExportConfig, ExportRequest, PresetId, VideoSettings};
use phonoglyph_engine::gpu::Gpu;
use phonoglyph_engine::media::{Frame, PixelFormat};
use phonoglyph_engine::plan::{RenderPlan, gop_frames};
use phonoglyph_engine::render::Renderer;
use phonoglyph_engine::score::Score;
use phonoglyph_engine::storage::Storage;
use phonoglyph_engine::supplies::Supplies;
use phonoglyph_engine::time::{FrameRate, MediaTime};
use std::sync::Arc;

/// Every check, in the order of an export.
pub fn all(data: &DataArgs, voice: &VoiceArgs) -> Vec<Finding> {
    let mut findings = drawing();
    findings.extend([
        Finding::new(
            "video encoder",
            "this is a fault of the program: please report it",
            video(),
        ),
        Finding::new(
            "formats",
            "this is a fault of the program: please report it",
            formats(),
        ),
        Finding::new(
            "audio encoder",
            "this is a fault of the program: please report it",
            audio(),
        ),
        Finding::new(
            "SoundFont",
            "check --soundfont, or leave it out for the bundled one",
            soundfont(voice),
        ),
        Finding::new(
            "database",
            "check --database-url and --data-dir",
            database(data).map_err(chain),
        ),
        Finding::new(
            "storage",
            "make the folder writable, or choose another with --storage-dir",
            storage(data).map_err(chain),
        ),
    ]);
    findings
}

/// An error with its causes on one line.
fn chain(error: anyhow::Error) -> String {
    format!("{error:#}")
}

fn drawing() -> Vec<Finding> {
    let install =
        "install a Vulkan driver: on Debian and Ubuntu `apt install mesa-vulkan-drivers` draws without a GPU";
    let gpu = match Gpu::open() {
        Ok(gpu) => gpu,
        Err(error) => return vec![Finding::new("graphics adapter", install, Err::<&str, _>(error))],
    };
    let info = gpu.info();
    let kind = if info.software {
        "on the processor"
    } else {
        "hardware"
    };
    let adapter = Ok::<_, String>(format!("{} ({kind}; {})", info.name, info.driver));
    vec![
        Finding::new("graphics adapter", install, adapter),
        Finding::new(
            "drawing, fonts",
            "update the graphics driver",
            fonts(&gpu).map_err(chain),
        ),
    ]
}

/// A small export for trying things.
fn small() -> anyhow::Result<ExportConfig> {
    let request = ExportRequest {
        width: Some(320),
        height: Some(180),
        to: Some(MediaTime::from_seconds(2.0)),
        ..ExportRequest::preset(PresetId::Custom)
    };
    Ok(request.build()?)
}

/// Draws a title and looks whether there is anything.
fn fonts(gpu: &Gpu) -> anyhow::Result<&'static str> {
    let draw = |text: &str| -> anyhow::Result<Vec<u8>> {
        let title = Title {
            fade: 0.0,
            ..Title::default()
        };
        let composition = Composition {
            title: Some(text.to_owned()),
            layers: vec![LayerKind::Title(title).into()],
            ..Composition::default()
        };
        let plan = RenderPlan::new(Arc::new(Score::default()), Arc::new(composition), small()?, None)?;
        Ok(Renderer::new(gpu, &Arc::new(plan), &Supplies::none())?.rgba(10)?)
    };
    ensure!(
        draw("Phonoglyph")? != draw(" ")?,
        "a title was drawn and nothing is to be seen"
    );
    Ok("a frame with a title was drawn")
}

/// Every codec of moving pictures that this build has; the others are told with what they lack.
fn video() -> anyhow::Result<String> {
    let config = small()?;
    let (mut works, mut lacks) = (Vec::new(), Vec::new());
    for support in &encode::available().video {
        match &support.missing {
            Some(reason) => lacks.push(format!("; no {}: {reason}", support.name)),
            None if support.codec.pixels() == PixelFormat::Yuv420 => {
                let settings = VideoSettings {
                    codec: support.codec,
                    ..config.video().clone()
                };
                one_frame(&settings, config.frame_rate()).with_context(|| support.name)?;
                works.push(support.name);
            }
            None => {}
        }
    }
    Ok(format!(
        "a frame was encoded in {}{}",
        works.join(", "),
        lacks.concat()
    ))
}

fn one_frame(settings: &VideoSettings, rate: FrameRate) -> anyhow::Result<()> {
    let mut encoder = encode::video(settings, rate, gop_frames(rate), 0)?;
    let mut packets = Vec::new();
    encoder.encode(&Frame::new(settings.width, settings.height), &mut packets)?;
    encoder.finish(&mut packets)?;
    let first = packets
        .first()
        .context("a frame was encoded and nothing came out")?;
    ensure!(first.key, "the first packet is no keyframe");
    Ok(())
}

/// What can be made of what the encoders give.
fn formats() -> anyhow::Result<String> {
    let offers = encode::offers();
    ensure!(!offers.is_empty(), "there is no format that can be made");
    let row = |offer: &encode::Offer| {
        let video = offer.video.iter().map(|codec| codec.key());
        let audio = offer.audio.iter().map(|codec| codec.key());
        let codecs: Vec<_> = video
            .chain(audio)
            .filter(|key| *key != offer.format.key)
            .collect();
        if codecs.is_empty() || offer.audio.is_empty() {
            return offer.format.key.to_owned();
        }
        format!("{} ({})", offer.format.key, codecs.join(", "))
    };
    let rows = offers.iter().map(row);
    Ok(rows.collect::<Vec<_>>().join("; "))
}

fn audio() -> anyhow::Result<String> {
    let config = small()?;
    let settings = config.audio().context("the custom preset has sound")?;
    let mut encoder = encode::audio(settings)?;
    let mut packets = Vec::new();
    let second = vec![0.0; settings.sample_rate as usize * usize::from(settings.channels)];
    encoder.encode(&second, &mut packets)?;
    encoder.finish(&mut packets)?;
    ensure!(!packets.is_empty(), "a second was encoded and nothing came out");
    Ok(format!("a second was encoded in AAC ({} packets)", packets.len()))
}

fn soundfont(voice: &VoiceArgs) -> Result<String, phonoglyph_engine::audio::AudioError> {
    match &voice.soundfont {
        Some(path) => SoundFont::load(path).map(|_| path.display().to_string()),
        None => {
            SoundFont::bundled();
            Ok("the bundled one".to_owned())
        }
    }
}

fn database(data: &DataArgs) -> anyhow::Result<&'static str> {
    std::fs::create_dir_all(&data.data_dir)?;
    super::super::block_on(async {
        server::database(&data.database_url()).await?.ping().await?;
        Ok("it answers and is up to date")
    })
}

fn storage(data: &DataArgs) -> anyhow::Result<String> {
    let folder = data.storage_dir();
    let storage = Storage::folder(&folder)?;
    super::super::block_on(async {
        let (file, key) = (
            tempfile::NamedTempFile::new()?,
            format!("doctor/{}", crate::data::new_id()),
        );
        std::fs::write(file.path(), b"phonoglyph")?;
        storage.put_file(&key, file.path()).await?;
        let stored = storage.info(&key).await?;
        storage.delete(&key).await?;
        ensure!(
            stored.is_some_and(|info| info.bytes == 10),
            "what was written did not read back"
        );
        Ok(format!("{} can be written and read", folder.display()))
    })
}
