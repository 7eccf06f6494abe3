//! `phonoglyph formats`: what goes with what.

use phonoglyph_engine::encode::{self, Offer};
use phonoglyph_engine::export::FORMATS;
use phonoglyph_engine::media::{AudioCodec, VideoCodec};
use serde::Serialize;

/// A row of the table, for programs.
#[derive(Serialize)]
struct Row {
    container: &'static str,
    description: &'static str,
    extension: &'static str,
    media_type: &'static str,
    video_codecs: Vec<&'static str>,
    audio_codecs: Vec<&'static str>,
    frame_rates: Vec<u32>,
}

impl From<&Offer> for Row {
    fn from(offer: &Offer) -> Self {
        Self {
            container: offer.format.key,
            description: offer.format.about,
            extension: offer.format.extension,
            media_type: offer.format.media_type,
            video_codecs: offer.video.iter().map(|codec| codec.key()).collect(),
            audio_codecs: offer.audio.iter().map(|codec| codec.key()).collect(),
            frame_rates: offer.format.frame_rates.all(),
        }
    }
}

/// Prints what can be made here, and what is missing.
pub fn run(json: bool) -> anyhow::Result<()> {
    let rows: Vec<_> = encode::offers().iter().map(Row::from).collect();
    if json {
        println!("{}", serde_json::to_string(&rows)?);
        return Ok(());
    }
    for row in &rows {
        let sound = if row.audio_codecs.is_empty() {
            "no sound".to_owned()
        } else {
            row.audio_codecs.join(", ")
        };
        println!(
            "{:<8} {:<24} {sound:<18} {}",
            row.container,
            row.video_codecs.join(", "),
            row.description
        );
    }
    for line in missing() {
        println!("{line}");
    }
    Ok(())
}

/// What would be in the table if this build on this machine could encode it.
pub fn missing() -> Vec<String> {
    let known = encode::available();
    let video = known
        .video
        .iter()
        .map(|codec| (codec.name, codec.library, &codec.missing));
    let audio = known
        .audio
        .iter()
        .map(|codec| (codec.name, codec.library, &codec.missing));
    video
        .chain(audio)
        .filter_map(|(name, library, missing)| {
            let reason = missing.as_deref()?;
            Some(format!("{name} is left out ({library}): {reason}"))
        })
        .collect()
}

/// Formats, codecs of the picture and codecs of the sound that the table has, for help texts.
pub fn names() -> [Vec<&'static str>; 3] {
    let unique = |names: Vec<&'static str>| {
        let mut seen: Vec<&'static str> = Vec::new();
        for name in names {
            if !seen.contains(&name) {
                seen.push(name);
            }
        }
        seen
    };
    [
        FORMATS.iter().map(|format| format.key).collect(),
        unique(
            FORMATS
                .iter()
                .flat_map(|f| f.video)
                .copied()
                .map(VideoCodec::key)
                .collect(),
        ),
        unique(
            FORMATS
                .iter()
                .flat_map(|f| f.audio)
                .copied()
                .map(AudioCodec::key)
                .collect(),
        ),
    ]
}
