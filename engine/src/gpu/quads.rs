//! Pipelines that draw one quad for each instance.

use super::{Device, FORMAT, Instances};

/// What it takes to make a [`QuadPipeline`]. The shader's entry points are `vertex`, which gets the instance and
/// makes a corner of its quad from the vertex index 0 to 3, and `fragment`, or others if named.
#[derive(Clone, Copy, Debug)]
pub struct Quads<'a> {
    /// The name of the pipeline.
    pub label: &'a str,
    /// The shader.
    pub module: &'a wgpu::ShaderModule,
    /// The entry point that colours pixels.
    pub fragment: &'a str,
    /// Bytes from one instance to the next.
    pub stride: usize,
    /// Fields of an instance.
    pub attributes: &'a [wgpu::VertexAttribute],
    /// How colours meet what is there; [`wgpu::BlendState::REPLACE`] spares reading it.
    pub blend: wgpu::BlendState,
    /// Layouts of the bind groups, in their order.
    pub groups: &'a [Option<&'a wgpu::BindGroupLayout>],
}

/// Draws one quad for each instance.
#[derive(Debug)]
pub struct QuadPipeline(wgpu::RenderPipeline);

impl QuadPipeline {
    /// Light over light: never brighter than white, so that what is bright keeps its hue.
    pub const SCREEN: wgpu::BlendState = wgpu::BlendState {
        color: wgpu::BlendComponent {
            src_factor: wgpu::BlendFactor::OneMinusDst,
            dst_factor: wgpu::BlendFactor::One,
            operation: wgpu::BlendOperation::Add,
        },
        alpha: wgpu::BlendComponent::OVER,
    };

    /// Compiles the pipeline.
    pub fn new(device: &Device, quads: &Quads<'_>) -> Self {
        let raw = device.raw();
        let layout = raw.create_pipeline_layout(&wgpu::PipelineLayoutDescriptor {
            label: Some(quads.label),
            bind_group_layouts: quads.groups,
            immediate_size: 0,
        });
        Self(raw.create_render_pipeline(&wgpu::RenderPipelineDescriptor {
            label: Some(quads.label),
            layout: Some(&layout),
            vertex: wgpu::VertexState {
                module: quads.module,
                entry_point: Some("vertex"),
                compilation_options: wgpu::PipelineCompilationOptions::default(),
                buffers: &[Some(wgpu::VertexBufferLayout {
                    array_stride: quads.stride as u64,
                    step_mode: wgpu::VertexStepMode::Instance,
                    attributes: quads.attributes,
                })],
            },
            primitive: wgpu::PrimitiveState {
                topology: wgpu::PrimitiveTopology::TriangleStrip,
                ..Default::default()
            },
            depth_stencil: None,
            multisample: wgpu::MultisampleState::default(),
            fragment: Some(wgpu::FragmentState {
                module: quads.module,
                entry_point: Some(quads.fragment),
                compilation_options: wgpu::PipelineCompilationOptions::default(),
                targets: &[Some(wgpu::ColorTargetState {
                    format: FORMAT,
                    blend: (quads.blend != wgpu::BlendState::REPLACE).then_some(quads.blend),
                    write_mask: wgpu::ColorWrites::ALL,
                })],
            }),
            multiview_mask: None,
            cache: None,
        }))
    }

    /// Draws all instances; the bind groups must have been set.
    pub fn draw<T: bytemuck::Pod>(&self, pass: &mut wgpu::RenderPass<'_>, instances: &Instances<T>) {
        if instances.is_empty() {
            return;
        }
        pass.set_pipeline(&self.0);
        pass.set_vertex_buffer(0, instances.buffer().slice(..));
        pass.draw(0..4, 0..instances.len());
    }

    /// Draws some of the instances; the bind groups must have been set.
    pub fn draw_some<T: bytemuck::Pod>(
        &self,
        pass: &mut wgpu::RenderPass<'_>,
        instances: &Instances<T>,
        some: std::ops::Range<u32>,
    ) {
        pass.set_pipeline(&self.0);
        pass.set_vertex_buffer(0, instances.buffer().slice(..));
        pass.draw(0..4, some);
    }
}
