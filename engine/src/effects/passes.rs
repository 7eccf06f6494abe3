//! The passes of a chain on the device.

use super::Effect;
use super::program::{self, Link, Output, TEXTURES};
use super::stage::Texture;
use crate::gpu::{Device, FORMAT, Target, reading};

/// What all passes of a chain share.
pub(super) struct Common {
    pub uniform: wgpu::Buffer,
    samplers: [wgpu::Sampler; 3],
}

/// One step from the layers' picture to the finished one.
pub(super) enum Step {
    /// An effect reads the picture before it into its own texture.
    Read { effect: usize, draw: Draw },
    /// The picture is drawn: finished, or for the next pass onto spare picture `onto`.
    Draw { draw: Draw, onto: Option<usize> },
}

/// A pipeline and what it takes.
pub(super) struct Draw {
    pipeline: wgpu::RenderPipeline,
    group: wgpu::BindGroup,
}

impl Common {
    pub fn new(device: &Device, bytes: u64) -> Self {
        let uniform = device.raw().create_buffer(&wgpu::BufferDescriptor {
            label: Some("effects"),
            size: bytes,
            usage: wgpu::BufferUsages::UNIFORM | wgpu::BufferUsages::COPY_DST,
            mapped_at_creation: false,
        });
        let smooth = |mode| reading::smooth(device, "effects", mode);
        let samplers = [
            reading::exact(device, "effects"),
            smooth(wgpu::AddressMode::ClampToEdge),
            smooth(wgpu::AddressMode::Repeat),
        ];
        Self { uniform, samplers }
    }
}

/// Makes the steps of a chain: `pictures` are the layers' and two to be drawn between passes.
pub(super) fn steps(
    device: &Device,
    common: &Common,
    effects: &[Box<dyn Effect>],
    links: &[Link],
    [picture, spares @ ..]: [&Target; 3],
) -> Vec<Step> {
    let mut steps = Vec::new();
    let passes = program::passes(links);
    for (number, range) in passes.iter().enumerate() {
        let base = number.checked_sub(1).map_or(picture, |before| spares[before % 2]);
        let pass = Pass {
            device,
            common,
            effects,
        };
        for at in range.clone() {
            let link = &links[at];
            let Some(reading) = link.stage.reading else {
                continue;
            };
            let (before, base) = if reading.first {
                (&links[..0], picture)
            } else {
                (&links[range.start..at], base)
            };
            steps.push(Step::Read {
                effect: link.index,
                draw: pass.draw(before, Output::Source(link, reading), base),
            });
        }
        steps.push(Step::Draw {
            draw: pass.draw(&links[range.clone()], Output::Picture, base),
            onto: (number + 1 < passes.len()).then_some(number % 2),
        });
    }
    steps
}

struct Pass<'a> {
    device: &'a Device,
    common: &'a Common,
    effects: &'a [Box<dyn Effect>],
}

impl Pass<'_> {
    fn draw(&self, links: &[Link], output: Output<'_>, base: &Target) -> Draw {
        let raw = self.device.raw();
        let module = raw.create_shader_module(wgpu::ShaderModuleDescriptor {
            label: Some("effects"),
            source: wgpu::ShaderSource::Wgsl(program::shader(links, output).into()),
        });
        let (layout, group) = self.group(links, base);
        Draw {
            pipeline: pipeline(raw, "effects", &module, "fragment", &layout),
            group,
        }
    }

    fn group(&self, links: &[Link], base: &Target) -> (wgpu::BindGroupLayout, wgpu::BindGroup) {
        let raw = self.device.raw();
        let [exact, clamped, tiled] = &self.common.samplers;
        let flat = reading::PICTURE;
        let sampler = wgpu::BindingType::Sampler(wgpu::SamplerBindingType::Filtering);
        let uniform = wgpu::BindingType::Buffer {
            ty: wgpu::BufferBindingType::Uniform,
            has_dynamic_offset: false,
            min_binding_size: None,
        };
        let mut bindings = vec![
            (0, uniform, self.common.uniform.as_entire_binding()),
            (1, flat, wgpu::BindingResource::TextureView(base.view())),
            (2, sampler, wgpu::BindingResource::Sampler(exact)),
            (3, sampler, wgpu::BindingResource::Sampler(clamped)),
            (4, sampler, wgpu::BindingResource::Sampler(tiled)),
        ];
        for link in links {
            let view = self.effects[link.index].texture();
            let (Some(texture), Some(view)) = (link.stage.texture, view) else {
                continue;
            };
            let resource = wgpu::BindingResource::TextureView(view);
            bindings.push((TEXTURES + link.index as u32, texture_type(texture), resource));
        }
        bind(raw, "effects", bindings)
    }
}

