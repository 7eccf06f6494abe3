//! A picture of text on the device, and how it is drawn.

use super::module;
use super::scene::Scene;
use super::stage::{Area, Stage};
use crate::gpu::{Device, FORMAT, Instances, QuadPipeline, Quads, reading};
use crate::text::Drawing;
use bytemuck::{Pod, Zeroable};

/// Fields of [`Place`].
pub(super) const ATTRIBUTES: [wgpu::VertexAttribute; 3] =
    wgpu::vertex_attr_array![0 => Float32x4, 1 => Float32x4, 2 => Float32x4];

/// `Card` of the shader.
#[repr(C)]
#[derive(Clone, Copy, Debug, Pod, Zeroable)]
pub(super) struct Place {
    pub bounds: [f32; 4],
    pub source: [f32; 4],
    pub color: [f32; 4],
}

/// Text, its shadow and its pictures in colour, row by row.
#[derive(Clone, Debug)]
pub(super) struct Pixels {
    pub width: u32,
    pub height: u32,
    /// Coverage of letters, of letters and outline, of the shadow, and of pictures in colour.
    cover: Vec<[u8; 4]>,
    /// Colours of the pictures with premultiplied alpha; none where there is none.
    color: Option<Vec<[u8; 4]>>,
}

impl Pixels {
    /// Nothing yet.
    pub fn new(width: u32, height: u32) -> Self {
        let (width, height) = (width.max(1), height.max(1));
        Self {
            width,
            height,
            cover: vec![[0; 4]; (width * height) as usize],
            color: None,
        }
    }

    /// Puts a text there, the upper left corner of its box at `corner`; what does not fit is left out.
    pub fn put(&mut self, drawing: &Drawing, corner: [i32; 2]) {
        for part in &drawing.parts {
            for (x, y) in (0..part.size[1]).flat_map(|y| (0..part.size[0]).map(move |x| (x, y))) {
                let left = corner[0] + part.place[0] + x as i32;
                let top = corner[1] + part.place[1] + y as i32;
                if (0..self.width as i32).contains(&left) && (0..self.height as i32).contains(&top) {
                    let from = ((part.at[1] + y) * drawing.width + part.at[0] + x) as usize;
                    self.set((top as u32 * self.width + left as u32) as usize, drawing, from);
                }
            }
        }
    }

    /// Where texts lie over each other, as their shadows do, the stronger is seen.
    fn set(&mut self, to: usize, drawing: &Drawing, from: usize) {
        let stronger = |a: [u8; 4], b: [u8; 4]| std::array::from_fn(|i| a[i].max(b[i]));
        self.cover[to] = stronger(self.cover[to], drawing.cover[from]);
        if let Some(color) = &drawing.color {
            let room = self.cover.len();
            let colors = self.color.get_or_insert_with(|| vec![[0; 4]; room]);
            colors[to] = stronger(colors[to], color[from]);
        }
    }
}

/// A picture of text.
pub(super) struct Card {
    size: [f32; 2],
    pipeline: QuadPipeline,
    stage: Stage,
    picture: wgpu::BindGroup,
    places: Instances<Place>,
}

impl Card {
    pub fn new(label: &'static str, pixels: &Pixels, scene: &Scene<'_>) -> Self {
        let (pipeline, picture) = pen(label, pixels, scene);
        Self {
            size: [pixels.width as f32, pixels.height as f32],
            pipeline,
            stage: scene.stage.clone(),
            picture,
            places: Instances::new(scene.device, label, 1),
        }
    }

    /// Puts the card's upper left corner at `corner`, in pixels; `color` is of the text, `opacity` 0 to 1 of it all.
    pub fn place(&mut self, device: &Device, corner: [f32; 2], color: [f32; 3], opacity: f32) {
        let [left, top] = corner;
        let bounds = [left, top, left + self.size[0], top + self.size[1]];
        self.fit(device, bounds, color, opacity);
    }

    /// Puts the card there, larger or smaller than it was drawn.
    pub fn fit(&mut self, device: &Device, bounds: Area, color: [f32; 3], opacity: f32) {
        let whole = Place {
            bounds,
            source: [0.0, 0.0, 1.0, 1.0],
            color: with(color, opacity),
        };
        self.show(device, std::iter::once(whole));
    }

    /// Puts some columns of the card where they are if its upper left corner is at `corner`: each from its left to its
    /// right in pixels of the card, and with an opacity of its own.
    pub fn columns(
        &mut self,
        device: &Device,
        corner: [f32; 2],
        color: [f32; 3],
        columns: impl Iterator<Item = ([f32; 2], f32)>,
    ) {
        let ([x, y], [width, height]) = (corner, self.size);
        let places = columns.map(|([left, right], opacity)| Place {
            bounds: [x + left, y, x + right, y + height],
            source: [left / width, 0.0, right / width, 1.0],
            color: with(color, opacity),
        });
        self.show(device, places);
    }

    fn show(&mut self, device: &Device, places: impl Iterator<Item = Place>) {
        self.places.items().clear();
        let seen = places.filter(|place| place.color[3] > 0.0);
        self.places.items().extend(seen);
        self.places.upload(device);
    }

    pub fn draw(&self, pass: &mut wgpu::RenderPass<'_>) {
        pass.set_bind_group(0, &self.stage.group, &[]);
        pass.set_bind_group(1, &self.picture, &[]);
        self.pipeline.draw(pass, &self.places);
    }
}

/// What draws a picture of text, and the picture on the device.
pub(super) fn pen(
    label: &'static str,
    pixels: &Pixels,
    scene: &Scene<'_>,
) -> (QuadPipeline, wgpu::BindGroup) {
    let types = [reading::PICTURE, reading::SAMPLER, reading::PICTURE];
    let layout = reading::layout(scene.device, label, wgpu::ShaderStages::FRAGMENT, &types);
    let quads = Quads {
        label,
        module: &module(scene.device, "text"),
        fragment: if pixels.color.is_some() {
            "illustrated"
        } else {
            "plain"
        },
        stride: size_of::<Place>(),
        attributes: &ATTRIBUTES,
        blend: wgpu::BlendState::PREMULTIPLIED_ALPHA_BLENDING,
        groups: &[Some(&scene.stage.layout), Some(&layout)],
    };
    let group = group(scene.device, &layout, label, pixels);
    (QuadPipeline::new(scene.device, &quads), group)
}

fn with([r, g, b]: [f32; 3], opacity: f32) -> [f32; 4] {
    [r, g, b, opacity]
}

fn group(device: &Device, layout: &wgpu::BindGroupLayout, label: &str, pixels: &Pixels) -> wgpu::BindGroup {
    let view = |size, pixels: &[[u8; 4]]| {
        reading::picture(device, label, size, FORMAT, bytemuck::cast_slice(pixels))
    };
    let size = (pixels.width, pixels.height);
    let cover = view(size, &pixels.cover);
    // One clear pixel stands for no pictures.
    let color = match &pixels.color {
        Some(color) => view(size, color),
        None => view((1, 1), &[[0; 4]]),
    };
    let sampler = reading::smooth(device, label, wgpu::AddressMode::ClampToEdge);
    let resources = vec![
        wgpu::BindingResource::TextureView(&cover),
        wgpu::BindingResource::Sampler(&sampler),
        wgpu::BindingResource::TextureView(&color),
    ];
    reading::group(device, label, layout, resources)
}
