//! Glyphs become coverage and colour.

use super::fonts::Fonts;
use super::typeset::Glyph;
use cosmic_text::{SwashContent, SwashImage};

/// A plane of bytes, row by row without padding.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Plane {
    pub width: usize,
    pub height: usize,
    pub pixels: Vec<u8>,
}

impl Plane {
    pub fn new(width: usize, height: usize) -> Self {
        Self {
            width,
            height,
            pixels: vec![0; width * height],
        }
    }
}

/// Pixels from `left` to before `right` and from `top` to before `bottom`, from the corner of the text's box.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Area {
    pub left: i32,
    pub top: i32,
    pub right: i32,
    pub bottom: i32,
}

impl Area {
    pub fn around(self, other: Self) -> Self {
        Self {
            left: self.left.min(other.left),
            top: self.top.min(other.top),
            right: self.right.max(other.right),
            bottom: self.bottom.max(other.bottom),
        }
    }

    pub fn grown(self, [left, top, right, bottom]: [i32; 4]) -> Self {
        Self {
            left: self.left - left,
            top: self.top - top,
            right: self.right + right,
            bottom: self.bottom + bottom,
        }
    }

    pub fn width(self) -> usize {
        (self.right - self.left).max(0) as usize
    }

    pub fn height(self) -> usize {
        (self.bottom - self.top).max(0) as usize
    }
}

/// The area that a glyph's ink takes; none for a blank one.
pub(super) fn ink(fonts: &mut Fonts, glyph: &Glyph) -> Option<Area> {
    let image = fonts
        .cache
        .get_image(&mut fonts.system, glyph.placed.cache_key)
        .as_ref()?;
    let (left, top) = corner(glyph, image);
    let (width, height) = (image.placement.width as i32, image.placement.height as i32);
    (width > 0 && height > 0).then_some(Area {
        left,
        top,
        right: left + width,
        bottom: top + height,
    })
}

fn corner(glyph: &Glyph, image: &SwashImage) -> (i32, i32) {
    let (left, top) = (image.placement.left, image.placement.top);
    (
        glyph.placed.x.saturating_add(left),
        glyph.placed.y.saturating_sub(top),
    )
}

/// Coverage of letters, and what is a picture in colours of its own.
pub(super) struct Ink {
    pub letters: Plane,
    /// Red, green, blue and coverage, the colours multiplied by it; none if there is no picture.
    pub color: Option<Vec<[u8; 4]>>,
}

/// Draws glyphs into an area.
pub(super) fn draw<'a>(fonts: &mut Fonts, glyphs: impl Iterator<Item = &'a Glyph>, area: Area) -> Ink {
    let mut drawn = Ink {
        letters: Plane::new(area.width(), area.height()),
        color: None,
    };
    for glyph in glyphs {
        let image = fonts.cache.get_image(&mut fonts.system, glyph.placed.cache_key);
        if let Some(image) = image {
            let (left, top) = corner(glyph, image);
            drawn.image(image, left - area.left, top - area.top);
        }
    }
    drawn
}

impl Ink {
    fn image(&mut self, image: &SwashImage, left: i32, top: i32) {
        let (width, height) = (image.placement.width as usize, image.placement.height as usize);
        let channels = match image.content {
            SwashContent::Mask => 1,
            SwashContent::Color => 4,
            SwashContent::SubpixelMask => return,
        };
        let Plane {
            width: across,
            height: down,
            ..
        } = self.letters;
        for (y, row) in image
            .data
            .chunks_exact((width * channels).max(1))
            .take(height)
            .enumerate()
        {
            let Some(to_y) = inside(top, y, down) else {
                continue;
            };
            for (x, pixel) in row.chunks_exact(channels).enumerate() {
                if let Some(to_x) = inside(left, x, across) {
                    self.cover(to_y * across + to_x, pixel);
                }
            }
        }
    }

    fn cover(&mut self, at: usize, pixel: &[u8]) {
        match *pixel {
            [cover] => self.letters.pixels[at] = self.letters.pixels[at].max(cover),
            [r, g, b, a] => {
                let room = self.letters.pixels.len();
                let color = self.color.get_or_insert_with(|| vec![[0; 4]; room]);
                color[at] = over([r, g, b].map(|c| multiplied(c, a)), a, color[at]);
            }
            _ => {}
        }
    }

    /// Coverage of letters and pictures together.
    pub fn shape(&self) -> Plane {
        let mut shape = self.letters.clone();
        if let Some(color) = &self.color {
            let pixels = shape.pixels.iter_mut().zip(color);
            pixels.for_each(|(cover, color)| *cover = (*cover).max(color[3]));
        }
        shape
    }
}

fn inside(start: i32, step: usize, end: usize) -> Option<usize> {
    let at = usize::try_from(i64::from(start) + step as i64).ok()?;
    (at < end).then_some(at)
}

fn multiplied(value: u8, by: u8) -> u8 {
    ((u32::from(value) * u32::from(by) + 127) / 255) as u8
}

fn over([r, g, b]: [u8; 3], a: u8, [r0, g0, b0, a0]: [u8; 4]) -> [u8; 4] {
    let meet = |new: u8, old: u8| new.saturating_add(multiplied(old, 255 - a));
    [meet(r, r0), meet(g, g0), meet(b, b0), meet(a, a0)]
}
