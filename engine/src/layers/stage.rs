//! How a layer's box lies on the canvas: bind group 0 of every layer.

use super::layout::Layout;
use crate::composition::Place;
use crate::gpu::Device;
use bytemuck::{Pod, Zeroable};

/// The box as shaders see it; `Stage` in `common.wgsl`.
#[repr(C)]
#[derive(Clone, Copy, Debug, Default, PartialEq, Pod, Zeroable)]
pub(super) struct StageData {
    pub size: [f32; 2],
    pub canvas: [f32; 2],
    pub centre: [f32; 2],
    pub axis: [f32; 2],
    pub scale: [f32; 2],
    pub strike: f32,
    pub keys_bottom: f32,
    pub fade: f32,
    pub unit: f32,
    pub seed: u32,
    pub padding: u32,
}

/// A rectangle: left, top, right, bottom.
pub type Area = [f32; 4];

/// Whether two rectangles share some pixels.
pub fn overlap(a: &Area, b: &Area) -> bool {
    a[0] < b[2] && b[0] < a[2] && a[1] < b[3] && b[1] < a[3]
}

/// How a layer's box lies on the canvas; cheap to clone.
#[derive(Clone, Debug)]
pub struct Stage {
    pub(super) layout: wgpu::BindGroupLayout,
    pub(super) group: wgpu::BindGroup,
    uniform: wgpu::Buffer,
    data: StageData,
    /// What brings the box, where it was laid out, onto the pixel grid.
    shift: [f32; 2],
}

impl Stage {
    pub(super) fn new(
        device: &Device,
        canvas: (u32, u32),
        place: &Place,
        layout: &Layout,
        seed: u32,
    ) -> Self {
        let raw = device.raw();
        let uniform = raw.create_buffer(&wgpu::BufferDescriptor {
            label: Some("stage"),
            size: size_of::<StageData>() as u64,
            usage: wgpu::BufferUsages::UNIFORM | wgpu::BufferUsages::COPY_DST,
            mapped_at_creation: false,
        });
        let group_layout = raw.create_bind_group_layout(&wgpu::BindGroupLayoutDescriptor {
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
            layout: &group_layout,
            entries: &[wgpu::BindGroupEntry {
                binding: 0,
                resource: uniform.as_entire_binding(),
            }],
        });
        let mut stage = Self {
            layout: group_layout,
            group,
            uniform,
            data: StageData {
                size: [layout.width, layout.height],
                canvas: [canvas.0 as f32, canvas.1 as f32],
                strike: layout.strike,
                keys_bottom: layout.keys_bottom,
                fade: layout.fade,
                unit: layout.unit,
                seed,
                ..StageData::default()
            },
            shift: shift(canvas, place, layout),
        };
        stage.put(device, place);
        stage
    }

    /// Brings the box to another place; its content is scaled, not laid out anew.
    pub fn put(&mut self, device: &Device, place: &Place) {
        let [width, height] = self.data.canvas;
        let size = self.data.size;
        let (sin, cos) = place.rotation.to_radians().sin_cos();
        let mut data = self.data;
        data.axis = [cos, sin];
        data.centre = [place.x * width + self.shift[0], place.y * height + self.shift[1]];
        let scale = |wanted: f32, size: f32| {
            // A box has whole pixels: what lies on the pixel grid stays there.
            if (wanted - size).abs() <= 0.5 {
                1.0
            } else {
                wanted / size
            }
        };
        data.scale = [
            scale(place.width * width, size[0]),
            scale(place.height * height, size[1]),
        ];
        if data != self.data {
            self.data = data;
            device
                .queue()
                .write_buffer(&self.uniform, 0, bytemuck::bytes_of(&data));
        }
    }

    /// Where on the canvas a part of the box is: the smallest upright rectangle around it, cut to the canvas, in
    /// pixels.
    pub fn on_canvas(&self, part: &Area) -> Area {
        let corners = [[0, 1], [2, 1], [0, 3], [2, 3]].map(|[x, y]| self.point([part[x], part[y]]));
        let least = |axis: usize| corners.iter().map(|c| c[axis]).fold(f32::MAX, f32::min);
        let most = |axis: usize| corners.iter().map(|c| c[axis]).fold(f32::MIN, f32::max);
        let [width, height] = self.data.canvas;
        [
            least(0).clamp(0.0, width),
            least(1).clamp(0.0, height),
            most(0).clamp(0.0, width),
            most(1).clamp(0.0, height),
        ]
    }

    /// The whole box, in its own pixels.
    pub fn whole(&self) -> Area {
        [0.0, 0.0, self.data.size[0], self.data.size[1]]
    }

    /// Lets a pass draw inside this part of the box only, as far as an upright rectangle can tell.
    pub fn cut(&self, pass: &mut wgpu::RenderPass<'_>, part: &Area) {
        let [left, top, right, bottom] = self.on_canvas(part);
        let (left, top) = (left.floor() as u32, top.floor() as u32);
        let (right, bottom) = (right.ceil() as u32, bottom.ceil() as u32);
        pass.set_scissor_rect(left, top, right.saturating_sub(left), bottom.saturating_sub(top));
    }

    /// Where on the canvas a point of the box is.
    fn point(&self, [x, y]: [f32; 2]) -> [f32; 2] {
        let StageData {
            size,
            centre,
            axis,
            scale,
            ..
        } = self.data;
        let p = [(x - size[0] / 2.0) * scale[0], (y - size[1] / 2.0) * scale[1]];
        [
            p[0] * axis[0] - p[1] * axis[1] + centre[0],
            p[0] * axis[1] + p[1] * axis[0] + centre[1],
        ]
    }
}

fn shift(canvas: (u32, u32), place: &Place, layout: &Layout) -> [f32; 2] {
    let along = |middle: f32, canvas: u32, size: f32| {
        let edge = middle * canvas as f32 - size / 2.0;
        edge.round() - edge
    };
    [
        along(place.x, canvas.0, layout.width),
        along(place.y, canvas.1, layout.height),
    ]
}
