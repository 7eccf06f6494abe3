//! Light laid over the picture where there is some: where an effect is nothing else and stands alone, this spares a
//! pass over the whole picture.

use super::passes::{Common, Draw, bind_for};
use crate::gpu::{Device, FORMAT, QuadPipeline};

/// The side of a tile, in pixels of the light; `TILE` of the shader.
const TILE: u32 = 8;

/// Lays the light of one effect over the picture.
pub(super) struct Overlay {
    /// Reads the picture into the effect's own.
    pub read: Draw,
    pipeline: wgpu::RenderPipeline,
    group: wgpu::BindGroup,
    tiles: u32,
}

/// The shader for effect `index`.
pub(super) fn shader(index: usize) -> String {
    let common = include_str!("common.wgsl");
    let own = include_str!("overlay.wgsl");
    format!("{common}\nconst SHOWN: u32 = {index}u;\n{own}")
}

impl Overlay {
    /// Lays `light`, of so many pixels, over the picture.
    pub fn new(
        device: &Device,
        common: &Common,
        index: usize,
        read: Draw,
        (light, size): (&wgpu::TextureView, [u32; 2]),
    ) -> Self {
        let raw = device.raw();
        let module = raw.create_shader_module(wgpu::ShaderModuleDescriptor {
            label: Some("light over the picture"),
            source: wgpu::ShaderSource::Wgsl(shader(index).into()),
        });
        let stages = wgpu::ShaderStages::VERTEX_FRAGMENT;
        let (layout, group) = bind_for(raw, "light over the picture", stages, common.for_light(light));
        Self {
            read,
            pipeline: pipeline(raw, &module, &layout),
            group,
            tiles: size[0].div_ceil(TILE) * size[1].div_ceil(TILE),
        }
    }

    /// Draws the light.
    pub fn draw(&self, pass: &mut wgpu::RenderPass<'_>) {
        pass.set_pipeline(&self.pipeline);
        pass.set_bind_group(0, &self.group, &[]);
        pass.draw(0..4, 0..self.tiles);
    }
}

fn pipeline(
    raw: &wgpu::Device,
    module: &wgpu::ShaderModule,
    group: &wgpu::BindGroupLayout,
) -> wgpu::RenderPipeline {
    let label = Some("light over the picture");
    let layout = raw.create_pipeline_layout(&wgpu::PipelineLayoutDescriptor {
        label,
        bind_group_layouts: &[Some(group)],
        immediate_size: 0,
    });
    raw.create_render_pipeline(&wgpu::RenderPipelineDescriptor {
        label,
        layout: Some(&layout),
        vertex: wgpu::VertexState {
            module,
            entry_point: Some("tile"),
            compilation_options: wgpu::PipelineCompilationOptions::default(),
            buffers: &[],
        },
        primitive: wgpu::PrimitiveState {
            topology: wgpu::PrimitiveTopology::TriangleStrip,
            ..Default::default()
        },
        depth_stencil: None,
        multisample: wgpu::MultisampleState::default(),
        fragment: Some(wgpu::FragmentState {
            module,
            entry_point: Some("light"),
            compilation_options: wgpu::PipelineCompilationOptions::default(),
            targets: &[Some(wgpu::ColorTargetState {
                format: FORMAT,
                blend: Some(QuadPipeline::SCREEN),
                write_mask: wgpu::ColorWrites::ALL,
            })],
        }),
        multiview_mask: None,
        cache: None,
    })
}
