//! Conversion with the processor's vector instructions.

use crate::gpu::GpuError;
use crate::media::Frame;
use yuv::{
    BufferStoreMut, YuvConversionMode, YuvPlanarImageMut, YuvRange, YuvStandardMatrix, rgba_to_yuv420,
};

/// Converts RGBA rows that begin every `pitch` bytes.
pub(super) fn convert(rgba: &[u8], pitch: u32, frame: &mut Frame) -> Result<(), GpuError> {
    let strides = frame.strides.map(|stride| stride as u32);
    let [y, u, v] = &mut frame.planes;
    let mut image = YuvPlanarImageMut {
        y_plane: BufferStoreMut::Borrowed(y),
        y_stride: strides[0],
        u_plane: BufferStoreMut::Borrowed(u),
        u_stride: strides[1],
        v_plane: BufferStoreMut::Borrowed(v),
        v_stride: strides[2],
        width: frame.width,
        height: frame.height,
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
