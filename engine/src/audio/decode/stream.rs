//! A file's packets and their decoder, under limits.

use super::boxes;
use super::codecs::codecs;
use super::heard::Heard;
use super::{upper_band, wave};
use crate::audio::AudioError;
use crate::audio::error::guarded;
use std::fs::File;
use std::path::Path;
use symphonia::core::audio::AudioSpec;
use symphonia::core::codecs::audio::well_known::{CODEC_ID_AAC, CODEC_ID_MP3, CODEC_ID_OPUS};
use symphonia::core::codecs::audio::{AudioCodecId, AudioDecoder, AudioDecoderOptions};
use symphonia::core::errors::Error;
use symphonia::core::formats::probe::Hint;
use symphonia::core::formats::well_known::FORMAT_ID_ISOMP4;
use symphonia::core::formats::{FormatOptions, FormatReader, Track, TrackType};
use symphonia::core::io::{MediaSourceStream, MediaSourceStreamOptions};
use symphonia::core::meta::MetadataOptions;
use symphonia::core::packet::Packet;
use symphonia::core::units::TimeBase;

/// Channels that are taken.
const CHANNELS: std::ops::RangeInclusive<usize> = 1..=8;
/// Sample rates that are taken, in Hz.
const RATES: std::ops::RangeInclusive<u32> = 8_000..=192_000;
/// Packets in a row that may fail.
const MAX_ERRORS: u32 = 256;
/// Streams that may follow each other in one file.
const MAX_CHAIN: u32 = 1000;

/// What passes through a decoder: packets of one stream, or the end.
pub(super) struct Stream {
    pub(super) reader: Box<dyn FormatReader>,
    pub(super) decoder: Box<dyn AudioDecoder>,
    pub(super) track: u32,
    pub(super) time_base: Option<TimeBase>,
    /// What of the decoded sound is heard.
    pub(super) heard: Heard,
    /// Packets in a row that failed.
    pub(super) errors: u32,
    pub(super) chain: u32,
}

impl Stream {
    pub(super) fn open(path: &Path) -> Result<Self, AudioError> {
        let file = File::open(path)?;
        if !file.metadata()?.is_file() {
            return Err(AudioError::Unrecognised);
        }
        let index = file.try_clone()?;
        let source = MediaSourceStream::new(wave::source(file)?, MediaSourceStreamOptions::default());
        let opened = guarded("the audio file reader", || {
            let (format, meta) = (FormatOptions::default(), MetadataOptions::default());
            symphonia::default::get_probe().probe(&Hint::new(), source, format, meta)
        })?;
        let reader = opened.map_err(|error| match error {
            Error::Unsupported(what) if what.contains("codec") => AudioError::Unsupported(what.to_owned()),
            Error::IoError(error) if error.kind() != std::io::ErrorKind::UnexpectedEof => {
                AudioError::Io(error)
            }
            _ => AudioError::Unrecognised,
        })?;
        let (track, time_base, decoder) = choose(&*reader)?;
        let heard = heard(&*reader, track, &index);
        Ok(Self {
            reader,
            heard,
            decoder,
            track,
            time_base,
            errors: 0,
            chain: 0,
        })
    }

    pub(super) fn track(&self) -> Option<&Track> {
        self.reader.tracks().iter().find(|track| track.id == self.track)
    }

    /// The next packet of the track, or none at the end.
    pub(super) fn next(&mut self) -> Result<Option<Packet>, AudioError> {
        loop {
            match guarded("the audio file reader", || self.reader.next_packet())? {
                Ok(Some(packet)) if packet.track_id == self.track => return Ok(Some(packet)),
                Ok(Some(_)) => {}
                Ok(None) => return Ok(None),
                Err(Error::ResetRequired) => self.follow_chain()?,
                Err(Error::IoError(error)) if error.kind() == std::io::ErrorKind::UnexpectedEof => {
                    return Ok(None);
                }
                Err(Error::IoError(error)) => return Err(AudioError::Io(error)),
                Err(error) => self.count_error(&error)?,
            }
        }
    }

    fn follow_chain(&mut self) -> Result<(), AudioError> {
        self.chain += 1;
        if self.chain > MAX_CHAIN {
            return Err(AudioError::Damaged(format!(
                "more than {MAX_CHAIN} streams follow each other"
            )));
        }
        (self.track, self.time_base, self.decoder) = choose(&*self.reader)?;
        Ok(())
    }

    fn count_error(&mut self, error: &dyn std::fmt::Display) -> Result<(), AudioError> {
        self.errors += 1;
        if self.errors > MAX_ERRORS {
            return Err(AudioError::Damaged(format!(
                "{MAX_ERRORS} packets in a row failed: {error}"
            )));
        }
        Ok(())
    }

    /// Decodes a packet into `to`, interleaved; none where it is damaged.
    pub(super) fn decode(
        &mut self,
        packet: &Packet,
        to: &mut Vec<f32>,
    ) -> Result<Option<AudioSpec>, AudioError> {
        let decoded = guarded("the audio decoder", || {
            self.decoder.decode(packet).map(|buffer| {
                buffer.copy_to_vec_interleaved(to);
                buffer.spec().clone()
            })
        })?;
        match decoded {
            Ok(spec) => {
                self.errors = 0;
                Ok(Some(spec))
            }
            Err(Error::IoError(_) | Error::DecodeError(_)) => {
                self.count_error(&"damaged packets")?;
                Ok(None)
            }
            Err(Error::ResetRequired) => {
                self.decoder.reset();
                self.count_error(&"the decoder must be reset")?;
                Ok(None)
            }
            Err(error) => Err(AudioError::Unsupported(error.to_string())),
        }
    }

