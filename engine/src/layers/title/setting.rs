//! The title card: title and artist with a soft shadow, set once to suit the canvas.

use crate::layers::card::Pixels;
use crate::layers::layout::{Layout, Shape};
use crate::layers::text::{Coverage, Face, Fonts, Lines, blur};

/// The smallest share of its wished size that a long title shrinks to.
const SMALLEST: f32 = 0.5;
/// The most lines of a title.
const MOST_LINES: usize = 3;
/// How dark the shadow close to the letters and the wide one behind them are, 0 to 1.
const SHADOW: (f32, f32) = (0.75, 1.15);
/// The darkest that the shadow may be.
const DARKEST: f32 = 0.72;

/// The card, and where its upper left corner belongs, in pixels.
pub(super) struct Setting {
    pub corner: [f32; 2],
    pub pixels: Pixels,
}

impl Setting {
    /// Sets the texts; `scale` is 1 for the size that suits the canvas.
    pub fn new(title: &str, artist: &str, scale: f32, layout: &Layout) -> Self {
        let (size, top) = match layout.shape {
            Shape::Landscape => (78.0, 0.15),
            Shape::Square => (74.0, 0.17),
            Shape::Portrait => (84.0, 0.17),
        };
        let size = size * scale * layout.unit;
        let room = layout.width * 0.84;
        let mut fonts = Fonts::new();
        let mut title = fit(&mut fonts, title, Face::Title, size, room);
        let mut artist = fit(&mut fonts, artist, Face::Text, size * 0.5, room);
        let margin = (size * 1.3).ceil();
        let gap = if title.count > 0 && artist.count > 0 {
            size * 0.18
        } else {
            0.0
        };
        let width = (room + 2.0 * margin).min(layout.width);
        let inset = (width - room) / 2.0;
        let height = title.height + gap + artist.height + 2.0 * margin;
        let mut text = Coverage::new(room as usize, height as usize);
        fonts.draw(&mut title, [0.0, margin], &mut text);
        fonts.draw(&mut artist, [0.0, margin + title.height + gap], &mut text);
        let text = widen(&text, inset as usize, width as usize);
        let near = blur(&text, (size * 0.05).ceil() as usize);
        let wide = blur(&text, (size * 0.35).ceil() as usize);
        Self {
            corner: [
                ((layout.width - width) / 2.0).round(),
                (layout.height * top - margin).round(),
            ],
            pixels: Pixels {
                width: text.width as u32,
                height: text.height as u32,
                bytes: interleave(&text, &near, &wide),
            },
        }
    }
}

/// Shapes a text, smaller if it would take too many lines.
fn fit(fonts: &mut Fonts, text: &str, face: Face, size: f32, width: f32) -> Lines {
    let mut scale = 1.0;
    loop {
        let lines = fonts.shape(text, face, size * scale, width);
        if lines.count <= 1 || scale <= SMALLEST || (lines.count <= MOST_LINES && scale <= 0.75) {
            return lines;
        }
        scale -= 0.05;
    }
}

/// The same picture with `inset` columns more at the left, `width` in all.
fn widen(text: &Coverage, inset: usize, width: usize) -> Coverage {
    let mut wide = Coverage::new(width, text.height);
    let rows = wide
        .pixels
        .chunks_exact_mut(width)
        .zip(text.pixels.chunks_exact(text.width));
    rows.for_each(|(to, from)| to[inset..inset + from.len()].copy_from_slice(from));
    wide
}

fn interleave(text: &Coverage, near: &Coverage, wide: &Coverage) -> Vec<u8> {
    let shadows = near.pixels.iter().zip(&wide.pixels);
    let shadow = |(&near, &wide): (&u8, &u8)| {
        let dark = f32::from(near) * SHADOW.0 + f32::from(wide) * SHADOW.1;
        dark.min(DARKEST * 255.0) as u8
    };
    text.pixels
        .iter()
        .zip(shadows.map(shadow))
        .flat_map(|(&text, shadow)| [text, shadow])
        .collect()
}
