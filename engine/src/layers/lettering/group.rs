//! The pictures of a text on the device: bind group 1 of the lettering's shader.

use crate::gpu::{Device, FORMAT, reading};

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

/// What they are called among the device's resources.
const LABEL: &str = "lettering";

pub(super) fn layout(device: &Device) -> wgpu::BindGroupLayout {
    let picture = reading::PICTURE;
    let types = [reading::SAMPLER, picture, picture, picture];
    reading::layout(device, LABEL, wgpu::ShaderStages::VERTEX_FRAGMENT, &types)
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
    let sampler = reading::smooth(device, LABEL, wgpu::AddressMode::ClampToEdge);
    let resources = vec![
        wgpu::BindingResource::Sampler(&sampler),
        wgpu::BindingResource::TextureView(&cover),
        wgpu::BindingResource::TextureView(&color),
        wgpu::BindingResource::TextureView(&shadow),
    ];
    reading::group(device, LABEL, layout, resources)
}

/// A picture of one byte a pixel, or of four.
fn view<T: bytemuck::Pod>(device: &Device, size: (u32, u32), pixels: &[T]) -> wgpu::TextureView {
    let format = if size_of::<T>() == 1 {
        wgpu::TextureFormat::R8Unorm
    } else {
        FORMAT
    };
    reading::picture(device, LABEL, size, format, bytemuck::cast_slice(pixels))
}
