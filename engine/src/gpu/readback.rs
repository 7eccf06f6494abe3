//! The readback ring: a few pictures that are drawn, read back and converted one after the other, so that drawing,
//! reading back and what comes after overlap.

#[cfg(target_os = "linux")]
use super::in_place::InPlace;
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

/// The ring. A slot goes through [`submit`](Self::submit), [`wait`](Self::wait) and [`convert`](Self::convert), and
/// then again.
#[derive(Debug)]
pub struct Readback {
    converter: Converter,
    slots: [Slot; RING],
}

#[derive(Debug)]
struct Slot {
    way: Way,
    submission: Option<wgpu::SubmissionIndex>,
}

/// How the processor comes to what was drawn.
#[derive(Debug)]
enum Way {
    /// It reads it where it was drawn.
    #[cfg(target_os = "linux")]
    InPlace(InPlace),
    /// It reads a copy; the picture itself is the same for all slots.
    Copy {
        target: Target,
        buffer: wgpu::Buffer,
        mapping: Mapping,
    },
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

    /// Blocks until the buffer can be read; what fills it must be done.
    fn wait(&self) -> Result<(), GpuError> {
        let mapped = self.receiver.recv_timeout(MAPPING);
        let mapped = mapped.map_err(|error| GpuError::Readback(error.to_string()))?;
        mapped.map_err(|error| GpuError::Readback(error.to_string()))
    }
}

impl Slot {
    fn target(&self) -> &Target {
        match &self.way {
            #[cfg(target_os = "linux")]
            Way::InPlace(picture) => picture.target(),
            Way::Copy { target, .. } => target,
        }
    }
}

impl Readback {
    /// A ring for pictures of `size` pixels.
    pub fn new(device: &Device, size: (u32, u32), conversion: Conversion) -> Self {
        let target = Target::new(device, "picture", size);
        let converter = Converter::new(device, &target, conversion);
        let slots = std::array::from_fn(|_| Slot {
            way: Way::new(device, &target, &converter),
            submission: None,
        });
        Self { converter, slots }
    }

    /// Where the picture for slot `slot % RING` is drawn.
    pub fn target(&self, slot: usize) -> &Target {
        self.slots[slot % RING].target()
    }

    /// Ends the commands that draw a picture, sends them, and asks for the picture in slot `slot % RING`.
    pub fn submit(&mut self, device: &Device, mut encoder: wgpu::CommandEncoder, slot: usize) {
        let slot = &mut self.slots[slot % RING];
        if let Way::Copy { target, buffer, .. } = &slot.way {
            self.converter.record(&mut encoder, target, buffer);
        }
        slot.submission = Some(device.queue().submit([encoder.finish()]));
        if let Way::Copy { buffer, mapping, .. } = &slot.way {
            mapping.ask(buffer);
        }
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
        match &slot.way {
            #[cfg(target_os = "linux")]
            Way::InPlace(_) => Ok(()),
            Way::Copy { mapping, .. } => mapping.wait(),
        }
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
        if slot.submission.is_some() {
            return Err(GpuError::Readback("it was not waited for".to_owned()));
        }
        match &slot.way {
            #[cfg(target_os = "linux")]
            Way::InPlace(picture) => {
                // SAFETY: what was submitted for this slot was waited for, and nothing else draws into its picture
                // while the ring is borrowed.
                let bytes = unsafe { picture.bytes() };
                self.converter.finish(bytes, picture.pitch(), by, frame)
            }
            Way::Copy { target, buffer, .. } => {
                let view = mapped(buffer)?;
                let pitch = row_pitch(target.texture().width());
                let converted = self.converter.finish(&view, pitch, by, frame);
                drop(view);
                buffer.unmap();
                converted
            }
        }
    }
}

impl Way {
    fn new(device: &Device, target: &Target, converter: &Converter) -> Self {
        #[cfg(target_os = "linux")]
        if device.is_software() && converter.reads_pixels() {
            let size = target.texture().size();
            if let Some(picture) = InPlace::new(device, "picture", (size.width, size.height)) {
                return Self::InPlace(picture);
            }
        }
        Self::Copy {
            target: target.clone(),
            buffer: buffer(device, converter.bytes(target)),
            mapping: Mapping::new(),
        }
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
    let buffer = buffer(device, copied_bytes(target));
    copy_rows(&mut encoder, target, &buffer);
    let submission = device.queue().submit([encoder.finish()]);
    let mapping = Mapping::new();
    mapping.ask(&buffer);
    device.wait(&submission)?;
    mapping.wait()?;
    let view = mapped(&buffer)?;
    let row = size.width as usize * 4;
    let mut pixels = Vec::with_capacity(row * size.height as usize);
    for padded in view.chunks_exact(pitch as usize) {
        pixels.extend_from_slice(&padded[..row]);
    }
    Ok(pixels)
}

/// Bytes from one row of a copied picture to the next: rows are padded to
/// [`wgpu::COPY_BYTES_PER_ROW_ALIGNMENT`].
fn row_pitch(width: u32) -> u32 {
    (width * 4).next_multiple_of(wgpu::COPY_BYTES_PER_ROW_ALIGNMENT)
}

/// Bytes of all padded rows of `target`.
pub(super) fn copied_bytes(target: &Target) -> u64 {
    let size = target.texture().size();
    u64::from(row_pitch(size.width)) * u64::from(size.height)
}

/// What a buffer holds that was mapped.
fn mapped(buffer: &wgpu::Buffer) -> Result<wgpu::BufferView, GpuError> {
    let view = buffer.get_mapped_range(..);
    view.map_err(|error| GpuError::Readback(error.to_string()))
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
