//! Pictures in memory that the processor reads where they lie: what an adapter has drawn on the processor need not be
//! copied once more to be read.
//!
//! The portable interface cannot map a picture, so these few calls go to Vulkan itself.

use super::Device;
use super::target::{FORMAT, Target};
use ash::vk;
use std::ptr::NonNull;
use wgpu::hal;
use wgpu::hal::api::Vulkan;

/// What [`FORMAT`] is in Vulkan.
const VK_FORMAT: vk::Format = vk::Format::R8G8B8A8_UNORM;

/// A target that can be read without a copy, once the submission that draws it is done.
#[derive(Debug)]
pub(super) struct InPlace {
    /// Keeps the memory alive.
    target: Target,
    bytes: NonNull<u8>,
    length: usize,
    pitch: u32,
}

// SAFETY: the memory belongs to the target, which may be sent, and is only read through `&mut self`.
unsafe impl Send for InPlace {}

impl InPlace {
    /// None where the adapter cannot draw into memory that the processor reads as fast as its own.
    pub fn new(device: &Device, label: &str, size: (u32, u32)) -> Option<Self> {
        let descriptor = Target::descriptor(label, size);
        // SAFETY: the device is used while its guard lives, and not destroyed.
        let vulkan = unsafe { device.raw().as_hal::<Vulkan>() }?;
        let image = Image::new(&vulkan, size)?;
        let (bytes, length, pitch) = image.map()?;
        let hal_descriptor = hal::TextureDescriptor {
            label: Some(label),
            size: descriptor.size,
            mip_level_count: 1,
            sample_count: 1,
            dimension: descriptor.dimension,
            format: FORMAT,
            usage: wgpu::TextureUses::COLOR_TARGET
                | wgpu::TextureUses::COPY_SRC
                | wgpu::TextureUses::COPY_DST
                | wgpu::TextureUses::RESOURCE,
            memory_flags: hal::MemoryFlags::empty(),
            view_formats: Vec::new(),
        };
        let handle = image.image;
        let external = hal::vulkan::TextureMemory::External;
        // SAFETY: the image was made as both descriptors say, on this device, and lives until the callback drops it.
        let texture = unsafe {
            let texture = vulkan.texture_from_raw(
                handle,
                &hal_descriptor,
                Some(Box::new(move || drop(image))),
                external,
            );
            drop(vulkan);
            let uses = wgpu::TextureUses::UNINITIALIZED;
            device
                .raw()
                .create_texture_from_hal::<Vulkan>(texture, &descriptor, uses)
        };
        Some(Self {
            target: Target::of(texture),
            bytes,
            length,
            pitch,
        })
    }

    /// What is to be drawn into.
    pub fn target(&self) -> &Target {
        &self.target
    }

    /// Bytes from one row to the next.
    pub fn pitch(&self) -> u32 {
        self.pitch
    }

    /// The rows of the picture.
    ///
    /// # Safety
    /// Nothing may draw into the target while they are borrowed: whatever was submitted must be done.
    pub unsafe fn bytes(&self) -> &[u8] {
        // SAFETY: as many bytes are mapped as long as the target lives; by the contract nobody writes them.
        unsafe { std::slice::from_raw_parts(self.bytes.as_ptr(), self.length) }
    }
}

/// An image whose rows lie one after the other, and its memory.
struct Image {
    device: ash::Device,
    image: vk::Image,
    memory: vk::DeviceMemory,
}

impl Image {
    fn new(vulkan: &hal::vulkan::Device, size: (u32, u32)) -> Option<Self> {
        let usage = vk::ImageUsageFlags::COLOR_ATTACHMENT
            | vk::ImageUsageFlags::TRANSFER_SRC
            | vk::ImageUsageFlags::TRANSFER_DST
            | vk::ImageUsageFlags::SAMPLED;
        let (kind, tiling) = (vk::ImageType::TYPE_2D, vk::ImageTiling::LINEAR);
        let instance = vulkan.shared_instance().raw_instance();
        // SAFETY: the physical device belongs to the instance.
        let fits = unsafe {
            let flags = vk::ImageCreateFlags::empty();
            let physical = vulkan.raw_physical_device();
            instance
                .get_physical_device_image_format_properties(physical, VK_FORMAT, kind, tiling, usage, flags)
        };
        let most = fits.ok()?.max_extent;
        if size.0 > most.width || size.1 > most.height {
            return None;
        }
        let wanted = vk::ImageCreateInfo::default()
            .image_type(kind)
            .format(VK_FORMAT)
            .extent(vk::Extent3D {
                width: size.0,
                height: size.1,
                depth: 1,
            })
            .mip_levels(1)
            .array_layers(1)
            .samples(vk::SampleCountFlags::TYPE_1)
            .tiling(tiling)
            .usage(usage);
        let device = vulkan.raw_device().clone();
        // SAFETY: what is wanted was found to be possible.
        let image = unsafe { device.create_image(&wanted, None) }.ok()?;
        let mut made = Self {
            device,
            image,
            memory: vk::DeviceMemory::null(),
        };
        made.memory = made.allocate(vulkan)?;
        // SAFETY: the memory is new, and of the size and a type that the image asked for.
        unsafe { made.device.bind_image_memory(image, made.memory, 0) }.ok()?;
        Some(made)
    }

