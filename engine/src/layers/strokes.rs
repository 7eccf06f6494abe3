//! Straight pieces with a thickness, of which bars, lines and the light around them are made.

use super::hue::mix;
use super::module;
use super::scene::Scene;
use super::stage::Stage;
use crate::gpu::{Device, Instances, QuadPipeline, Quads};
use bytemuck::{Pod, Zeroable};

/// Fields of [`Stroke`].
pub(super) const ATTRIBUTES: [wgpu::VertexAttribute; 5] =
    wgpu::vertex_attr_array![0 => Float32x4, 1 => Uint32, 2 => Uint32, 3 => Uint32, 4 => Float32x4];

/// Less light is not drawn.
const DARK: f32 = 0.008;

/// `Stroke` of the shader.
#[repr(C)]
#[derive(Clone, Copy, Debug, Pod, Zeroable)]
pub(super) struct Stroke {
    line: [f32; 4],
    paints: [u32; 3],
    shape: [f32; 4],
}

/// A colour and how much of it is there, each 0 to 1.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Paint(pub [f32; 3], pub f32);

impl Paint {
    /// The same with another share of its alpha.
    pub fn times(self, share: f32) -> Self {
        Self(self.0, self.1 * share)
    }

    /// 8 bits for each of red, green, blue and alpha.
    pub fn packed(self) -> u32 {
        let [r, g, b] = self.0;
        u32::from_le_bytes([r, g, b, self.1].map(|part| (part.clamp(0.0, 1.0) * 255.0).round() as u8))
    }
}

/// What a stroke is painted with at its beginning, half way and at its end, packed.
#[derive(Clone, Copy, Debug)]
pub(super) struct Gradient([u32; 3]);

impl From<Paint> for Gradient {
    fn from(paint: Paint) -> Self {
        Self([paint.packed(); 3])
    }
}

impl From<[Paint; 2]> for Gradient {
    fn from([a, b]: [Paint; 2]) -> Self {
        let halfway = Paint(mix(a.0, b.0, 0.5), (a.1 + b.1) * 0.5);
        Self([a, halfway, b].map(Paint::packed))
    }
}

impl From<[Paint; 3]> for Gradient {
    fn from(paints: [Paint; 3]) -> Self {
        Self(paints.map(Paint::packed))
    }
}

/// A row of pieces: pixels from one to the next, and half the length of one.
#[derive(Clone, Copy, Debug)]
pub(super) struct Pieces {
    pub pitch: f32,
    pub half: f32,
}

/// Where a stroke begins and ends, in pixels.
pub(super) type Span = [[f32; 2]; 2];

/// The strokes of a frame: light behind, then bars and rows of pieces, then lines.
pub(super) struct Strokes {
    stage: Stage,
    kinds: [(QuadPipeline, Instances<Stroke>); 4],
}

/// The kinds of strokes in the order they are drawn in; they are the entry points of the shader.
const KINDS: [&str; 4] = ["glow", "bar", "pieces", "line"];
const GLOW: usize = 0;
const BAR: usize = 1;
const PIECES: usize = 2;
const LINE: usize = 3;

