//! Laying one picture onto another: opacity and blend modes (W3C Compositing and Blending Level 1).

use super::{Device, FORMAT, Target};
use wgpu::{BlendComponent, BlendFactor, BlendOperation, BlendState};

/// How a picture meets what is behind it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mixing {
    /// It covers.
    Normal,
    /// Light is added.
    Add,
    /// What is behind is darkened.
    Multiply,
    /// What is behind is lightened.
    Screen,
    /// What is dark is darkened, what is light lightened.
    Overlay,
}

impl Mixing {
    const ALL: [Self; 5] = [
        Self::Normal,
        Self::Add,
        Self::Multiply,
        Self::Screen,
        Self::Overlay,
    ];

    /// The device's part in it, for colours with premultiplied alpha.
    fn state(self) -> BlendState {
        let color = |src_factor, dst_factor| BlendComponent {
            src_factor,
            dst_factor,
            operation: BlendOperation::Add,
        };
        let color = match self {
            Self::Normal | Self::Overlay => BlendComponent::OVER,
            Self::Add => color(BlendFactor::One, BlendFactor::One),
            Self::Multiply => color(BlendFactor::Dst, BlendFactor::OneMinusSrcAlpha),
            Self::Screen => color(BlendFactor::One, BlendFactor::OneMinusSrc),
        };
        BlendState {
            color,
            alpha: BlendComponent::OVER,
        }
    }

    fn entry_point(self) -> &'static str {
        if self == Self::Overlay { "overlay" } else { "plain" }
    }
}

/// Lays pictures of one size onto others.
#[derive(Debug)]
pub struct Composer {
    layout: wgpu::BindGroupLayout,
    pipelines: [wgpu::RenderPipeline; Mixing::ALL.len()],
    /// What is behind, as overlay sees it.
    backdrop: wgpu::BindGroup,
}

/// A picture that is laid onto others, and its opacity.
#[derive(Debug)]
pub struct Composed {
    group: wgpu::BindGroup,
    uniform: wgpu::Buffer,
}

impl Composer {
    /// `backdrop` must hold what is behind whenever [`Mixing::Overlay`] is drawn.
    pub fn new(device: &Device, backdrop: &Target) -> Self {
        let raw = device.raw();
        let layout = group_layout(raw, true);
        let behind = group_layout(raw, false);
        let module = raw.create_shader_module(wgpu::ShaderModuleDescriptor {
            label: Some("compose"),
            source: wgpu::ShaderSource::Wgsl(include_str!("shader.wgsl").into()),
        });
        let groups = [Some(&layout), Some(&behind)];
        let pipelines = Mixing::ALL.map(|mixing| pipeline(raw, &module, &groups, mixing));
        let backdrop = raw.create_bind_group(&wgpu::BindGroupDescriptor {
            label: Some("backdrop"),
            layout: &behind,
            entries: &[wgpu::BindGroupEntry {
                binding: 0,
                resource: wgpu::BindingResource::TextureView(backdrop.view()),
            }],
        });
        Self {
            layout,
            pipelines,
            backdrop,
        }
    }

    /// A picture to lay onto others.
    pub fn source(&self, device: &Device, source: &Target) -> Composed {
        let uniform = device.raw().create_buffer(&wgpu::BufferDescriptor {
            label: Some("opacity"),
            size: 32,
            usage: wgpu::BufferUsages::UNIFORM | wgpu::BufferUsages::COPY_DST,
            mapped_at_creation: false,
        });
        let group = device.raw().create_bind_group(&wgpu::BindGroupDescriptor {
            label: Some("compose"),
            layout: &self.layout,
            entries: &[
                wgpu::BindGroupEntry {
                    binding: 0,
                    resource: wgpu::BindingResource::TextureView(source.view()),
                },
                wgpu::BindGroupEntry {
                    binding: 1,
                    resource: uniform.as_entire_binding(),
                },
            ],
        });
        Composed { group, uniform }
    }

    /// Lays a picture onto the one that is drawn, where the pass may draw.
    pub fn draw(&self, pass: &mut wgpu::RenderPass<'_>, source: &Composed, mixing: Mixing) {
        pass.set_pipeline(&self.pipelines[mixing as usize]);
        pass.set_bind_group(0, &source.group, &[]);
        pass.set_bind_group(1, &self.backdrop, &[]);
        pass.draw(0..3, 0..1);
    }
}

impl Composed {
    /// Sets the opacity, 0 to 1, for the next submission.
    pub fn set_opacity(&self, device: &Device, opacity: f32) {
        device
            .queue()
            .write_buffer(&self.uniform, 0, &opacity.to_le_bytes());
    }
}

fn group_layout(raw: &wgpu::Device, opacity: bool) -> wgpu::BindGroupLayout {
    let entry = |binding, ty| wgpu::BindGroupLayoutEntry {
        binding,
        visibility: wgpu::ShaderStages::FRAGMENT,
        ty,
        count: None,
    };
    let picture = wgpu::BindingType::Texture {
        sample_type: wgpu::TextureSampleType::Float { filterable: false },
        view_dimension: wgpu::TextureViewDimension::D2,
        multisampled: false,
    };
    let uniform = wgpu::BindingType::Buffer {
        ty: wgpu::BufferBindingType::Uniform,
        has_dynamic_offset: false,
        min_binding_size: None,
    };
    let entries = [entry(0, picture), entry(1, uniform)];
    raw.create_bind_group_layout(&wgpu::BindGroupLayoutDescriptor {
        label: Some("compose"),
        entries: if opacity { &entries } else { &entries[..1] },
    })
}

fn pipeline(
    raw: &wgpu::Device,
    module: &wgpu::ShaderModule,
    groups: &[Option<&wgpu::BindGroupLayout>],
    mixing: Mixing,
) -> wgpu::RenderPipeline {
    let layout = raw.create_pipeline_layout(&wgpu::PipelineLayoutDescriptor {
        label: Some("compose"),
        bind_group_layouts: groups,
        immediate_size: 0,
    });
    raw.create_render_pipeline(&wgpu::RenderPipelineDescriptor {
        label: Some("compose"),
        layout: Some(&layout),
        vertex: wgpu::VertexState {
            module,
            entry_point: Some("vertex"),
            compilation_options: wgpu::PipelineCompilationOptions::default(),
            buffers: &[],
        },
        primitive: wgpu::PrimitiveState::default(),
        depth_stencil: None,
        multisample: wgpu::MultisampleState::default(),
        fragment: Some(wgpu::FragmentState {
            module,
            entry_point: Some(mixing.entry_point()),
            compilation_options: wgpu::PipelineCompilationOptions::default(),
            targets: &[Some(wgpu::ColorTargetState {
                format: FORMAT,
                blend: Some(mixing.state()),
                write_mask: wgpu::ColorWrites::ALL,
            })],
        }),
        multiview_mask: None,
        cache: None,
    })
}
