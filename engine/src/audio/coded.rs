//! Packets of a codec, decoded again: to hear what it made of a sound.

use super::AudioError;
use super::decode::codecs::codecs;
use super::error::guarded;
use crate::media::{AudioCodec, AudioParameters};
use symphonia::core::audio::layouts::{CHANNEL_LAYOUT_MONO, CHANNEL_LAYOUT_STEREO};
use symphonia::core::codecs::audio::well_known::{CODEC_ID_AAC, CODEC_ID_MP3, CODEC_ID_OPUS};
use symphonia::core::codecs::audio::{AudioCodecParameters, AudioDecoder, AudioDecoderOptions};
use symphonia::core::packet::Packet;
use symphonia::core::units::{Duration, Timestamp};

/// Decodes the packets of one stream, in order.
pub struct PacketDecoder {
    decoder: Box<dyn AudioDecoder>,
    spare: Vec<f32>,
}

impl PacketDecoder {
    /// A decoder of what an encoder with these parameters gives.
    ///
    /// # Errors
    /// When there is none.
    pub fn new(parameters: &AudioParameters) -> Result<Self, AudioError> {
        let codec = match parameters.codec {
            AudioCodec::Aac => CODEC_ID_AAC,
            AudioCodec::Mp3 => CODEC_ID_MP3,
            AudioCodec::Opus => CODEC_ID_OPUS,
        };
        let mut wanted = AudioCodecParameters::new();
        wanted
            .for_codec(codec)
            .with_sample_rate(parameters.sample_rate)
            .with_channels(match parameters.channels {
                1 => CHANNEL_LAYOUT_MONO,
                _ => CHANNEL_LAYOUT_STEREO,
            })
            .with_extra_data(parameters.config.clone().into());
        let options = AudioDecoderOptions::default();
        let decoder = guarded("the audio decoder", || {
            codecs().make_audio_decoder(&wanted, &options)
        })?;
        let decoder = decoder.map_err(|error| AudioError::Unsupported(error.to_string()))?;
        Ok(Self {
            decoder,
            spare: Vec::new(),
        })
    }

    /// Decodes a packet and adds its samples, interleaved, to `out`.
    ///
    /// # Errors
    /// When it is damaged.
    pub fn decode(&mut self, data: &[u8], out: &mut Vec<f32>) -> Result<(), AudioError> {
        let packet = Packet::new(0, Timestamp::new(0), Duration::new(0), data);
        let (decoder, spare) = (&mut self.decoder, &mut self.spare);
        guarded("the audio decoder", || {
            decoder
                .decode(&packet)
                .map(|buffer| buffer.copy_to_vec_interleaved(spare))
        })?
        .map_err(|error| AudioError::Damaged(error.to_string()))?;
        out.extend_from_slice(spare);
        Ok(())
    }
}
