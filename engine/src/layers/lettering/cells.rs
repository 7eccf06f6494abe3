//! Many short texts on one picture, to be laid anywhere.

use super::block::Block;
use super::fonts::Lettering;
use super::pen::Pen;
use crate::gpu::Device;
use crate::text::{Align, Split, Style};

/// From one text to the next, in sizes: shadows must not meet.
const APART: f32 = 4.0;

/// Short texts of one style.
pub(in crate::layers) struct Cells {
    pub block: Block,
    /// The line of each text; none where it has no letters.
    lines: Vec<Option<usize>>,
}

impl Cells {
    /// Sets and draws texts of one line each.
    pub fn new(device: &Device, pen: &Pen, lettering: &Lettering, texts: &[String], style: &Style) -> Self {
        let style = Style {
            line_height: APART,
            align: Align::Left,
            width: None,
            fit: None,
            ..style.clone()
        };
        let one_line = |text: &String| text.replace(char::is_control, " ");
        let all: Vec<String> = texts.iter().map(one_line).collect();
        let block = Block::new(device, pen, lettering, &all.join("\n"), &style, Split::Lines);
        let line = |number: usize| block.units.iter().position(|unit| unit.line == number);
        Self {
            lines: (0..texts.len()).map(line).collect(),
            block,
        }
    }

    /// The line of the block that holds a text.
    pub fn unit(&self, number: usize) -> Option<usize> {
        self.lines.get(number).copied().flatten()
    }

    /// The width of a text, in pixels.
    pub fn width(&self, number: usize) -> f32 {
        let unit = self.unit(number).and_then(|unit| self.block.units.get(unit));
        unit.map_or(0.0, |unit| unit.bounds.right - unit.bounds.left)
    }

    /// Height of a line, in pixels; the middle of the letters lies in its middle.
    pub fn height(&self) -> f32 {
        self.block.letters * APART
    }
}
