//! Sound: a recording or the score itself becomes a stream of samples, exact to the sample.
//!
//! Enters: a [`Sound`] and what is wanted of it. Leaves: a [`SampleSource`] at the wanted rate and channels that
//! begins at the wanted time in the song and gives exactly as many samples as the video is long. Nothing holds
//! more of the sound than a bounded window. A stream is a chain of sources, each reading from the one before it;
//! what changes the sound on its way is one more link.

mod align;
mod analysis;
mod coded;
mod decode;
mod downmix;
mod error;
mod events;
mod exact;
mod fade;
mod gain;
mod identity;
mod limiter;
mod master;
mod mix;
mod program;
mod resample;
mod soundfont;
mod synth;
#[cfg(test)]
mod tests;

pub use align::{Alignment, align};
pub use analysis::{Analysis, BANDS, Features, Onset, analyse, restore};
pub use coded::PacketDecoder;
pub use error::AudioError;
pub use identity::analysis_name;
pub use master::{Codec, Coded};
pub use mix::MixPart;
pub use soundfont::{SoundFont, SoundFontError};

use crate::export::AudioSettings;
use crate::score::Score;
use crate::time::MediaTime;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// How long a score rings out after its last event.
const RING_OUT: MediaTime = MediaTime::from_millis(2000);

/// What is heard.
#[derive(Clone, Debug)]
pub enum Sound {
    /// An audio file on this machine.
    Recording(PathBuf),
    /// The score, played by the synthesizer with this voice.
    Synthesis(Arc<SoundFont>),
    /// Several sounds at once; none is silence.
    Mix(Vec<MixPart>),
}

/// What there is to know of an audio file before it is decoded.
#[derive(Clone, Debug, PartialEq)]
pub struct RecordingInfo {
    /// How long it plays.
    pub duration: MediaTime,
    /// Samples a second.
    pub sample_rate: u32,
    /// Channels.
    pub channels: u16,
    /// The codec, such as `flac`.
    pub codec: String,
}

/// A stream of interleaved samples, nominally -1.0 to 1.0.
pub trait SampleSource: Send {
    /// Fills the front of `out` with whole frames (one sample for each channel) and returns how many samples it
    /// wrote; 0 means the end.
    ///
    /// # Errors
    /// When the source cannot be read on.
    fn read(&mut self, out: &mut [f32]) -> Result<usize, AudioError>;
}

impl SampleSource for Box<dyn SampleSource> {
    fn read(&mut self, out: &mut [f32]) -> Result<usize, AudioError> {
        (**self).read(out)
    }
}

/// Reads until `out` is full or the source ends; returns how many samples were read.
fn read_full(source: &mut impl SampleSource, out: &mut [f32]) -> Result<usize, AudioError> {
    let mut filled = 0;
    while filled < out.len() {
        match source.read(&mut out[filled..])? {
            0 => break,
            count => filled += count,
        }
    }
    Ok(filled)
}

/// Looks at an audio file: what it is, and how long it plays by the packets that are really there.
///
/// # Errors
/// When it is no audio file, none that can be decoded, or outside the limits: 1 to 8 channels, 8000 to 192000 Hz,
/// 6 hours.
pub fn probe(path: &Path) -> Result<RecordingInfo, AudioError> {
    decode::probe(path)
}

/// Opens the sound of a video: `settings.sample_rate` and `settings.channels`, from `start` in the song, exactly
/// `duration` long (silence after the end of the sound), faded as the settings have it, and for a few milliseconds where
/// it is cut. Its loudness is what it is: [`master`] comes next.
///
/// # Errors
/// When the recording cannot be opened or decoded.
pub fn open(
    sound: &Sound,
    score: &Arc<Score>,
    settings: &AudioSettings,
    start: MediaTime,
    duration: MediaTime,
) -> Result<Box<dyn SampleSource>, AudioError> {
    let (rate, channels) = (settings.sample_rate, settings.channels);
    let source = open_part(sound, score, (rate, channels), start)?;
    let source: Box<dyn SampleSource> = match sound {
        Sound::Recording(_) => source,
        _ if settings.normalization => source,
        // What is made or added up here may go beyond full scale; mastering would see to that.
        _ => Box::new(limiter::Limiter::new(source, rate, channels)),
    };
    let samples = duration.ticks(rate) * u64::from(channels);
    let exact = exact::Exact::new(source, samples);
    Ok(Box::new(fade::Fade::new(exact, settings, start, duration)))
}

