//! H.264 through openh264.
//!
//! All segments of a job carry the same parameter sets, which are not in the packets. The id of a keyframe is odd or
//! even with the number of its group in the video, so that two in a row differ (Rec. ITU-T H.264, 7.4.3) also where
//! segments meet. One thread, no reordering. The high profile differs from main in its name alone, since openh264 has
//! no 8x8 transform.

mod level;
mod library;
mod nal;
#[cfg(test)]
mod tests;

use super::EncodeError;
use super::rate::Scale;
use super::segment::{Codec, Picture, Setup};
use crate::media::{Frame, VideoConfig};
use crate::time::{FrameIndex, FrameRate};
use level::Level;
use library::Library;
use nal::AccessUnit;

/// Encodes one segment.
pub(super) struct H264 {
    library: Library,
    rate: FrameRate,
    first: FrameIndex,
    /// Whether the first keyframe needs an odd id.
    odd: bool,
    parameters: Option<(Vec<u8>, Vec<u8>)>,
}

impl Codec for H264 {
    /// The quantiser is the factor itself: see docs/codecs.md. Below 10 nothing better can be seen. Keyframes four steps
    /// finer cost less than one bit in a hundred; six gain little more, and busy pictures pulse.
    const SCALE: Scale = Scale {
        finest: 10.0,
        coarsest: 51.0,
        keyframe_gain: 4.0,
        swing: 0.0,
        crf: (0.0, 1.0),
        usual: 26.0,
    };

    fn open(setup: &Setup) -> Result<Self, EncodeError> {
        let settings = &setup.settings;
        let (width, height) = (settings.width, settings.height);
        let library = Library::open(&library::Setup {
            width,
            height,
            frames_per_second: setup.rate.fps() as f32,
            gop: setup.gop,
            profile: settings.profile,
            level: Level::lowest(width, height, setup.rate.fps(), setup.kbps(), settings.profile),
        })?;
        Ok(Self {
            library,
            rate: setup.rate,
            first: setup.first,
            odd: !(setup.first / u64::from(setup.gop)).is_multiple_of(2),
            parameters: None,
        })
    }

    fn picture(&mut self, frame: &Frame, key: bool, quantiser: f64) -> Result<Picture, EncodeError> {
        let quantiser = quantiser.round();
        self.library.quantiser(quantiser as u8)?;
        if frame.index == self.first && self.odd {
            // The library numbers the keyframes of an encoder from 0: the first is encoded twice.
            self.compress(frame, true)?;
            self.library.force_keyframe()?;
        }
        let unit = self.compress(frame, key)?;
        if let (Some(sps), Some(pps)) = (unit.sps, unit.pps) {
            self.parameters = Some((sps, pps));
        }
        Ok(Picture {
            data: unit.data,
            alpha: None,
            quantiser,
        })
    }

    fn config(&self) -> Option<VideoConfig> {
        let (sps, pps) = self.parameters.clone()?;
        Some(VideoConfig::H264 { sps, pps })
    }
}

impl H264 {
    fn compress(&mut self, frame: &Frame, key: bool) -> Result<AccessUnit, EncodeError> {
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
}
