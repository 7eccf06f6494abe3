//! Pictures on the device, placed anew for each frame.

use super::pixels::Pixels;
use crate::gpu::{Device, Instances, QuadPipeline, Quads};
use bytemuck::{Pod, Zeroable};
use wgpu::util::DeviceExt;

/// The shader.
pub(super) const SHADER: &str = include_str!("shader.wgsl");
/// Fields of [`Place`].
pub(super) const ATTRIBUTES: [wgpu::VertexAttribute; 2] =
    wgpu::vertex_attr_array![0 => Float32x4, 1 => Float32x4];

/// `Sprite` of the shader.
#[repr(C)]
#[derive(Clone, Copy, Debug, Pod, Zeroable)]
pub(super) struct Place {
    bounds: [f32; 4],
    color: [f32; 4],
}

/// A picture among the [`Sprites`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct SpriteId(usize);

/// A picture and where it is now.
struct Sprite {
    size: [f32; 2],
    group: wgpu::BindGroup,
    place: Instances<Place>,
}

/// The ground of an end card, and pictures over it.
pub(super) struct Sprites {
    canvas: [f32; 2],
    layout: wgpu::BindGroupLayout,
    sampler: wgpu::Sampler,
    pictures: QuadPipeline,
    grounds: QuadPipeline,
    ground: Instances<Place>,
    sprites: Vec<Sprite>,
}

impl Sprites {
    /// None yet, for a canvas of this size in pixels.
    pub fn new(device: &Device, (width, height): (u32, u32)) -> Self {
        let raw = device.raw();
        let layout = group_layout(raw);
        let module = raw.create_shader_module(wgpu::ShaderModuleDescriptor {
            label: Some("branding"),
            source: wgpu::ShaderSource::Wgsl(SHADER.into()),
        });
        let pipeline = |label, fragment, groups| {
            let quads = Quads {
                label,
                module: &module,
                fragment,
                stride: size_of::<Place>(),
                attributes: &ATTRIBUTES,
                blend: wgpu::BlendState::PREMULTIPLIED_ALPHA_BLENDING,
                groups,
            };
            QuadPipeline::new(device, &quads)
        };
        Self {
            canvas: [width as f32, height as f32],
            pictures: pipeline("branding picture", "fragment", &[Some(&layout)]),
            grounds: pipeline("end card ground", "ground", &[]),
            ground: Instances::new(device, "end card ground", 1),
            sampler: raw.create_sampler(&wgpu::SamplerDescriptor {
                label: Some("branding"),
                mag_filter: wgpu::FilterMode::Linear,
                min_filter: wgpu::FilterMode::Linear,
                ..Default::default()
            }),
            layout,
            sprites: Vec::new(),
        }
    }

    /// Adds a picture; it is seen once it is placed.
    pub fn add(&mut self, device: &Device, pixels: &Pixels) -> SpriteId {
        let raw = device.raw();
        let view = texture(device, pixels).create_view(&wgpu::TextureViewDescriptor::default());
        let entry = |binding, resource| wgpu::BindGroupEntry { binding, resource };
        let group = raw.create_bind_group(&wgpu::BindGroupDescriptor {
            label: Some("branding picture"),
            layout: &self.layout,
            entries: &[
                entry(0, wgpu::BindingResource::TextureView(&view)),
                entry(1, wgpu::BindingResource::Sampler(&self.sampler)),
            ],
        });
        self.sprites.push(Sprite {
            size: [pixels.width as f32, pixels.height as f32],
            group,
            place: Instances::new(device, "branding picture", 1),
        });
        SpriteId(self.sprites.len() - 1)
    }

    /// Takes everything away.
    pub fn clear(&mut self) {
        self.ground.items().clear();
        self.sprites
            .iter_mut()
            .for_each(|sprite| sprite.place.items().clear());
    }

    /// Lays a ground of this colour under all pictures; `opacity` 0 to 1.
    pub fn lay_ground(&mut self, [r, g, b]: [f32; 3], opacity: f32) {
        if opacity > 0.0 {
            self.ground.items().push(Place {
                bounds: [-1.0, 1.0, 1.0, -1.0],
                color: [r, g, b, opacity],
            });
        }
    }

    /// Puts the upper left corner of a picture at `corner`, in pixels; `opacity` 0 to 1.
    pub fn place(&mut self, id: SpriteId, [left, top]: [f32; 2], opacity: f32) {
        let [width, height] = self.canvas;
        if let Some(sprite) = self.sprites.get_mut(id.0).filter(|_| opacity > 0.0) {
            let x = |pixel: f32| pixel / width * 2.0 - 1.0;
            let y = |pixel: f32| 1.0 - pixel / height * 2.0;
            sprite.place.items().push(Place {
                bounds: [x(left), y(top), x(left + sprite.size[0]), y(top + sprite.size[1])],
                color: [1.0, 1.0, 1.0, opacity],
            });
        }
    }

    /// Sends the places to the device.
    pub fn upload(&mut self, device: &Device) {
        self.ground.upload(device);
        self.sprites
            .iter_mut()
            .for_each(|sprite| sprite.place.upload(device));
    }

    /// Draws the ground, and the pictures in the order in which they were added.
    pub fn draw(&self, pass: &mut wgpu::RenderPass<'_>) {
        self.grounds.draw(pass, &self.ground);
        for sprite in self.sprites.iter().filter(|sprite| !sprite.place.is_empty()) {
            pass.set_bind_group(0, &sprite.group, &[]);
            self.pictures.draw(pass, &sprite.place);
        }
    }
}

fn group_layout(raw: &wgpu::Device) -> wgpu::BindGroupLayout {
    let entry = |binding, ty| wgpu::BindGroupLayoutEntry {
        binding,
        visibility: wgpu::ShaderStages::FRAGMENT,
        ty,
        count: None,
    };
    let picture = wgpu::BindingType::Texture {
        sample_type: wgpu::TextureSampleType::Float { filterable: true },
        view_dimension: wgpu::TextureViewDimension::D2,
        multisampled: false,
    };
    let sampler = wgpu::BindingType::Sampler(wgpu::SamplerBindingType::Filtering);
    raw.create_bind_group_layout(&wgpu::BindGroupLayoutDescriptor {
        label: Some("branding picture"),
        entries: &[entry(0, picture), entry(1, sampler)],
    })
}

fn texture(device: &Device, pixels: &Pixels) -> wgpu::Texture {
    let descriptor = wgpu::TextureDescriptor {
        label: Some("branding picture"),
        size: wgpu::Extent3d {
            width: pixels.width,
            height: pixels.height,
            depth_or_array_layers: 1,
        },
        mip_level_count: 1,
        sample_count: 1,
        dimension: wgpu::TextureDimension::D2,
        format: wgpu::TextureFormat::Rgba8Unorm,
        usage: wgpu::TextureUsages::TEXTURE_BINDING,
        view_formats: &[],
    };
    let order = wgpu::util::TextureDataOrder::LayerMajor;
    device
        .raw()
        .create_texture_with_data(device.queue(), &descriptor, order, &pixels.rgba)
}
