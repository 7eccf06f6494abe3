//! Drawing of text that was set, as a whole or in parts that can move on their own.

use super::atlas::{LARGEST, pack};
use super::fonts::Fonts;
use super::outline::grown;
use super::raster::{self, Area, Ink};
use super::shadow;
use super::spans::is_joined;
use super::style::Style;
use super::typeset::{Glyph, Typeset};
use super::units::Unit;

/// The most pixels of a drawing.
const MOST_PIXELS: usize = 16 << 20;

/// What is drawn apart from the rest. What overlaps its neighbours, as shadows do, is whole in every part.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Split {
    /// Nothing: the text is one part.
    Whole,
    /// Each line.
    Lines,
    /// Each word.
    Words,
    /// Each letter with its marks.
    Letters,
}

/// A text as pixels: all its parts on one picture.
#[derive(Clone, Debug)]
pub struct Drawing {
    /// Width of the picture, at least 1.
    pub width: u32,
    /// Height of the picture, at least 1.
    pub height: u32,
    /// Row by row, coverage of letters, of letters and outline, of the shadow, and of pictures in colour.
    pub cover: Vec<[u8; 4]>,
    /// Row by row, red, green, blue and coverage of pictures, the sRGB colours multiplied by it; none if there is none.
    pub color: Option<Vec<[u8; 4]>>,
    /// What the text was divided into, in the order of the text; what has no ink is left out.
    pub parts: Vec<Part>,
    /// How it was divided: less than was asked for where that would have taken too much room.
    pub split: Split,
}

/// A part of a drawing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Part {
    /// The number of the letter, word or line, 0 for the whole.
    pub unit: usize,
    /// Where its upper left corner belongs, in pixels from that of the text's box.
    pub place: [i32; 2],
    /// Its upper left corner on the picture.
    pub at: [u32; 2],
    /// Its width and height.
    pub size: [u32; 2],
}

impl Typeset {
    /// Draws the text, divided as asked, but letters that join into words at the finest.
    pub fn draw(&self, fonts: &mut Fonts, split: Split) -> Drawing {
        let joined = split == Split::Letters && self.text.chars().any(is_joined);
        let split = if joined { Split::Words } else { split };
        let splits = [Split::Letters, Split::Words, Split::Lines, Split::Whole];
        let coarser = splits.into_iter().filter(|&coarser| coarser <= split);
        let drawing = coarser.into_iter().find_map(|split| self.divided(fonts, split));
        // Glyphs are drawn once for each size and seldom again: their pictures would only pile up.
        fonts.cache.image_cache.clear();
        drawing.unwrap_or_else(|| Drawing::new((0, 0), Split::Whole))
    }

    /// The drawing, unless it takes too much room; the whole is cut to the room there is.
    fn divided(&self, fonts: &mut Fonts, split: Split) -> Option<Drawing> {
        let groups = self.groups(split);
        let areas: Vec<(usize, Area)> = groups
            .iter()
            .enumerate()
            .filter_map(|(unit, glyphs)| Some((unit, self.area(fonts, glyphs)?)))
            .map(|(unit, area)| {
                (
                    unit,
                    if split == Split::Whole {
                        cropped(area)
                    } else {
                        area
                    },
                )
            })
            .collect();
        let sizes: Vec<_> = areas
            .iter()
            .map(|(_, area)| (area.width(), area.height()))
            .collect();
        let (size, places) = pack(&sizes, MOST_PIXELS)?;
        let mut drawing = Drawing::new(size, split);
        for (&(unit, area), &at) in areas.iter().zip(&places) {
            let ink = raster::draw(fonts, groups[unit].iter().copied(), area);
            drawing.put(&ink, &self.style, at);
            drawing.parts.push(Part {
                unit,
                place: [area.left, area.top],
                at: [at.0 as u32, at.1 as u32],
                size: [area.width() as u32, area.height() as u32],
            });
        }
        Some(drawing)
    }

