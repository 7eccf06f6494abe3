//! GIF (GIF89a): few colours, the same for the whole video, and of each frame only what has changed.
//!
//! A pixel is drawn anew only where the colour that is shown is further from the true one than the quality asks for, and
//! dithering depends on the place alone, so that what stands still stays still. The first frame of a segment is drawn
//! whole. A packet holds where on the canvas its picture lies, and the picture as the format compresses it; the muxer
//! adds times and colours.

mod dither;
mod palette;
#[cfg(test)]
mod tests;

pub use palette::{GifPalette, SAMPLED_FRAMES};

use super::{EncodeError, VideoEncoder};
use crate::export::VideoSettings;
use crate::media::{EncodedPacket, Frame, VideoConfig, VideoParameters};
use crate::time::{FrameIndex, FrameRate};
use dither::Ditherer;
use palette::Finder;
use std::sync::Arc;

/// How far a pixel may be from its colour for each step of the constant rate factor, in levels of 255.
const TOLERANCE: f32 = 0.3;
/// Bytes in front of the compressed picture: left, top, width and height.
pub(crate) const PLACE: usize = 8;

/// Compresses the frames of one segment.
pub(super) struct GifEncoder {
    palette: Arc<GifPalette>,
    finder: Finder,
    ditherer: Ditherer,
    tolerance: i16,
    size: (u32, u32),
    rate: FrameRate,
    due: FrameIndex,
    /// Which colours are shown; empty before the first frame.
    shown: Vec<u8>,
    /// What of them is new.
    drawn: Vec<u8>,
}

impl GifEncoder {
    pub(super) fn open(
        settings: &VideoSettings,
        rate: FrameRate,
        first: FrameIndex,
        palette: Arc<GifPalette>,
    ) -> Self {
        Self {
            finder: Finder::new(&palette),
            ditherer: Ditherer::new(&palette),
            palette,
            tolerance: (f32::from(settings.crf.unwrap_or(0)) * TOLERANCE) as i16,
            size: (settings.width, settings.height),
            rate,
            due: first,
            shown: Vec::new(),
            drawn: Vec::new(),
        }
    }

    /// Checks that it is the frame that is due, with all its pixels.
    fn check(&self, frame: &Frame) -> Result<(), EncodeError> {
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
        super::check_pixels(frame)
    }

    /// Finds what is to be drawn.
    fn draw(&mut self, frame: &Frame) {
        let width = self.size.0 as usize;
        let whole = self.shown.is_empty();
        self.shown.resize(width * self.size.1 as usize, 0);
        self.drawn.clear();
        self.drawn.resize(self.shown.len(), self.palette.transparent());
        let rows = frame.planes[0]
            .chunks(frame.strides[0])
            .take(self.size.1 as usize);
        let places = self.shown.chunks_mut(width).zip(self.drawn.chunks_mut(width));
        for (y, (row, (shown, drawn))) in rows.zip(places).enumerate() {
            let (pixels, _) = row[..width * 4].as_chunks::<4>();
            for (x, pixel) in pixels.iter().enumerate() {
                let [r, g, b, _] = *pixel;
                let now = self.palette.color(shown[x]);
                if !whole && near([r, g, b], now, self.tolerance) {
                    continue;
                }
                let color = self.finder.nearest(self.ditherer.at((x, y), [r, g, b]));
                if whole || color != shown[x] {
                    (shown[x], drawn[x]) = (color, color);
                }
            }
        }
    }

    /// The smallest part of the canvas that holds all that is drawn: left, top, width, height. A pixel where that is
    /// nothing.
    fn bounds(&self) -> [usize; 4] {
        let width = self.size.0 as usize;
        let none = self.palette.transparent();
        let is_drawn = |row: &[u8]| row.iter().any(|color| *color != none);
        let rows = || self.drawn.chunks(width);
        let Some(top) = rows().position(is_drawn) else {
            return [0, 0, 1, 1];
        };
        let bottom = rows().rposition(is_drawn).unwrap_or(top);
        let (mut left, mut right) = (width, 0);
        for row in rows().skip(top).take(bottom - top + 1) {
            if let Some(first) = row[..left].iter().position(|color| *color != none) {
                left = first;
            }
            if let Some(last) = row[right..].iter().rposition(|color| *color != none) {
                right += last;
            }
        }
        [left, top, right + 1 - left.min(right), bottom + 1 - top]
    }

    fn compressed(&self) -> Vec<u8> {
        let place = self.bounds();
        let [left, top, width, height] = place;
        let rows = self.drawn.chunks(self.size.0 as usize).skip(top).take(height);
        let cut: Vec<u8> = rows.flat_map(|row| &row[left..left + width]).copied().collect();
        let mut picture = gif::Frame {
            width: width as u16,
            height: height as u16,
            buffer: cut.into(),
            ..gif::Frame::default()
        };
        picture.make_lzw_pre_encoded();
        let mut data = Vec::with_capacity(PLACE + picture.buffer.len());
        for value in place {
            data.extend_from_slice(&(value as u16).to_le_bytes());
        }
        data.extend_from_slice(&picture.buffer);
        data
    }
}

/// Whether no component is further away than `tolerance`.
fn near(a: [u8; 3], b: [u8; 3], tolerance: i16) -> bool {
    a.iter()
        .zip(b)
        .all(|(a, b)| (i16::from(*a) - i16::from(b)).abs() <= tolerance)
}

impl VideoEncoder for GifEncoder {
    fn encode(&mut self, frame: &Frame, out: &mut Vec<EncodedPacket>) -> Result<(), EncodeError> {
        self.check(frame)?;
        let key = self.shown.is_empty();
        self.draw(frame);
        let time = frame.index * u64::from(self.rate.den);
        out.push(EncodedPacket {
            pts: time,
            dts: time,
            duration: self.rate.den,
            key,
            data: self.compressed(),
            alpha: None,
        });
        self.due += 1;
        Ok(())
    }

    fn finish(self: Box<Self>, _: &mut Vec<EncodedPacket>) -> Result<VideoParameters, EncodeError> {
        if self.shown.is_empty() {
            return Err(EncodeError::Empty);
        }
        Ok(VideoParameters {
            width: self.size.0,
            height: self.size.1,
            frame_rate: self.rate,
            config: VideoConfig::Gif {
                palette: self.palette.table(),
                transparent: self.palette.transparent(),
                loops: self.palette.loops(),
            },
        })
    }
}
