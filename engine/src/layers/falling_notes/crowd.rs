//! Crowds of short notes: each key's column is filled row by row here and drawn as one strip, so that the price of a
//! frame does not grow with the number of notes.

use super::notes::{BLACK_WIDTH, Note};
use crate::gpu::{Device, Instances, QuadPipeline, Quads, reading};
use crate::layers::layout::Layout;
use crate::layers::module;
use crate::layers::scene::Scene;
use bytemuck::{Pod, Zeroable};
use std::ops::Range;

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
/// Brightness of the lowest row of a note, which parts it from the one before: where notes begin so many rows from each
/// other, and where they begin a tenth as many. Fine dark lines would flicker.
const SEAM: (f32, f32) = (0.45, 0.9);
const FAR: f32 = 16.0;

/// A note in a column.
#[derive(Clone, Copy, Debug)]
struct Crowded {
    key: usize,
    /// The upper and the lower edge, in rows.
    edges: (f32, f32),
    color: [f32; 3],
    /// Brightness of the lowest row.
    seam: f32,
}

/// What all notes have in a row: they grow brighter as they fall, and come out of the dark at the top.
#[derive(Clone, Copy, Debug)]
struct Row {
    light: f32,
    /// 0 to 1.
    fade: f32,
}

/// The columns of all keys.
pub(super) struct Crowd {
    /// Colour and coverage of each row, from the top, key by key.
    cells: Vec<[u8; 4]>,
    rows: Vec<Row>,
    /// Rows in a pixel.
    scale: f32,
    /// The notes of a frame by their onsets.
    notes: Vec<Crowded>,
    /// For each key the rows of its column that later notes hide; none where there is nothing in it.
    hidden: [Option<(usize, usize)>; KEYS],
    texture: wgpu::Texture,
    group: wgpu::BindGroup,
    blended: QuadPipeline,
    opaque: QuadPipeline,
    columns: Instances<Column>,
    /// Which columns are drawn together, in their order: in turns blended and opaque.
    runs: [Range<u32>; 4],
}

impl Crowd {
    pub fn new(scene: &Scene<'_>) -> Self {
        let height = scene.layout.strike.max(1.0);
        let rows = (height.ceil() as usize).clamp(1, MAX_ROWS);
        let texture = texture(scene.device, rows as u32);
        let (layout, group) = group(scene.device, &texture);
        let module = module(scene.device, "crowd");
        let pipeline = |label, blend| {
            let quads = Quads {
                label,
                module: &module,
                fragment: "fragment",
                stride: size_of::<Column>(),
                attributes: &ATTRIBUTES,
                blend,
                groups: &[Some(&scene.stage.layout), Some(&layout)],
            };
            QuadPipeline::new(scene.device, &quads)
        };
        let scale = rows as f32 / height.ceil();
        let row = |row: usize| {
            let y = (row as f32 + 0.5) / scale;
            Row {
                light: 0.74 + 0.34 * y / height,
                fade: (y / scene.layout.fade).min(1.0),
            }
        };
        Self {
            cells: vec![[0; 4]; rows * KEYS],
            rows: (0..rows).map(row).collect(),
            scale,
            notes: Vec::with_capacity(1024),
            hidden: [None; KEYS],
            texture,
            group,
            blended: pipeline("columns", wgpu::BlendState::PREMULTIPLIED_ALPHA_BLENDING),
            opaque: pipeline("opaque columns", wgpu::BlendState::REPLACE),
            columns: Instances::new(scene.device, "columns", 3 * KEYS),
            runs: Default::default(),
        }
    }

    /// Begins a frame.
    pub fn clear(&mut self) {
        self.notes.clear();
        for (key, hidden) in self.hidden.iter_mut().enumerate() {
            if hidden.take().is_some() {
                let rows = self.rows.len();
                self.cells[key * rows..(key + 1) * rows].fill([0; 4]);
            }
        }
    }

    /// Adds a note of a key, over those before it; notes there begin so many pixels from each other.
    pub fn add(&mut self, note: &Note, key: usize, distance: f32) {
        let [_, top, _, bottom] = note.bounds.map(|edge| edge * self.scale);
        let near = 1.0 - (distance * self.scale / FAR).clamp(0.1, 1.0);
        self.notes.push(Crowded {
            key,
            edges: (top, bottom),
            color: note.burning(),
            seam: SEAM.0 + (SEAM.1 - SEAM.0) * near / 0.9,
        });
    }

    /// Fills the columns, from the latest note to the first, so that hidden rows are not touched.
    fn fill(&mut self) {
        for note in self.notes.iter().rev() {
            let column = &mut self.cells[note.key * self.rows.len()..][..self.rows.len()];
            let hidden = &mut self.hidden[note.key];
            let (from, to) = hidden.unwrap_or_default();
            let rows = covered(note.edges, column.len());
            for row in (rows.0..rows.1.min(from)).chain(rows.0.max(to)..rows.1) {
                lay_under(&mut column[row], row, self.rows[row], note);
            }
            *hidden = Some(joined((from, to), opaque(note.edges, column.len())));
        }
    }

