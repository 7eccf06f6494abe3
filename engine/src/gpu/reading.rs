//! Pictures that shaders read: on the device, between their pixels, and bound.

use super::Device;
use wgpu::util::DeviceExt;

/// A flat picture, read between its pixels.
pub const PICTURE: wgpu::BindingType = wgpu::BindingType::Texture {
    sample_type: wgpu::TextureSampleType::Float { filterable: true },
    view_dimension: wgpu::TextureViewDimension::D2,
    multisampled: false,
};
/// What reads between the pixels of pictures.
pub const SAMPLER: wgpu::BindingType = wgpu::BindingType::Sampler(wgpu::SamplerBindingType::Filtering);

/// Brings a picture of `width` by `height` pixels to the device; `pixels` holds it row by row in `format`.
pub fn picture(
    device: &Device,
    label: &str,
    (width, height): (u32, u32),
    format: wgpu::TextureFormat,
    pixels: &[u8],
) -> wgpu::TextureView {
    let descriptor = wgpu::TextureDescriptor {
        label: Some(label),
        size: wgpu::Extent3d {
            width,
            height,
            depth_or_array_layers: 1,
        },
        mip_level_count: 1,
        sample_count: 1,
        dimension: wgpu::TextureDimension::D2,
        format,
        usage: wgpu::TextureUsages::TEXTURE_BINDING,
        view_formats: &[],
    };
    let order = wgpu::util::TextureDataOrder::LayerMajor;
    let raw = device.raw();
    let texture = raw.create_texture_with_data(device.queue(), &descriptor, order, pixels);
    texture.create_view(&wgpu::TextureViewDescriptor::default())
}

/// A sampler between pixels; `beyond` says what lies outside a picture.
pub fn smooth(device: &Device, label: &str, beyond: wgpu::AddressMode) -> wgpu::Sampler {
    device.raw().create_sampler(&wgpu::SamplerDescriptor {
        label: Some(label),
        address_mode_u: beyond,
        address_mode_v: beyond,
        address_mode_w: beyond,
        mag_filter: wgpu::FilterMode::Linear,
        min_filter: wgpu::FilterMode::Linear,
        ..Default::default()
    })
}

/// A sampler of single pixels.
pub fn exact(device: &Device, label: &str) -> wgpu::Sampler {
    device.raw().create_sampler(&wgpu::SamplerDescriptor {
        label: Some(label),
        ..Default::default()
    })
}

/// The layout of a bind group that has these at bindings 0, 1 and so on.
pub fn layout(
    device: &Device,
    label: &str,
    visibility: wgpu::ShaderStages,
    types: &[wgpu::BindingType],
) -> wgpu::BindGroupLayout {
    let entry = |(binding, ty): (u32, &wgpu::BindingType)| wgpu::BindGroupLayoutEntry {
        binding,
        visibility,
        ty: *ty,
        count: None,
    };
    let descriptor = wgpu::BindGroupLayoutDescriptor {
        label: Some(label),
        entries: &(0..).zip(types).map(entry).collect::<Vec<_>>(),
    };
    device.raw().create_bind_group_layout(&descriptor)
}

/// A bind group with these at bindings 0, 1 and so on.
pub fn group(
    device: &Device,
    label: &str,
    layout: &wgpu::BindGroupLayout,
    resources: Vec<wgpu::BindingResource<'_>>,
) -> wgpu::BindGroup {
    let entry = |(binding, resource)| wgpu::BindGroupEntry { binding, resource };
    let descriptor = wgpu::BindGroupDescriptor {
        label: Some(label),
        layout,
        entries: &(0..).zip(resources).map(entry).collect::<Vec<_>>(),
    };
    device.raw().create_bind_group(&descriptor)
}
