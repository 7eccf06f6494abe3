//! Light that what moves leaves behind: what small pictures of earlier frames have more of than the present one.
//!
//! The small pictures are kept by the index of their frame, and drawn where they are missing, so that no picture depends
//! on which were drawn before. A run of frames draws as many more at its beginning as a trail is long.

use crate::composition;
use crate::composition::document::Numbers;
use crate::effects::data::{Now, Values};
use crate::effects::filter::{Small, scale};
use crate::effects::passes::{bind, onto, pipeline};
use crate::effects::stage::{Reading, Stage, Texture};
use crate::effects::{Effect, Scene};
use crate::gpu::{Device, FORMAT};
use crate::time::FrameIndex;
use bytemuck::{Pod, Zeroable};

/// The shader that adds up earlier frames.
pub(super) const SOURCE: &str = include_str!("sum.wgsl");
/// Pixels at 1080p that one of the small pictures covers.
const SCALE: f32 = 6.0;
/// Earlier frames that one picture shows.
const TAPS: u64 = 8;

/// `Trail` of the shader: the layer of a frame and its weight.
#[repr(C)]
#[derive(Clone, Copy, Debug, Default, Pod, Zeroable)]
struct Tap {
    layer: u32,
    weight: f32,
    padding: [u32; 2],
}

/// Draws the trails.
pub(super) struct MotionTrails {
    parameters: composition::MotionTrails,
    /// Frames from one tap to the next.
    stride: u64,
    /// A ring of small pictures, and whose they are.
    layers: Vec<wgpu::TextureView>,
    held: Vec<Option<FrameIndex>>,
    /// The frame that is prepared, and the one that is read next.
    prepared: FrameIndex,
    frame: FrameIndex,
    taps: [Tap; TAPS as usize + 1],
    sum: Small,
    pipeline: wgpu::RenderPipeline,
    group: wgpu::BindGroup,
    uniform: wgpu::Buffer,
    scale: f32,
    fps: f64,
}

impl MotionTrails {
    pub fn new(parameters: &composition::MotionTrails, scene: &Scene<'_>) -> Self {
        let (device, raw) = (scene.device, scene.device.raw());
        let scale = scale(scene.size, SCALE);
        let sum = Small::of_canvas(device, "trails", scene.size, scale);
        let stride = stride(parameters.seconds, scene.fps);
        let ring = ring(raw, sum.size, (TAPS * stride + 1) as u32);
        let layer = |index| {
            ring.create_view(&wgpu::TextureViewDescriptor {
                dimension: Some(wgpu::TextureViewDimension::D2),
                base_array_layer: index,
                array_layer_count: Some(1),
                ..Default::default()
            })
        };
        let layers: Vec<_> = (0..ring.depth_or_array_layers()).map(layer).collect();
        let uniform = raw.create_buffer(&wgpu::BufferDescriptor {
            label: Some("trails"),
            size: size_of::<[Tap; TAPS as usize + 1]>() as u64,
            usage: wgpu::BufferUsages::UNIFORM | wgpu::BufferUsages::COPY_DST,
            mapped_at_creation: false,
        });
        let (pipeline, group) = summing(raw, &ring, &uniform);
        Self {
            parameters: parameters.clone(),
            stride,
            held: vec![None; layers.len()],
            layers,
            prepared: 0,
            frame: 0,
            taps: Default::default(),
            sum,
            pipeline,
            group,
            uniform,
            scale,
            fps: scene.fps,
        }
    }

    fn slot(&self, frame: FrameIndex) -> usize {
        (frame % self.layers.len() as u64) as usize
    }

    /// The frames that the trails of `frame` are made of, from the latest on, with their weights.
    fn earlier(&self, frame: FrameIndex) -> impl Iterator<Item = (FrameIndex, f32)> + use<> {
        let (stride, fps, seconds) = (self.stride, self.fps, f64::from(self.parameters.seconds));
        let weight =
            move |back: u64| (1.0 - (back * stride) as f64 / fps / seconds).max(0.0).powf(1.4) as f32;
        let all: f32 = (1..=TAPS).map(weight).sum();
        let taps = (1..=TAPS)
            .map(move |back| Some((frame.checked_sub(back * stride)?, weight(back) / all.max(1e-3))));
        taps.flatten().filter(|(_, weight)| *weight > 0.0)
    }
}

