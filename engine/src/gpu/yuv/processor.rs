//! Conversion with the processor's vector instructions.

use crate::gpu::GpuError;
use crate::gpu::retouch::{Pixels, Retouch};
use crate::media::Frame;
use yuv::{
    BufferStoreMut, YuvConversionMode, YuvPlanarImageMut, YuvRange, YuvStandardMatrix, rgba_to_yuv420,
};

/// Rows that are changed and converted at a time, so that they do not leave the cache between; even.
const STRIP: u32 = 16;

/// Converts RGBA rows that begin every `pitch` bytes.
pub(super) fn convert(rgba: &[u8], pitch: u32, frame: &mut Frame) -> Result<(), GpuError> {
    let height = frame.height;
    strip(rgba, pitch, (0, height), frame)
}

/// Converts RGBA rows as `by` changes them; `room` is for the changed ones.
pub(super) fn retouched(
    rgba: &[u8],
    pitch: u32,
    by: &mut dyn Retouch,
    room: &mut Vec<u8>,
    frame: &mut Frame,
) -> Result<(), GpuError> {
    let picture = Pixels::new(rgba, pitch as usize, frame.width as usize);
    by.look(&picture);
    let row = frame.width * 4;
    room.resize((row * STRIP) as usize, 0);
    let mut rows = picture.rows().enumerate();
    for top in (0..frame.height).step_by(STRIP as usize) {
        let height = STRIP.min(frame.height - top);
        for (to, (y, from)) in room
            .chunks_exact_mut(row as usize)
            .zip(rows.by_ref().take(height as usize))
        {
            by.row(y, from, to);
        }
        strip(room, row, (top, height), frame)?;
    }
    Ok(())
}

/// Converts rows to those of `frame` from `top` on; `top` and `height` are even.
fn strip(rgba: &[u8], pitch: u32, (top, height): (u32, u32), frame: &mut Frame) -> Result<(), GpuError> {
    let strides = frame.strides.map(|stride| stride as u32);
    let begin = |plane: usize, row: u32| frame.strides[plane] * row as usize;
    let begins = [begin(0, top), begin(1, top / 2), begin(2, top / 2)];
    let [y, u, v] = &mut frame.planes;
    let mut image = YuvPlanarImageMut {
        y_plane: BufferStoreMut::Borrowed(&mut y[begins[0]..]),
        y_stride: strides[0],
        u_plane: BufferStoreMut::Borrowed(&mut u[begins[1]..]),
        u_stride: strides[1],
        v_plane: BufferStoreMut::Borrowed(&mut v[begins[2]..]),
        v_stride: strides[2],
        width: frame.width,
        height,
    };
    let range = YuvRange::Limited;
    let matrix = YuvStandardMatrix::Bt709;
    let converted = rgba_to_yuv420(
        &mut image,
        rgba,
        pitch,
        range,
        matrix,
        YuvConversionMode::Balanced,
    );
    converted.map_err(|error| GpuError::Readback(error.to_string()))
}
