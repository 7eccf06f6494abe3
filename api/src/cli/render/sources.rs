//! What is heard, as the command line says it.

use super::super::bad_input;
use super::args::seconds;
use super::content::reference;
use clap::Args;
use phonoglyph_engine::composition::{Composition, SoundReference, Stem};
use phonoglyph_engine::time::MediaTime;
use std::path::{Path, PathBuf};

/// What is heard, how loud and when.
#[derive(Args)]
#[command(next_help_heading = "Sound", allow_negative_numbers = true)]
pub struct SourceArgs {
    /// How much later than the song the recording begins, in seconds; `phonoglyph align` finds it. Negative where the
    /// music in it begins late
    #[arg(long, value_name = "SECONDS", value_parser = seconds, requires = "audio")]
    audio_offset: Option<MediaTime>,
    /// How much louder the recording is, in dB, -60 to 24
    #[arg(long, value_name = "DB", requires = "audio")]
    audio_gain: Option<f32>,
    /// Leave the recording out of what is heard
    #[arg(long, requires = "audio")]
    audio_mute: bool,
    /// The synthesizer plays the song beside the recording
    #[arg(long)]
    mix_score: bool,
    /// How much louder the synthesizer plays, in dB, -60 to 24
    #[arg(long, value_name = "DB")]
    score_gain: Option<f32>,
    /// A recording of a part of the song. Without --audio all of them are heard together; with it only layers and
    /// modulation listen to them by their names
    #[arg(long = "stem", value_name = "NAME=FILE", value_parser = pair::<PathBuf>)]
    stems: Vec<(String, PathBuf)>,
    /// How much later than the song a stem begins, in seconds
    #[arg(long = "stem-offset", value_name = "NAME=SECONDS", value_parser = pair::<f32>)]
    offsets: Vec<(String, f32)>,
    /// How much louder a stem is, in dB, -60 to 24
    #[arg(long = "stem-gain", value_name = "NAME=DB", value_parser = pair::<f32>)]
    gains: Vec<(String, f32)>,
    /// Leave a stem out of what is heard
    #[arg(long = "stem-mute", value_name = "NAME")]
    muted: Vec<String>,
    /// Let a stem be heard also beside --audio
    #[arg(long = "stem-heard", value_name = "NAME")]
    heard: Vec<String>,
}

/// A name and a value with `=` between them.
fn pair<T: std::str::FromStr>(text: &str) -> Result<(String, T), String> {
    let wrong = || "write a name, = and a value, such as drums=drums.wav or drums=-3".to_owned();
    let (name, value) = text.split_once('=').ok_or_else(wrong)?;
    let value = value.parse().map_err(|_| wrong())?;
    Ok((name.to_owned(), value))
}

impl SourceArgs {
    /// Every file that is read.
    pub fn inputs(&self) -> impl Iterator<Item = &Path> {
        self.stems.iter().map(|(_, path)| path.as_path())
    }

    /// Lays all of it over what a composition says.
    pub fn apply(&self, composition: &mut Composition) -> anyhow::Result<()> {
        let mix = &mut composition.sound;
        if let Some(offset) = self.audio_offset {
            mix.recording.offset = offset.seconds() as f32;
        }
        mix.recording.gain = self.audio_gain.unwrap_or(mix.recording.gain);
        mix.recording.mute |= self.audio_mute;
        if self.mix_score {
            mix.score.mix = Some(true);
        }
        mix.score.gain = self.score_gain.unwrap_or(mix.score.gain);
        for (name, path) in &self.stems {
            let sound = SoundReference::new(reference(path)?);
            match composition.stems.iter_mut().find(|stem| stem.name == *name) {
                Some(stem) => stem.sound = sound,
                None => composition.stems.push(Stem {
                    name: name.clone(),
                    sound,
                    ..Stem::default()
                }),
            }
        }
        for (name, offset) in &self.offsets {
            stem(composition, "--stem-offset", name)?.offset = *offset;
        }
        for (name, gain) in &self.gains {
            stem(composition, "--stem-gain", name)?.gain = *gain;
        }
        for name in &self.muted {
            stem(composition, "--stem-mute", name)?.mute = Some(true);
        }
        for name in &self.heard {
            stem(composition, "--stem-heard", name)?.mute = Some(false);
        }
        composition.check().map_err(bad_input)
    }
}

/// The stem of that name.
fn stem<'a>(composition: &'a mut Composition, flag: &str, name: &str) -> anyhow::Result<&'a mut Stem> {
    let names: Vec<_> = composition.stems.iter().map(|stem| stem.name.clone()).collect();
    let found = composition.stems.iter_mut().find(|stem| stem.name == name);
    found.ok_or_else(|| {
        let known = match names.is_empty() {
            true => "a stem that --stem or the composition brings; there is none".to_owned(),
            false => format!("one of {}", names.join(", ")),
        };
        bad_input(format!("{flag} names {name:?}: it must be {known}"))
    })
}