    /// What a text that is divided like this is made of.
    pub fn units(&self, split: Split) -> Vec<Unit> {
        match split {
            Split::Whole => vec![Unit {
                range: 0..self.text.len(),
                line: 0,
                bounds: super::Rect {
                    left: 0.0,
                    top: 0.0,
                    right: self.width,
                    bottom: self.height,
                },
                rtl: false,
            }],
            Split::Lines => self.lines.clone(),
            Split::Words => self.words.clone(),
            Split::Letters => self.letters.clone(),
        }
    }

    /// The glyphs of each unit.
    fn groups(&self, split: Split) -> Vec<Vec<&Glyph>> {
        let units = self.units(split);
        let mut groups = vec![Vec::new(); units.len()];
        // What begins beyond the largest picture cannot be seen, and need not be drawn to find that out.
        let near = |at: i32| (-(LARGEST as i32)..2 * LARGEST as i32).contains(&at);
        for glyph in self
            .glyphs
            .iter()
            .filter(|glyph| near(glyph.placed.x) && near(glyph.placed.y))
        {
            let letter = &self.letters[glyph.letter];
            let number = match split {
                Split::Whole => Some(0),
                Split::Letters => Some(glyph.letter),
                Split::Lines => units.iter().position(|line| line.line == letter.line),
                Split::Words => {
                    let holds =
                        |word: &Unit| word.line == letter.line && word.range.contains(&letter.range.start);
                    units.iter().position(holds)
                }
            };
            if let Some(group) = number.and_then(|number| groups.get_mut(number)) {
                group.push(glyph);
            }
        }
        groups
    }

    /// The area that glyphs take with outline and shadow.
    fn area(&self, fonts: &mut Fonts, glyphs: &[&Glyph]) -> Option<Area> {
        let inks = glyphs.iter().filter_map(|glyph| raster::ink(fonts, glyph));
        let ink = inks.reduce(Area::around)?;
        let outline = self.style.outline.ceil() as i32 + i32::from(self.style.outline > 0.0);
        let shadow = self.style.shadow.as_ref().map_or([0; 4], shadow::reach);
        Some(ink.grown(shadow.map(|reach| reach + outline)))
    }
}

/// The upper left of an area that is too large.
fn cropped(area: Area) -> Area {
    let side = |length: usize| length.min(LARGEST) as i32;
    let (width, height) = (side(area.width()), side(area.height()));
    let height = height.min((MOST_PIXELS / width.max(1) as usize) as i32);
    Area {
        right: area.left + width,
        bottom: area.top + height,
        ..area
    }
}

impl Drawing {
    fn new((width, height): (usize, usize), split: Split) -> Self {
        let (width, height) = (width.max(1), height.max(1));
        Self {
            width: width as u32,
            height: height as u32,
            cover: vec![[0; 4]; width * height],
            color: None,
            parts: Vec::new(),
            split,
        }
    }

    fn put(&mut self, ink: &Ink, style: &Style, (x, y): (usize, usize)) {
        let shape = ink.shape();
        let outlined = grown(&shape, style.outline);
        let shadow = style
            .shadow
            .as_ref()
            .map(|shadow| shadow::cast(&outlined, shadow));
        let across = self.width as usize;
        let (width, height) = (shape.width, shape.height);
        for row in 0..height {
            for column in 0..width {
                let from = row * width + column;
                let to = (y + row) * across + x + column;
                let dark = shadow.as_ref().map_or(0, |shadow| shadow.pixels[from]);
                let picture = ink.color.as_ref().map_or(0, |color| color[from][3]);
                self.cover[to] = [ink.letters.pixels[from], outlined.pixels[from], dark, picture];
            }
        }
        if let Some(color) = &ink.color {
            let room = self.cover.len();
            let all = self.color.get_or_insert_with(|| vec![[0; 4]; room]);
            for row in 0..height {
                let to = (y + row) * across + x;
                all[to..to + width].copy_from_slice(&color[row * width..(row + 1) * width]);
            }
        }
    }
}
