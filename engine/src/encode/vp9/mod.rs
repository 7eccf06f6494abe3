//! VP9 (profile 0) through libvpx in its real-time mode.
//!
//! Alpha is a second VP9 stream whose luma is the alpha and whose chroma is empty, as WebM wants it
//! (<https://www.webmproject.org/docs/container/#BlockAdditions>): every picture of it belongs to one of the first.

mod level;

use super::EncodeError;
use super::native::{Native, Planes, Settings, VPX};
use super::rate::Scale;
use super::segment::{Codec, Picture, Setup};
use super::steps;
use crate::media::{Frame, VideoConfig};
use crate::time::FrameIndex;

/// The encoder's `cpu-used` up to 1920x1080 at 30 frames a second, and for more. A step slower gives a fifth of a decibel
/// of SSIM for half as much time again.
const SPEED: i32 = 5;
const SPEED_LARGE: i32 = 7;
/// Pixels a second in between.
const LARGE: f64 = 1920.0 * 1088.0 * 31.0;
/// How much finer the alpha is than the picture: its errors show as seams.
const ALPHA_GAIN: f64 = 4.0;
/// A sample of a chroma plane without colour.
const GREY: u8 = 128;

/// Encodes one segment.
pub(super) struct Vp9 {
    picture: Native,
    alpha: Option<Alpha>,
    first: FrameIndex,
    level: u8,
    begun: bool,
}

/// The second stream.
struct Alpha {
    encoder: Native,
    /// A chroma plane without colour.
    grey: Vec<u8>,
    /// The alpha of a picture that covers all.
    opaque: Vec<u8>,
    width: usize,
}

impl Codec for Vp9 {
    const SCALE: Scale = Scale {
        finest: 8.0,
        coarsest: 51.0,
        keyframe_gain: 10.0,
        swing: 0.0,
        crf: (5.5, 1.0),
        usual: 26.0,
    };

    fn open(setup: &Setup) -> Result<Self, EncodeError> {
        let (width, height) = (setup.settings.width, setup.settings.height);
        let large = f64::from(width) * f64::from(height) * setup.rate.fps() > LARGE;
        let settings = Settings {
            speed: if large { SPEED_LARGE } else { SPEED },
            ..Settings::new(setup)
        };
        Ok(Self {
            picture: Native::open(&VPX, &settings)?,
            alpha: setup
                .settings
                .transparent
                .then(|| Alpha::open(settings, (width as usize, height as usize)))
                .transpose()?,
            first: setup.first,
            level: level::lowest(width, height, setup.rate.fps(), setup.kbps()),
            begun: false,
        })
    }

    fn picture(&mut self, frame: &Frame, key: bool, quantiser: f64) -> Result<Picture, EncodeError> {
        let number = steps::nearest(quantiser);
        let place = frame.index - self.first;
        let planes = Planes::from(frame);
        let data = self
            .picture
            .encode(&planes, place, key, i32::from(number))?
            .to_vec();
        let alpha = match &mut self.alpha {
            Some(alpha) => {
                let number = steps::nearest(quantiser - ALPHA_GAIN);
                Some(alpha.encode(frame, place, key, i32::from(number))?)
            }
            None => None,
        };
        self.begun = true;
        Ok(Picture {
            data,
            alpha,
            quantiser: steps::on_common_scale(number),
        })
    }

    fn config(&self) -> Option<VideoConfig> {
        self.begun.then_some(VideoConfig::Vp9 {
            profile: 0,
            level: self.level,
            alpha: self.alpha.is_some(),
        })
    }
}

impl Alpha {
    fn open(settings: Settings, (width, height): (usize, usize)) -> Result<Self, EncodeError> {
        Ok(Self {
            encoder: Native::open(&VPX, &Settings { alpha: 1, ..settings })?,
            grey: vec![GREY; width.div_ceil(2) * height.div_ceil(2)],
            opaque: vec![u8::MAX; width * height],
            width,
        })
    }

    fn encode(
        &mut self,
        frame: &Frame,
        place: u64,
        key: bool,
        quantiser: i32,
    ) -> Result<Vec<u8>, EncodeError> {
        let half = self.width.div_ceil(2);
        let planes = Planes {
            index: frame.index,
            planes: [
                frame.alpha.as_ref().unwrap_or(&self.opaque),
                &self.grey,
                &self.grey,
            ],
            strides: [self.width, half, half],
        };
        Ok(self.encoder.encode(&planes, place, key, quantiser)?.to_vec())
    }
}