/// Frames from one tap to the next for trails of this length.
fn stride(seconds: f32, fps: f64) -> u64 {
    ((f64::from(seconds) * fps / TAPS as f64).round() as u64).clamp(1, 24)
}

fn ring(raw: &wgpu::Device, [width, height]: [u32; 2], layers: u32) -> wgpu::Texture {
    raw.create_texture(&wgpu::TextureDescriptor {
        label: Some("earlier frames"),
        size: wgpu::Extent3d {
            width,
            height,
            depth_or_array_layers: layers,
        },
        mip_level_count: 1,
        sample_count: 1,
        dimension: wgpu::TextureDimension::D2,
        format: FORMAT,
        usage: wgpu::TextureUsages::RENDER_ATTACHMENT | wgpu::TextureUsages::TEXTURE_BINDING,
        view_formats: &[],
    })
}

/// What adds up the layers of a ring.
fn summing(
    raw: &wgpu::Device,
    ring: &wgpu::Texture,
    uniform: &wgpu::Buffer,
) -> (wgpu::RenderPipeline, wgpu::BindGroup) {
    let module = raw.create_shader_module(wgpu::ShaderModuleDescriptor {
        label: Some("trails"),
        source: wgpu::ShaderSource::Wgsl(SOURCE.into()),
    });
    let all = ring.create_view(&wgpu::TextureViewDescriptor {
        dimension: Some(wgpu::TextureViewDimension::D2Array),
        ..Default::default()
    });
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
        (
            1,
            wgpu::BindingType::Texture {
                sample_type: wgpu::TextureSampleType::Float { filterable: false },
                view_dimension: wgpu::TextureViewDimension::D2Array,
                multisampled: false,
            },
            wgpu::BindingResource::TextureView(&all),
        ),
    ];
    let (layout, group) = bind(raw, "trails", bindings);
    (pipeline(raw, "trails", &module, "fragment", &layout), group)
}

impl Effect for MotionTrails {
    fn numbers(&mut self) -> &mut dyn Numbers {
        &mut self.parameters
    }

    fn stage(&self) -> Stage {
        Stage::new("motion_trails", include_str!("shader.wgsl"))
            .colors()
            .with(Texture::Flat)
            .reads(Reading::new(3).first())
    }

    fn prepare(&mut self, device: &Device, now: &Now<'_>) -> Option<Values> {
        let light = self.parameters.brightness * now.strength;
        if light < 1e-3 {
            return None;
        }
        (self.prepared, self.frame) = (now.frame, now.frame);
        self.taps = Default::default();
        self.taps[0].layer = self.slot(now.frame) as u32;
        for (tap, (frame, weight)) in (1..).zip(self.earlier(now.frame)) {
            self.taps[tap] = Tap {
                layer: self.slot(frame) as u32,
                weight,
                ..Tap::default()
            };
        }
        let bytes = bytemuck::cast_slice(&self.taps);
        device.queue().write_buffer(&self.uniform, 0, bytes);
        let [across, down] = self.sum.places(self.scale);
        Some(Values {
            a: [light, 0.0, 0.0, 0.0],
            b: [across, down, 0.0, 0.0],
            d: [0.0, 0.0, 0.0, self.scale],
            ..Values::default()
        })
    }

    fn texture(&self) -> Option<&wgpu::TextureView> {
        Some(&self.sum.view)
    }

    fn source(&self) -> Option<(&wgpu::TextureView, [u32; 2])> {
        let layer = self.layers.get(self.slot(self.frame))?;
        Some((layer, self.sum.size))
    }

    fn filter(&self, encoder: &mut wgpu::CommandEncoder) {
        let mut pass = onto(encoder, "trails", &self.sum.view, self.sum.size);
        pass.set_pipeline(&self.pipeline);
        pass.set_bind_group(0, &self.group, &[]);
        pass.draw(0..3, 0..1);
    }

    fn lacks(&self) -> Option<FrameIndex> {
        let lacks = |(frame, _): &(FrameIndex, f32)| self.held[self.slot(*frame)] != Some(*frame);
        self.earlier(self.prepared).find(lacks).map(|(frame, _)| frame)
    }

    fn keep(&mut self, frame: FrameIndex) {
        self.frame = frame;
        let slot = self.slot(frame);
        self.held[slot] = Some(frame);
    }
}
