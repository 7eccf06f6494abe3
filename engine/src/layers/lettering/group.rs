//! The pictures of a text on the device: bind group 1 of the lettering's shader.

use crate::gpu::Device;
use wgpu::util::DeviceExt;

/// A picture: its width and height, and its pixels row by row.
pub(super) struct Plane<'a, T> {
    pub size: (u32, u32),
    pub pixels: &'a [T],
}

/// What the pictures hold, with 1 by 1 where there is nothing.
pub(super) struct Pictures<'a> {
    /// Coverage of letters, of letters and outline, nothing, and of pictures in colour.
    pub cover: Plane<'a, [u8; 4]>,
    /// Pictures in colour, with premultiplied alpha.
    pub color: Option<&'a [[u8; 4]]>,
    pub shadow: Option<Plane<'a, u8>>,
}

pub(super) fn layout(device: &Device) -> wgpu::BindGroupLayout {
    let entry = |binding, ty| wgpu::BindGroupLayoutEntry {
        binding,
        visibility: wgpu::ShaderStages::VERTEX_FRAGMENT,
        ty,
        count: None,
    };
    let picture = wgpu::BindingType::Texture {
        sample_type: wgpu::TextureSampleType::Float { filterable: true },
        view_dimension: wgpu::TextureViewDimension::D2,
        multisampled: false,
    };
    let sampler = wgpu::BindingType::Sampler(wgpu::SamplerBindingType::Filtering);
    device
        .raw()
        .create_bind_group_layout(&wgpu::BindGroupLayoutDescriptor {
            label: Some("lettering"),
            entries: &[
                entry(0, sampler),
                entry(1, picture),
                entry(2, picture),
                entry(3, picture),
            ],
        })
}

pub(super) fn group(
    device: &Device,
    layout: &wgpu::BindGroupLayout,
    pictures: &Pictures<'_>,
) -> wgpu::BindGroup {
    let cover = view(device, pictures.cover.size, pictures.cover.pixels);
    let color = match pictures.color {
        Some(color) => view(device, pictures.cover.size, color),
        None => view(device, (1, 1), &[[0_u8; 4]]),
    };
    let shadow = match &pictures.shadow {
        Some(shadow) => view(device, shadow.size, shadow.pixels),
        None => view(device, (1, 1), &[0_u8]),
    };
    let sampler = device.raw().create_sampler(&wgpu::SamplerDescriptor {
        label: Some("lettering"),
        mag_filter: wgpu::FilterMode::Linear,
        min_filter: wgpu::FilterMode::Linear,
        ..Default::default()
    });
    let entry = |binding, resource| wgpu::BindGroupEntry { binding, resource };
    device.raw().create_bind_group(&wgpu::BindGroupDescriptor {
        label: Some("lettering"),
        layout,
        entries: &[
            entry(0, wgpu::BindingResource::Sampler(&sampler)),
            entry(1, wgpu::BindingResource::TextureView(&cover)),
            entry(2, wgpu::BindingResource::TextureView(&color)),
            entry(3, wgpu::BindingResource::TextureView(&shadow)),
        ],
    })
}

/// A picture of one byte a pixel, or of four.
fn view<T: bytemuck::Pod>(device: &Device, (width, height): (u32, u32), pixels: &[T]) -> wgpu::TextureView {
    let descriptor = wgpu::TextureDescriptor {
        label: Some("lettering"),
        size: wgpu::Extent3d {
            width,
            height,
            depth_or_array_layers: 1,
        },
        mip_level_count: 1,
        sample_count: 1,
        dimension: wgpu::TextureDimension::D2,
        format: if size_of::<T>() == 1 {
            wgpu::TextureFormat::R8Unorm
        } else {
            wgpu::TextureFormat::Rgba8Unorm
        },
        usage: wgpu::TextureUsages::TEXTURE_BINDING,
        view_formats: &[],
    };
    let order = wgpu::util::TextureDataOrder::LayerMajor;
    let texture = device.raw().create_texture_with_data(
        device.queue(),
        &descriptor,
        order,
        bytemuck::cast_slice(pixels),
    );
    texture.create_view(&wgpu::TextureViewDescriptor::default())
}
