//! What all layers of a picture share.

use super::layout::Layout;
use super::song::Song;
use crate::gpu::Device;
use crate::plan::RenderPlan;
use bytemuck::{Pod, Zeroable};
use std::sync::Arc;
use wgpu::util::DeviceExt;

/// The place of all layers: the device, the song, and where on the canvas things are.
pub struct Scene<'a> {
    pub(super) device: &'a Device,
    pub(super) plan: &'a RenderPlan,
    pub(super) song: Arc<Song>,
    pub(super) layout: Arc<Layout>,
    pub(super) stage: Stage,
}

impl<'a> Scene<'a> {
    /// Prepares what depends on the plan alone.
    pub fn new(device: &'a Device, plan: &'a RenderPlan) -> Self {
        let song = Song::new(&plan.score, &plan.composition);
        let layout = Layout::new(plan.size(), &plan.composition, song.keys());
        let stage = Stage::new(device, StageData::new(&layout, plan.composition.seed));
        Self {
            device,
            plan,
            song: Arc::new(song),
            layout: Arc::new(layout),
            stage,
        }
    }
}

/// The layout as shaders see it; `Stage` in `common.wgsl`.
#[repr(C)]
#[derive(Clone, Copy, Debug, Pod, Zeroable)]
pub(super) struct StageData {
    pub size: [f32; 2],
    pub strike: f32,
    pub keys_bottom: f32,
    pub fade: f32,
    pub unit: f32,
    pub seed: u32,
    pub padding: u32,
}

impl StageData {
    fn new(layout: &Layout, seed: u32) -> Self {
        Self {
            size: [layout.width, layout.height],
            strike: layout.strike,
            keys_bottom: layout.keys_bottom,
            fade: layout.fade,
            unit: layout.unit,
            seed,
            padding: 0,
        }
    }
}

/// Bind group 0 of every layer.
#[derive(Clone, Debug)]
pub(super) struct Stage {
    pub layout: wgpu::BindGroupLayout,
    pub group: wgpu::BindGroup,
}

impl Stage {
    fn new(device: &Device, data: StageData) -> Self {
        let raw = device.raw();
        let uniform = raw.create_buffer_init(&wgpu::util::BufferInitDescriptor {
            label: Some("stage"),
            contents: bytemuck::bytes_of(&data),
            usage: wgpu::BufferUsages::UNIFORM,
        });
        let layout = raw.create_bind_group_layout(&wgpu::BindGroupLayoutDescriptor {
            label: Some("stage"),
            entries: &[wgpu::BindGroupLayoutEntry {
                binding: 0,
                visibility: wgpu::ShaderStages::VERTEX_FRAGMENT,
                ty: wgpu::BindingType::Buffer {
                    ty: wgpu::BufferBindingType::Uniform,
                    has_dynamic_offset: false,
                    min_binding_size: None,
                },
                count: None,
            }],
        });
        let group = raw.create_bind_group(&wgpu::BindGroupDescriptor {
            label: Some("stage"),
            layout: &layout,
            entries: &[wgpu::BindGroupEntry {
                binding: 0,
                resource: uniform.as_entire_binding(),
            }],
        });
        Self { layout, group }
    }
}
