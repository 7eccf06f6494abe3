//! A text on the device.

use super::fonts::Lettering;
use super::group::{Pictures, Plane, group};
use super::pen::Pen;
use super::strips::{self, Line};
use crate::gpu::Device;
use crate::text::{Part, Split, Style, Typeset, Unit};

/// A text, drawn once: its parts, and its shadow as a whole.
pub(in crate::layers) struct Block {
    /// Width and height of its box, in pixels; letters stand in it as their alignment says.
    pub size: [f32; 2],
    /// Height of the letters, in pixels.
    pub letters: f32,
    /// The left and right ends of its letters, in pixels from the left of its box.
    pub extent: [f32; 2],
    /// What it is divided into.
    pub units: Vec<Unit>,
    /// Whether letters have an outline, which must not lie on their neighbours.
    pub(super) outlined: bool,
    /// Whether letters are of one colour: neither outlines nor pictures.
    pub(super) plain: bool,
    pub(super) parts: Vec<Part>,
    pub(super) shadow: Option<Cast>,
    pub(super) group: wgpu::BindGroup,
}

/// A shadow: where the upper left of its picture belongs in the box, its size, and how it is cut.
pub(super) struct Cast {
    pub place: [f32; 2],
    pub size: [f32; 2],
    pub lines: Vec<Line>,
}

impl Block {
    /// Sets and draws a text.
    pub fn new(
        device: &Device,
        pen: &Pen,
        lettering: &Lettering,
        text: &str,
        style: &Style,
        split: Split,
    ) -> Self {
        let set = lettering.set(text, style);
        Self::of(device, pen, lettering, &set, split)
    }

    /// Draws a text that was set.
    pub fn of(device: &Device, pen: &Pen, lettering: &Lettering, set: &Typeset, split: Split) -> Self {
        let bare = set.without_shadow();
        let drawing = lettering.draw(&bare, split);
        let units = bare.units(drawing.split);
        let whole = set.has_shadow().then(|| lettering.draw(set, Split::Whole));
        let dark: Option<Vec<u8>> = whole
            .as_ref()
            .map(|whole| whole.cover.iter().map(|cover| cover[2]).collect());
        let part = whole.as_ref().and_then(|whole| whole.parts.first());
        let shadow = part.map(|part| {
            let (place, size) = (part.place.map(|x| x as f32), part.size.map(|x| x as f32));
            Cast {
                lines: strips::cut(&units, place[1], place[1] + size[1]),
                place,
                size,
            }
        });
        let pictures = Pictures {
            cover: Plane {
                size: (drawing.width, drawing.height),
                pixels: &drawing.cover,
            },
            color: drawing.color.as_deref(),
            shadow: whole.as_ref().zip(dark.as_deref()).map(|(whole, pixels)| Plane {
                size: (whole.width, whole.height),
                pixels,
            }),
        };
        let left = units.iter().map(|unit| unit.bounds.left).reduce(f32::min);
        let right = units.iter().map(|unit| unit.bounds.right).reduce(f32::max);
        Self {
            size: [set.width, set.height],
            letters: set.size,
            extent: [left.unwrap_or(0.0), right.unwrap_or(0.0)],
            group: group(device, &pen.layout, &pictures),
            units,
            outlined: set.outline() > 0.0 && drawing.parts.len() > 1,
            plain: set.outline() <= 0.0 && drawing.color.is_none(),
            parts: drawing.parts,
            shadow,
        }
    }

    /// Width of its letters.
    pub fn width(&self) -> f32 {
        self.extent[1] - self.extent[0]
    }
}
