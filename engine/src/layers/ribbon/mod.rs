//! Ribbons of light: chains of quads that share their edges, so that no joint is seen.

use super::module;
use super::scene::Scene;
use crate::gpu::{Device, Instances, QuadPipeline, Quads};
use bytemuck::{Pod, Zeroable};

/// Fields of [`Segment`].
pub(super) const ATTRIBUTES: [wgpu::VertexAttribute; 4] =
    wgpu::vertex_attr_array![0 => Float32x4, 1 => Float32x4, 2 => Float32x4, 3 => Float32x4];

/// `Segment` of the shader.
#[repr(C)]
#[derive(Clone, Copy, Debug, Pod, Zeroable)]
pub(super) struct Segment {
    ends: [f32; 4],
    sides: [f32; 4],
    first: [f32; 4],
    second: [f32; 4],
}

/// A point of a ribbon.
#[derive(Clone, Copy, Debug)]
pub(super) struct Knot {
    pub at: [f32; 2],
    /// Half the width, in pixels.
    pub half: f32,
    /// Light, and how white the middle is, 0 to 1.
    pub color: [f32; 4],
}

impl Segment {
    /// A straight one.
    pub fn straight(a: &Knot, b: &Knot) -> Self {
        let side = side(a.at, b.at);
        Self::between(a, b, side, side)
    }

    /// From `a` to `b`; the sides are of length 1.
    fn between(a: &Knot, b: &Knot, side_a: [f32; 2], side_b: [f32; 2]) -> Self {
        let [a_side, b_side] = [(a, side_a), (b, side_b)].map(|(knot, side)| side.map(|s| s * knot.half));
        Self {
            ends: [a.at[0], a.at[1], b.at[0], b.at[1]],
            sides: [a_side[0], a_side[1], b_side[0], b_side[1]],
            first: a.color,
            second: b.color,
        }
    }

    /// The part below a line from `a` to `b`: straight down, as deep as each is half wide.
    pub fn curtain(a: &Knot, b: &Knot) -> Self {
        Self {
            ends: [a.at[0], a.at[1] + a.half, b.at[0], b.at[1] + b.half],
            sides: [0.0, a.half, 0.0, b.half],
            first: a.color,
            second: b.color,
        }
    }
}

/// Square to the way from `a` to `b`, of length 1.
fn side(a: [f32; 2], b: [f32; 2]) -> [f32; 2] {
    let way = [b[0] - a[0], b[1] - a[1]];
    let length = way[0].hypot(way[1]).max(1e-4);
    [-way[1] / length, way[0] / length]
}

/// A chain through `knots`, its segments joined without gap or overlap.
pub(super) fn chain<'a>(knots: &'a [Knot]) -> impl Iterator<Item = Segment> + 'a {
    let side_at = |index: usize| {
        let (before, after) = (index.saturating_sub(1), (index + 1).min(knots.len() - 1));
        side(knots[before].at, knots[after].at)
    };
    (1..knots.len()).map(move |index| {
        Segment::between(
            &knots[index - 1],
            &knots[index],
            side_at(index - 1),
            side_at(index),
        )
    })
}

/// How ribbons look across.
#[derive(Clone, Copy, Debug)]
pub(super) enum Cut {
    /// Brightest in the middle.
    Light,
    /// Brightest at the upper end of a curtain.
    Curtain,
}

/// Draws ribbons.
pub(super) struct Ribbons {
    pipeline: QuadPipeline,
    segments: Instances<Segment>,
}

impl Ribbons {
    pub fn new(scene: &Scene<'_>, label: &'static str, cut: Cut, room: usize) -> Self {
        let quads = Quads {
            label,
            module: &module(scene.device, "ribbon"),
            fragment: match cut {
                Cut::Light => "light",
                Cut::Curtain => "curtain",
            },
            stride: size_of::<Segment>(),
            attributes: &ATTRIBUTES,
            blend: QuadPipeline::SCREEN,
            groups: &[Some(&scene.stage.layout)],
        };
        Self {
            pipeline: QuadPipeline::new(scene.device, &quads),
            segments: Instances::new(scene.device, label, room),
        }
    }

    /// The segments, to be filled.
    pub fn items(&mut self) -> &mut Vec<Segment> {
        self.segments.items()
    }

    pub fn upload(&mut self, device: &Device) {
        self.segments.upload(device);
    }

    /// Draws them; bind group 0 must be the stage.
    pub fn draw(&self, pass: &mut wgpu::RenderPass<'_>) {
        self.pipeline.draw(pass, &self.segments);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_segments_of_a_chain_share_their_edges() {
        let knot = |i: i32| Knot {
            at: [i as f32 * 10.0, (i * i) as f32],
            half: 3.0 + i as f32,
            color: [0.0; 4],
        };
        let knots: Vec<Knot> = (0..6).map(knot).collect();
        let chain: Vec<Segment> = chain(&knots).collect();
        assert_eq!(chain.len(), 5);
        for pair in chain.windows(2) {
            assert_eq!(pair[0].ends[2..], pair[1].ends[..2]);
            assert_eq!(pair[0].sides[2..], pair[1].sides[..2]);
        }
        assert_eq!(super::chain(&[]).count() + super::chain(&knots[..1]).count(), 0);
    }
}
