//! Lays texts and plain shapes onto the picture.

use super::block::{Block, Cast};
use super::cells::Cells;
use super::group::{self, Pictures, Plane};
use super::look::Look;
use crate::gpu::{Device, Instances, QuadPipeline, Quads};
use crate::layers::module;
use crate::layers::scene::Scene;
use crate::layers::stage::Stage;
use crate::text::{Part, Rect, Unit};
use bytemuck::{Pod, Zeroable};
use std::ops::Range;

/// Fields of [`Mark`].
pub(in crate::layers) const ATTRIBUTES: [wgpu::VertexAttribute; 6] = wgpu::vertex_attr_array![
    0 => Float32x4, 1 => Float32x4, 2 => Float32x4, 3 => Float32x4, 4 => Float32x4, 5 => Float32x4
];

/// Kinds of marks, as the shader knows them.
const INK: f32 = 0.0;
const SHADOW: f32 = 1.0;
const CAPSULE: f32 = 2.0;
const RULE: f32 = 3.0;
const RING: f32 = 4.0;
const OUTLINE: f32 = 5.0;
const FILL: f32 = 6.0;
/// Beyond every edge.
const FAR: f32 = 1e6;

/// One quad; `Mark` of the shader.
#[repr(C)]
#[derive(Clone, Copy, Debug, Pod, Zeroable)]
pub(in crate::layers) struct Mark {
    bounds: [f32; 4],
    source: [f32; 4],
    color: [f32; 4],
    sung: [f32; 4],
    outline: [f32; 4],
    sweep: [f32; 4],
}

/// Where a text is laid.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(in crate::layers) struct At {
    /// The upper left corner of its box, in pixels.
    pub origin: [f32; 2],
    /// How much larger it is shown than it was drawn.
    pub scale: f32,
}

/// How a part of a text is seen.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(in crate::layers) struct Reveal {
    /// 0 to 1.
    pub opacity: f32,
    /// To the right and down from its place, in pixels.
    pub shift: [f32; 2],
    /// Around its own middle.
    pub scale: f32,
    /// How much of it has been sung, 0 to 1.
    pub sung: f32,
}

impl Default for Reveal {
    fn default() -> Self {
        Self {
            opacity: 1.0,
            shift: [0.0; 2],
            scale: 1.0,
            sung: 0.0,
        }
    }
}

impl Reveal {
    pub fn shifted(self, shift: [f32; 2]) -> Self {
        Self { shift, ..self }
    }
}

/// Collects what a layer writes in a frame, and draws it.
pub(in crate::layers) struct Pen {
    pipelines: [QuadPipeline; Ink::ALL.len()],
    pub(super) layout: wgpu::BindGroupLayout,
    plain: wgpu::BindGroup,
    stage: Stage,
    marks: Instances<Mark>,
    /// Which marks are drawn how, and with which pictures.
    runs: Vec<(Ink, wgpu::BindGroup, Range<u32>)>,
}

/// How marks are drawn: one entry point of the shader for each, as a branch would cost all of them for every pixel where
/// the processor draws.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Ink {
    /// Letters of one colour.
    Plain,
    /// Letters with all they may have.
    Letters,
    /// Shadows that lie on the picture of the letters.
    Cast,
    /// Shadows of their own.
    Shade,
    Shapes,
}

impl Ink {
    const ALL: [Self; 5] = [Self::Plain, Self::Letters, Self::Cast, Self::Shade, Self::Shapes];

    fn entry_point(self) -> &'static str {
        match self {
            Self::Plain => "plain",
            Self::Letters => "letters",
            Self::Cast => "thrown",
            Self::Shade => "shade",
            Self::Shapes => "shape",
        }
    }
}

impl Pen {
    pub fn new(scene: &Scene<'_>) -> Self {
        let layout = group::layout(scene.device);
        let module = module(scene.device, "lettering");
        let pipeline = |ink: Ink| {
            let quads = Quads {
                label: "lettering",
                module: &module,
                fragment: ink.entry_point(),
                stride: size_of::<Mark>(),
                attributes: &ATTRIBUTES,
                blend: wgpu::BlendState::PREMULTIPLIED_ALPHA_BLENDING,
                groups: &[Some(&scene.stage.layout), Some(&layout)],
            };
            QuadPipeline::new(scene.device, &quads)
        };
        let nothing = Pictures {
            cover: Plane {
                size: (1, 1),
                pixels: &[[0; 4]],
            },
            color: None,
            shadow: None,
        };
        Self {
            pipelines: Ink::ALL.map(pipeline),
            plain: group::group(scene.device, &layout, &nothing),
            stage: scene.stage.clone(),
            marks: Instances::new(scene.device, "lettering", 64),
            runs: Vec::with_capacity(8),
            layout,
        }
    }

    /// Begins a frame.
    pub fn begin(&mut self) {
        self.marks.items().clear();
        self.runs.clear();
    }