    pub fn upload(&mut self, device: &Device, layout: &Layout, width: impl Fn(bool) -> f32) {
        self.fill();
        self.columns.items().clear();
        // Black keys lie over white ones.
        for (index, black) in [false, true].into_iter().enumerate() {
            for opaque in [false, true] {
                let begin = self.columns.items().len() as u32;
                for number in layout.keys.clone().filter(|&key| layout.key(key).black == black) {
                    self.add_columns(layout, number, width(black), opaque);
                }
                self.runs[2 * index + usize::from(opaque)] = begin..self.columns.items().len() as u32;
            }
        }
        if self.columns.items().is_empty() {
            return;
        }
        self.columns.upload(device);
        let layout = wgpu::TexelCopyBufferLayout {
            offset: 0,
            bytes_per_row: Some(self.rows.len() as u32 * 4),
            rows_per_image: None,
        };
        let bytes = bytemuck::cast_slice(&self.cells);
        let size = self.texture.size();
        device
            .queue()
            .write_texture(self.texture.as_image_copy(), bytes, layout, size);
    }

    /// Adds what of a key's column is opaque, or what lies above and below that.
    fn add_columns(&mut self, layout: &Layout, number: u8, width: f32, opaque: bool) {
        let Some(hidden) = self.hidden[usize::from(number)] else {
            return;
        };
        let key = layout.key(number);
        let half = key.width() * width / 2.0;
        let (mut left, mut right) = (key.middle() - half, key.middle() + half);
        let (top, bottom) = self.opaque_pixels(hidden);
        if opaque {
            let black = |number| self.black_column(layout, number, (top, bottom));
            left = black(number.wrapping_sub(1)).map_or(left, |black| left.max(black.1));
            right = black(number + 1).map_or(right, |black| right.min(black.0));
        }
        let parts = match opaque {
            true => [(top, bottom), (0.0, 0.0)],
            false => [(0.0, top), (bottom, layout.strike)],
        };
        for (top, bottom) in parts.into_iter().filter(|(top, bottom)| top < bottom) {
            self.columns.items().push(Column {
                bounds: [left, top, right, bottom],
                key: f32::from(number),
            });
        }
    }

    /// From where to where a black key's column hides what lies below it from the one pixel to the other.
    fn black_column(&self, layout: &Layout, number: u8, (top, bottom): (f32, f32)) -> Option<(f32, f32)> {
        let key = layout.key(number & 127);
        let opaque = self.opaque_pixels(self.hidden[usize::from(number & 127)]?);
        let half = key.width() * BLACK_WIDTH / 2.0;
        let hides = key.black && opaque.0 <= top && opaque.1 >= bottom;
        hides.then(|| (key.middle() - half, key.middle() + half))
    }

    /// From which pixel to which one a column is opaque where notes cover these rows.
    fn opaque_pixels(&self, (from, to): (usize, usize)) -> (f32, f32) {
        let dark = self.rows.partition_point(|row| row.fade < 1.0);
        let top = (from.max(dark) as f32 / self.scale).ceil();
        (top, (to as f32 / self.scale).floor().max(top))
    }

    pub fn draw(&self, pass: &mut wgpu::RenderPass<'_>) {
        if self.columns.is_empty() {
            return;
        }
        pass.set_bind_group(1, &self.group, &[]);
        for (index, run) in self.runs.iter().enumerate().filter(|(_, run)| !run.is_empty()) {
            let pipeline = if index % 2 == 0 {
                &self.blended
            } else {
                &self.opaque
            };
            pipeline.draw_some(pass, &self.columns, run.clone());
        }
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
fn lay_under(cell: &mut [u8; 4], index: usize, row: Row, note: &Crowded) {
    let (top, bottom) = note.edges;
    let place = index as f32;
    let cover = (bottom.min(place + 1.0) - top.max(place)).clamp(0.0, 1.0);
    let cover = cover * (255.0 * row.fade - f32::from(cell[3])).max(0.0);
    let shade = note.seam + (1.0 - note.seam) * ((bottom - place - 1.0) / 2.0).clamp(0.0, 1.0);
    for (part, color) in cell.iter_mut().zip(note.color) {
        *part = part.saturating_add(((color * shade * row.light).min(1.0) * cover) as u8);
    }
    cell[3] = cell[3].saturating_add((cover + 0.5) as u8);
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
        entries: &[
            wgpu::BindGroupLayoutEntry {
                binding: 0,
                visibility: wgpu::ShaderStages::FRAGMENT,
                ty: wgpu::BindingType::Texture {
                    sample_type: wgpu::TextureSampleType::Float { filterable: true },
                    view_dimension: wgpu::TextureViewDimension::D2,
                    multisampled: false,
                },
                count: None,
            },
            wgpu::BindGroupLayoutEntry {
                binding: 1,
                visibility: wgpu::ShaderStages::FRAGMENT,
                ty: wgpu::BindingType::Sampler(wgpu::SamplerBindingType::Filtering),
                count: None,
            },
        ],
    });
    let view = texture.create_view(&wgpu::TextureViewDescriptor::default());
    let exact = reading::exact(device, "columns");
    let group = raw.create_bind_group(&wgpu::BindGroupDescriptor {
        label: Some("columns"),
        layout: &layout,
        entries: &[
            wgpu::BindGroupEntry {
                binding: 0,
                resource: wgpu::BindingResource::TextureView(&view),
            },
            wgpu::BindGroupEntry {
                binding: 1,
                resource: wgpu::BindingResource::Sampler(&exact),
            },
        ],
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
            seam: SEAM.0,
        };
        let row = Row {
            light: 1.0,
            fade: 1.0,
        };
        let (from, to) = covered(note.edges, column.len());
        for (index, cell) in column.iter_mut().enumerate().take(to).skip(from) {
            lay_under(cell, index, row, &note);
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
