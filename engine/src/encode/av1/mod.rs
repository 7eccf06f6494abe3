//! AV1 (main profile) through libaom in its real-time mode.
//!
//! The library writes temporal units; the temporal delimiters in front of them, which say nothing inside a container,
//! are taken off, and the sequence header is kept for it.

mod obu;

use super::EncodeError;
use super::native::{AOM, Native, Planes, Settings};
use super::rate::Scale;
use super::segment::{Codec, Picture, Setup};
use super::steps;
use crate::media::{Frame, VideoConfig};
use crate::time::FrameIndex;

/// The encoder's `cpu-used` up to 1920x1080 at 30 frames a second, and for more. Two steps slower give a third of a
/// decibel of SSIM for a quarter more time.
const SPEED: i32 = 7;
const SPEED_LARGE: i32 = 9;
/// Pixels a second in between.
const LARGE: f64 = 1920.0 * 1088.0 * 31.0;

/// Encodes one segment.
pub(super) struct Av1 {
    encoder: Native,
    first: FrameIndex,
    sequence_header: Option<Vec<u8>>,
}

impl Codec for Av1 {
    const SCALE: Scale = Scale {
        finest: 8.0,
        coarsest: 51.0,
        keyframe_gain: 10.0,
        swing: 0.0,
        crf: (6.5, 1.0),
        usual: 26.0,
    };

    fn open(setup: &Setup) -> Result<Self, EncodeError> {
        let pixels = f64::from(setup.settings.width) * f64::from(setup.settings.height);
        let large = pixels * setup.rate.fps() > LARGE;
        let settings = Settings {
            speed: if large { SPEED_LARGE } else { SPEED },
            ..Settings::new(setup)
        };
        Ok(Self {
            encoder: Native::open(&AOM, &settings)?,
            first: setup.first,
            sequence_header: None,
        })
    }

    fn picture(&mut self, frame: &Frame, key: bool, quantiser: f64) -> Result<Picture, EncodeError> {
        let number = steps::nearest(quantiser);
        let place = frame.index - self.first;
        let unit = self
            .encoder
            .encode(&Planes::from(frame), place, key, i32::from(number))?;
        let unit = obu::TemporalUnit::read(unit).ok_or(EncodeError::Left {
            codec: AOM.name,
            index: frame.index,
        })?;
        if unit.sequence_header.is_some() {
            self.sequence_header = unit.sequence_header;
        }
        Ok(Picture {
            data: unit.data,
            alpha: None,
            quantiser: steps::on_common_scale(number),
        })
    }

    fn config(&self) -> Option<VideoConfig> {
        let sequence_header = self.sequence_header.clone()?;
        Some(VideoConfig::Av1 { sequence_header })
    }
}
