//! A document's style becomes one for setting, in pixels, and colours.

use crate::color::Rgb;
use crate::composition::{TextAlign, TextStyle};
use crate::text::{Align, Family, Fit, Shadow, Style};

/// What letters are set smaller to at most where they must fit, as a share of their size.
const SMALLEST: f32 = 0.34;
/// The colour of letters where nothing else is asked for.
const WHITE: [f32; 3] = [0.972, 0.972, 0.985];

/// Letters darker than this are for light grounds.
const DARK: f32 = 0.4;

/// What suits a layer where the style says nothing.
#[derive(Clone, Debug)]
pub(in crate::layers) struct Setup {
    pub family: Family,
    /// Height of the letters, in pixels.
    pub size: f32,
    /// The room there is, in pixels; lines are broken to its width.
    pub room: Option<[f32; 2]>,
    pub align: TextAlign,
    /// In sizes.
    pub letter_spacing: f32,
    /// Whether all digits are equally wide.
    pub tabular: bool,
}

impl Setup {
    /// The style to set text in.
    pub fn style(&self, style: &TextStyle) -> Style {
        let size = self.size;
        let fit = self.room.filter(|_| style.fit).map(|[width, height]| Fit {
            width,
            height,
            smallest: size * SMALLEST,
        });
        let family = match style.font.as_deref().map(str::trim) {
            None | Some("") => self.family.clone(),
            Some(name) => Family::Named(name.to_owned()),
        };
        Style {
            family,
            weight: style.weight.map(|weight| weight.min(900) as u16),
            italic: style.italic,
            size,
            letter_spacing: style.letter_spacing.unwrap_or(self.letter_spacing),
            line_height: style.line_spacing,
            align: match style.align.unwrap_or(self.align) {
                TextAlign::Left => Align::Left,
                TextAlign::Center => Align::Center,
                TextAlign::Right => Align::Right,
            },
            width: self.room.map(|[width, _]| width),
            fit,
            balance: true,
            tabular: self.tabular,
            outline: style.outline * size,
            shadow: (style.shadow > 0.0).then_some(Shadow {
                blur: style.shadow_blur * size,
                offset: [style.shadow_x * size, style.shadow_y * size],
                opacity: style.shadow,
            }),
        }
    }
}

/// The colours of a text, in sRGB, 0 to 1.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(in crate::layers) struct Look {
    pub color: [f32; 3],
    /// What letters become as they are sung.
    pub sung: [f32; 3],
    pub outline: [f32; 3],
    pub shadow: [f32; 3],
    /// How much of it all is there, 0 to 1.
    pub opacity: f32,
}

impl Look {
    /// The colours of a style; `palette` are the voices'.
    pub fn new(style: &TextStyle, palette: &[Rgb]) -> Self {
        let chosen = style.palette_color.and_then(|number| {
            let count = palette.len().max(1);
            palette.get(number as usize % count)
        });
        let color = chosen
            .or(style.color.as_ref())
            .map_or(WHITE, |color| color.unit());
        Self {
            color,
            sung: color,
            outline: style.outline_color.unit(),
            shadow: shade(style, color),
            opacity: 1.0,
        }
    }

    /// Whether what is sung or played is dark, for a light ground.
    pub fn is_dark(&self) -> bool {
        luma(self.sung) < DARK
    }

    /// The same, and so much of it.
    pub fn faded(self, opacity: f32) -> Self {
        Self {
            opacity: self.opacity * opacity,
            ..self
        }
    }
}

/// The colour of the shadow: what parts letters from what is behind them, so that dark ones have a light one where the
/// style asks for no colour of its own.
fn shade(style: &TextStyle, letters: [f32; 3]) -> [f32; 3] {
    let asked = style.shadow_color;
    if asked == Rgb::new(0, 0, 0) && luma(letters) < DARK {
        WHITE
    } else {
        asked.unit()
    }
}

/// How bright a colour is, 0 to 1 (ITU-R BT.709).
fn luma(color: [f32; 3]) -> f32 {
    0.2126 * color[0] + 0.7152 * color[1] + 0.0722 * color[2]
}

/// A colour on its way to another.
pub(in crate::layers) fn mixed(from: [f32; 3], to: [f32; 3], share: f32) -> [f32; 3] {
    std::array::from_fn(|i| from[i] + (to[i] - from[i]) * share)
}

/// Text as its style writes it.
pub(in crate::layers) fn cased(style: &TextStyle, text: &str) -> String {
    if style.uppercase {
        text.to_uppercase()
    } else {
        text.to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_shadow_parts_letters_from_their_ground() {
        let look = |color: Rgb, shadow: Rgb| {
            let style = TextStyle {
                color: Some(color),
                shadow_color: shadow,
                ..TextStyle::default()
            };
            Look::new(&style, &[]).shadow
        };
        let (black, white) = (Rgb::new(0, 0, 0), Rgb::new(255, 255, 255));
        assert_eq!(look(white, black), [0.0; 3]);
        assert_eq!(look(Rgb::new(40, 30, 20), black), WHITE);
        let blue = Rgb::new(0, 0, 90);
        assert_eq!(
            look(black, blue),
            blue.unit(),
            "a colour that was asked for stays"
        );
    }
}
