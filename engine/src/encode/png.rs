//! PNG (ISO/IEC 15948): every frame a picture of its own, without loss, with its alpha where the background is
//! transparent.

use super::{EncodeError, VideoEncoder};
use crate::export::VideoSettings;
use crate::media::{EncodedPacket, Frame, VideoConfig, VideoParameters};
use crate::time::{FrameIndex, FrameRate};
use image::codecs::png::{CompressionType, FilterType, PngEncoder};
use image::{ExtendedColorType, ImageEncoder as _};

/// Compresses the frames of one segment.
pub(super) struct Encoder {
    size: (u32, u32),
    alpha: bool,
    rate: FrameRate,
    first: FrameIndex,
    due: FrameIndex,
    pixels: Vec<u8>,
}

impl Encoder {
    pub(super) fn open(settings: &VideoSettings, rate: FrameRate, first: FrameIndex) -> Self {
        Self {
            size: (settings.width, settings.height),
            alpha: settings.transparent,
            rate,
            first,
            due: first,
            pixels: Vec::new(),
        }
    }

    fn compressed(&mut self, frame: &Frame) -> Result<Vec<u8>, EncodeError> {
        let row = frame.width as usize * 4;
        self.pixels.clear();
        for line in frame.planes[0]
            .chunks(frame.strides[0])
            .take(frame.height as usize)
        {
            if self.alpha {
                self.pixels.extend_from_slice(&line[..row]);
            } else {
                let (pixels, _) = line[..row].as_chunks::<4>();
                self.pixels
                    .extend(pixels.iter().flat_map(|[r, g, b, _]| [*r, *g, *b]));
            }
        }
        let color = if self.alpha {
            ExtendedColorType::Rgba8
        } else {
            ExtendedColorType::Rgb8
        };
        let mut file = Vec::new();
        PngEncoder::new_with_quality(&mut file, CompressionType::Fast, FilterType::Adaptive)
            .write_image(&self.pixels, frame.width, frame.height, color)
            .map_err(|_| EncodeError::Left {
                codec: "png",
                index: frame.index,
            })?;
        Ok(file)
    }
}

impl VideoEncoder for Encoder {
    fn encode(&mut self, frame: &Frame, out: &mut Vec<EncodedPacket>) -> Result<(), EncodeError> {
        if frame.index != self.due || (frame.width, frame.height) != self.size {
            return Err(EncodeError::Frame {
                index: frame.index,
                width: frame.width,
                height: frame.height,
                due: self.due,
                due_width: self.size.0,
                due_height: self.size.1,
            });
        }
        super::check_pixels(frame)?;
        let time = frame.index * u64::from(self.rate.den);
        out.push(EncodedPacket {
            pts: time,
            dts: time,
            duration: self.rate.den,
            key: true,
            data: self.compressed(frame)?,
            alpha: None,
        });
        self.due += 1;
        Ok(())
    }

    fn finish(self: Box<Self>, _: &mut Vec<EncodedPacket>) -> Result<VideoParameters, EncodeError> {
        if self.due == self.first {
            return Err(EncodeError::Empty);
        }
        Ok(VideoParameters {
            width: self.size.0,
            height: self.size.1,
            frame_rate: self.rate,
            config: VideoConfig::Png,
        })
    }
}
