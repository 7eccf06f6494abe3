//! What stands on an end card, and how it is arranged: in two columns on a wide canvas, else in one.
//!
//! Lengths are in units, of which the shorter side of the canvas has 1080. What would not fit into the safe area is
//! made smaller as a whole.

use super::Frame;
use super::flow::{Flow, Placed};
use super::marks::mark;
use super::pixels::Pixels;
use super::qr::{Code, QUIET};
use super::words::Words;
use crate::composition::{Aspect, EndCard, SocialNetwork};
use crate::export::SafeArea;
use crate::text::{Family, Fonts};

/// The highest logo, and the widest in shares of its column.
const LOGO: (f32, f32) = (230.0, 0.7);
/// The largest letters of the text, and the most room it takes downwards.
const TEXT: (f32, f32) = (66.0, 250.0);
/// The side of a network's mark, the gap to its handle, and the handle's letters.
const MARK: (f32, f32, f32) = (60.0, 22.0, 40.0);
/// The gap between handles, downwards and to the side.
const HANDLES: (f32, f32) = (20.0, 64.0);
/// More handles than this stand in two columns.
const ONE_COLUMN: usize = 4;
/// The largest QR code with its quiet zone, beside the rest and below it.
const CODE: (f32, f32) = (440.0, 380.0);
/// The gaps between blocks, downwards and to the side.
const GAPS: (f32, f32) = (52.0, 130.0);
/// The gap between handles and a code below the rest, in gaps to the side.
const FOOT_GAP: f32 = 0.6;
/// How often a card that is too large is made smaller; texts do not shrink quite as the rest does.
const TRIES: usize = 6;

/// What the blocks are drawn with.
struct Palette {
    text: [u8; 3],
    quiet: [u8; 3],
}

/// Everything on the card, in its place.
pub(super) fn blocks(card: &EndCard, frame: Frame<'_>, fonts: &mut Fonts) -> Vec<Placed> {
    let (width, height) = (frame.size.0 as f32, frame.size.1 as f32);
    let free = SafeArea::of(frame.size);
    // As much at the left as at the right, so that the card stands in the middle.
    let room = [
        width * (1.0 - 2.0 * free.left.max(free.right)),
        height * (1.0 - free.top - free.bottom),
    ];
    let middle = [width / 2.0, height * (1.0 + free.top - free.bottom) / 2.0];
    let mut unit = width.min(height) / 1080.0 * fullness(Aspect::of(frame.size));
    for _ in 1..TRIES {
        let flow = Blocks::new(card, frame, unit, room[0], fonts).arranged(Aspect::of(frame.size));
        let [w, h] = flow.size();
        let scale = (room[0] / w.max(1.0)).min(room[1] / h.max(1.0));
        if scale >= 1.0 {
            return flow.placed(middle);
        }
        unit *= scale * 0.99;
    }
    let blocks = Blocks::new(card, frame, unit, room[0], fonts);
    blocks.arranged(Aspect::of(frame.size)).placed(middle)
}

/// How much larger everything is than in a square, so that a card fills its shape about as well.
fn fullness(aspect: Aspect) -> f32 {
    match aspect {
        Aspect::Landscape => 1.08,
        Aspect::Square => 1.0,
        Aspect::Portrait => 1.15,
        Aspect::Tall => 1.13,
    }
}

/// The parts of a card, drawn.
struct Blocks {
    unit: f32,
    /// Whether the code stands beside the handles although the canvas is not wide.
    foot: bool,
    logo: Option<Flow>,
    text: Option<Flow>,
    handles: Option<Flow>,
    code: Option<Flow>,
}

impl Blocks {
    fn new(card: &EndCard, frame: Frame<'_>, unit: f32, room: f32, fonts: &mut Fonts) -> Self {
        let palette = palette(card);
        let wide = Aspect::of(frame.size) == Aspect::Landscape;
        let code = card.social_media.code().and_then(|text| Code::new(&text));
        let column = if wide && code.is_some() {
            room - (CODE.0 + GAPS.1) * unit
        } else {
            room * if wide { 0.72 } else { 1.0 }
        };
        let few = card.social_media.handles.given().count() <= ONE_COLUMN;
        let foot = !wide && Aspect::of(frame.size) != Aspect::Tall && few && code.is_some();
        let beside = if foot {
            room - (CODE.1 + GAPS.1 * FOOT_GAP) * unit
        } else {
            column
        };
        let logo = card
            .logo_url
            .as_ref()
            .and_then(|name| frame.material.picture(name.as_str()));
        let fitted = |picture| Pixels::fitted(picture, LOGO.1 * column, LOGO.0 * unit);
        let text = card.text.as_deref().filter(|text| !text.trim().is_empty());
        let side = if wide { CODE.0 } else { CODE.1 } * unit;
        Self {
            unit,
            foot,
            logo: logo.map(|picture| Flow::Picture(fitted(picture), 0)),
            text: text.map(|text| {
                let words = Words {
                    text: text.trim(),
                    family: &Family::Title,
                    color: palette.text,
                    size: TEXT.0 * unit,
                    width: column,
                    height: TEXT.1 * unit,
                };
                Flow::Picture(words.draw(fonts), 1)
            }),
            handles: handles(card, &palette, unit, beside, fonts),
            code: code.map(|code| Flow::Picture(panel(&code, side), 3)),
        }
    }