impl Strokes {
    pub fn new(scene: &Scene<'_>) -> Self {
        let module = module(scene.device, "strokes");
        let kind = |name: &'static str| {
            let quads = Quads {
                label: name,
                module: &module,
                fragment: name,
                stride: size_of::<Stroke>(),
                attributes: &ATTRIBUTES,
                blend: match name {
                    "glow" => QuadPipeline::SCREEN,
                    _ => wgpu::BlendState::PREMULTIPLIED_ALPHA_BLENDING,
                },
                groups: &[Some(&scene.stage.layout)],
            };
            (
                QuadPipeline::new(scene.device, &quads),
                Instances::new(scene.device, name, 256),
            )
        };
        Self {
            stage: scene.stage.clone(),
            kinds: KINDS.map(kind),
        }
    }

    /// Begins a frame.
    pub fn begin(&mut self) {
        for (_, strokes) in &mut self.kinds {
            strokes.items().clear();
        }
    }

    /// Light that reaches `reach` pixels from the span.
    pub fn glow(&mut self, span: Span, reach: f32, paint: Paint) {
        if paint.1 > DARK && reach > 0.0 {
            self.add(GLOW, span, [reach, 0.0, 0.0, 0.0], paint.into());
        }
    }

    /// A bar exactly as long as the span, `half` pixels to both sides, its corners rounded by `roundness`, 0 to 1.
    pub fn bar(&mut self, span: Span, half: f32, roundness: f32, paints: impl Into<Gradient>) {
        let [[x, y], [u, v]] = span;
        let radius = half.min((u - x).hypot(v - y) * 0.5) * roundness;
        self.add(BAR, span, [half, radius, 0.0, 0.0], paints.into());
    }

    /// A bar cut into pieces; the span should hold a whole number of them.
    pub fn pieces(
        &mut self,
        span: Span,
        half: f32,
        roundness: f32,
        pieces: Pieces,
        paints: impl Into<Gradient>,
    ) {
        let radius = half.min(pieces.half) * roundness;
        let shape = [half, radius, pieces.pitch, pieces.half];
        self.add(PIECES, span, shape, paints.into());
    }

    /// A line with round ends beyond the span. One thinner than a pixel is fainter instead.
    pub fn line(&mut self, span: Span, half: f32, paints: [Paint; 2]) {
        let paints = paints.map(|paint| paint.times((half * 2.0).min(1.0)));
        self.add(LINE, span, [half.max(0.5), 0.0, 0.0, 0.0], paints.into());
    }

    /// Lines through all the points.
    pub fn path(&mut self, points: &[[f32; 2]], half: f32, paint: impl Fn(f32) -> Paint) {
        let steps = points.len().saturating_sub(1).max(1) as f32;
        for (index, pair) in points.windows(2).enumerate() {
            let paints = [paint(index as f32 / steps), paint((index + 1) as f32 / steps)];
            self.line([pair[0], pair[1]], half, paints);
        }
    }

    /// Light along all the points, as even as if they were one line.
    pub fn path_glow(&mut self, points: &[[f32; 2]], reach: f32, paint: impl Fn(f32) -> Paint) {
        // Pieces much shorter than the light reaches would cost without being seen.
        let stride = stride(points, reach * 0.6);
        let last = points.len().saturating_sub(1);
        for first in (0..last).step_by(stride) {
            let next = (first + stride).min(last);
            let (a, b) = (points[first], points[next]);
            // Where light of neighbours overlaps, it adds up to that of one.
            let long = (b[0] - a[0]).hypot(b[1] - a[1]);
            let share = (0.15 + long / reach).min(1.0) * 0.6;
            let place = (first + next) as f32 * 0.5 / last as f32;
            self.glow([a, b], reach, paint(place).times(share));
        }
    }

    fn add(&mut self, kind: usize, [from, to]: Span, shape: [f32; 4], Gradient(paints): Gradient) {
        self.kinds[kind].1.items().push(Stroke {
            line: [from[0], from[1], to[0], to[1]],
            paints,
            shape,
        });
    }

    pub fn upload(&mut self, device: &Device) {
        for (_, strokes) in &mut self.kinds {
            strokes.upload(device);
        }
    }

    /// Draws the light.
    pub fn draw_glow(&self, pass: &mut wgpu::RenderPass<'_>) {
        pass.set_bind_group(0, &self.stage.group, &[]);
        let (pipeline, strokes) = &self.kinds[GLOW];
        pipeline.draw(pass, strokes);
    }

    /// Draws all but the light.
    pub fn draw_shapes(&self, pass: &mut wgpu::RenderPass<'_>) {
        pass.set_bind_group(0, &self.stage.group, &[]);
        for (pipeline, strokes) in &self.kinds[BAR..] {
            pipeline.draw(pass, strokes);
        }
    }

    /// Draws everything.
    pub fn draw(&self, pass: &mut wgpu::RenderPass<'_>) {
        self.draw_glow(pass);
        self.draw_shapes(pass);
    }
}

/// How many points on from one another are about `wanted` pixels apart, if the points lie evenly from end to end.
fn stride(points: &[[f32; 2]], wanted: f32) -> usize {
    let [Some(first), Some(last)] = [points.first(), points.last()] else {
        return 1;
    };
    let across = (last[0] - first[0]).hypot(last[1] - first[1]).max(1.0);
    let apart = across / points.len() as f32;
    ((wanted / apart) as usize).clamp(1, 8)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paints_are_packed_from_red_on() {
        assert_eq!(Paint([1.0, 0.5, 0.0], 2.0).packed(), 0xff00_80ff);
        assert_eq!(Paint([0.0; 3], -1.0).packed(), 0);
    }

    #[test]
    fn light_is_laid_as_densely_as_it_needs() {
        let points: Vec<[f32; 2]> = (0..101).map(|n| [n as f32 * 4.0, 0.0]).collect();
        assert_eq!(stride(&points, 20.0), 5);
        assert_eq!(stride(&points, 1.0), 1);
        assert_eq!(stride(&[], 10.0), 1);
    }
}
