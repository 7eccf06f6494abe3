//! AAC-LC by the Fraunhofer FDK encoder, as raw access units of 1024 samples.
//!
//! The encoder holds samples back: the decoder gives `delay` samples before the first real one, which the container
//! signals. The only unsafe code of the module is the small [`Handle`] around the C library.

use super::{AudioEncoder, EncodeError};
use crate::export::AudioSettings;
use crate::media::{AudioCodec, AudioParameters, EncodedPacket};
use fdk_aac_sys as fdk;
use std::ffi::c_void;
use std::ptr;

/// The audio object type of AAC-LC (ISO/IEC 14496-3, table 1.17).
const AAC_LC: u32 = 2;
/// Raw access units, without ADTS or LATM around them.
const RAW: u32 = 0;
/// Channels in the order of WAVE files.
const WAVE_ORDER: u32 = 1;
/// Bits that an access unit may take for each channel (ISO/IEC 14496-3, 4.5.3.1).
const MAX_FRAME_BITS: usize = 6144;

/// Compresses sound to AAC-LC.
pub struct AacEncoder {
    handle: Handle,
    parameters: AudioParameters,
    /// Samples in an access unit, over all channels.
    frame: usize,
    /// Samples that do not fill an access unit yet.
    pending: Vec<i16>,
    /// Access units given so far; the next begins at this many times 1024 samples.
    units: u64,
    buffer: Vec<u8>,
}

impl AacEncoder {
    /// An encoder with these settings.
    ///
    /// # Errors
    /// When the library does not take them.
    pub fn new(settings: &AudioSettings) -> Result<Self, EncodeError> {
        let bitrate = allowed_bitrate(settings);
        let channels = u32::from(settings.channels);
        let mut handle = Handle::open(channels)?;
        for (parameter, value) in [
            (fdk::AACENC_PARAM_AACENC_AOT, AAC_LC),
            (fdk::AACENC_PARAM_AACENC_SAMPLERATE, settings.sample_rate),
            (fdk::AACENC_PARAM_AACENC_CHANNELMODE, channels),
            (fdk::AACENC_PARAM_AACENC_CHANNELORDER, WAVE_ORDER),
            (fdk::AACENC_PARAM_AACENC_BITRATEMODE, 0),
            (fdk::AACENC_PARAM_AACENC_BITRATE, bitrate),
            (fdk::AACENC_PARAM_AACENC_TRANSMUX, RAW),
            (fdk::AACENC_PARAM_AACENC_AFTERBURNER, 1),
        ] {
            handle.set(parameter, value)?;
        }
        let info = handle.init()?;
        let config = info
            .confBuf
            .iter()
            .take(info.confSize as usize)
            .copied()
            .collect();
        Ok(Self {
            handle,
            parameters: AudioParameters {
                codec: AudioCodec::Aac,
                sample_rate: settings.sample_rate,
                channels: settings.channels,
                bitrate,
                config,
                delay: info.nDelay,
            },
            frame: (info.frameLength * channels) as usize,
            pending: Vec::new(),
            units: 0,
            buffer: vec![0; (info.maxOutBufBytes as usize).max(MAX_FRAME_BITS / 8 * channels as usize)],
        })
    }

    /// Gives whole access units of samples to the library; none means that the end has come.
    fn push(
        &mut self,
        samples: Option<&mut [i16]>,
        out: &mut Vec<EncodedPacket>,
    ) -> Result<bool, EncodeError> {
        let (bytes, ended) = self.handle.encode(samples, &mut self.buffer)?;
        if bytes > 0 {
            let duration = (self.frame / usize::from(self.parameters.channels)) as u32;
            let pts = self.units * u64::from(duration);
            self.units += 1;
            out.push(EncodedPacket {
                pts,
                dts: pts,
                duration,
                key: true,
                data: self.buffer[..bytes].to_vec(),
                alpha: None,
            });
        }
        Ok(ended)
    }
}

