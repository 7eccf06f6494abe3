//! What encoding a segment is, whichever codec does it.
//!
//! Frames of one segment enter in order; each leaves as one packet, at once except for the first; none is ever left
//! out, and every `gop` frames there is a keyframe. No codec reorders: decoding and presentation times are equal.

use super::rate::{RateControl, Scale};
use super::{EncodeError, VideoEncoder};
use crate::export::VideoSettings;
use crate::media::{EncodedPacket, Frame, VideoConfig, VideoParameters};
use crate::time::{FrameIndex, FrameRate};

/// How often the first two frames are encoded at most.
const ATTEMPTS: usize = 4;

/// What a codec is opened with; nothing of it changes later.
#[derive(Clone, Debug)]
pub(super) struct Setup {
    pub settings: VideoSettings,
    pub rate: FrameRate,
    /// Frames from one keyframe to the next.
    pub gop: u32,
    /// The first frame of the segment.
    pub first: FrameIndex,
}

impl Setup {
    /// Bits a second that may be asked for, in kbit/s; 0 where there is no bound.
    pub fn kbps(&self) -> u64 {
        u64::from(self.settings.bitrate_kbps.unwrap_or(0))
    }
}

/// A compressed picture.
pub(super) struct Picture {
    pub data: Vec<u8>,
    pub alpha: Option<Vec<u8>>,
    /// The quantiser that it got, on H.264's scale.
    pub quantiser: f64,
}

/// One codec, opened for one segment.
pub(super) trait Codec: Sized {
    /// How the codec's quantisers lie.
    const SCALE: Scale;

    /// Opens the codec.
    fn open(setup: &Setup) -> Result<Self, EncodeError>;

    /// Compresses the next frame, as a keyframe or not, with the codec's nearest to this quantiser.
    fn picture(&mut self, frame: &Frame, key: bool, quantiser: f64) -> Result<Picture, EncodeError>;

    /// What a decoder must know, once a keyframe has been compressed.
    fn config(&self) -> Option<VideoConfig>;
}

/// Encodes one segment.
pub(super) struct SegmentEncoder<C> {
    codec: C,
    setup: Setup,
    control: RateControl,
    /// The first frame, where it waits for the second.
    held: Option<Frame>,
    next: FrameIndex,
}

impl<C: Codec> SegmentEncoder<C> {
    /// An encoder for the segment that begins at frame `first`.
    pub fn open(
        settings: &VideoSettings,
        rate: FrameRate,
        gop: u64,
        first: FrameIndex,
    ) -> Result<Self, EncodeError> {
        let setup = Setup {
            settings: settings.clone(),
            rate,
            gop: u32::try_from(gop).unwrap_or(u32::MAX).max(1),
            first,
        };
        Ok(Self {
            codec: C::open(&setup)?,
            control: RateControl::new(settings, rate, u64::from(setup.gop), C::SCALE),
            held: None,
            next: first,
            setup,
        })
    }

    /// Encodes the first two frames until their quantiser suits the bitrate.
    fn begin(&mut self, pair: [&Frame; 2], out: &mut Vec<EncodedPacket>) -> Result<(), EncodeError> {
        let kept = out.len();
        for attempt in 1..=ATTEMPTS {
            for frame in pair {
                self.compress(frame, out)?;
            }
            if attempt == ATTEMPTS || !self.control.begins_again() {
                break;
            }
            out.truncate(kept);
            self.codec = C::open(&self.setup)?;
        }
        Ok(())
    }

    /// Encodes a frame into a packet.
    fn compress(&mut self, frame: &Frame, out: &mut Vec<EncodedPacket>) -> Result<(), EncodeError> {
        let key = (frame.index - self.setup.first).is_multiple_of(u64::from(self.setup.gop));
        let picture = self.codec.picture(frame, key, self.control.next(key))?;
        let bytes = picture.data.len() + picture.alpha.as_ref().map_or(0, Vec::len);
        self.control.spent(key, picture.quantiser, bytes);
        let duration = self.setup.rate.den;
        let time = frame.index * u64::from(duration);
        out.push(EncodedPacket {
            pts: time,
            dts: time,
            duration,
            key,
            data: picture.data,
            alpha: picture.alpha,
        });
        Ok(())
    }

    fn check(&self, frame: &Frame) -> Result<(), EncodeError> {
        let (width, height) = (self.setup.settings.width, self.setup.settings.height);
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
            check_plane(
                frame.index,
                plane,
                &frame.planes[plane],
                frame.strides[plane],
                (row, rows),
            )?;
        }
        if let Some(alpha) = &frame.alpha {
            check_plane(
                frame.index,
                3,
                alpha,
                width as usize,
                (width as usize, height as usize),
            )?;
        }
        Ok(())
    }
}

/// Whether a plane holds its rows.
fn check_plane(
    index: FrameIndex,
    plane: usize,
    samples: &[u8],
    stride: usize,
    (row, rows): (usize, usize),
) -> Result<(), EncodeError> {
    let needed = stride
        .max(row)
        .saturating_mul(rows.saturating_sub(1))
        .saturating_add(row);
    let bytes = samples.len();
    if stride < row || i32::try_from(stride).is_err() || bytes < needed {
        return Err(EncodeError::Plane {
            index,
            plane,
            bytes,
            needed,
        });
    }
    Ok(())
}

impl<C: Codec> VideoEncoder for SegmentEncoder<C> {
    fn encode(&mut self, frame: &Frame, out: &mut Vec<EncodedPacket>) -> Result<(), EncodeError> {
        self.check(frame)?;
        self.next += 1;
        if frame.index == self.setup.first && self.control.tries() {
            self.held = Some(frame.clone());
            return Ok(());
        }
        match self.held.take() {
            Some(held) => self.begin([&held, frame], out),
            None => self.compress(frame, out),
        }
    }

    fn finish(mut self: Box<Self>, out: &mut Vec<EncodedPacket>) -> Result<VideoParameters, EncodeError> {
        if let Some(held) = self.held.take() {
            self.compress(&held, out)?;
        }
        let config = self.codec.config().ok_or(EncodeError::Empty)?;
        Ok(VideoParameters {
            width: self.setup.settings.width,
            height: self.setup.settings.height,
            frame_rate: self.setup.rate,
            config,
        })
    }
}
