//! MP3 by LAME, at a constant bitrate, as frames of 1152 samples.
//!
//! The encoder holds 576 samples back and decoders 529 more, so 1105 come before the first real one; containers
//! signal it. Frames may lean on bytes of the frames before them (the bit reservoir): the stream is cut nowhere.

mod frame;

use super::{AudioEncoder, EncodeError};
use crate::export::AudioSettings;
use crate::media::{AudioCodec, AudioParameters, EncodedPacket};
use mp3lame_encoder::{Bitrate, BuildError, Builder, FlushGap, InterleavedPcm, Mode, MonoPcm, Quality};

const NAME: &str = "LAME";
/// Samples of each channel that the decoder gives before the first real one: LAME's 576, and 529 that every decoder of
/// Layer III takes.
const DELAY: u32 = 576 + 529;

/// Compresses sound to MP3.
pub(super) struct Mp3Encoder {
    library: mp3lame_encoder::Encoder,
    parameters: AudioParameters,
    /// Bytes of a frame that is not whole yet.
    bytes: Vec<u8>,
    frames: u64,
}

impl Mp3Encoder {
    /// An encoder with these settings.
    ///
    /// # Errors
    /// When the library does not take them.
    pub fn new(settings: &AudioSettings) -> Result<Self, EncodeError> {
        let (rate, bitrate) = nearest(settings.bitrate_kbps);
        let mono = settings.channels == 1;
        let library = Builder::new()
            .ok_or(refusal("open the encoder", 0))?
            .with_num_channels(if mono { 1 } else { 2 })
            .and_then(|b| b.with_sample_rate(settings.sample_rate))
            .and_then(|b| b.with_brate(rate))
            .and_then(|b| b.with_mode(if mono { Mode::Mono } else { Mode::JointStereo }))
            .and_then(|b| b.with_quality(Quality::NearBest))
            .and_then(|b| b.with_to_write_vbr_tag(false))
            .and_then(Builder::build)
            .map_err(|error| refusal("use these settings", code_of_build(error)))?;
        Ok(Self {
            library,
            parameters: AudioParameters {
                codec: AudioCodec::Mp3,
                sample_rate: settings.sample_rate,
                channels: settings.channels,
                bitrate,
                config: Vec::new(),
                delay: DELAY,
            },
            bytes: Vec::new(),
            frames: 0,
        })
    }

    /// Hands over the frames that are whole.
    fn take(&mut self, out: &mut Vec<EncodedPacket>) -> Result<(), EncodeError> {
        let mut at = 0;
        while let Some(length) =
            frame::length(&self.bytes[at..]).map_err(|header| refusal("write a frame", header))?
        {
            let pts = self.frames * u64::from(frame::SAMPLES);
            self.frames += 1;
            out.push(EncodedPacket {
                pts,
                dts: pts,
                duration: frame::SAMPLES,
                key: true,
                data: self.bytes[at..at + length].to_vec(),
                alpha: None,
            });
            at += length;
        }
        self.bytes.drain(..at);
        Ok(())
    }
}

/// The rate of the format's table that is nearest to what is asked for.
fn nearest(kbps: u32) -> (Bitrate, u32) {
    const TABLE: [(Bitrate, u32); 13] = [
        (Bitrate::Kbps32, 32),
        (Bitrate::Kbps40, 40),
        (Bitrate::Kbps48, 48),
        (Bitrate::Kbps64, 64),
        (Bitrate::Kbps80, 80),
        (Bitrate::Kbps96, 96),
        (Bitrate::Kbps112, 112),
        (Bitrate::Kbps128, 128),
        (Bitrate::Kbps160, 160),
        (Bitrate::Kbps192, 192),
        (Bitrate::Kbps224, 224),
        (Bitrate::Kbps256, 256),
        (Bitrate::Kbps320, 320),
    ];
    let nearest = TABLE.into_iter().min_by_key(|(_, rate)| rate.abs_diff(kbps));
    let (rate, kbps) = nearest.unwrap_or((Bitrate::Kbps192, 192));
    (rate, kbps * 1000)
}

impl AudioEncoder for Mp3Encoder {
    fn parameters(&self) -> &AudioParameters {
        &self.parameters
    }

    fn encode(&mut self, samples: &[f32], out: &mut Vec<EncodedPacket>) -> Result<(), EncodeError> {
        // What LAME may need, by its own account: five bytes for each four samples, and 7200.
        self.bytes.reserve(samples.len() * 5 / 4 + 7200);
        let written = if self.parameters.channels == 1 {
            self.library.encode_to_vec(MonoPcm(samples), &mut self.bytes)
        } else {
            self.library
                .encode_to_vec(InterleavedPcm(samples), &mut self.bytes)
        };
        written.map_err(|error| refusal("encode", code_of_run(error)))?;
        self.take(out)
    }

    fn finish(&mut self, out: &mut Vec<EncodedPacket>) -> Result<(), EncodeError> {
        self.bytes.reserve(7200);
        self.library
            .flush_to_vec::<FlushGap>(&mut self.bytes)
            .map_err(|error| refusal("end the stream", code_of_run(error)))?;
        self.take(out)
    }
}

/// The library's own number for an error of setting up.
fn code_of_build(error: BuildError) -> i64 {
    match error {
        BuildError::Generic => -1,
        BuildError::NoMem => -10,
        BuildError::BadBRate => -11,
        BuildError::BadSampleFreq => -12,
        BuildError::InternalError => -13,
        BuildError::Other(code) => i64::from(code),
    }
}

/// The library's own number for an error of encoding.
fn code_of_run(error: mp3lame_encoder::EncodeError) -> i64 {
    use mp3lame_encoder::EncodeError as E;
    match error {
        E::BufferTooSmall => -1,
        E::NoMem => -2,
        E::InvalidState => -3,
        E::PsychoAcoustic => -4,
        E::Other(code) => i64::from(code),
    }
}

fn refusal(action: &'static str, code: i64) -> EncodeError {
    EncodeError::Codec {
        codec: NAME,
        action,
        code,
    }
}
