//! What the codec makes of the sound: it is coded and decoded once before it is coded for good.

use crate::audio::{AudioError, Coded, PacketDecoder};
use crate::encode::{self, AudioEncoder, EncodeError};
use crate::export::AudioSettings;
use crate::media::EncodedPacket;

/// An encoder with its decoder behind it.
pub(super) struct Trial {
    encoder: Box<dyn AudioEncoder>,
    decoder: PacketDecoder,
    packets: Vec<EncodedPacket>,
}

impl Trial {
    pub(super) fn new(settings: &AudioSettings) -> Result<Self, AudioError> {
        let encoder = encode::audio(settings).map_err(failed)?;
        Ok(Self {
            decoder: PacketDecoder::new(encoder.parameters())?,
            encoder,
            packets: Vec::new(),
        })
    }

    fn decode(&mut self, out: &mut Vec<f32>) -> Result<(), AudioError> {
        for packet in self.packets.drain(..) {
            self.decoder.decode(&packet.data, out)?;
        }
        Ok(())
    }
}

/// The encoder will say so itself when the sound is coded for good.
fn failed(error: EncodeError) -> AudioError {
    tracing::warn!(%error, "the sound cannot be coded on trial");
    AudioError::Failed("the audio encoder")
}

impl Coded for Trial {
    fn pass(&mut self, samples: &[f32], out: &mut Vec<f32>) -> Result<(), AudioError> {
        self.encoder.encode(samples, &mut self.packets).map_err(failed)?;
        self.decode(out)
    }

    fn finish(&mut self, out: &mut Vec<f32>) -> Result<(), AudioError> {
        self.encoder.finish(&mut self.packets).map_err(failed)?;
        self.decode(out)
    }
}
