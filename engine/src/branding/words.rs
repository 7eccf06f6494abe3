//! Texts of an end card as pictures.

use super::pixels::Pixels;
use crate::text::{Align, Drawing, Family, Fit, Fonts, Split, Style, set};

/// A box of text: its width and height, and the largest letters, in pixels.
#[derive(Clone, Copy, Debug)]
pub(super) struct Words<'a> {
    pub text: &'a str,
    pub family: &'a Family,
    pub color: [u8; 3],
    pub size: f32,
    pub width: f32,
    pub height: f32,
}

impl Words<'_> {
    /// The text in lines around their middle, as wide as its letters and as high as its lines.
    pub fn draw(self, fonts: &mut Fonts) -> Pixels {
        let style = Style {
            family: self.family.clone(),
            size: self.size,
            line_height: 1.24,
            align: Align::Center,
            fit: Some(Fit {
                width: self.width,
                height: self.height.max(self.size * 1.25),
                smallest: (self.size * 0.3).max(6.0),
            }),
            ..Style::default()
        };
        let typeset = set(fonts, self.text, &style);
        let drawing = typeset.draw(fonts, Split::Whole);
        let top = drawing
            .parts
            .first()
            .map_or(0, |part| part.place[1].max(0) as u32);
        let height = (typeset.height.ceil() as u32).max(top + drawing.height);
        let mut pixels = Pixels::clear(drawing.width, height);
        pixels.lay(&colored(&drawing, self.color), 0, top);
        pixels
    }
}

/// Letters in a colour; pictures in their own.
fn colored(drawing: &Drawing, color: [u8; 3]) -> Pixels {
    let mut pixels = Pixels::clear(drawing.width, drawing.height);
    for (index, (pixel, cover)) in pixels.rgba.chunks_exact_mut(4).zip(&drawing.cover).enumerate() {
        let part = |color: u8| ((u32::from(color) * u32::from(cover[0]) + 127) / 255) as u8;
        let [r, g, b] = color.map(part);
        pixel.copy_from_slice(&[r, g, b, cover[0]]);
        if let Some([r, g, b, a]) = drawing.color.as_ref().map(|color| color[index])
            && a > 0
        {
            pixel.copy_from_slice(&[r, g, b, a]);
        }
    }
    pixels
}