    /// Writes a text with its shadow; `reveal` tells how each unit is seen.
    pub fn write(&mut self, block: &Block, at: At, look: &Look, reveal: impl Fn(usize) -> Reveal) {
        if look.opacity <= 0.0 {
            return;
        }
        if let Some(shadow) = &block.shadow {
            let began = self.marks.len();
            self.cast(shadow, at, look, &reveal);
            self.run(Ink::Shade, &block.group, began);
        }
        let began = self.marks.len();
        let mut ink = if block.plain { Ink::Plain } else { Ink::Letters };
        // Outlines must not lie on letters beside them: they all come first.
        let layers: &[f32] = if block.outlined { &[OUTLINE, FILL] } else { &[INK] };
        for &kind in layers {
            for part in &block.parts {
                let reveal = reveal(part.unit);
                let unit = block.units.get(part.unit);
                if let (Some(unit), true) = (unit, reveal.opacity > 0.0) {
                    let letters = block.letters * at.scale;
                    if reveal.sung > 0.0 {
                        ink = Ink::Letters;
                    }
                    self.marks
                        .items()
                        .push(Mark::revealed(part, unit, at, look, &reveal, (kind, letters)));
                }
            }
        }
        self.run(ink, &block.group, began);
    }

    /// Writes short texts wherever they are wanted, first all their shadows, then all letters.
    pub fn pick(&mut self, cells: &Cells, picks: &[Pick], look: &Look) {
        let letters = if cells.plain { Ink::Plain } else { Ink::Letters };
        let layers: &[Ink] = if cells.shadowed {
            &[Ink::Cast, letters]
        } else {
            &[letters]
        };
        for &ink in layers {
            let began = self.marks.len();
            let base = if ink == Ink::Cast { look.shadow } else { look.color };
            for pick in picks {
                let Some(part) = cells.cells.get(pick.cell).and_then(|cell| cell.part) else {
                    continue;
                };
                let own = pick.color.filter(|_| ink != Ink::Cast);
                let color = with(own.unwrap_or(base), look.opacity * pick.opacity);
                let at = At {
                    origin: pick.place,
                    scale: pick.scale,
                };
                self.marks.items().push(Mark {
                    color,
                    sung: color,
                    outline: with(look.outline, INK),
                    sweep: [FAR, 1.0, 1.0, 0.0],
                    ..Mark::placed(&part, |axis, place| at.origin[axis] + place * at.scale)
                });
            }
            self.run(ink, &cells.group, began);
        }
    }

    /// A line with round ends, a disc where it is as long as high; what lies left of `played` has the second colour, and
    /// each colour its own opacity.
    pub fn capsule(&mut self, bounds: [f32; 4], played: f32, look: &Look, opacities: [f32; 2]) {
        self.shape(CAPSULE, bounds, [played, 1.0, 1.0, 0.0], look, opacities);
    }

    /// A fine line that fades towards its ends.
    pub fn rule(&mut self, bounds: [f32; 4], look: &Look) {
        self.shape(RULE, bounds, [FAR, 1.0, -1.0, 0.0], look, [look.opacity; 2]);
    }

    /// A ring within `bounds`, `thickness` pixels thick; the part `sung`, 0 to 1, clockwise from the top, has the second
    /// colour and round ends.
    pub fn ring(&mut self, bounds: [f32; 4], thickness: f32, sung: f32, look: &Look, opacities: [f32; 2]) {
        self.shape(RING, bounds, [sung, 1.0, 1.0, thickness], look, opacities);
    }

    fn shape(&mut self, kind: f32, bounds: [f32; 4], sweep: [f32; 4], look: &Look, opacities: [f32; 2]) {
        if look.opacity <= 0.0 {
            return;
        }
        let began = self.marks.len();
        let [left, top, right, bottom] = bounds;
        self.marks.items().push(Mark {
            bounds: [left - 1.0, top - 1.0, right + 1.0, bottom + 1.0],
            source: [left, top, right, bottom],
            color: with(look.color, opacities[0]),
            sung: with(look.sung, opacities[1]),
            outline: with(look.outline, kind),
            sweep,
        });
        let plain = self.plain.clone();
        self.run(Ink::Shapes, &plain, began);
    }

    /// Notes that the marks from `began` on are drawn so and with `group`; what follows with the same is drawn with it.
    fn run(&mut self, ink: Ink, group: &wgpu::BindGroup, began: u32) {
        let end = self.marks.len();
        if began == end {
            return;
        }
        match self.runs.last_mut() {
            Some((same, last, range)) if (*same, &*last) == (ink, group) => range.end = end,
            _ => self.runs.push((ink, group.clone(), began..end)),
        }
    }

    /// Sends the frame's marks to the device.
    pub fn upload(&mut self, device: &Device) {
        self.marks.upload(device);
    }

    pub fn draw(&self, pass: &mut wgpu::RenderPass<'_>) {
        if self.runs.is_empty() {
            return;
        }
        pass.set_bind_group(0, &self.stage.group, &[]);
        for (ink, group, range) in &self.runs {
            pass.set_bind_group(1, group, &[]);
            self.pipelines[*ink as usize].draw_some(pass, &self.marks, range.clone());
        }
    }

