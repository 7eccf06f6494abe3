//! Many short texts on one picture, to be laid anywhere.

use super::fonts::Lettering;
use super::group::{Pictures, Plane, group};
use super::pen::Pen;
use crate::gpu::Device;
use crate::text::{Align, Drawing, Part, Split, Style};

/// Height of a line, in sizes; the middle of the letters lies in its middle.
const LINE: f32 = 1.2;
/// The width of the picture, in pixels, where no text is wider, and empty pixels between texts.
const ACROSS: u32 = 2048;
const GAP: u32 = 2;

/// A short text: its width, and what of the picture it is, if it has ink.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Cell {
    pub width: f32,
    pub part: Option<Part>,
}

/// Short texts of one style, each with its shadow.
pub(in crate::layers) struct Cells {
    pub(super) cells: Vec<Cell>,
    pub(super) group: wgpu::BindGroup,
    pub(super) shadowed: bool,
    /// Whether letters are of one colour: neither outlines nor pictures.
    pub(super) plain: bool,
    /// Height of the letters, in pixels.
    pub letters: f32,
}

impl Cells {
    /// Sets and draws texts of one line each.
    pub fn new(device: &Device, pen: &Pen, lettering: &Lettering, texts: &[String], style: &Style) -> Self {
        let style = Style {
            line_height: LINE,
            align: Align::Left,
            width: None,
            fit: None,
            ..style.clone()
        };
        let drawn = texts.iter().map(|text| {
            let set = lettering.set(&text.replace(char::is_control, " "), &style);
            (set.width, lettering.draw(&set, Split::Whole))
        });
        let drawn: Vec<(f32, Drawing)> = drawn.collect();
        let sheet = Sheet::of(&drawn);
        let pictures = Pictures {
            cover: Plane {
                size: sheet.size,
                pixels: &sheet.cover,
            },
            color: sheet.color.as_deref(),
            shadow: None,
        };
        Self {
            group: group(device, &pen.layout, &pictures),
            plain: style.outline <= 0.0 && sheet.color.is_none(),
            cells: sheet.cells,
            shadowed: style.shadow.is_some_and(|shadow| shadow.opacity > 0.0),
            letters: style.size,
        }
    }

    /// The width of a text, in pixels.
    pub fn width(&self, number: usize) -> f32 {
        self.cells.get(number).map_or(0.0, |cell| cell.width)
    }

    /// Height of a line, in pixels.
    pub fn height(&self) -> f32 {
        self.letters * LINE
    }
}

/// All texts on one picture, in rows.
struct Sheet {
    cells: Vec<Cell>,
    size: (u32, u32),
    cover: Vec<[u8; 4]>,
    color: Option<Vec<[u8; 4]>>,
}

impl Sheet {
    fn of(drawn: &[(f32, Drawing)]) -> Self {
        let parts = || drawn.iter().filter_map(|(_, drawing)| drawing.parts.first());
        let across = parts()
            .map(|part| part.size[0] + GAP)
            .max()
            .unwrap_or(1)
            .max(ACROSS);
        let (mut x, mut y, mut row) = (0, 0, 0);
        let mut cells = Vec::with_capacity(drawn.len());
        for (width, drawing) in drawn {
            let part = drawing.parts.first().map(|part| {
                if x + part.size[0] > across {
                    (x, y, row) = (0, y + row + GAP, 0);
                }
                let at = [x, y];
                x += part.size[0] + GAP;
                row = row.max(part.size[1]);
                Part { at, ..*part }
            });
            cells.push(Cell { width: *width, part });
        }
        let size = (across, (y + row).max(1));
        let pixels = (size.0 * size.1) as usize;
        let colored = drawn.iter().any(|(_, drawing)| drawing.color.is_some());
        let mut sheet = Self {
            cells,
            size,
            cover: vec![[0; 4]; pixels],
            color: colored.then(|| vec![[0; 4]; pixels]),
        };
        for (index, (_, drawing)) in drawn.iter().enumerate() {
            if let (Some(from), Some(to)) = (drawing.parts.first(), sheet.cells[index].part) {
                sheet.put(drawing, from, &to);
            }
        }
        sheet
    }

    fn put(&mut self, drawing: &Drawing, from: &Part, to: &Part) {
        let width = from.size[0] as usize;
        for row in 0..from.size[1] {
            let begin = ((from.at[1] + row) * drawing.width + from.at[0]) as usize;
            let end = ((to.at[1] + row) * self.size.0 + to.at[0]) as usize;
            self.cover[end..end + width].copy_from_slice(&drawing.cover[begin..begin + width]);
            if let (Some(all), Some(color)) = (&mut self.color, &drawing.color) {
                all[end..end + width].copy_from_slice(&color[begin..begin + width]);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn drawing(width: u32, height: u32, ink: u8) -> (f32, Drawing) {
        let part = Part {
            unit: 0,
            place: [0, 0],
            at: [0, 0],
            size: [width, height],
        };
        let drawing = Drawing {
            width,
            height,
            cover: vec![[ink; 4]; (width * height) as usize],
            color: None,
            parts: vec![part],
            split: Split::Whole,
        };
        (width as f32, drawing)
    }

    #[test]
    fn texts_keep_apart_on_the_picture() {
        let drawn: Vec<_> = (1..=9)
            .map(|ink| drawing(500, 20 + u32::from(ink), ink))
            .collect();
        let sheet = Sheet::of(&drawn);
        assert_eq!(sheet.cover.len(), (sheet.size.0 * sheet.size.1) as usize);
        for (ink, (_, drawing)) in (1..).zip(&drawn) {
            let inked = sheet.cover.iter().filter(|cover| cover[0] == ink).count();
            assert_eq!(inked, drawing.cover.len(), "{ink} is there as a whole");
        }
        assert_eq!(Sheet::of(&[]).size.1, 1);
    }
}