/// The nearest bitrate that fits the format: an access unit holds at most 6144 bits for each channel.
fn allowed_bitrate(settings: &AudioSettings) -> u32 {
    let asked = settings.bitrate_kbps.saturating_mul(1000);
    let most = u64::from(settings.sample_rate) * MAX_FRAME_BITS as u64 * u64::from(settings.channels) / 1024;
    asked.min(u32::try_from(most).unwrap_or(u32::MAX))
}

/// Rounds to 16 bits; what is out of range is clipped.
fn to_i16(sample: f32) -> i16 {
    (sample * 32768.0).round().clamp(-32768.0, 32767.0) as i16
}

impl AudioEncoder for AacEncoder {
    fn parameters(&self) -> &AudioParameters {
        &self.parameters
    }

    fn encode(&mut self, samples: &[f32], out: &mut Vec<EncodedPacket>) -> Result<(), EncodeError> {
        self.pending.extend(samples.iter().copied().map(to_i16));
        let mut pending = std::mem::take(&mut self.pending);
        let whole = pending.len() / self.frame * self.frame;
        for frame in pending[..whole].chunks_exact_mut(self.frame) {
            self.push(Some(frame), out)?;
        }
        pending.drain(..whole);
        self.pending = pending;
        Ok(())
    }

    fn finish(&mut self, out: &mut Vec<EncodedPacket>) -> Result<(), EncodeError> {
        let mut rest = std::mem::take(&mut self.pending);
        if !rest.is_empty() {
            rest.resize(self.frame, 0);
            self.push(Some(&mut rest), out)?;
        }
        while !self.push(None, out)? {}
        Ok(())
    }
}

/// An encoder of the C library: never null, freed on drop.
struct Handle(fdk::HANDLE_AACENCODER);

// SAFETY: the library keeps all its state behind the handle, has no thread-local or shared mutable state, and the
// handle is used by one owner at a time.
unsafe impl Send for Handle {}

impl Handle {
    fn open(channels: u32) -> Result<Self, EncodeError> {
        let mut handle = ptr::null_mut();
        // SAFETY: `handle` is a valid place for the pointer that the call writes.
        check("open the encoder", unsafe {
            fdk::aacEncOpen(&raw mut handle, 0, channels)
        })?;
        Ok(Self(handle))
    }

    fn set(&mut self, parameter: fdk::AACENC_PARAM, value: u32) -> Result<(), EncodeError> {
        // SAFETY: the handle is open.
        check("set a parameter", unsafe {
            fdk::aacEncoder_SetParam(self.0, parameter, value)
        })
    }

    /// Makes the parameters take effect and tells what came of them.
    fn init(&mut self) -> Result<fdk::AACENC_InfoStruct, EncodeError> {
        // SAFETY: the handle is open, and null descriptors are the documented way to initialise.
        let code =
            unsafe { fdk::aacEncEncode(self.0, ptr::null(), ptr::null(), ptr::null(), ptr::null_mut()) };
        check("use these settings", code)?;
        // SAFETY: all fields of the structure are integers or arrays of them, for which zero is valid.
        let mut info: fdk::AACENC_InfoStruct = unsafe { std::mem::zeroed() };
        // SAFETY: the handle is open and `info` is a valid place for the structure.
        check("describe the stream", unsafe {
            fdk::aacEncInfo(self.0, &raw mut info)
        })?;
        Ok(info)
    }

