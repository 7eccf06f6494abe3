//! Instances of a thing to draw: filled anew for each frame, without allocating once they are large enough.

use super::Device;
use bytemuck::Pod;

/// A list of plain data and the vertex buffer it is drawn from.
#[derive(Debug)]
pub struct Instances<T> {
    label: &'static str,
    items: Vec<T>,
    buffer: wgpu::Buffer,
    room: usize,
}

impl<T: Pod> Instances<T> {
    /// An empty list with room for `room` instances.
    pub fn new(device: &Device, label: &'static str, room: usize) -> Self {
        Self {
            label,
            items: Vec::with_capacity(room),
            buffer: buffer::<T>(device, label, room),
            room,
        }
    }

    /// The instances, to be filled.
    pub fn items(&mut self) -> &mut Vec<T> {
        &mut self.items
    }

    /// How many there are.
    pub fn len(&self) -> u32 {
        self.items.len() as u32
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.items.is_empty()
    }

    /// Sends the list to the device, for the next submission.
    pub fn upload(&mut self, device: &Device) {
        if self.items.is_empty() {
            return;
        }
        if self.items.len() > self.room {
            self.room = self.items.len().next_power_of_two();
            self.buffer = buffer::<T>(device, self.label, self.room);
        }
        let bytes = bytemuck::cast_slice(&self.items);
        device.queue().write_buffer(&self.buffer, 0, bytes);
    }

    /// The buffer that [`upload`](Self::upload) filled.
    pub fn buffer(&self) -> &wgpu::Buffer {
        &self.buffer
    }
}

fn buffer<T>(device: &Device, label: &str, room: usize) -> wgpu::Buffer {
    device.raw().create_buffer(&wgpu::BufferDescriptor {
        label: Some(label),
        size: (room.max(1) * size_of::<T>()) as u64,
        usage: wgpu::BufferUsages::VERTEX | wgpu::BufferUsages::COPY_DST,
        mapped_at_creation: false,
    })
}
