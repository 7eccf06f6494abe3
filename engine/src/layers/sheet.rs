//! Pictures that shaders look things up in.

use crate::gpu::{Device, reading};

/// A picture made on the processor, 8 bits for each of four components.
pub(super) struct Sheet {
    texture: wgpu::Texture,
    /// As shaders see it.
    pub view: wgpu::TextureView,
}

impl Sheet {
    /// A picture of `size` pixels, not yet written.
    pub fn new(device: &Device, label: &str, (width, height): (u32, u32)) -> Self {
        let texture = device.raw().create_texture(&wgpu::TextureDescriptor {
            label: Some(label),
            size: wgpu::Extent3d {
                width,
                height,
                depth_or_array_layers: 1,
            },
            mip_level_count: 1,
            sample_count: 1,
            dimension: wgpu::TextureDimension::D2,
            format: wgpu::TextureFormat::Rgba8Unorm,
            usage: wgpu::TextureUsages::TEXTURE_BINDING | wgpu::TextureUsages::COPY_DST,
            view_formats: &[],
        });
        let view = texture.create_view(&wgpu::TextureViewDescriptor::default());
        Self { texture, view }
    }

    /// Writes all pixels, row by row, for the next submission.
    pub fn write(&self, device: &Device, pixels: &[[u8; 4]]) {
        let size = self.texture.size();
        debug_assert_eq!(pixels.len(), (size.width * size.height) as usize);
        let rows = wgpu::TexelCopyBufferLayout {
            offset: 0,
            bytes_per_row: Some(size.width * 4),
            rows_per_image: None,
        };
        let bytes = bytemuck::cast_slice(pixels);
        device
            .queue()
            .write_texture(self.texture.as_image_copy(), bytes, rows, size);
    }
}

/// What lies beyond the edges of a picture.
#[derive(Clone, Copy, Debug)]
pub(super) enum Beyond {
    /// The edge, stretched.
    Edge,
    /// The picture again.
    Again,
}

/// Pictures for a fragment shader: picture `i` at binding `2 * i`, its smooth sampler at the next.
pub(super) fn group(
    device: &Device,
    label: &str,
    pictures: &[(&wgpu::TextureView, Beyond)],
) -> (wgpu::BindGroupLayout, wgpu::BindGroup) {
    let types = [reading::PICTURE, reading::SAMPLER].repeat(pictures.len());
    let layout = reading::layout(device, label, wgpu::ShaderStages::FRAGMENT, &types);
    let samplers: Vec<_> = pictures
        .iter()
        .map(|(_, beyond)| reading::smooth(device, label, beyond.mode()))
        .collect();
    let resources = pictures.iter().zip(&samplers).flat_map(|((view, _), sampler)| {
        [
            wgpu::BindingResource::TextureView(view),
            wgpu::BindingResource::Sampler(sampler),
        ]
    });
    let group = reading::group(device, label, &layout, resources.collect());
    (layout, group)
}

impl Beyond {
    fn mode(self) -> wgpu::AddressMode {
        match self {
            Self::Edge => wgpu::AddressMode::ClampToEdge,
            Self::Again => wgpu::AddressMode::Repeat,
        }
    }
}
