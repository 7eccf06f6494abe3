//! Setting of text: shaping, breaking into lines, fitting and aligning.

use super::clean::clean;
use super::fonts::{Choice, Fonts};
use super::spans::{Span, is_joined, spans};
use super::style::{Align, Fit, Style};
use super::units::{self, Rect, Unit};
use cosmic_text::{
    Attrs, Buffer, CacheKeyFlags, Family, FeatureTag, FontFeatures, LayoutRun, Metrics, PhysicalGlyph,
    Shaping, Weight, Wrap,
};
use std::ops::Range;

/// How fine sizes are tried to fit a box, in pixels.
const STEP: f32 = 0.25;
/// The most lines that are balanced; more are a paragraph, which is set full.
const MOST_BALANCED: usize = 6;

/// A text that was set: where everything is, in pixels from the upper left corner of its box.
#[derive(Clone, Debug)]
pub struct Typeset {
    /// The text as it was set: with one kind of line ending and no control characters. Ranges are of its bytes.
    pub text: String,
    /// The size of letters, in pixels.
    pub size: f32,
    /// Width of the box: what lines were broken to, or that of the longest line.
    pub width: f32,
    /// Height of all lines.
    pub height: f32,
    /// How many lines there are, empty ones too.
    pub line_count: usize,
    /// The lines that have letters.
    pub lines: Vec<Unit>,
    /// The words, in the order of the text.
    pub words: Vec<Unit>,
    /// The letters with their marks and without blanks, in the order of the text.
    pub letters: Vec<Unit>,
    /// The characters that no font has, each once; they are left blank.
    pub missing: Vec<char>,
    /// Whether the text was longer than can be set, and was cut.
    pub cut: bool,
    /// Whether the text leaves the box that it was to fit.
    pub overflows: bool,
    pub(super) glyphs: Vec<Glyph>,
    pub(super) style: Style,
}

impl Typeset {
    /// The rectangles that a range of bytes takes, one for each line it is in, more where directions mix.
    pub fn rects(&self, range: &Range<usize>) -> Vec<Rect> {
        units::rects(&self.letters, range)
    }

    /// The same without its shadow, for those who draw that apart.
    #[must_use]
    pub fn without_shadow(&self) -> Self {
        let mut bare = self.clone();
        bare.style.shadow = None;
        bare
    }

    /// The width of its outline, in pixels.
    pub fn outline(&self) -> f32 {
        self.style.outline
    }

    /// Whether it has a shadow.
    pub fn has_shadow(&self) -> bool {
        self.style.shadow.is_some_and(|shadow| shadow.opacity > 0.0)
    }
}

/// A glyph at its place.
#[derive(Clone, Debug)]
pub(super) struct Glyph {
    pub placed: PhysicalGlyph,
    /// The number of the letter it belongs to.
    pub letter: usize,
}

/// Sets a text.
pub fn set(fonts: &mut Fonts, text: &str, style: &Style) -> Typeset {
    let style = style.sane();
    let (text, cut) = clean(text);
    let choice = fonts.choose(&style.family, style.weight);
    let spans = spans(fonts, &text, choice);
    let mut setting = Setting::new(fonts, &text, &spans, choice, &style);
    let mut width = style.width;
    let mut size = style.size;
    let mut overflows = false;
    if let Some(fit) = style.fit {
        width = Some(fit.width);
        (size, overflows) = setting.fit(fit);
    }
    let inner = setting.lay_out(size, width, Wrap::WordOrGlyph);
    let narrow = if style.balance {
        setting.balance(size, width, inner)
    } else {
        None
    };
    if let Some(narrow) = narrow {
        setting.lay_out(size, Some(narrow), Wrap::WordOrGlyph);
    }
    setting.collect(text.clone(), size, width, (cut, overflows))
}

/// How many lines there are, and the width of the longest.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Extent {
    lines: usize,
    width: f32,
}

/// A text while it is set.
struct Setting<'a> {
    fonts: &'a mut Fonts,
    buffer: Buffer,
    style: &'a Style,
    choice: Choice,
}

impl<'a> Setting<'a> {
    fn new(fonts: &'a mut Fonts, text: &str, spans: &[Span], choice: Choice, style: &'a Style) -> Self {
        let mut buffer = Buffer::new_empty(Metrics::new(style.size, style.size * style.line_height));
        let attrs = |span: &Span| attrs(fonts, span, choice, style);
        let default = Span {
            range: 0..0,
            face: choice.face,
            joined: false,
        };
        let parts = spans.iter().map(|span| (&text[span.range.clone()], attrs(span)));
        buffer.set_rich_text(
            parts,
            &attrs(&default),
            Shaping::Advanced,
            Some(cosmic_text::Align::Left),
        );
        Self {
            fonts,
            buffer,
            style,
            choice,
        }
    }

