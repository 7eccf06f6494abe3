//! H.265 (main profile) through kvazaar.
//!
//! All segments of a job carry the same parameter sets, which are not in the packets. Where a side is no multiple of
//! 8, the picture is padded and the sequence parameter set says what is to be cut off.

mod level;
mod nal;

use super::EncodeError;
use super::native::{KVAZAAR, Native, Planes, Settings};
use super::rate::Scale;
use super::segment::{Codec, Picture, Setup};
use crate::media::{Frame, VideoConfig};
use crate::time::FrameIndex;
use nal::AccessUnit;

/// Encodes one segment.
pub(super) struct H265 {
    encoder: Native,
    first: FrameIndex,
    parameters: [Vec<u8>; 3],
}

impl Codec for H265 {
    const SCALE: Scale = Scale {
        finest: 8.0,
        coarsest: 51.0,
        keyframe_gain: 6.0,
        swing: 3.0,
        crf: (3.5, 1.0),
        usual: 26.0,
    };

    fn open(setup: &Setup) -> Result<Self, EncodeError> {
        let (width, height) = (setup.settings.width, setup.settings.height);
        let settings = Settings {
            level: i32::from(level::lowest(width, height, setup.rate.fps(), setup.kbps())),
            ..Settings::new(setup)
        };
        Ok(Self {
            encoder: Native::open(&KVAZAAR, &settings)?,
            first: setup.first,
            parameters: Default::default(),
        })
    }

    fn picture(&mut self, frame: &Frame, key: bool, quantiser: f64) -> Result<Picture, EncodeError> {
        let quantiser = quantiser.round();
        let place = frame.index - self.first;
        let bytes = self
            .encoder
            .encode(&Planes::from(frame), place, key, quantiser as i32)?;
        let unit = AccessUnit::read(bytes);
        for (kept, new) in self.parameters.iter_mut().zip(unit.parameters) {
            if let Some(new) = new {
                *kept = new;
            }
        }
        Ok(Picture {
            data: unit.data,
            alpha: None,
            quantiser,
        })
    }

    fn config(&self) -> Option<VideoConfig> {
        let [vps, sps, pps] = self.parameters.clone();
        (!sps.is_empty()).then_some(VideoConfig::H265 { vps, sps, pps })
    }
}
