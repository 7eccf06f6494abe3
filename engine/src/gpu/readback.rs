//! The readback ring: a few buffers that drawn pictures are copied into, so that drawing, reading back and what
//! comes after overlap.

use super::retouch::Retouch;
use super::yuv::{Conversion, Converter};
use super::{Device, GpuError, Target};
use crate::media::Frame;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::time::Duration;

/// How many pictures may be on their way at once.
pub const RING: usize = 3;

/// How long to wait for the word that a buffer is mapped, once its picture is drawn. Another thread that waits on
/// the same device may be the one that passes it on.
const MAPPING: Duration = Duration::from_secs(10);

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
    mapping: Mapping,
}

/// Hears whether a buffer is mapped.
#[derive(Debug)]
struct Mapping {
    sender: Sender<Result<(), wgpu::BufferAsyncError>>,
    receiver: Receiver<Result<(), wgpu::BufferAsyncError>>,
}

impl Mapping {
    fn new() -> Self {
        let (sender, receiver) = channel();
        Self { sender, receiver }
    }

    /// Asks for `buffer`, after what has been submitted.
    fn ask(&self, buffer: &wgpu::Buffer) {
        let sender = self.sender.clone();
        buffer.map_async(wgpu::MapMode::Read, .., move |result| {
            // Nobody listens once the ring is gone.
            let _ = sender.send(result);
        });
    }

    /// Blocks until `submission` is done and the buffer can be read.
    fn wait(&self, device: &Device, submission: &wgpu::SubmissionIndex) -> Result<(), GpuError> {
        device.wait(submission)?;
        let mapped = self.receiver.recv_timeout(MAPPING);
        let mapped = mapped.map_err(|error| GpuError::Readback(error.to_string()))?;
        mapped.map_err(|error| GpuError::Readback(error.to_string()))
    }
}

impl Readback {
    /// A ring for pictures of `target`.
    pub fn new(device: &Device, target: &Target, conversion: Conversion) -> Self {
        let converter = Converter::new(device, target, conversion);
        let slots = std::array::from_fn(|_| Slot {
            buffer: buffer(device, converter.bytes()),
            submission: None,
            mapping: Mapping::new(),
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
        slot.mapping.ask(&slot.buffer);
    }

    /// Blocks until the picture in `slot` can be read.
    ///
    /// # Errors
    /// When the device fails.
    pub fn wait(&mut self, device: &Device, slot: usize) -> Result<(), GpuError> {
        let slot = &mut self.slots[slot % RING];
        let submission = slot.submission.take();
        let submission = submission.ok_or_else(|| GpuError::Readback("nothing was drawn".to_owned()))?;
        slot.mapping.wait(device, &submission)
    }

    /// Writes the picture in `slot` to the planes of `frame`, changed as `by` says, and frees the slot. Only what the
    /// processor converts can be changed.
    ///
    /// # Errors
    /// When the picture cannot be read.
    pub fn convert(
        &mut self,
        slot: usize,
        by: Option<&mut dyn Retouch>,
        frame: &mut Frame,
    ) -> Result<(), GpuError> {
        let slot = &mut self.slots[slot % RING];
        let view = slot.buffer.get_mapped_range(..);
        let view = view.map_err(|error| GpuError::Readback(error.to_string()))?;
        let converted = self.converter.finish(&view, by, frame);
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
    let mapping = Mapping::new();
    mapping.ask(&buffer);
    mapping.wait(device, &submission)?;
    let view = buffer.get_mapped_range(..);
    let view = view.map_err(|error| GpuError::Readback(error.to_string()))?;
    let row = size.width as usize * 4;
    let mut pixels = Vec::with_capacity(row * size.height as usize);
    for padded in view.chunks_exact(pitch as usize) {
        pixels.extend_from_slice(&padded[..row]);
    }
    Ok(pixels)
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