    pub(super) fn codec(&self) -> String {
        self.decoder.codec_info().short_name.to_owned()
    }

    /// Whether the file tells of an upper band, which is not decoded.
    pub(super) fn has_upper_band(&self) -> bool {
        let parameters = self
            .track()
            .and_then(|track| track.codec_params.as_ref()?.audio());
        parameters
            .filter(|parameters| parameters.codec == CODEC_ID_AAC)
            .and_then(|parameters| parameters.extra_data.as_deref())
            .is_some_and(upper_band::is_told)
    }
}

/// A track's id, the unit of its timestamps, and its decoder.
type Chosen = (u32, Option<TimeBase>, Box<dyn AudioDecoder>);

/// The sound track of a file and its decoder.
fn choose(reader: &dyn FormatReader) -> Result<Chosen, AudioError> {
    let track = reader
        .default_track(TrackType::Audio)
        .ok_or(AudioError::Unrecognised)?;
    let parameters = track
        .codec_params
        .as_ref()
        .and_then(|parameters| parameters.audio());
    let parameters = parameters.ok_or_else(|| AudioError::Unsupported("no codec is named".into()))?;
    if let Some(rate) = parameters.sample_rate {
        check_rate(rate)?;
    }
    if let Some(channels) = &parameters.channels {
        check_channels(channels.count())?;
    }
    let options = AudioDecoderOptions::default().gapless(!length_is_a_guess(track, parameters.codec));
    let mut parameters = parameters.clone();
    if parameters.codec == CODEC_ID_OPUS {
        // The decoder would leave out the pre-skip that it finds there, in one container at the wrong place: `Heard`
        // does, in all of them.
        parameters.extra_data = None;
    }
    let decoder = guarded("the audio decoder", || {
        codecs().make_audio_decoder(&parameters, &options)
    })?;
    let decoder = decoder.map_err(|error| AudioError::Unsupported(error.to_string()))?;
    Ok((track.id, track.time_base, decoder))
}

/// What of a track is heard, as the file tells it; `index` is the file itself.
fn heard(reader: &dyn FormatReader, track: u32, index: &File) -> Heard {
    let mp4 = reader.format_info().format == FORMAT_ID_ISOMP4;
    let head = reader.tracks().iter().find(|candidate| candidate.id == track);
    let parameters = head.and_then(|track| track.codec_params.as_ref()?.audio());
    let opus = parameters
        .filter(|parameters| parameters.codec == CODEC_ID_OPUS)
        .map(|parameters| parameters.extra_data.as_deref().unwrap_or_default());
    let edit = mp4.then(|| boxes::edit(index, track)).flatten();
    match (edit, opus) {
        (Some(edit), _) => Heard::of_edit(edit),
        (None, Some(head)) if mp4 => Heard::after(boxes::pre_skip(head)),
        (None, Some(head)) => Heard::of_opus(head),
        (None, None) => Heard::default(),
    }
}

/// The length of an MP3 file without an encoder's tag is guessed from its first frames, and must not cut its end.
fn length_is_a_guess(track: &Track, codec: AudioCodecId) -> bool {
    codec == CODEC_ID_MP3 && track.delay.is_none()
}

pub(super) fn check_rate(rate: u32) -> Result<(), AudioError> {
    if RATES.contains(&rate) {
        return Ok(());
    }
    Err(AudioError::Limit {
        what: "sample rate",
        value: format!("{rate} Hz"),
        limit: format!("from {} to {} Hz", RATES.start(), RATES.end()),
    })
}

pub(super) fn check_channels(channels: usize) -> Result<(), AudioError> {
    if CHANNELS.contains(&channels) {
        return Ok(());
    }
    Err(AudioError::Limit {
        what: "number of channels",
        value: channels.to_string(),
        limit: format!("from {} to {}", CHANNELS.start(), CHANNELS.end()),
    })
}

/// The first packet that decodes: its format, the timestamp of the first frame, and whether the file ends there.
pub(super) fn first_frames(
    stream: &mut Stream,
    raw: &mut Vec<f32>,
) -> Result<(AudioSpec, Option<i64>, bool), AudioError> {
    let mut origin = None;
    while let Some(packet) = stream.next()? {
        origin.get_or_insert(packet.pts.get().saturating_add_unsigned(packet.trim_start.get()));
        if let Some(spec) = stream.decode(&packet, raw)? {
            return Ok((spec, origin, false));
        }
    }
    let promised = stream.track().and_then(|track| track.num_frames).unwrap_or(0);
    let parameters = stream.decoder.codec_params();
    match (parameters.sample_rate, &parameters.channels) {
        (Some(rate), Some(channels)) if stream.errors == 0 && promised == 0 => {
            raw.clear();
            Ok((AudioSpec::new(rate, channels.clone()), None, true))
        }
        _ => Err(AudioError::Damaged("nothing in it can be decoded".into())),
    }
}
