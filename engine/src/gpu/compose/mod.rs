//! Laying one picture onto another: opacity and blend modes (W3C Compositing and Blending Level 1).

use super::{Device, FORMAT, Target, reading};
use wgpu::util::DeviceExt;
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
        let layout = |types: &[wgpu::BindingType]| {
            reading::layout(device, "compose", wgpu::ShaderStages::FRAGMENT, types)
        };
        let behind = layout(&[reading::PICTURE]);
        let layout = layout(&[reading::PICTURE, UNIFORM, reading::SAMPLER]);
        let module = raw.create_shader_module(wgpu::ShaderModuleDescriptor {
            label: Some("compose"),
            source: wgpu::ShaderSource::Wgsl(include_str!("shader.wgsl").into()),
        });
        let groups = [Some(&layout), Some(&behind)];
        let pipelines = Mixing::ALL.map(|mixing| pipeline(raw, &module, &groups, mixing));
        let view = wgpu::BindingResource::TextureView(backdrop.view());
        let backdrop = reading::group(device, "backdrop", &behind, vec![view]);
        Self {
            layout,
            pipelines,
            backdrop,
        }
    }

    /// A picture to lay onto others.
    pub fn source(&self, device: &Device, source: &Target) -> Composed {
        let size = source.texture().size();
        let texel = [size.width, size.height].map(|side| 1.0 / side as f32);
        // `Over` of the shader; the opacity comes before each frame.
        let over = [1.0, 0.0, texel[0], texel[1]];
        let uniform = device
            .raw()
            .create_buffer_init(&wgpu::util::BufferInitDescriptor {
                label: Some("opacity"),
                contents: bytemuck::cast_slice(&over),
                usage: wgpu::BufferUsages::UNIFORM | wgpu::BufferUsages::COPY_DST,
            });
        let sampler = reading::exact(device, "compose");
        let resources = vec![
            wgpu::BindingResource::TextureView(source.view()),
            uniform.as_entire_binding(),
            wgpu::BindingResource::Sampler(&sampler),
        ];
        let group = reading::group(device, "compose", &self.layout, resources);
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

const UNIFORM: wgpu::BindingType = wgpu::BindingType::Buffer {
    ty: wgpu::BufferBindingType::Uniform,
    has_dynamic_offset: false,
    min_binding_size: None,
};

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
