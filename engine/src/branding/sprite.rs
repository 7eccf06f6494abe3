//! Pictures on the device, placed anew for each frame.

use super::pixels::Pixels;
use crate::gpu::{Device, FORMAT, Instances, QuadPipeline, Quads, reading};
use bytemuck::{Pod, Zeroable};

/// The shader.
pub(super) const SHADER: &str = include_str!("shader.wgsl");
/// What pictures are called among the device's resources.
const PICTURE: &str = "branding picture";
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
        let types = [reading::PICTURE, reading::SAMPLER];
        let layout = reading::layout(device, PICTURE, wgpu::ShaderStages::FRAGMENT, &types);
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
            pictures: pipeline(PICTURE, "fragment", &[Some(&layout)]),
            grounds: pipeline("end card ground", "ground", &[]),
            ground: Instances::new(device, "end card ground", 1),
            sampler: reading::smooth(device, "branding", wgpu::AddressMode::ClampToEdge),
            layout,
            sprites: Vec::new(),
        }
    }

    /// Adds a picture; it is seen once it is placed.
    pub fn add(&mut self, device: &Device, pixels: &Pixels) -> SpriteId {
        let view = reading::picture(
            device,
            PICTURE,
            (pixels.width, pixels.height),
            FORMAT,
            &pixels.rgba,
        );
        let resources = vec![
            wgpu::BindingResource::TextureView(&view),
            wgpu::BindingResource::Sampler(&self.sampler),
        ];
        let group = reading::group(device, PICTURE, &self.layout, resources);
        self.sprites.push(Sprite {
            size: [pixels.width as f32, pixels.height as f32],
            group,
            place: Instances::new(device, PICTURE, 1),
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