/// Makes a sound ready for the encoder: no sample is beyond -1.0 or 1.0, and where the settings want
/// `normalization` it is at their loudness with true peaks below -1 dBTP, measured behind `codec` if there is one. That
/// needs all of the sound at once: it is read to its end into a nameless file in `scratch`, some 40 times faster than it
/// plays, while `stopped` is asked every few milliseconds of sound whether to give up.
///
/// # Errors
/// Those of the source; [`AudioError::Scratch`] when `scratch` cannot hold the sound, 4 bytes a sample;
/// [`AudioError::Stopped`] when told to.
pub fn master(
    source: Box<dyn SampleSource>,
    settings: &AudioSettings,
    scratch: &Path,
    codec: Option<&Codec<'_>>,
    stopped: &dyn Fn() -> bool,
) -> Result<Box<dyn SampleSource>, AudioError> {
    if settings.normalization {
        let mastered = master::normalized(source, settings, scratch, codec, stopped)?;
        Ok(Box::new(mastered))
    } else {
        Ok(Box::new(limiter::Clip(source)))
    }
}

/// A sound from `start` in the song, to its end and as it is.
fn open_part(
    sound: &Sound,
    score: &Arc<Score>,
    (rate, channels): (u32, u16),
    start: MediaTime,
) -> Result<Box<dyn SampleSource>, AudioError> {
    match sound {
        Sound::Recording(path) => open_recording(path, rate, channels, start),
        Sound::Synthesis(font) => Ok(Box::new(synth::Synth::open(font, score, rate, channels, start)?)),
        Sound::Mix(parts) => {
            let mut mix = mix::Mix::new();
            for part in parts {
                let from = start - part.offset;
                let source = open_part(&part.sound, score, (rate, channels), from.max(MediaTime::ZERO))?;
                let silence = (MediaTime::ZERO - from).ticks(rate) * u64::from(channels);
                mix.add(source, silence, part.gain);
            }
            Ok(Box::new(mix))
        }
    }
}

/// The whole sound as it is, from time zero of the song: recordings to their end, a score until it has rung out.
fn open_whole(
    sound: &Sound,
    score: &Arc<Score>,
    rate: u32,
    channels: u16,
) -> Result<Box<dyn SampleSource>, AudioError> {
    let longest = decode::MAX_DURATION.ticks(rate) * u64::from(channels);
    let source: Box<dyn SampleSource> = match sound {
        Sound::Recording(_) => open_part(sound, score, (rate, channels), MediaTime::ZERO)?,
        Sound::Synthesis(_) => {
            let samples = (score.duration + RING_OUT).ticks(rate) * u64::from(channels);
            let synth = open_part(sound, score, (rate, channels), MediaTime::ZERO)?;
            Box::new(exact::Exact::new(synth, samples))
        }
        Sound::Mix(parts) => {
            let mut mix = mix::Mix::new();
            for part in parts {
                let from = (MediaTime::ZERO - part.offset).max(MediaTime::ZERO);
                let source = match &part.sound {
                    whole if from == MediaTime::ZERO => open_whole(whole, score, rate, channels)?,
                    begun => open_part(begun, score, (rate, channels), from)?,
                };
                mix.add(source, part.offset.ticks(rate) * u64::from(channels), part.gain);
            }
            Box::new(mix)
        }
    };
    Ok(Box::new(exact::Most::new(source, longest)))
}

/// A recording from `start`, at its own rate where that is the wanted one.
fn open_recording(
    path: &Path,
    rate: u32,
    channels: u16,
    start: MediaTime,
) -> Result<Box<dyn SampleSource>, AudioError> {
    let mut decoder = decode::Decoder::open(path, channels)?;
    let first = start.ticks(rate);
    if decoder.rate() == rate {
        decoder.begin(first)?;
        return Ok(Box::new(decoder));
    }
    let entry = resample::Entry::of(first, decoder.rate(), rate);
    decoder.begin(entry.input)?;
    let from = decoder.rate();
    Ok(Box::new(resample::Resample::new(
        decoder, from, rate, channels, entry.drop,
    )?))
}