    fn lay_out(&mut self, size: f32, width: Option<f32>, wrap: Wrap) -> Extent {
        self.buffer.set_wrap(wrap);
        self.buffer
            .set_metrics(Metrics::new(size, size * self.style.line_height));
        self.buffer.set_size(width, None);
        self.buffer.shape_until_scroll(&mut self.fonts.system, false);
        let widths = self.buffer.layout_runs().map(|run| self.width_of(&run));
        widths.fold(Extent { lines: 0, width: 0.0 }, |extent, width| Extent {
            lines: extent.lines + 1,
            width: extent.width.max(width),
        })
    }

    /// The width of a line without the space after its rightmost letter, if that has any.
    fn width_of(&self, run: &LayoutRun<'_>) -> f32 {
        let last = run
            .glyphs
            .iter()
            .max_by(|a, b| (a.x + a.w).total_cmp(&(b.x + b.w)));
        let Some(last) = last.filter(|_| self.style.letter_spacing > 0.0) else {
            return run.line_w.max(0.0);
        };
        let letter = run.text.get(last.start..).and_then(|text| text.chars().next());
        let space = if letter.is_some_and(is_joined) {
            0.0
        } else {
            self.style.letter_spacing * last.font_size
        };
        (run.line_w - space).max(0.0)
    }

    /// The largest size that fits the box without breaking a word, and whether even the smallest does not.
    fn fit(&mut self, fit: Fit) -> (f32, bool) {
        let smallest = fit.smallest.min(self.style.size);
        if !self.fits(smallest, fit) {
            return (smallest, true);
        }
        let (mut fits, mut too_large) = (0, ((self.style.size - smallest) / STEP).floor() as u32 + 1);
        if self.fits(self.style.size, fit) {
            return (self.style.size, false);
        }
        while too_large - fits > 1 {
            let middle = fits + (too_large - fits) / 2;
            if self.fits(smallest + middle as f32 * STEP, fit) {
                fits = middle;
            } else {
                too_large = middle;
            }
        }
        (smallest + fits as f32 * STEP, false)
    }

    fn fits(&mut self, size: f32, fit: Fit) -> bool {
        let extent = self.lay_out(size, Some(fit.width), Wrap::Word);
        extent.width <= fit.width + 0.01
            && extent.lines as f32 * size * self.style.line_height <= fit.height + 0.01
    }

    /// The smallest width that takes no more lines than there are; none where one line is enough or there are many.
    fn balance(&mut self, size: f32, width: Option<f32>, extent: Extent) -> Option<f32> {
        let paragraphs = self.buffer.lines.len();
        let width = width.filter(|_| (paragraphs + 1..=MOST_BALANCED).contains(&extent.lines))?;
        let (mut too_narrow, mut enough) = (width / extent.lines as f32 * 0.8, width);
        while enough - too_narrow > 2.0 {
            let middle = (too_narrow + enough) / 2.0;
            let tried = self.lay_out(size, Some(middle), Wrap::Word);
            if tried.lines <= extent.lines && tried.width <= middle + 0.01 {
                enough = middle;
            } else {
                too_narrow = middle;
            }
        }
        Some(enough)
    }

    /// Where the first line's base is below its upper edge, as the chosen face has it; faces that help out move
    /// nothing.
    fn base(&mut self, size: f32) -> f32 {
        let key = &self.fonts.face(self.choice.face).key;
        let query = cosmic_text::fontdb::Query {
            families: &[Family::Name(key)],
            weight: Weight(self.choice.weight),
            ..Default::default()
        };
        let id = self.fonts.system.db().query(&query);
        let font = id.and_then(|id| self.fonts.system.get_font(id, Weight(self.choice.weight)));
        let (ascent, descent) = font.map_or((0.8, 0.2), |font| {
            let metrics = font.metrics();
            let em = f32::from(metrics.units_per_em);
            (metrics.ascent / em, -metrics.descent / em)
        });
        (size * self.style.line_height - (ascent * size + descent * size)) / 2.0 + ascent * size
    }