    fn cast(&mut self, shadow: &Cast, at: At, look: &Look, reveal: &impl Fn(usize) -> Reveal) {
        let [left, _] = shadow.place;
        let right = left + shadow.size[0];
        for line in &shadow.lines {
            let mut from = left;
            let mut dark = line.middles.first().map_or(0.0, |first| reveal(first.1).opacity);
            for index in 0..=line.middles.len() {
                let next = line.middles.get(index);
                let (to, darker) = next.map_or((right, dark), |next| (next.0, reveal(next.1).opacity));
                // Neighbours that are equally dark are one strip.
                let goes_on = next.is_some() && dark == darker && {
                    let after = line
                        .middles
                        .get(index + 1)
                        .map_or(dark, |after| reveal(after.1).opacity);
                    after == dark
                };
                if goes_on {
                    continue;
                }
                self.strip(
                    shadow,
                    [from, line.top, to, line.bottom],
                    at,
                    look,
                    [dark, darker],
                );
                (from, dark) = (to, darker);
            }
        }
    }

    fn strip(
        &mut self,
        shadow: &Cast,
        [left, top, right, bottom]: [f32; 4],
        at: At,
        look: &Look,
        darks: [f32; 2],
    ) {
        if right <= left || bottom <= top || darks[0].max(darks[1]) <= 0.0 {
            return;
        }
        let to = |axis: usize, place: f32| at.origin[axis] + place * at.scale;
        let [x, y] = shadow.place;
        self.marks.items().push(Mark {
            bounds: [to(0, left), to(1, top), to(0, right), to(1, bottom)],
            source: [left - x, top - y, right - x, bottom - y],
            color: with(look.shadow, darks[0] * look.opacity),
            sung: with(look.shadow, darks[1] * look.opacity),
            outline: with(look.outline, SHADOW),
            sweep: [0.0; 4],
        });
    }
}

/// A short text, and where it is wanted.
#[derive(Clone, Copy, Debug)]
pub(in crate::layers) struct Pick {
    /// The number of the text.
    pub cell: usize,
    /// Where its left end and the upper edge of its line are to be, in pixels.
    pub place: [f32; 2],
    /// How much larger it is shown than it was drawn.
    pub scale: f32,
    /// 0 to 1.
    pub opacity: f32,
    /// Its own colour, if it has one.
    pub color: Option<[f32; 3]>,
}

impl Mark {
    /// A part of a text as it is revealed.
    fn revealed(
        part: &Part,
        unit: &Unit,
        at: At,
        look: &Look,
        reveal: &Reveal,
        (kind, letters): (f32, f32),
    ) -> Self {
        let Rect {
            left,
            top,
            right,
            bottom,
        } = unit.bounds;
        let middle = [(left + right) / 2.0, (top + bottom) / 2.0];
        let to = |axis: usize, place: f32| {
            let grown = middle[axis] + (place - middle[axis]) * reveal.scale;
            at.origin[axis] + grown * at.scale + reveal.shift[axis]
        };
        let ends = (to(0, left), to(0, right));
        let opacity = look.opacity * reveal.opacity;
        Self {
            color: with(look.color, opacity),
            sung: with(look.sung, opacity),
            outline: with(look.outline, kind),
            sweep: sweep(reveal.sung, unit.rtl, ends, letters),
            ..Self::placed(part, to)
        }
    }

    /// A part of a picture brought to its place, with a pixel more on each side, so that edges between pixels stay soft.
    fn placed(part: &Part, to: impl Fn(usize, f32) -> f32) -> Self {
        let [left, top] = part.place.map(|place| place as f32 - 1.0);
        let [width, height] = part.size.map(|size| size as f32 + 2.0);
        let [x, y] = part.at.map(|at| at as f32 - 1.0);
        Self {
            bounds: [to(0, left), to(1, top), to(0, left + width), to(1, top + height)],
            source: [x, y, x + width, y + height],
            ..Self::zeroed()
        }
    }
}

fn with([r, g, b]: [f32; 3], a: f32) -> [f32; 4] {
    [r, g, b, a]
}

/// Where the edge between sung and not sung is, how soft it is, and to which side what is sung lies.
fn sweep(sung: f32, rtl: bool, (left, right): (f32, f32), size: f32) -> [f32; 4] {
    if sung <= 0.0 {
        return [-FAR, 1.0, 1.0, 0.0];
    }
    if sung >= 1.0 {
        return [FAR, 1.0, 1.0, 0.0];
    }
    let soft = (size * 0.06).max(1.0);
    if rtl {
        [right - (right - left) * sung, soft, -1.0, 0.0]
    } else {
        [left + (right - left) * sung, soft, 1.0, 0.0]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_sung_lies_where_reading_begins() {
        assert_eq!(sweep(0.25, false, (10.0, 50.0), 10.0), [20.0, 1.0, 1.0, 0.0]);
        assert_eq!(sweep(0.25, true, (10.0, 50.0), 10.0), [40.0, 1.0, -1.0, 0.0]);
        assert!(sweep(0.0, true, (10.0, 50.0), 10.0)[0] < 0.0);
        assert!(sweep(1.0, true, (10.0, 50.0), 10.0)[0] > 50.0);
    }
}