    /// All of them, arranged for a shape of canvas.
    fn arranged(self, aspect: Aspect) -> Flow {
        let (down, aside) = (GAPS.0 * self.unit, GAPS.1 * self.unit);
        let some = |parts: Vec<Option<Flow>>| parts.into_iter().flatten().collect::<Vec<_>>();
        match aspect {
            Aspect::Landscape => {
                let column = some(vec![self.logo, self.text, self.handles]);
                let column = (!column.is_empty()).then_some(Flow::Column(column, down));
                Flow::Row(some(vec![column, self.code]), aside)
            }
            Aspect::Square | Aspect::Portrait if self.foot => {
                let foot = some(vec![self.handles, self.code]);
                let foot = (!foot.is_empty()).then_some(Flow::Row(foot, aside * FOOT_GAP));
                Flow::Column(some(vec![self.logo, self.text, foot]), down)
            }
            _ => Flow::Column(
                some(vec![self.logo, self.text, self.handles, self.code]),
                down * 1.15,
            ),
        }
    }
}

/// Letters that can be read on the card's colour.
fn palette(card: &EndCard) -> Palette {
    let [r, g, b] = card.background_color.unit();
    // Luma as ITU-R BT.709-6 weighs it.
    let light = 0.2126 * r + 0.7152 * g + 0.0722 * b > 0.55;
    if light {
        Palette {
            text: [0x16, 0x16, 0x1c],
            quiet: [0x2c, 0x2c, 0x34],
        }
    } else {
        Palette {
            text: [0xf6, 0xf5, 0xfa],
            quiet: [0xda, 0xd9, 0xe2],
        }
    }
}

/// The handles with their networks' marks; none where there is none.
fn handles(card: &EndCard, palette: &Palette, unit: f32, room: f32, fonts: &mut Fonts) -> Option<Flow> {
    let given: Vec<_> = card.social_media.handles.given().collect();
    let columns = if given.len() > ONE_COLUMN { 2 } else { 1 };
    let width = (room - (columns - 1) as f32 * HANDLES.1 * unit) / columns as f32;
    let mut draw =
        |(network, name): &(SocialNetwork, &str)| handle(*network, name, palette, unit, width, fonts);
    let rows: Vec<Pixels> = given.iter().map(&mut draw).collect();
    let depth = rows.len().div_ceil(columns).max(1);
    let columns: Vec<_> = rows.chunks(depth).map(|rows| column(rows, depth, unit)).collect();
    (!columns.is_empty()).then_some(Flow::Row(columns, HANDLES.1 * unit))
}

/// Handles below each other, all as wide as the widest so that they begin at one line, with empty rows to `depth` so that
/// columns begin at one height.
fn column(rows: &[Pixels], depth: usize, unit: f32) -> Flow {
    let widest = rows.iter().map(|row| row.width).max().unwrap_or(0);
    let wide = |row: &Pixels| {
        let mut wide = Pixels::clear(widest, row.height);
        wide.lay(row, 0, 0);
        Flow::Picture(wide, 2)
    };
    let height = rows.first().map_or(0, |row| row.height);
    let empty = || Flow::Picture(Pixels::clear(widest, height), 2);
    let missing = depth.saturating_sub(rows.len());
    let parts = rows
        .iter()
        .map(wide)
        .chain(std::iter::repeat_with(empty).take(missing));
    Flow::Column(parts.collect(), HANDLES.0 * unit)
}

fn handle(
    network: SocialNetwork,
    name: &str,
    palette: &Palette,
    unit: f32,
    width: f32,
    fonts: &mut Fonts,
) -> Pixels {
    let side = (MARK.0 * unit).round().max(1.0) as u32;
    let gap = (MARK.1 * unit).round() as u32;
    let words = Words {
        text: name,
        family: &Family::Text,
        color: palette.quiet,
        size: MARK.2 * unit,
        width: (width - (side + gap) as f32).max(1.0),
        height: MARK.0 * unit,
    };
    let words = words.draw(fonts);
    let height = side.max(words.height);
    let mut row = Pixels::clear(side + gap + words.width, height);
    row.lay(&mark(network, side), 0, (height - side) / 2);
    row.lay(&words, side + gap, (height - words.height) / 2);
    row
}

/// A code on a white panel with rounded corners; its modules are dark and all equally wide.
fn panel(code: &Code, side: f32) -> Pixels {
    let module = code.module(side);
    let quiet = (QUIET * module) as u32;
    let width = (code.size * module) as u32 + 2 * quiet;
    let mut panel = Pixels::clear(width, width);
    panel.fill_rounded(quiet as f32 * 0.75, [255, 255, 255]);
    for row in 0..code.size {
        for column in (0..code.size).filter(|column| code.is_dark(*column, row)) {
            let at = |index: usize| quiet + (index * module) as u32;
            panel.fill(
                [at(column), at(row), module as u32, module as u32],
                [0x12, 0x12, 0x16],
            );
        }
    }
    panel
}
