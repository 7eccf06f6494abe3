//! H.264 through openh264.
//!
//! Frames of one segment enter in order; each leaves as one packet, at once except for the first; none is ever left
//! out, and every `gop` frames there is a keyframe. All segments of a job carry the same parameter sets, which are not in the packets.
//! The id of a keyframe is odd or even with the number of its group in the video, so that two in a row differ
//! (Rec. ITU-T H.264, 7.4.3) also where segments meet. One thread, no reordering: decoding and presentation times
//! are equal. The high profile differs from main in its name alone, since openh264 has no 8x8 transform.

mod level;
mod library;
mod nal;
mod rate;
#[cfg(test)]
mod tests;

use super::{EncodeError, VideoEncoder};
use crate::export::VideoSettings;
use crate::media::{EncodedPacket, Frame, VideoConfig, VideoParameters};
use crate::time::{FrameIndex, FrameRate};
use level::Level;
use library::{Library, Setup};
use nal::AccessUnit;
use rate::RateControl;

/// How often the first two frames are encoded at most.
const ATTEMPTS: usize = 4;

/// Encodes one segment.
pub(super) struct Encoder {
    library: Library,
    setup: Setup,
    control: RateControl,
    /// The first frame, where it waits for the second.
    held: Option<Frame>,
    rate: FrameRate,
    first: FrameIndex,
    next: FrameIndex,
    sps: Vec<u8>,
    pps: Vec<u8>,
}

impl Encoder {
    /// An encoder for the segment that begins at frame `first`.
    pub(super) fn open(
        settings: &VideoSettings,
        rate: FrameRate,
        gop: u64,
        first: FrameIndex,
    ) -> Result<Self, EncodeError> {
        let (width, height) = (settings.width, settings.height);
        let kbps = u64::from(settings.bitrate_kbps.unwrap_or(0));
        let setup = Setup {
            width,
            height,
            frames_per_second: rate.fps() as f32,
            gop: u32::try_from(gop).unwrap_or(u32::MAX).max(1),
            profile: settings.profile,
            level: Level::lowest(width, height, rate.fps(), kbps, settings.profile),
        };
        Ok(Self {
            library: Library::open(&setup)?,
            control: RateControl::new(settings, rate, u64::from(setup.gop)),
            setup,
            held: None,
            rate,
            first,
            next: first,
            sps: Vec::new(),
            pps: Vec::new(),
        })
    }

    /// Encodes the first two frames until their quantiser suits the bitrate.
    fn begin(&mut self, pair: [&Frame; 2], out: &mut Vec<EncodedPacket>) -> Result<(), EncodeError> {
        let kept = out.len();
        for attempt in 1..=ATTEMPTS {
            self.align_keyframe_id(pair[0])?;
            for frame in pair {
                self.compress(frame, out)?;
            }
            if attempt == ATTEMPTS || !self.control.begins_again() {
                break;
            }
            out.truncate(kept);
            self.library = Library::open(&self.setup)?;
        }
        Ok(())
    }

    /// Encodes a frame into a packet.
    fn compress(&mut self, frame: &Frame, out: &mut Vec<EncodedPacket>) -> Result<(), EncodeError> {
        let key = (frame.index - self.first).is_multiple_of(u64::from(self.setup.gop));
        let quantiser = self.control.next(key);
        self.library.quantiser(quantiser)?;
        let unit = self.picture(frame, key)?;
        self.control.spent(key, quantiser, unit.data.len());
        if let (Some(sps), Some(pps)) = (unit.sps, unit.pps) {
            (self.sps, self.pps) = (sps, pps);
        }
        let time = frame.index * u64::from(self.rate.den);
        out.push(EncodedPacket {
            pts: time,
            dts: time,
            duration: self.rate.den,
            key,
            data: unit.data,
            alpha: None,
        });
        Ok(())
    }

    /// The library numbers the keyframes of an encoder from 0: where the segment begins with an odd group, the
    /// first is encoded twice.
    fn align_keyframe_id(&mut self, frame: &Frame) -> Result<(), EncodeError> {
        if (self.first / u64::from(self.setup.gop)).is_multiple_of(2) {
            return Ok(());
        }
        self.picture(frame, true)?;
        self.library.force_keyframe()
    }

    fn picture(&mut self, frame: &Frame, key: bool) -> Result<AccessUnit, EncodeError> {
        let mut unit = AccessUnit::default();
        let millis = self.rate.time_of(frame.index - self.first).nanos() / 1_000_000;
        let kind = self.library.encode(frame, millis, |nal| unit.push(nal))?;
        if kind != Some(key) || unit.data.is_empty() {
            return Err(EncodeError::Left {
                codec: "openh264",
                index: frame.index,
            });
        }
        Ok(unit)
    }

    fn check(&self, frame: &Frame) -> Result<(), EncodeError> {
        let (width, height) = (self.setup.width, self.setup.height);
        if frame.index != self.next || frame.width != width || frame.height != height {
            return Err(EncodeError::Frame {
                index: frame.index,
                width: frame.width,
                height: frame.height,
                due: self.next,
                due_width: width,
                due_height: height,
            });
        }
        for plane in 0..3 {
            let shift = u32::from(plane > 0);
            let (row, rows) = ((width >> shift) as usize, (height >> shift) as usize);
            let stride = frame.strides[plane];
            let needed = stride.max(row).saturating_mul(rows - 1).saturating_add(row);
            let bytes = frame.planes[plane].len();
            if stride < row || i32::try_from(stride).is_err() || bytes < needed {
                return Err(EncodeError::Plane {
                    index: frame.index,
                    plane,
                    bytes,
                    needed,
                });
            }
        }
        Ok(())
    }
}

impl VideoEncoder for Encoder {
    fn encode(&mut self, frame: &Frame, out: &mut Vec<EncodedPacket>) -> Result<(), EncodeError> {
        self.check(frame)?;
        self.next += 1;
        if frame.index == self.first {
            if self.control.tries() {
                self.held = Some(frame.clone());
                return Ok(());
            }
            self.align_keyframe_id(frame)?;
        }
        match self.held.take() {
            Some(held) => self.begin([&held, frame], out),
            None => self.compress(frame, out),
        }
    }

    fn finish(mut self: Box<Self>, out: &mut Vec<EncodedPacket>) -> Result<VideoParameters, EncodeError> {
        if let Some(held) = self.held.take() {
            self.align_keyframe_id(&held)?;
            self.compress(&held, out)?;
        }
        if self.sps.is_empty() {
            return Err(EncodeError::Empty);
        }
        Ok(VideoParameters {
            width: self.setup.width,
            height: self.setup.height,
            frame_rate: self.rate,
            config: VideoConfig::H264 {
                sps: self.sps,
                pps: self.pps,
            },
        })
    }
}