    /// Encodes one access unit's worth of samples, or flushes; returns the bytes written and whether the end is
    /// reached.
    fn encode(&mut self, samples: Option<&mut [i16]>, out: &mut [u8]) -> Result<(usize, bool), EncodeError> {
        let mut silence = [0_i16; 1];
        let flush = samples.is_none();
        let samples = samples.unwrap_or(&mut silence);
        let count = if flush { -1 } else { samples.len() as i32 };
        let mut input = Buffer::new(
            fdk::AACENC_BufferIdentifier_IN_AUDIO_DATA,
            samples.as_mut_ptr().cast(),
            2,
            samples.len(),
        );
        let mut output = Buffer::new(
            fdk::AACENC_BufferIdentifier_OUT_BITSTREAM_DATA,
            out.as_mut_ptr().cast(),
            1,
            out.len(),
        );
        let arguments = fdk::AACENC_InArgs {
            numInSamples: count,
            numAncBytes: 0,
        };
        let mut result = fdk::AACENC_OutArgs {
            numOutBytes: 0,
            numInSamples: 0,
            numAncBytes: 0,
            bitResState: 0,
        };
        let (from, to) = (input.descriptor(), output.descriptor());
        // SAFETY: the descriptors point at `input` and `output`, these at `samples` and `out`, all of which outlive
        // the call and are as long as they say.
        let code = unsafe {
            fdk::aacEncEncode(
                self.0,
                &raw const from,
                &raw const to,
                &raw const arguments,
                &raw mut result,
            )
        };
        if code == fdk::AACENC_ERROR_AACENC_ENCODE_EOF {
            return Ok((0, true));
        }
        check("encode", code)?;
        if !flush && result.numInSamples != count {
            return Err(refusal("take a whole access unit", code));
        }
        Ok((usize::try_from(result.numOutBytes).unwrap_or(0), false))
    }
}

impl Drop for Handle {
    fn drop(&mut self) {
        // SAFETY: the handle is open and not used again.
        unsafe { fdk::aacEncClose(&raw mut self.0) };
    }
}

/// What a buffer descriptor of the library points at.
struct Buffer {
    identifier: i32,
    data: *mut c_void,
    element: i32,
    bytes: i32,
}

impl Buffer {
    fn new(identifier: u32, data: *mut c_void, element: i32, length: usize) -> Self {
        Self {
            identifier: identifier as i32,
            data,
            element,
            bytes: i32::try_from(length)
                .unwrap_or(i32::MAX / 2)
                .saturating_mul(element),
        }
    }

    fn descriptor(&mut self) -> fdk::AACENC_BufDesc {
        fdk::AACENC_BufDesc {
            numBufs: 1,
            bufs: &raw mut self.data,
            bufferIdentifiers: &raw mut self.identifier,
            bufSizes: &raw mut self.bytes,
            bufElSizes: &raw mut self.element,
        }
    }
}

fn check(action: &'static str, code: fdk::AACENC_ERROR) -> Result<(), EncodeError> {
    if code == fdk::AACENC_ERROR_AACENC_OK {
        return Ok(());
    }
    Err(refusal(action, code))
}

