//! The title card: title and artist with a soft shadow, set once to suit the canvas.

use crate::layers::card::Pixels;
use crate::layers::layout::{Layout, Shape};
use crate::text::{Align, Family, Fonts, Shadow, Split, Style, Typeset, set};

/// The smallest share of its wished size that a long title shrinks to.
const SMALLEST: f32 = 0.5;
/// The most lines of a title.
const MOST_LINES: usize = 3;
/// How dark the shadow is, 0 to 1.
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
        let mut fonts = Fonts::bundled();
        let title = fit(&mut fonts, title, Family::Title, size, room);
        let artist = fit(&mut fonts, artist, Family::Text, size * 0.5, room);
        let margin = (size * 1.3).ceil();
        let gap = match (title.line_count, artist.line_count) {
            (0, _) | (_, 0) => 0.0,
            _ => size * 0.18,
        };
        let width = (room + 2.0 * margin).min(layout.width);
        let inset = ((width - room) / 2.0).round() as i32;
        let height = title.height + gap + artist.height + 2.0 * margin;
        let mut pixels = Pixels::new(width as u32, height as u32);
        let below = (margin + title.height + gap).round() as i32;
        for (text, top) in [(title, margin as i32), (artist, below)] {
            warn(&text);
            pixels.put(&text.draw(&mut fonts, Split::Whole), [inset, top]);
        }
        Self {
            corner: [
                ((layout.width - width) / 2.0).round(),
                (layout.height * top - margin).round(),
            ],
            pixels,
        }
    }
}

/// Says what cannot be shown.
fn warn(text: &Typeset) {
    if !text.missing.is_empty() {
        let missing: String = text.missing.iter().collect();
        tracing::warn!(
            missing,
            "no font has these characters of the title: they are left out"
        );
    }
}

/// Shapes a text, smaller if it would take too many lines.
fn fit(fonts: &mut Fonts, text: &str, family: Family, size: f32, width: f32) -> Typeset {
    let mut scale = 1.0;
    loop {
        let style = Style {
            family: family.clone(),
            size: size * scale,
            align: Align::Center,
            width: Some(width),
            shadow: Some(Shadow {
                blur: size * scale * 0.35,
                offset: [0.0, 0.0],
                opacity: DARKEST,
            }),
            ..Style::default()
        };
        let text = set(fonts, text, &style);
        let lines = text.line_count;
        if lines <= 1 || scale <= SMALLEST || (lines <= MOST_LINES && scale <= 0.75) {
            return text;
        }
        scale -= 0.05;
    }
}
