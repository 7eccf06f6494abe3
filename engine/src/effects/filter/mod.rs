//! Small pictures, and what is done to them: blurs at a fraction of the pixels.

mod radial;
mod soft;

pub(super) use radial::Radial;
pub(super) use soft::Soft;

use super::passes::{bind, onto, pipeline};
use crate::gpu::{Device, FORMAT, reading};
use bytemuck::{Pod, Zeroable};

/// The shader of all filters.
pub(super) const SOURCE: &str = include_str!("shader.wgsl");
/// Samples of a radial filter.
const RADIAL_TAPS: i32 = 8;

/// A picture that an effect reads the whole one into.
pub(super) struct Small {
    pub view: wgpu::TextureView,
    pub size: [u32; 2],
}

impl Small {
    pub fn new(device: &Device, label: &str, [width, height]: [u32; 2]) -> Self {
        let size = [width.max(1), height.max(1)];
        let texture = device.raw().create_texture(&wgpu::TextureDescriptor {
            label: Some(label),
            size: wgpu::Extent3d {
                width: size[0],
                height: size[1],
                depth_or_array_layers: 1,
            },
            mip_level_count: 1,
            sample_count: 1,
            dimension: wgpu::TextureDimension::D2,
            format: FORMAT,
            usage: wgpu::TextureUsages::RENDER_ATTACHMENT | wgpu::TextureUsages::TEXTURE_BINDING,
            view_formats: &[],
        });
        Self {
            view: texture.create_view(&wgpu::TextureViewDescriptor::default()),
            size,
        }
    }

    /// One whose pixels cover `scale` pixels of the canvas.
    pub fn of_canvas(device: &Device, label: &str, canvas: [u32; 2], scale: f32) -> Self {
        Self::new(
            device,
            label,
            canvas.map(|side| (side as f32 / scale).ceil() as u32),
        )
    }

    /// What brings a pixel of the canvas to its place, 0 to 1, where one here covers `scale` of them.
    pub fn places(&self, scale: f32) -> [f32; 2] {
        self.size.map(|side| 1.0 / (side as f32 * scale))
    }

    /// One of half the size.
    pub fn half(&self, device: &Device, label: &str) -> Self {
        Self::new(device, label, self.size.map(|side| side.div_ceil(2)))
    }
}

/// How many pixels of a canvas one of a small picture covers: `wanted` at 1080p, as much of smaller pictures, and never
/// more.
pub(super) fn scale([width, height]: [u32; 2], wanted: f32) -> f32 {
    (width.min(height) as f32 / 1080.0 * wanted).clamp(2.0_f32.min(wanted), wanted)
}

/// `Filter` of the shader.
#[repr(C)]
#[derive(Clone, Copy, Debug, Default, Pod, Zeroable)]
pub(super) struct FilterData {
    pub a: [f32; 4],
    pub b: [f32; 4],
    pub c: [f32; 4],
}

/// What all filters of an effect share.
pub(super) struct Kit<'a> {
    device: &'a Device,
    module: wgpu::ShaderModule,
    sampler: wgpu::Sampler,
}

/// One pass over small pictures.
pub(super) struct Filter {
    entry: &'static str,
    pipeline: wgpu::RenderPipeline,
    group: wgpu::BindGroup,
    uniform: wgpu::Buffer,
}

impl<'a> Kit<'a> {
    pub fn new(device: &'a Device) -> Self {
        let module = device.raw().create_shader_module(wgpu::ShaderModuleDescriptor {
            label: Some("filter"),
            source: wgpu::ShaderSource::Wgsl(SOURCE.into()),
        });
        Self {
            device,
            module,
            sampler: reading::smooth(device, "filter", wgpu::AddressMode::ClampToEdge),
        }
    }

    /// The pass `entry` over `read`.
    pub fn filter(&self, entry: &'static str, read: &Small) -> Filter {
        self.joining(entry, read, read)
    }

    /// The pass `entry` over two pictures.
    pub fn joining(&self, entry: &'static str, read: &Small, other: &Small) -> Filter {
        let raw = self.device.raw();
        let uniform = raw.create_buffer(&wgpu::BufferDescriptor {
            label: Some(entry),
            size: size_of::<FilterData>() as u64,
            usage: wgpu::BufferUsages::UNIFORM | wgpu::BufferUsages::COPY_DST,
            mapped_at_creation: false,
        });
        let flat = reading::PICTURE;
        let bindings = vec![
            (
                0,
                wgpu::BindingType::Buffer {
                    ty: wgpu::BufferBindingType::Uniform,
                    has_dynamic_offset: false,
                    min_binding_size: None,
                },
                uniform.as_entire_binding(),
            ),
            (1, flat, wgpu::BindingResource::TextureView(&read.view)),
            (2, flat, wgpu::BindingResource::TextureView(&other.view)),
            (
                3,
                wgpu::BindingType::Sampler(wgpu::SamplerBindingType::Filtering),
                wgpu::BindingResource::Sampler(&self.sampler),
            ),
        ];
        let (layout, group) = bind(raw, entry, bindings);
        Filter {
            entry,
            pipeline: pipeline(raw, entry, &self.module, entry, &layout),
            group,
            uniform,
        }
    }
}

impl Filter {
    /// Sets what the pass is told, for the next submission.
    pub fn set(&self, device: &Device, data: FilterData) {
        device
            .queue()
            .write_buffer(&self.uniform, 0, bytemuck::bytes_of(&data));
    }

    /// Draws onto the first `size` pixels of a picture.
    pub fn draw(&self, encoder: &mut wgpu::CommandEncoder, target: &Small, size: [u32; 2]) {
        let mut pass = onto(encoder, self.entry, &target.view, size);
        pass.set_pipeline(&self.pipeline);
        pass.set_bind_group(0, &self.group, &[]);
        pass.draw(0..3, 0..1);
    }
}

/// A way towards a point and around it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Way {
    /// The point, in pixels of the small picture.
    pub point: [f32; 2],
    /// What of the distance is left at its end, above 0.
    pub left: f32,
    /// The angle at its end, in radians.
    pub turn: f32,
    /// How bright its end is, of 1.
    pub fading: f32,
}

impl Way {
    /// What two passes, one after the other, are told so that they take 64 samples along the way, from the pixel itself
    /// on.
    pub fn passes(&self) -> [FilterData; 2] {
        let fine = 1.0 / (RADIAL_TAPS * RADIAL_TAPS) as f32;
        let coarse = 1.0 / RADIAL_TAPS as f32;
        [self.pass(fine, 1.0), self.pass(coarse, self.fading)]
    }

    fn pass(&self, step: f32, fading: f32) -> FilterData {
        let [x, y] = self.point;
        let (sin, cos) = (self.turn * step).sin_cos();
        let left = self.left.max(0.01).powf(step);
        let each = fading.max(1e-3).powf(1.0 / RADIAL_TAPS as f32);
        let sum: f32 = (0..RADIAL_TAPS).map(|tap| each.powi(tap)).sum();
        FilterData {
            a: [x, y, cos * left, sin * left],
            b: [each, 1.0 / sum, 0.0, 0.0],
            ..FilterData::default()
        }
    }
}
