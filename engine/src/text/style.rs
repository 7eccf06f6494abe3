//! How a text is to look.

/// Sizes of letters that are set, in pixels; others are brought into this range.
const SIZES: (f32, f32) = (1.0, 2048.0);

/// Which font.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub enum Family {
    /// The bundled face for titles, Inter Display semibold.
    Title,
    /// The bundled face for everything smaller, Inter medium.
    #[default]
    Text,
    /// A bundled or uploaded family by its name, whatever the case; the text face where there is none such.
    Named(String),
}

/// Where lines stand in the width they are given.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Align {
    /// Where their script begins: left, or right for Arabic and Hebrew.
    #[default]
    Start,
    /// Left.
    Left,
    /// In the middle.
    Center,
    /// Right.
    Right,
    /// Where their script ends.
    End,
}

/// A box that text must not leave.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Fit {
    /// Its width, in pixels.
    pub width: f32,
    /// Its height, in pixels.
    pub height: f32,
    /// The smallest size to try, in pixels; text that is too long even so leaves the box.
    pub smallest: f32,
}

/// A soft shadow with a tight core, which keeps letters readable on any ground.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Shadow {
    /// How far it spreads, in pixels.
    pub blur: f32,
    /// How far to the right and down it lies, in pixels.
    pub offset: [f32; 2],
    /// How dark it gets, 0 to 1.
    pub opacity: f32,
}

/// How a text is to look.
#[derive(Clone, Debug, PartialEq)]
pub struct Style {
    /// Which font.
    pub family: Family,
    /// Boldness, 100 to 900; the nearest face of the family is taken. None for what suits the family.
    pub weight: Option<u16>,
    /// Whether letters lean; faces are slanted, for no family has a cursive.
    pub italic: bool,
    /// Height of the letters' body, in pixels; with [`fit`](Self::fit) the most it may be.
    pub size: f32,
    /// Space added after each letter, in sizes. Scripts whose letters join take none.
    pub letter_spacing: f32,
    /// From one line to the next, in sizes.
    pub line_height: f32,
    /// Where lines stand.
    pub align: Align,
    /// The width that lines are broken to, in pixels; none for lines as they come.
    pub width: Option<f32>,
    /// A box to fit, which then gives the width: the largest size up to [`size`](Self::size) is taken.
    pub fit: Option<Fit>,
    /// Whether lines are made about equally long, rather than as full as they can be.
    pub balance: bool,
    /// Whether all digits are equally wide, for numbers that change.
    pub tabular: bool,
    /// Width of the outline outside the letters, in pixels.
    pub outline: f32,
    /// The shadow.
    pub shadow: Option<Shadow>,
}

impl Default for Style {
    fn default() -> Self {
        Self {
            family: Family::Text,
            weight: None,
            italic: false,
            size: 32.0,
            letter_spacing: 0.0,
            line_height: 1.2,
            align: Align::Start,
            width: None,
            fit: None,
            balance: true,
            tabular: false,
            outline: 0.0,
            shadow: None,
        }
    }
}

impl Style {
    /// The same with every number in its range: callers check what users may ask for, this keeps what sets text safe.
    pub(super) fn sane(&self) -> Self {
        let sane = |x: f32, least: f32, most: f32| {
            if x.is_finite() {
                x.clamp(least, most)
            } else {
                least
            }
        };
        let (least, most) = SIZES;
        Self {
            size: sane(self.size, least, most),
            letter_spacing: if self.letter_spacing.is_finite() {
                self.letter_spacing.clamp(-0.3, 4.0)
            } else {
                0.0
            },
            line_height: sane(self.line_height, 0.5, 4.0),
            width: self.width.map(|width| sane(width, 1.0, 16_384.0)),
            fit: self.fit.map(|fit| Fit {
                width: sane(fit.width, 1.0, 16_384.0),
                height: sane(fit.height, 1.0, 16_384.0),
                smallest: sane(fit.smallest, least, most),
            }),
            outline: sane(self.outline, 0.0, 64.0),
            shadow: self.shadow.map(|shadow| Shadow {
                blur: sane(shadow.blur, 0.0, 256.0),
                offset: shadow.offset.map(|x| {
                    if x.is_finite() {
                        x.clamp(-512.0, 512.0)
                    } else {
                        0.0
                    }
                }),
                opacity: sane(shadow.opacity, 0.0, 1.0),
            }),
            ..self.clone()
        }
    }
}