    /// Memory that the processor reads through its caches and without being told to.
    fn allocate(&self, vulkan: &hal::vulkan::Device) -> Option<vk::DeviceMemory> {
        let wanted = vk::MemoryPropertyFlags::HOST_VISIBLE
            | vk::MemoryPropertyFlags::HOST_COHERENT
            | vk::MemoryPropertyFlags::HOST_CACHED;
        let instance = vulkan.shared_instance().raw_instance();
        // SAFETY: the physical device belongs to the instance, and the image to the device.
        let (types, needs) = unsafe {
            let physical = vulkan.raw_physical_device();
            let types = instance.get_physical_device_memory_properties(physical);
            (types, self.device.get_image_memory_requirements(self.image))
        };
        let fitting = |&(index, kind): &(u32, &vk::MemoryType)| {
            needs.memory_type_bits & (1 << index) != 0 && kind.property_flags.contains(wanted)
        };
        let (index, _) = (0..).zip(types.memory_types_as_slice()).find(fitting)?;
        let request = vk::MemoryAllocateInfo::default()
            .allocation_size(needs.size)
            .memory_type_index(index);
        // SAFETY: the type is one of the device's.
        unsafe { self.device.allocate_memory(&request, None) }.ok()
    }

    /// Where the first row begins, how many bytes there are from there on, and how many from one row to the next.
    fn map(&self) -> Option<(NonNull<u8>, usize, u32)> {
        let color = vk::ImageSubresource {
            aspect_mask: vk::ImageAspectFlags::COLOR,
            mip_level: 0,
            array_layer: 0,
        };
        let (whole, flags) = (vk::WHOLE_SIZE, vk::MemoryMapFlags::empty());
        // SAFETY: the image is linear, as its layout must be to be asked for; its memory is mapped this once.
        let (layout, start) = unsafe {
            let layout = self.device.get_image_subresource_layout(self.image, color);
            (layout, self.device.map_memory(self.memory, 0, whole, flags).ok()?)
        };
        // SAFETY: the offset lies within the memory that was mapped.
        let first = unsafe { start.cast::<u8>().add(usize::try_from(layout.offset).ok()?) };
        let length = usize::try_from(layout.size).ok()?;
        Some((
            NonNull::new(first)?,
            length,
            u32::try_from(layout.row_pitch).ok()?,
        ))
    }
}

impl Drop for Image {
    fn drop(&mut self) {
        // SAFETY: nothing uses the image any more; memory that is null is ignored, and what is freed is unmapped.
        unsafe {
            self.device.destroy_image(self.image, None);
            self.device.free_memory(self.memory, None);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::gpu::{Gpu, read_rgba};

    #[test]
    fn what_the_processor_draws_it_reads_where_it_lies() {
        let gpu = Gpu::open().expect("an adapter");
        let device = gpu.device().expect("a device");
        if !device.is_software() {
            return;
        }
        let size = (70, 34);
        let picture = InPlace::new(&device, "test", size).expect("memory of the processor");
        let color = wgpu::Color {
            r: 0.2,
            g: 0.4,
            b: 0.6,
            a: 1.0,
        };
        let mut encoder = device.raw().create_command_encoder(&Default::default());
        drop(picture.target().pass(&mut encoder, "test", Some(color)));
        let copied = read_rgba(&device, encoder, picture.target()).expect("drawn");
        // SAFETY: what was submitted was waited for when it was copied.
        let rows = unsafe { picture.bytes() }.chunks(picture.pitch() as usize);
        let read: Vec<u8> = rows
            .take(size.1 as usize)
            .flat_map(|row| &row[..size.0 as usize * 4])
            .copied()
            .collect();
        assert_eq!(read, copied);
        assert_eq!(read[..4], [51, 102, 153, 255]);
    }

    #[test]
    fn a_picture_no_adapter_draws_is_left_to_the_ordinary_way() {
        let device = Gpu::open().and_then(|gpu| gpu.device()).expect("a device");
        assert!(InPlace::new(&device, "test", (1 << 20, 16)).is_none());
    }
}