impl Draw {
    /// Covers what the pass draws on.
    pub fn record(&self, pass: &mut wgpu::RenderPass<'_>) {
        pass.set_pipeline(&self.pipeline);
        pass.set_bind_group(0, &self.group, &[]);
        pass.draw(0..3, 0..1);
    }
}

/// A texture that is sampled between its pixels.
fn texture_type(texture: Texture) -> wgpu::BindingType {
    match texture {
        Texture::Flat => reading::PICTURE,
        Texture::Cube => wgpu::BindingType::Texture {
            sample_type: wgpu::TextureSampleType::Float { filterable: true },
            view_dimension: wgpu::TextureViewDimension::D3,
            multisampled: false,
        },
    }
}

/// What stands at a binding.
pub(super) type Binding<'a> = (u32, wgpu::BindingType, wgpu::BindingResource<'a>);

/// A bind group for fragments, and its layout.
pub(super) fn bind(
    raw: &wgpu::Device,
    label: &str,
    bindings: Vec<Binding<'_>>,
) -> (wgpu::BindGroupLayout, wgpu::BindGroup) {
    let entry = |(binding, ty, _): &(u32, wgpu::BindingType, _)| wgpu::BindGroupLayoutEntry {
        binding: *binding,
        visibility: wgpu::ShaderStages::FRAGMENT,
        ty: *ty,
        count: None,
    };
    let layout = raw.create_bind_group_layout(&wgpu::BindGroupLayoutDescriptor {
        label: Some(label),
        entries: &bindings.iter().map(entry).collect::<Vec<_>>(),
    });
    let entry = |(binding, _, resource)| wgpu::BindGroupEntry { binding, resource };
    let group = raw.create_bind_group(&wgpu::BindGroupDescriptor {
        label: Some(label),
        layout: &layout,
        entries: &bindings.into_iter().map(entry).collect::<Vec<_>>(),
    });
    (layout, group)
}

/// A pipeline that covers a target with what `fragment` gives.
pub(super) fn pipeline(
    raw: &wgpu::Device,
    label: &str,
    module: &wgpu::ShaderModule,
    fragment: &str,
    group: &wgpu::BindGroupLayout,
) -> wgpu::RenderPipeline {
    let layout = raw.create_pipeline_layout(&wgpu::PipelineLayoutDescriptor {
        label: Some(label),
        bind_group_layouts: &[Some(group)],
        immediate_size: 0,
    });
    raw.create_render_pipeline(&wgpu::RenderPipelineDescriptor {
        label: Some(label),
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
            entry_point: Some(fragment),
            compilation_options: wgpu::PipelineCompilationOptions::default(),
            targets: &[Some(wgpu::ColorTargetState {
                format: FORMAT,
                blend: None,
                write_mask: wgpu::ColorWrites::ALL,
            })],
        }),
        multiview_mask: None,
        cache: None,
    })
}

/// Begins to draw onto a texture; what was there is not kept.
pub(super) fn onto<'e>(
    encoder: &'e mut wgpu::CommandEncoder,
    label: &str,
    view: &wgpu::TextureView,
    [width, height]: [u32; 2],
) -> wgpu::RenderPass<'e> {
    let mut pass = encoder.begin_render_pass(&wgpu::RenderPassDescriptor {
        label: Some(label),
        color_attachments: &[Some(wgpu::RenderPassColorAttachment {
            view,
            depth_slice: None,
            resolve_target: None,
            ops: wgpu::Operations {
                load: wgpu::LoadOp::Load,
                store: wgpu::StoreOp::Store,
            },
        })],
        ..Default::default()
    });
    pass.set_viewport(0.0, 0.0, width as f32, height as f32, 0.0, 1.0);
    pass.set_scissor_rect(0, 0, width, height);
    pass
}
