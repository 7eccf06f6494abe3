//! Crowds of short notes: each key's column is filled row by row here and drawn as one strip, so that the price of a
//! frame does not grow with the number of notes.

use super::notes::Note;
use crate::gpu::{Device, Instances, QuadPipeline, Quads};
use crate::layers::layout::Layout;
use crate::layers::module;
use crate::layers::scene::Scene;
use bytemuck::{Pod, Zeroable};

/// Fields of [`Column`].
pub(crate) const ATTRIBUTES: [wgpu::VertexAttribute; 2] =
    wgpu::vertex_attr_array![0 => Float32x4, 1 => Float32];

/// `Column` of the shader.
#[repr(C)]
#[derive(Clone, Copy, Debug, Pod, Zeroable)]
pub(crate) struct Column {
    bounds: [f32; 4],
    key: f32,
}

/// Keys of MIDI.
const KEYS: usize = 128;
/// The most rows; taller pictures have rows of more than a pixel.
const MAX_ROWS: usize = 2048;
/// Brightness of the lowest row of a note, which parts it from the one before.
const SEAM: f32 = 0.45;

/// The columns of all keys.
pub(super) struct Crowd {
    /// Colour and coverage of each row, from the top, key by key.
    cells: Vec<[u8; 4]>,
    rows: usize,
    /// Rows in a pixel.
    scale: f32,
    /// Which keys have something in their column.
    filled: [bool; KEYS],
    texture: wgpu::Texture,
    group: wgpu::BindGroup,
    pipeline: QuadPipeline,
    columns: Instances<Column>,
}

impl Crowd {
    pub fn new(scene: &Scene<'_>) -> Self {
        let height = scene.layout.strike.max(1.0);
        let rows = (height.ceil() as usize).clamp(1, MAX_ROWS);
        let texture = texture(scene.device, rows as u32);
        let (layout, group) = group(scene.device, &texture);
        let quads = Quads {
            label: "columns",
            module: &module(scene.device, "crowd"),
            fragment: "fragment",
            stride: size_of::<Column>(),
            attributes: &ATTRIBUTES,
            blend: wgpu::BlendState::PREMULTIPLIED_ALPHA_BLENDING,
            groups: &[Some(&scene.stage.layout), Some(&layout)],
        };
        Self {
            cells: vec![[0; 4]; rows * KEYS],
            rows,
            scale: rows as f32 / height.ceil(),
            filled: [false; KEYS],
            texture,
            group,
            pipeline: QuadPipeline::new(scene.device, &quads),
            columns: Instances::new(scene.device, "columns", KEYS),
        }
    }

    /// Begins a frame.
    pub fn clear(&mut self) {
        for (key, filled) in self.filled.iter_mut().enumerate().filter(|(_, filled)| **filled) {
            self.cells[key * self.rows..(key + 1) * self.rows].fill([0; 4]);
            *filled = false;
        }
    }

    /// Fills the rows of a note of a key, over those before it.
    pub fn add(&mut self, note: &Note, key: usize) {
        let [_, top, _, bottom] = note.bounds.map(|edge| edge * self.scale);
        let column = &mut self.cells[key * self.rows..(key + 1) * self.rows];
        self.filled[key] = true;
        fill(column, (top, bottom), note.burning());
    }

    pub fn upload(&mut self, device: &Device, layout: &Layout, width: impl Fn(bool) -> f32) {
        let items = self.columns.items();
        items.clear();
        // Black keys lie over white ones.
        for black in [false, true] {
            let keys = (0..KEYS as u8).filter(|&key| self.filled[usize::from(key)]);
            items.extend(keys.filter_map(|number| {
                let key = layout.key(number);
                let half = key.width() * width(black) / 2.0;
                (key.black == black).then(|| Column {
                    bounds: [key.middle() - half, 0.0, key.middle() + half, layout.strike],
                    key: f32::from(number),
                })
            }));
        }
        if items.is_empty() {
            return;
        }
        self.columns.upload(device);
        let layout = wgpu::TexelCopyBufferLayout {
            offset: 0,
            bytes_per_row: Some(self.rows as u32 * 4),
            rows_per_image: None,
        };
        let bytes = bytemuck::cast_slice(&self.cells);
        let size = self.texture.size();
        device
            .queue()
            .write_texture(self.texture.as_image_copy(), bytes, layout, size);
    }

