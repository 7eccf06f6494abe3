//! RGB to planar YUV 4:2:0, BT.709 matrix, limited range (ITU-R BT.709-6, item 3 and 4), on whichever side is
//! cheaper: on the processor from the read back pixels, or in a shader before reading back, which then moves 1.5
//! bytes a pixel instead of 4. Both give the same samples within a level or two. A chroma sample is the mean of
//! its four pixels.

mod pixels;
mod processor;
mod shader;
#[cfg(test)]
mod tests;

use super::readback::{copied_bytes, copy_rows};
use super::retouch::Retouch;
use super::{Device, GpuError, Target};
use crate::media::Frame;
use shader::Shader;

/// Where colours are converted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Conversion {
    /// On the processor, after reading back: best where the adapter itself draws on the processor.
    Processor,
    /// In a compute shader, before reading back: best on graphics cards.
    Shader,
    /// On the processor, with alpha: the pixels themselves, or planes and their alpha, as the frame has room for.
    Alpha,
}

/// The planes of tightly packed RGBA pixels, as the processor converts them.
#[cfg(test)]
pub(crate) fn planes_of(rgba: &[u8], (width, height): (u32, u32)) -> Result<[Vec<u8>; 3], GpuError> {
    let mut frame = Frame::new(width, height);
    processor::convert(rgba, width * 4, &mut frame)?;
    Ok(frame.planes)
}

/// Turns what is drawn in one target into frames.
#[derive(Debug)]
pub(in crate::gpu) enum Converter {
    Processor {
        /// The rows that are changed before they are converted.
        room: Vec<u8>,
    },
    Shader(Shader),
    /// Nothing is converted: RGBA is what is wanted, or the planes are made with their alpha on the processor.
    Pixels {
        /// The picture freed of its alpha, on its way to planes.
        straight: Vec<u8>,
    },
}

impl Converter {
    pub fn new(device: &Device, target: &Target, conversion: Conversion) -> Self {
        match conversion {
            Conversion::Alpha => Self::Pixels { straight: Vec::new() },
            Conversion::Processor => Self::Processor { room: Vec::new() },
            Conversion::Shader => Self::Shader(Shader::new(device, target)),
        }
    }

    /// Whether the picture is read back as it was drawn.
    pub fn reads_pixels(&self) -> bool {
        !matches!(self, Self::Shader(_))
    }

    /// How many bytes are read back for a picture of `target`.
    pub fn bytes(&self, target: &Target) -> u64 {
        match self {
            Self::Processor { .. } | Self::Pixels { .. } => copied_bytes(target),
            Self::Shader(shader) => shader.bytes(),
        }
    }

    /// Records what brings the picture into `buffer`.
    pub fn record(&self, encoder: &mut wgpu::CommandEncoder, target: &Target, buffer: &wgpu::Buffer) {
        match self {
            Self::Processor { .. } | Self::Pixels { .. } => copy_rows(encoder, target, buffer),
            Self::Shader(shader) => shader.record(encoder, buffer),
        }
    }

    /// Brings the bytes that were read back into `frame`, changed as `by` says; only what the processor converts to an
    /// opaque frame can be changed. Rows of pixels begin every `pitch` bytes.
    pub fn finish(
        &mut self,
        bytes: &[u8],
        pitch: u32,
        by: Option<&mut dyn Retouch>,
        frame: &mut Frame,
    ) -> Result<(), GpuError> {
        match self {
            Self::Processor { room } => match by {
                None => processor::convert(bytes, pitch, frame),
                Some(by) => processor::retouched(bytes, pitch, by, room, frame),
            },
            Self::Pixels { straight } => {
                debug_assert!(by.is_none(), "what keeps its alpha cannot be changed");
                pixels::convert(bytes, pitch, straight, frame)
            }
            Self::Shader(shader) => {
                debug_assert!(by.is_none(), "what a shader converts cannot be changed after it");
                shader.unpack(bytes, frame);
                Ok(())
            }
        }
    }
}