fn refusal(action: &'static str, code: fdk::AACENC_ERROR) -> EncodeError {
    EncodeError::Codec {
        codec: "fdk-aac",
        action,
        code: i64::from(code),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use symphonia::core::audio::{Channels, Position};
    use symphonia::core::codecs::audio::well_known::CODEC_ID_AAC;
    use symphonia::core::codecs::audio::{AudioCodecParameters, AudioDecoderOptions};
    use symphonia::core::packet::Packet;
    use symphonia::core::units::{Duration, Timestamp};

    fn settings(sample_rate: u32, channels: u16, bitrate_kbps: u32) -> AudioSettings {
        AudioSettings {
            codec: AudioCodec::Aac,
            bitrate_kbps,
            sample_rate,
            channels,
            normalization: false,
            loudness: crate::export::Loudness::default(),
            fade_in: Default::default(),
            fade_out: Default::default(),
        }
    }

    /// Encodes in uneven portions.
    fn encoded(settings: &AudioSettings, samples: &[f32]) -> (AudioParameters, Vec<EncodedPacket>) {
        let mut encoder = AacEncoder::new(settings).expect("settings that the encoder takes");
        let mut packets = Vec::new();
        for part in samples.chunks(1234 * usize::from(settings.channels)) {
            encoder
                .encode(part, &mut packets)
                .expect("samples that can be encoded");
        }
        encoder.finish(&mut packets).expect("a stream that can be ended");
        (encoder.parameters().clone(), packets)
    }

    fn decoded(parameters: &AudioParameters, packets: &[EncodedPacket]) -> Vec<f32> {
        let mut codec = AudioCodecParameters::new();
        let position = Position::from_count(u32::from(parameters.channels)).expect("one or two");
        codec
            .for_codec(CODEC_ID_AAC)
            .with_sample_rate(parameters.sample_rate)
            .with_channels(Channels::Positioned(position))
            .with_extra_data(parameters.config.clone().into());
        let codecs = symphonia::default::get_codecs();
        let mut decoder = codecs
            .make_audio_decoder(&codec, &AudioDecoderOptions::default())
            .expect("an AAC decoder");
        let (mut all, mut block) = (Vec::new(), Vec::<f32>::new());
        for packet in packets {
            let packet = Packet::new(0, Timestamp::new(0), Duration::new(1024), packet.data.clone());
            decoder
                .decode(&packet)
                .expect("a packet that decodes")
                .copy_to_vec_interleaved(&mut block);
            all.extend_from_slice(&block);
        }
        all
    }

    fn peak(samples: impl Iterator<Item = f32>) -> usize {
        samples
            .enumerate()
            .max_by(|a, b| a.1.abs().total_cmp(&b.1.abs()))
            .expect("samples")
            .0
    }

    #[test]
    fn an_impulse_comes_out_after_the_delay() {
        for (rate, channels, kbps) in [(48_000, 2, 192), (44_100, 2, 128), (48_000, 1, 96)] {
            let settings = settings(rate, channels, kbps);
            let step = usize::from(channels);
            let mut samples = vec![0.0; 20_000 * step];
            samples[12_345 * step..][..step].fill(0.9);
            let (parameters, packets) = encoded(&settings, &samples);
            let out = decoded(&parameters, &packets);
            let found = peak(out.iter().copied().step_by(step));
            let expected = 12_345 + parameters.delay as usize;
            assert!(
                found.abs_diff(expected) <= 1,
                "{settings:?}: {found}, not {expected}"
            );
            assert!(
                out.len() / step >= 20_000 + parameters.delay as usize,
                "{settings:?}"
            );
        }
    }

    #[test]
    fn packets_follow_each_other_and_cover_everything() {
        for length in [1, 1023, 1024, 1025, 50_000] {
            let (parameters, packets) = encoded(&settings(48_000, 2, 128), &vec![0.1; length * 2]);
            for (index, packet) in packets.iter().enumerate() {
                assert_eq!(
                    (packet.pts, packet.dts, packet.duration),
                    (index as u64 * 1024, packet.pts, 1024)
                );
                assert!(packet.key && !packet.data.is_empty());
            }
            assert!(
                packets.len() * 1024 >= length + parameters.delay as usize,
                "{length}: {}",
                packets.len()
            );
            assert_eq!(parameters.config.len(), 2, "an AudioSpecificConfig of AAC-LC");
        }
    }

    #[test]
    fn channels_stay_apart_and_the_bitrate_is_kept() {
        let seconds = 3;
        let samples: Vec<f32> = (0..48_000 * seconds)
            .flat_map(|n| [(n as f32 * 0.05).sin() * 0.5, 0.0])
            .collect();
        let (parameters, packets) = encoded(&settings(48_000, 2, 128), &samples);
        let out = decoded(&parameters, &packets);
        let level = |side: usize| out.iter().skip(side).step_by(2).map(|s| s * s).sum::<f32>();
        assert!(level(0) > 1000.0 * level(1), "{} and {}", level(0), level(1));
        let bits = packets.iter().map(|packet| packet.data.len() * 8).sum::<usize>() / seconds;
        assert!(bits < 140_000, "{bits} bits a second");
    }
}