    fn collect(
        mut self,
        text: String,
        size: f32,
        width: Option<f32>,
        (cut, overflows): (bool, bool),
    ) -> Typeset {
        let base = self.base(size);
        let extent = self
            .buffer
            .layout_runs()
            .map(|run| self.width_of(&run))
            .fold(0.0, f32::max);
        let width = width.unwrap_or(extent);
        let paragraphs = paragraphs(&text);
        let mut found = Found::default();
        let mut line_count = 0;
        for (line, run) in self.buffer.layout_runs().enumerate() {
            line_count = line + 1;
            let left = aligned(self.style.align, run.rtl, width - self.width_of(&run));
            let offset = paragraphs.get(run.line_i).copied().unwrap_or(0);
            found.line(&text, &run, line, offset, (left, base));
        }
        let (letters, glyphs) = found.in_order();
        let missing = found.missing;
        Typeset {
            lines: units::lines(&letters),
            words: units::words(&text, &letters),
            letters,
            text,
            size,
            width,
            height: line_count as f32 * size * self.style.line_height,
            line_count,
            missing,
            cut,
            overflows,
            glyphs,
            style: self.style.clone(),
        }
    }
}

/// Letters and glyphs as they are found, line by line from left to right.
#[derive(Default)]
struct Found {
    letters: Vec<Unit>,
    glyphs: Vec<Glyph>,
    missing: Vec<char>,
}

impl Found {
    fn line(
        &mut self,
        text: &str,
        run: &LayoutRun<'_>,
        line: usize,
        offset: usize,
        (left, base): (f32, f32),
    ) {
        for glyph in run.glyphs {
            let range = offset + glyph.start..offset + glyph.end;
            let letter = text.get(range.clone()).unwrap_or_default();
            if letter.trim().is_empty() {
                continue;
            }
            let bounds = Rect {
                left: left + glyph.x,
                top: run.line_top,
                right: left + glyph.x + glyph.w,
                bottom: run.line_top + run.line_height,
            };
            match self.letters.last_mut() {
                Some(last) if last.line == line && last.range == range => {
                    last.bounds = last.bounds.around(bounds)
                }
                _ => self.letters.push(Unit {
                    range,
                    line,
                    bounds,
                    rtl: glyph.level.is_rtl(),
                }),
            }
            if glyph.glyph_id == 0 {
                self.lacks(letter);
            } else {
                let placed = glyph.physical((left, run.line_top + base), 1.0);
                self.glyphs.push(Glyph {
                    placed,
                    letter: self.letters.len() - 1,
                });
            }
        }
    }

    fn lacks(&mut self, letters: &str) {
        for letter in letters
            .chars()
            .filter(|&letter| !super::emoji::joins_the_former(letter))
        {
            if !self.missing.contains(&letter) {
                self.missing.push(letter);
            }
        }
    }

    /// Letters in the order of the text, and glyphs with their letters' new numbers.
    fn in_order(&mut self) -> (Vec<Unit>, Vec<Glyph>) {
        let mut order: Vec<usize> = (0..self.letters.len()).collect();
        order.sort_by_key(|&number| (self.letters[number].range.start, number));
        let mut numbers = vec![0; order.len()];
        order
            .iter()
            .enumerate()
            .for_each(|(new, &old)| numbers[old] = new);
        let letters = order.iter().map(|&old| self.letters[old].clone()).collect();
        let mut glyphs = std::mem::take(&mut self.glyphs);
        glyphs
            .iter_mut()
            .for_each(|glyph| glyph.letter = numbers[glyph.letter]);
        (letters, glyphs)
    }
}

fn attrs<'a>(fonts: &'a Fonts, span: &Span, choice: Choice, style: &Style) -> Attrs<'a> {
    let mut features = FontFeatures::new();
    if style.tabular {
        features.enable(FeatureTag::new(b"tnum"));
    }
    if style.letter_spacing != 0.0 {
        // Spaced letters stand alone: a ligature would be a lump among them.
        features.disable(FeatureTag::STANDARD_LIGATURES);
        features.disable(FeatureTag::CONTEXTUAL_LIGATURES);
    }
    let mut flags = CacheKeyFlags::DISABLE_HINTING;
    flags.set(CacheKeyFlags::FAKE_ITALIC, style.italic);
    let attrs = Attrs::new()
        .family(Family::Name(&fonts.face(span.face).key))
        .weight(Weight(choice.weight))
        .cache_key_flags(flags)
        .font_features(features);
    if style.letter_spacing == 0.0 || span.joined {
        attrs
    } else {
        attrs.letter_spacing(style.letter_spacing)
    }
}

/// Where a line begins, given how much of the width it leaves.
fn aligned(align: Align, rtl: bool, left_over: f32) -> f32 {
    match (align, rtl) {
        (Align::Left, _) | (Align::Start, false) | (Align::End, true) => 0.0,
        (Align::Center, _) => left_over.max(0.0) / 2.0,
        (Align::Right, _) | (Align::Start, true) | (Align::End, false) => left_over.max(0.0),
    }
}

/// Where each paragraph begins, in bytes.
fn paragraphs(text: &str) -> Vec<usize> {
    let ends = text.match_indices('\n').map(|(at, _)| at + 1);
    std::iter::once(0).chain(ends).collect()
}
