//! The readback ring: a few buffers that drawn pictures are copied into, so that drawing, reading back and what
//! comes after overlap.

use super::yuv::{Conversion, Converter};
use super::{Device, GpuError, Target};
use crate::media::Frame;
use std::sync::{Arc, Mutex, PoisonError};

/// How many pictures may be on their way at once.
pub const RING: usize = 3;

/// The ring of one target. A slot goes through [`submit`](Self::submit), [`wait`](Self::wait) and
/// [`convert`](Self::convert), and then again.
#[derive(Debug)]
pub struct Readback {
    converter: Converter,
    slots: [Slot; RING],
}

#[derive(Debug)]
struct Slot {
    buffer: wgpu::Buffer,
    submission: Option<wgpu::SubmissionIndex>,
    mapped: Arc<Mutex<Option<Result<(), wgpu::BufferAsyncError>>>>,
}

impl Readback {
    /// A ring for pictures of `target`.
    pub fn new(device: &Device, target: &Target, conversion: Conversion) -> Self {
        let converter = Converter::new(device, target, conversion);
        let slots = std::array::from_fn(|_| Slot {
            buffer: buffer(device, converter.bytes()),
            submission: None,
            mapped: Arc::default(),
        });
        Self { converter, slots }
    }

    /// Ends the commands that draw a picture, sends them, and asks for the picture in slot `slot % RING`.
    pub fn submit(
        &mut self,
        device: &Device,
        mut encoder: wgpu::CommandEncoder,
        target: &Target,
        slot: usize,
    ) {
        let slot = &mut self.slots[slot % RING];
        self.converter.record(&mut encoder, target, &slot.buffer);
        slot.submission = Some(device.queue().submit([encoder.finish()]));
        let mapped = Arc::clone(&slot.mapped);
        slot.buffer.map_async(wgpu::MapMode::Read, .., move |result| {
            *mapped.lock().unwrap_or_else(PoisonError::into_inner) = Some(result);
        });
    }

    /// Blocks until the picture in `slot` can be read.
    ///
    /// # Errors
    /// When the device fails.
    pub fn wait(&mut self, device: &Device, slot: usize) -> Result<(), GpuError> {
        let slot = &mut self.slots[slot % RING];
        let submission = slot.submission.take();
        let submission = submission.ok_or_else(|| GpuError::Readback("nothing was drawn".to_owned()))?;
        device.wait(&submission)?;
        let mapped = slot.mapped.lock().unwrap_or_else(PoisonError::into_inner).take();
        match mapped {
            Some(Ok(())) => Ok(()),
            Some(Err(error)) => Err(GpuError::Readback(error.to_string())),
            None => Err(GpuError::Readback("the buffer was not mapped in time".to_owned())),
        }
    }

    /// Writes the picture in `slot` to the planes of `frame`, and frees the slot.
    ///
    /// # Errors
    /// When the picture cannot be read.
    pub fn convert(&mut self, slot: usize, frame: &mut Frame) -> Result<(), GpuError> {
        let slot = &mut self.slots[slot % RING];
        let view = slot.buffer.get_mapped_range(..);
        let view = view.map_err(|error| GpuError::Readback(error.to_string()))?;
        let converted = self.converter.finish(&view, frame);
        drop(view);
        slot.buffer.unmap();
        converted
    }
}

/// Reads a picture as tightly packed RGBA, blocking.
///
/// # Errors
/// When the device fails.
pub fn read_rgba(
    device: &Device,
    mut encoder: wgpu::CommandEncoder,
    target: &Target,
) -> Result<Vec<u8>, GpuError> {
    let size = target.texture().size();
    let pitch = row_pitch(size.width);
    let buffer = buffer(device, u64::from(pitch) * u64::from(size.height));
    copy_rows(&mut encoder, target, &buffer);
    let submission = device.queue().submit([encoder.finish()]);
    buffer.map_async(wgpu::MapMode::Read, .., |_| ());
    device.wait(&submission)?;
    let view = buffer.get_mapped_range(..);
    let view = view.map_err(|error| GpuError::Readback(error.to_string()))?;
    let row = size.width as usize * 4;
    let rows = view.chunks_exact(pitch as usize);
    Ok(rows.flat_map(|padded| &padded[..row]).copied().collect())
}

/// Bytes from one row of a copied picture to the next: rows are padded to
/// [`wgpu::COPY_BYTES_PER_ROW_ALIGNMENT`].
pub(super) fn row_pitch(width: u32) -> u32 {
    (width * 4).next_multiple_of(wgpu::COPY_BYTES_PER_ROW_ALIGNMENT)
}

/// Copies the padded rows of `target` to `buffer`.
pub(super) fn copy_rows(encoder: &mut wgpu::CommandEncoder, target: &Target, buffer: &wgpu::Buffer) {
    let size = target.texture().size();
    let info = wgpu::TexelCopyBufferInfo {
        buffer,
        layout: wgpu::TexelCopyBufferLayout {
            offset: 0,
            bytes_per_row: Some(row_pitch(size.width)),
            rows_per_image: None,
        },
    };
    encoder.copy_texture_to_buffer(target.texture().as_image_copy(), info, size);
}

fn buffer(device: &Device, size: u64) -> wgpu::Buffer {
    device.raw().create_buffer(&wgpu::BufferDescriptor {
        label: Some("readback"),
        size,
        usage: wgpu::BufferUsages::MAP_READ | wgpu::BufferUsages::COPY_DST,
        mapped_at_creation: false,
    })
}
