//! Soft bodies that merge where they meet. Drawn small, with the distance to their edge, so that it stays sharp.

mod balls;

use super::layout::Layout;
use super::scene::Scene;
use super::small::{Enlarged, Small, Tiles};
use super::song::Song;
use super::stage::Area;
use super::{Layer, Moment, module};
use crate::color::Rgb;
use crate::composition;
use crate::composition::document::Numbers;
use crate::gpu::{Device, Instances, QuadPipeline, Quads};
use balls::{Ball, MOST};
use bytemuck::{Pod, Zeroable};
use std::sync::Arc;

/// Fields of [`Field`].
pub(super) const ATTRIBUTES: [wgpu::VertexAttribute; 2] =
    wgpu::vertex_attr_array![0 => Float32x4, 1 => Float32x4];

/// `Field` of the shader.
#[repr(C)]
#[derive(Clone, Copy, Debug, Pod, Zeroable)]
pub(super) struct Field {
    bounds: Area,
    /// How many balls, pixels over which alpha tells the distance, pixels of a unit, shine.
    shape: [f32; 4],
}

/// Units over which alpha tells the distance from the edge.
const REACH: f32 = 80.0;

/// Draws the metaballs.
pub(super) struct Metaballs {
    parameters: composition::Metaballs,
    song: Arc<Song>,
    layout: Arc<Layout>,
    colors: Arc<[Rgb]>,
    seed: u32,
    balls: Vec<Ball>,
    uniform: wgpu::Buffer,
    group: wgpu::BindGroup,
    pipeline: QuadPipeline,
    field: Instances<Field>,
    small: Small,
    tiles: Tiles,
    whole: Area,
}

impl Metaballs {
    pub fn new(parameters: &composition::Metaballs, scene: &Scene<'_>) -> Self {
        let small = Small::new(scene, "metaballs", Enlarged::Contour);
        let (uniform, groups, group) = uniform(scene.device);
        let quads = Quads {
            label: "metaballs",
            module: &module(scene.device, "metaballs"),
            fragment: "fragment",
            stride: size_of::<Field>(),
            attributes: &ATTRIBUTES,
            blend: wgpu::BlendState::REPLACE,
            groups: &[Some(&small.stage().layout), Some(&groups)],
        };
        Self {
            parameters: parameters.clone(),
            song: Arc::clone(&scene.song),
            layout: Arc::clone(&scene.layout),
            colors: Arc::clone(&scene.colors),
            seed: scene.plan.composition.seed,
            balls: Vec::with_capacity(MOST),
            uniform,
            group,
            pipeline: QuadPipeline::new(scene.device, &quads),
            field: Instances::new(scene.device, "metaballs", 128),
            small,
            tiles: Tiles::new(scene.stage.whole()),
            whole: scene.stage.whole(),
        }
    }

    /// Marks what the balls and their light reach. Where balls merge, the edge is farther out than their radius.
    fn mark(&mut self, reach: f32) {
        self.tiles.clear();
        for ball in &self.balls {
            let ([x, y], out) = (
                ball.middle(),
                (ball.radius() * 1.3 + reach / 2.0).min(ball.radius() * 2.0),
            );
            self.tiles.mark([x - out, y - out, x + out, y + out]);
        }
    }
}

impl Layer for Metaballs {
    fn numbers(&mut self) -> &mut dyn Numbers {
        &mut self.parameters
    }

    fn moving(&self) -> Option<Area> {
        Some(self.whole)
    }

    fn prepare(&mut self, device: &Device, moment: Moment) {
        let place = balls::Place {
            parameters: &self.parameters,
            layout: &self.layout,
            colors: &self.colors,
            seed: self.seed,
            now: moment.song,
        };
        let swells = balls::swells(&self.song, &place);
        self.balls.clear();
        let count = self.parameters.count.ceil() as usize;
        let balls = swells.iter().take(count.min(MOST)).enumerate();
        self.balls
            .extend(balls.map(|(number, swell)| balls::ball(number as u32, *swell, &place)));
        let bytes = bytemuck::cast_slice(&self.balls);
        device.queue().write_buffer(&self.uniform, 0, bytes);
        let unit = self.layout.unit;
        let reach = REACH * unit;
        self.mark(reach);
        let shape = [self.balls.len() as f32, reach, unit, self.parameters.shine];
        let fields = self.tiles.marked().map(|bounds| Field { bounds, shape });
        self.field.items().clear();
        self.field.items().extend(fields);
        self.field.upload(device);
        self.small.show(device, self.tiles.marked(), reach);
    }

    fn before(&self, encoder: &mut wgpu::CommandEncoder) {
        let mut pass = self.small.pass(encoder);
        pass.set_bind_group(1, &self.group, &[]);
        self.pipeline.draw(&mut pass, &self.field);
    }

    fn draw(&self, pass: &mut wgpu::RenderPass<'_>) {
        self.small.draw(pass);
    }
}

/// The balls as the shader sees them.
fn uniform(device: &Device) -> (wgpu::Buffer, wgpu::BindGroupLayout, wgpu::BindGroup) {
    let raw = device.raw();
    let label = Some("metaballs");
    let buffer = raw.create_buffer(&wgpu::BufferDescriptor {
        label,
        size: (MOST * size_of::<Ball>()) as u64,
        usage: wgpu::BufferUsages::UNIFORM | wgpu::BufferUsages::COPY_DST,
        mapped_at_creation: false,
    });
    let layout = raw.create_bind_group_layout(&wgpu::BindGroupLayoutDescriptor {
        label,
        entries: &[wgpu::BindGroupLayoutEntry {
            binding: 0,
            visibility: wgpu::ShaderStages::FRAGMENT,
            ty: wgpu::BindingType::Buffer {
                ty: wgpu::BufferBindingType::Uniform,
                has_dynamic_offset: false,
                min_binding_size: None,
            },
            count: None,
        }],
    });
    let group = raw.create_bind_group(&wgpu::BindGroupDescriptor {
        label,
        layout: &layout,
        entries: &[wgpu::BindGroupEntry {
            binding: 0,
            resource: buffer.as_entire_binding(),
        }],
    });
    (buffer, layout, group)
}