    pub fn draw(&self, pass: &mut wgpu::RenderPass<'_>) {
        if self.columns.is_empty() {
            return;
        }
        pass.set_bind_group(1, &self.group, &[]);
        self.pipeline.draw(pass, &self.columns);
    }
}

/// Fills rows from `top` to `bottom`, whose first and last are covered in part, with a seam at the bottom.
fn fill(column: &mut [[u8; 4]], (top, bottom): (f32, f32), color: [f32; 3]) {
    let last = column.len() as f32;
    let (first, end) = (
        top.clamp(0.0, last) as usize,
        bottom.clamp(0.0, last).ceil() as usize,
    );
    for (row, cell) in column.iter_mut().enumerate().take(end).skip(first) {
        let row = row as f32;
        let cover = (bottom.min(row + 1.0) - top.max(row)).clamp(0.0, 1.0);
        let shade = SEAM + (1.0 - SEAM) * ((bottom - row - 1.0) / 2.0).clamp(0.0, 1.0);
        let mixed = |old: u8, new: f32| (f32::from(old) * (1.0 - cover) + new * cover * 255.0) as u8;
        let [r, g, b] = color.map(|c| (c * shade).min(1.0));
        *cell = [
            mixed(cell[0], r),
            mixed(cell[1], g),
            mixed(cell[2], b),
            mixed(cell[3], 1.0),
        ];
    }
}

fn texture(device: &Device, rows: u32) -> wgpu::Texture {
    device.raw().create_texture(&wgpu::TextureDescriptor {
        label: Some("columns"),
        size: wgpu::Extent3d {
            width: rows,
            height: KEYS as u32,
            depth_or_array_layers: 1,
        },
        mip_level_count: 1,
        sample_count: 1,
        dimension: wgpu::TextureDimension::D2,
        format: wgpu::TextureFormat::Rgba8Unorm,
        usage: wgpu::TextureUsages::TEXTURE_BINDING | wgpu::TextureUsages::COPY_DST,
        view_formats: &[],
    })
}

fn group(device: &Device, texture: &wgpu::Texture) -> (wgpu::BindGroupLayout, wgpu::BindGroup) {
    let raw = device.raw();
    let layout = raw.create_bind_group_layout(&wgpu::BindGroupLayoutDescriptor {
        label: Some("columns"),
        entries: &[wgpu::BindGroupLayoutEntry {
            binding: 0,
            visibility: wgpu::ShaderStages::FRAGMENT,
            ty: wgpu::BindingType::Texture {
                sample_type: wgpu::TextureSampleType::Float { filterable: false },
                view_dimension: wgpu::TextureViewDimension::D2,
                multisampled: false,
            },
            count: None,
        }],
    });
    let view = texture.create_view(&wgpu::TextureViewDescriptor::default());
    let group = raw.create_bind_group(&wgpu::BindGroupDescriptor {
        label: Some("columns"),
        layout: &layout,
        entries: &[wgpu::BindGroupEntry {
            binding: 0,
            resource: wgpu::BindingResource::TextureView(&view),
        }],
    });
    (layout, group)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_note_fills_its_rows_and_parts_of_rows_at_its_ends() {
        let mut column = vec![[0; 4]; 10];
        fill(&mut column, (2.5, 7.25), [1.0, 0.5, 0.0]);
        let cover: Vec<_> = column.iter().map(|cell| cell[3]).collect();
        assert_eq!(cover, [0, 0, 127, 255, 255, 255, 255, 63, 0, 0]);
        assert_eq!(column[3], [255, 127, 0, 255]);
        assert!(
            column[6][0] < column[4][0],
            "a seam parts it from the note before"
        );
    }

    #[test]
    fn what_lies_outside_is_left_out() {
        let mut column = vec![[0; 4]; 4];
        fill(&mut column, (-9.0, -1.0), [1.0; 3]);
        fill(&mut column, (6.0, 9.0), [1.0; 3]);
        assert_eq!(column, vec![[0; 4]; 4]);
        fill(&mut column, (-5.0, 40.0), [1.0; 3]);
        assert!(column.iter().all(|cell| cell[3] == 255));
    }
}
