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

/// A note in a column.
#[derive(Clone, Copy, Debug)]
struct Crowded {
    key: usize,
    /// The upper and the lower edge, in rows.
    edges: (f32, f32),
    color: [f32; 3],
}

/// The columns of all keys.
pub(super) struct Crowd {
    /// Colour and coverage of each row, from the top, key by key.
    cells: Vec<[u8; 4]>,
    rows: usize,
    /// Rows in a pixel.
    scale: f32,
    /// The notes of a frame by their onsets.
    notes: Vec<Crowded>,
    /// For each key the rows of its column that later notes hide; none where there is nothing in it.
    hidden: [Option<(usize, usize)>; KEYS],
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
            notes: Vec::with_capacity(1024),
            hidden: [None; KEYS],
            texture,
            group,
            pipeline: QuadPipeline::new(scene.device, &quads),
            columns: Instances::new(scene.device, "columns", KEYS),
        }
    }

    /// Begins a frame.
    pub fn clear(&mut self) {
        self.notes.clear();
        for (key, hidden) in self.hidden.iter_mut().enumerate() {
            if hidden.take().is_some() {
                self.cells[key * self.rows..(key + 1) * self.rows].fill([0; 4]);
            }
        }
    }

    /// Adds a note of a key, over those before it.
    pub fn add(&mut self, note: &Note, key: usize) {
        let [_, top, _, bottom] = note.bounds.map(|edge| edge * self.scale);
        self.notes.push(Crowded {
            key,
            edges: (top, bottom),
            color: note.burning(),
        });
    }

    /// Fills the columns, from the latest note to the first, so that hidden rows are not touched.
    fn fill(&mut self) {
        for note in self.notes.iter().rev() {
            let column = &mut self.cells[note.key * self.rows..(note.key + 1) * self.rows];
            let hidden = &mut self.hidden[note.key];
            let (from, to) = hidden.unwrap_or_default();
            let rows = covered(note.edges, column.len());
            for row in (rows.0..rows.1.min(from)).chain(rows.0.max(to)..rows.1) {
                lay_under(&mut column[row], row as f32, note);
            }
            *hidden = Some(joined((from, to), opaque(note.edges, column.len())));
        }
    }

    pub fn upload(&mut self, device: &Device, layout: &Layout, width: impl Fn(bool) -> f32) {
        self.fill();
        let items = self.columns.items();
        items.clear();
        // Black keys lie over white ones.
        for black in [false, true] {
            let keys = (0..KEYS as u8).filter(|&key| self.hidden[usize::from(key)].is_some());
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

/// The rows that a note covers, some in part: the first, and the one after the last.
fn covered((top, bottom): (f32, f32), rows: usize) -> (usize, usize) {
    let rows = rows as f32;
    (
        top.clamp(0.0, rows) as usize,
        bottom.clamp(0.0, rows).ceil() as usize,
    )
}

/// The rows that a note covers in full.
fn opaque((top, bottom): (f32, f32), rows: usize) -> (usize, usize) {
    let rows = rows as f32;
    (
        top.clamp(0.0, rows).ceil() as usize,
        bottom.clamp(0.0, rows) as usize,
    )
}

/// Both runs of rows where they touch, else the new one, unless it is empty.
fn joined(old: (usize, usize), new: (usize, usize)) -> (usize, usize) {
    if new.0 >= new.1 {
        return old;
    }
    if old.0 < old.1 && new.0 <= old.1 && old.0 <= new.1 {
        return (old.0.min(new.0), old.1.max(new.1));
    }
    new
}

/// Lays a row of a note under what is there: its first and last rows are covered in part, its lowest are darker.
fn lay_under(cell: &mut [u8; 4], row: f32, note: &Crowded) {
    let (top, bottom) = note.edges;
    let cover = (bottom.min(row + 1.0) - top.max(row)).clamp(0.0, 1.0);
    let cover = cover * f32::from(255 - cell[3]);
    let shade = SEAM + (1.0 - SEAM) * ((bottom - row - 1.0) / 2.0).clamp(0.0, 1.0);
    for (part, color) in cell.iter_mut().zip(note.color) {
        *part = part.saturating_add(((color * shade).min(1.0) * cover) as u8);
    }
    cell[3] = cell[3].saturating_add(cover.round() as u8);
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
            // The vertex stage asks how many rows there are.
            visibility: wgpu::ShaderStages::VERTEX_FRAGMENT,
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

    fn lay(column: &mut [[u8; 4]], top: f32, bottom: f32, color: [f32; 3]) {
        let note = Crowded {
            key: 0,
            edges: (top, bottom),
            color,
        };
        let (from, to) = covered(note.edges, column.len());
        for (row, cell) in column.iter_mut().enumerate().take(to).skip(from) {
            lay_under(cell, row as f32, &note);
        }
    }

    #[test]
    fn a_note_fills_its_rows_and_parts_of_rows_at_its_ends() {
        let mut column = vec![[0; 4]; 10];
        lay(&mut column, 2.5, 7.25, [1.0, 0.5, 0.0]);
        let cover: Vec<_> = column.iter().map(|cell| cell[3]).collect();
        assert_eq!(cover, [0, 0, 128, 255, 255, 255, 255, 64, 0, 0]);
        assert_eq!(column[3], [255, 127, 0, 255]);
        assert!(
            column[6][0] < column[4][0],
            "a seam parts it from the note before"
        );
    }

    #[test]
    fn an_earlier_note_is_seen_where_later_ones_leave_room() {
        let mut column = vec![[0; 4]; 10];
        lay(&mut column, 2.0, 5.0, [1.0, 0.0, 0.0]);
        lay(&mut column, 0.0, 9.0, [0.0, 0.0, 1.0]);
        assert_eq!(column[2], [255, 0, 0, 255]);
        assert_eq!((column[1], column[5]), ([0, 0, 255, 255], [0, 0, 255, 255]));
    }

    #[test]
    fn rows_outside_are_left_out_and_hidden_ones_known() {
        assert_eq!(covered((-9.0, -1.0), 4), (0, 0));
        assert_eq!(covered((6.0, 9.0), 4), (4, 4));
        assert_eq!(covered((-5.0, 40.0), 4), (0, 4));
        assert_eq!(opaque((0.5, 2.5), 4), (1, 2));
        assert_eq!(joined((2, 5), (5, 9)), (2, 9));
        assert_eq!(joined((2, 5), (7, 9)), (7, 9));
        assert_eq!(joined((2, 5), (6, 6)), (2, 5));
        assert_eq!(joined((0, 0), (6, 8)), (6, 8));
    }
}
