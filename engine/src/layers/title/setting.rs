//! The title card as a film has it: the title, a fine line, the artist in spaced letters.

use crate::composition::{self, TextAlign, TextStyle};
use crate::layers::layout::Shape;
use crate::layers::lettering::{Block, Coming, Look, Pen, Setup, cased};
use crate::layers::scene::Scene;
use crate::text::{Family, Split, Style};

/// The most of the box that a line takes.
const ROOM: f32 = 0.84;
/// The most lines of a title, and of an artist.
const MOST_LINES: (f32, f32) = (3.0, 2.0);
/// Size of the artist in sizes of the title, and space between its letters in its own.
const ARTIST: (f32, f32) = (0.4, 0.14);
/// How near to the upper and the lower edge of its box a card comes, in heights: at the lower one there may be a line
/// that shows the progress.
const EDGES: (f32, f32) = (0.04, 0.075);
/// How often a card is set smaller until it fits. It nearly always does at once.
const TRIES: u32 = 3;
/// What a card grows to while it is there: it is drawn so large, and never looks larger than it was drawn.
pub(super) const GROWN: f32 = 1.03;

/// A line of the card.
pub(super) struct Line {
    pub block: Block,
    pub look: Look,
    pub coming: Coming,
    /// Its upper edge from the middle of the card, in pixels as drawn.
    pub top: f32,
}

/// What stands on the card; sizes are those it is drawn in.
pub(super) struct Setting {
    pub title: Option<Line>,
    pub artist: Option<Line>,
    /// Middle, length and thickness of the fine line, from the middle of the card, if there is one.
    pub rule: Option<[f32; 3]>,
    /// Half the height of the card with its shadows.
    pub reach: f32,
    /// Where the card's middle is, as a share of the box's height, where nothing else is asked for.
    pub middle: f32,
}

impl Setting {
    pub fn new(parameters: &composition::Title, scene: &Scene<'_>, pen: &Pen) -> Self {
        let layout = &scene.layout;
        let (size, middle) = match layout.shape {
            Shape::Landscape => (82.0, 0.25),
            Shape::Square => (76.0, 0.26),
            Shape::Portrait => (88.0, 0.235),
        };
        let size = size * parameters.size * layout.unit * GROWN;
        let composition = &scene.plan.composition;
        let title = composition.title.as_deref().or(scene.plan.score.title());
        let title = title.unwrap_or("").trim();
        let artist = composition.artist.as_deref().unwrap_or("").trim();
        let middle_of_box = parameters.height.unwrap_or(middle);
        let reach = (middle_of_box - EDGES.0).min(1.0 - EDGES.1 - middle_of_box);
        // A card in the very corner is cut by the box anyway.
        let most = 2.0 * reach.max(0.04) * layout.height * GROWN;
        let texts = Texts {
            title,
            artist,
            parameters,
        };
        let mut card = texts.set(size, scene, pen);
        for _ in 0..TRIES {
            if !parameters.style.fit || card.height() <= most {
                break;
            }
            card = texts.set(card.size * (most / card.height()).max(0.5), scene, pen);
        }
        Self {
            reach: card.height() / 2.0 + 3.0 * size,
            rule: place(&mut card.title, &mut card.artist, parameters.rule),
            title: card.title,
            artist: card.artist,
            middle,
        }
    }
}

/// What is written on a card.
struct Texts<'a> {
    title: &'a str,
    artist: &'a str,
    parameters: &'a composition::Title,
}

/// Title and artist, not yet placed.
struct Card {
    title: Option<Line>,
    artist: Option<Line>,
    /// The size that was asked for, in pixels.
    size: f32,
    rule: bool,
}

impl Card {
    fn height(&self) -> f32 {
        match (&self.title, &self.artist) {
            (Some(title), Some(artist)) => title.block.size[1] + gap(title, self.rule) + artist.block.size[1],
            (Some(line), None) | (None, Some(line)) => line.block.size[1],
            (None, None) => 0.0,
        }
    }
}

/// Between title and artist, in pixels.
fn gap(title: &Line, rule: bool) -> f32 {
    title.block.letters * if rule { 0.62 } else { 0.16 }
}

impl Texts<'_> {
    /// Sets both in letters of at most `size` pixels.
    fn set(&self, size: f32, scene: &Scene<'_>, pen: &Pen) -> Card {
        let parameters = self.parameters;
        let line = |text: &str, what: &str, style: &TextStyle, setup: &Setup| {
            (!text.is_empty()).then(|| {
                let text = cased(style, text);
                scene.lettering.check(what, style, [text.as_str()]);
                let coming = Coming::new(style);
                let split = coming.split().min(Split::Whole);
                Line {
                    block: fitted(scene, pen, &text, &setup.style(style), split),
                    look: Look::new(style, &scene.colors),
                    coming,
                    top: 0.0,
                }
            })
        };
        let width = scene.layout.width * ROOM * GROWN;
        let mut setup = Setup {
            family: Family::Title,
            size,
            room: Some([width, size * MOST_LINES.0 * parameters.style.line_spacing]),
            align: TextAlign::Center,
            letter_spacing: 0.0,
            tabular: false,
        };
        let title = line(self.title, "the title", &parameters.style, &setup);
        let size_of_artist = title.as_ref().map_or(size * 0.8, |title| {
            (title.block.letters * ARTIST.0).max(size * ARTIST.0 * 0.8)
        });
        (setup.family, setup.size, setup.letter_spacing) = (Family::Text, size_of_artist, ARTIST.1);
        setup.room = Some([
            width,
            size_of_artist * MOST_LINES.1 * parameters.artist_style.line_spacing,
        ]);
        Card {
            artist: line(self.artist, "the artist", &parameters.artist_style, &setup),
            title,
            size,
            rule: parameters.rule,
        }
    }
}

/// Balanced lines that break words only if nothing else helps.
fn fitted(scene: &Scene<'_>, pen: &Pen, text: &str, style: &Style, split: Split) -> Block {
    Block::new(scene.device, pen, &scene.lettering, text, style, split)
}

/// Puts the lines under each other around the middle of the card.
fn place(title: &mut Option<Line>, artist: &mut Option<Line>, rule: bool) -> Option<[f32; 3]> {
    match (title, artist) {
        (Some(title), Some(artist)) => {
            let letters = title.block.letters;
            let gap = gap(title, rule);
            let height = title.block.size[1] + gap + artist.block.size[1];
            title.top = -height / 2.0;
            artist.top = height / 2.0 - artist.block.size[1];
            let middle = title.top + title.block.size[1] + gap * 0.46;
            let length = (title.block.width() * 0.55).clamp(letters * 2.2, letters * 5.0);
            rule.then_some([middle, length, (letters * 0.026).max(1.2)])
        }
        (Some(line), None) | (None, Some(line)) => {
            line.top = -line.block.size[1] / 2.0;
            None
        }
        (None, None) => None,
    }
}
