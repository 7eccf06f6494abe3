//! Conversion in a compute shader.

use crate::gpu::{Device, Target};
use crate::media::Frame;
use bytemuck::{Pod, Zeroable};
use wgpu::util::DeviceExt;

/// The shader's source.
pub(super) const SOURCE: &str = include_str!("shader.wgsl");
/// Pixels that one workgroup converts, across and down.
const WORKGROUP: (u32, u32) = (64, 16);

/// Where the planes lie, as the shader wants to know it.
#[repr(C)]
#[derive(Clone, Copy, Debug, Pod, Zeroable)]
pub(super) struct Planes {
    pub luma_pitch: u32,
    pub cb: u32,
    pub cr: u32,
    pub rows: u32,
}

impl Planes {
    /// Rows are padded to 8 pixels, which is what one invocation converts.
    fn new(width: u32, height: u32) -> Self {
        let luma_pitch = width.next_multiple_of(8) / 4;
        let (luma, chroma) = (luma_pitch * height, luma_pitch / 2 * (height / 2));
        Self {
            luma_pitch,
            cb: luma,
            cr: luma + chroma,
            rows: height / 2,
        }
    }

    fn bytes(self) -> u64 {
        u64::from(self.cr + (self.cr - self.cb)) * 4
    }
}

/// The pipeline and the buffer it writes to.
#[derive(Debug)]
pub(in crate::gpu) struct Shader {
    pipeline: wgpu::ComputePipeline,
    group: wgpu::BindGroup,
    words: wgpu::Buffer,
    planes: Planes,
    workgroups: (u32, u32),
}

impl Shader {
    pub fn new(device: &Device, target: &Target) -> Self {
        let size = target.texture().size();
        let planes = Planes::new(size.width, size.height);
        let raw = device.raw();
        let module = raw.create_shader_module(wgpu::ShaderModuleDescriptor {
            label: Some("yuv"),
            source: wgpu::ShaderSource::Wgsl(SOURCE.into()),
        });
        let pipeline = raw.create_compute_pipeline(&wgpu::ComputePipelineDescriptor {
            label: Some("yuv"),
            layout: None,
            module: &module,
            entry_point: Some("convert"),
            compilation_options: wgpu::PipelineCompilationOptions::default(),
            cache: None,
        });
        let words = raw.create_buffer(&wgpu::BufferDescriptor {
            label: Some("yuv planes"),
            size: planes.bytes(),
            usage: wgpu::BufferUsages::STORAGE | wgpu::BufferUsages::COPY_SRC,
            mapped_at_creation: false,
        });
        let group = bind(raw, &pipeline, target, planes, &words);
        Self {
            pipeline,
            group,
            words,
            planes,
            workgroups: (
                size.width.div_ceil(WORKGROUP.0),
                size.height.div_ceil(WORKGROUP.1),
            ),
        }
    }

    pub fn bytes(&self) -> u64 {
        self.planes.bytes()
    }

    pub fn record(&self, encoder: &mut wgpu::CommandEncoder, buffer: &wgpu::Buffer) {
        let mut pass = encoder.begin_compute_pass(&wgpu::ComputePassDescriptor {
            label: Some("yuv"),
            timestamp_writes: None,
        });
        pass.set_pipeline(&self.pipeline);
        pass.set_bind_group(0, &self.group, &[]);
        pass.dispatch_workgroups(self.workgroups.0, self.workgroups.1, 1);
        drop(pass);
        encoder.copy_buffer_to_buffer(&self.words, 0, buffer, 0, self.bytes());
    }

    pub fn unpack(&self, bytes: &[u8], frame: &mut Frame) {
        let Planes {
            luma_pitch, cb, cr, ..
        } = self.planes;
        let widths = [frame.width, frame.width / 2, frame.width / 2];
        let begins = [(0, luma_pitch), (cb, luma_pitch / 2), (cr, luma_pitch / 2)];
        for (plane, (begin, words)) in begins.into_iter().enumerate() {
            let width = widths[plane] as usize;
            let source = bytes[begin as usize * 4..].chunks_exact(words as usize * 4);
            let stride = frame.strides[plane];
            let rows = frame.planes[plane].chunks_exact_mut(stride).zip(source);
            rows.for_each(|(to, from)| to[..width].copy_from_slice(&from[..width]));
        }
    }
}

fn bind(
    raw: &wgpu::Device,
    pipeline: &wgpu::ComputePipeline,
    target: &Target,
    planes: Planes,
    words: &wgpu::Buffer,
) -> wgpu::BindGroup {
    let uniform = raw.create_buffer_init(&wgpu::util::BufferInitDescriptor {
        label: Some("yuv plane layout"),
        contents: bytemuck::bytes_of(&planes),
        usage: wgpu::BufferUsages::UNIFORM,
    });
    let entry = |binding, resource| wgpu::BindGroupEntry { binding, resource };
    raw.create_bind_group(&wgpu::BindGroupDescriptor {
        label: Some("yuv"),
        layout: &pipeline.get_bind_group_layout(0),
        entries: &[
            entry(0, wgpu::BindingResource::TextureView(target.view())),
            entry(1, uniform.as_entire_binding()),
            entry(2, words.as_entire_binding()),
        ],
    })
}
