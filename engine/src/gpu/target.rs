//! The pictures that are drawn into.

use super::Device;

/// Pixels of every target: 8 bits for each of red, green, blue and alpha, gamma-encoded as they will be shown.
/// Blending happens on these values, as in web browsers.
pub const FORMAT: wgpu::TextureFormat = wgpu::TextureFormat::Rgba8Unorm;

/// A picture that can be drawn into and copied from and to; cheap to clone.
#[derive(Clone, Debug)]
pub struct Target {
    texture: wgpu::Texture,
    view: wgpu::TextureView,
}

impl Target {
    /// An empty picture of `size` pixels.
    pub fn new(device: &Device, label: &str, size: (u32, u32)) -> Self {
        Self::of(device.raw().create_texture(&Self::descriptor(label, size)))
    }

    /// What every target is.
    pub(super) fn descriptor(label: &str, size: (u32, u32)) -> wgpu::TextureDescriptor<'_> {
        wgpu::TextureDescriptor {
            label: Some(label),
            size: extent(size),
            mip_level_count: 1,
            sample_count: 1,
            dimension: wgpu::TextureDimension::D2,
            format: FORMAT,
            usage: wgpu::TextureUsages::RENDER_ATTACHMENT
                | wgpu::TextureUsages::COPY_SRC
                | wgpu::TextureUsages::COPY_DST
                | wgpu::TextureUsages::TEXTURE_BINDING,
            view_formats: &[],
        }
    }

    /// A texture made as [`descriptor`](Self::descriptor) says.
    pub(super) fn of(texture: wgpu::Texture) -> Self {
        let view = texture.create_view(&wgpu::TextureViewDescriptor::default());
        Self { texture, view }
    }

    /// The picture.
    pub fn texture(&self) -> &wgpu::Texture {
        &self.texture
    }

    /// The picture as shaders see it.
    pub fn view(&self) -> &wgpu::TextureView {
        &self.view
    }

    /// Begins to draw: onto what is there, or onto `clear` if there is one.
    pub fn pass<'e>(
        &self,
        encoder: &'e mut wgpu::CommandEncoder,
        label: &str,
        clear: Option<wgpu::Color>,
    ) -> wgpu::RenderPass<'e> {
        let load = clear.map_or(wgpu::LoadOp::Load, wgpu::LoadOp::Clear);
        encoder.begin_render_pass(&wgpu::RenderPassDescriptor {
            label: Some(label),
            color_attachments: &[Some(wgpu::RenderPassColorAttachment {
                view: &self.view,
                depth_slice: None,
                resolve_target: None,
                ops: wgpu::Operations {
                    load,
                    store: wgpu::StoreOp::Store,
                },
            })],
            ..Default::default()
        })
    }

    /// Copies all of `source`, which has the same size, over this picture.
    pub fn copy_from(&self, encoder: &mut wgpu::CommandEncoder, source: &Self) {
        encoder.copy_texture_to_texture(
            source.texture.as_image_copy(),
            self.texture.as_image_copy(),
            self.texture.size(),
        );
    }
}

fn extent((width, height): (u32, u32)) -> wgpu::Extent3d {
    wgpu::Extent3d {
        width,
        height,
        depth_or_array_layers: 1,
    }
}
