//! Opus by libopus, in packets of 20 ms at 48 kHz.
//!
//! Opus knows 48 kHz alone; [`super::audio`] refuses other rates. The look-ahead is the pre-skip that containers
//! signal.

use super::{AudioEncoder, EncodeError};
use crate::export::AudioSettings;
use crate::media::{AudioCodec, AudioParameters, EncodedPacket};
use opusic_c::{Application, Bitrate, Channels, Encoder, ErrorCode, SampleRate, Signal};

const NAME: &str = "libopus";
/// Samples a second.
const RATE: u32 = 48_000;
/// Samples of each channel in a packet: 20 ms.
const FRAME: u32 = 960;
/// The longest packet of one frame (RFC 6716, 3.4).
const MAX_PACKET: usize = 1275;

/// Compresses sound to Opus.
pub(super) struct OpusEncoder {
    library: Encoder,
    parameters: AudioParameters,
    /// Samples that do not fill a packet yet.
    pending: Vec<f32>,
    packets: u64,
    /// Samples of each channel that came in.
    heard: u64,
    buffer: Vec<u8>,
}

// SAFETY: the library keeps all its state behind the encoder's pointer, has no thread-local or shared mutable state,
// and the encoder is used by one owner at a time.
unsafe impl Send for OpusEncoder {}

impl OpusEncoder {
    /// An encoder with these settings.
    ///
    /// # Errors
    /// When the sound has not 48 kHz, or the library does not take the settings.
    pub fn new(settings: &AudioSettings) -> Result<Self, EncodeError> {
        if settings.sample_rate != RATE {
            return Err(EncodeError::Codec {
                codec: NAME,
                action: "take another sample rate than 48000",
                code: i64::from(settings.sample_rate),
            });
        }
        let channels = if settings.channels == 1 {
            Channels::Mono
        } else {
            Channels::Stereo
        };
        let bitrate = settings.bitrate_kbps.saturating_mul(1000).clamp(6_000, 510_000);
        let mut library = Encoder::new(channels, SampleRate::Hz48000, Application::Audio)
            .map_err(refused("open the encoder"))?;
        library
            .set_bitrate(Bitrate::Value(bitrate))
            .and_then(|()| library.set_vbr(true))
            .and_then(|()| library.set_complexity(10))
            .and_then(|()| library.set_signal(Signal::Music))
            .map_err(refused("use these settings"))?;
        let delay = library.get_look_ahead().map_err(refused("tell its look-ahead"))?;
        Ok(Self {
            library,
            parameters: AudioParameters {
                codec: AudioCodec::Opus,
                sample_rate: RATE,
                channels: settings.channels,
                bitrate,
                config: head(settings.channels, delay),
                delay,
            },
            pending: Vec::new(),
            packets: 0,
            heard: 0,
            buffer: vec![0; MAX_PACKET],
        })
    }

    fn packet(&mut self, samples: &[f32], out: &mut Vec<EncodedPacket>) -> Result<(), EncodeError> {
        let length = self
            .library
            .encode_float_to_slice(samples, &mut self.buffer)
            .map_err(refused("encode"))?;
        let pts = self.packets * u64::from(FRAME);
        self.packets += 1;
        out.push(EncodedPacket {
            pts,
            dts: pts,
            duration: FRAME,
            key: true,
            data: self.buffer[..length].to_vec(),
            alpha: None,
        });
        Ok(())
    }

    fn packet_length(&self) -> usize {
        FRAME as usize * usize::from(self.parameters.channels)
    }
}

/// The identification header (RFC 7845, 5.1).
fn head(channels: u16, delay: u32) -> Vec<u8> {
    let mut head = b"OpusHead".to_vec();
    head.extend([1, channels as u8]);
    head.extend((delay as u16).to_le_bytes());
    head.extend(RATE.to_le_bytes());
    // No gain, and one stream of one or two channels.
    head.extend([0, 0, 0]);
    head
}

impl AudioEncoder for OpusEncoder {
    fn parameters(&self) -> &AudioParameters {
        &self.parameters
    }

    fn encode(&mut self, samples: &[f32], out: &mut Vec<EncodedPacket>) -> Result<(), EncodeError> {
        self.heard += samples.len() as u64 / u64::from(self.parameters.channels);
        self.pending.extend_from_slice(samples);
        let pending = std::mem::take(&mut self.pending);
        let mut packets = pending.chunks_exact(self.packet_length());
        for packet in &mut packets {
            self.packet(packet, out)?;
        }
        self.pending = packets.remainder().to_vec();
        Ok(())
    }

    fn finish(&mut self, out: &mut Vec<EncodedPacket>) -> Result<(), EncodeError> {
        if self.heard == 0 {
            return Ok(());
        }
        // The last real sample comes out only after the look-ahead.
        let needed = self.heard + u64::from(self.parameters.delay);
        let mut rest = std::mem::take(&mut self.pending);
        while self.packets * u64::from(FRAME) < needed {
            rest.resize(self.packet_length(), 0.0);
            self.packet(&rest, out)?;
            rest.clear();
        }
        Ok(())
    }
}

fn refused(action: &'static str) -> impl Fn(ErrorCode) -> EncodeError {
    move |error| EncodeError::Codec {
        codec: NAME,
        action,
        code: error as i64,
    }
}
