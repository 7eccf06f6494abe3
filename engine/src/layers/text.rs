//! Text: shaped with the embedded fonts and drawn once into a picture of coverage.

use cosmic_text::{
    Align, Attrs, Buffer, Color, Family, FontSystem, Metrics, Shaping, SwashCache, Weight, fontdb,
};
use std::sync::Arc;

static SEMIBOLD: &[u8] = include_bytes!("../../../assets/fonts/InterDisplay-SemiBold.otf");
static MEDIUM: &[u8] = include_bytes!("../../../assets/fonts/Inter-Medium.otf");

/// A face of the embedded fonts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Face {
    /// For titles.
    Title,
    /// For everything smaller.
    Text,
}

impl Face {
    fn attrs(self) -> Attrs<'static> {
        let (family, weight) = match self {
            Self::Title => ("Inter Display", Weight::SEMIBOLD),
            Self::Text => ("Inter", Weight::MEDIUM),
        };
        Attrs::new().family(Family::Name(family)).weight(weight)
    }
}

/// How much of each pixel is covered, 0 to 255, row by row without padding.
#[derive(Clone, Debug)]
pub(super) struct Coverage {
    pub width: usize,
    pub height: usize,
    pub pixels: Vec<u8>,
}

impl Coverage {
    pub fn new(width: usize, height: usize) -> Self {
        Self {
            width,
            height,
            pixels: vec![0; width * height],
        }
    }

    fn cover(&mut self, x: i32, y: i32, alpha: u8) {
        let inside = (0..self.width as i32).contains(&x) && (0..self.height as i32).contains(&y);
        if inside {
            let pixel = &mut self.pixels[y as usize * self.width + x as usize];
            *pixel = (*pixel).max(alpha);
        }
    }
}

/// The embedded fonts. Nothing of the system's is used, so that a picture is the same everywhere.
pub(super) struct Fonts {
    system: FontSystem,
    cache: SwashCache,
}

/// Lines of one text, shaped.
pub(super) struct Lines {
    buffer: Buffer,
    /// How many lines there are.
    pub count: usize,
    /// Height of all lines, in pixels.
    pub height: f32,
}

impl Fonts {
    pub fn new() -> Self {
        let mut db = fontdb::Database::new();
        for font in [SEMIBOLD, MEDIUM] {
            db.load_font_source(fontdb::Source::Binary(Arc::new(font)));
        }
        Self {
            system: FontSystem::new_with_locale_and_db("en-US".to_owned(), db),
            cache: SwashCache::new(),
        }
    }

    /// Shapes `text` at `size` pixels, in lines of at most `width` pixels, centred.
    pub fn shape(&mut self, text: &str, face: Face, size: f32, width: f32) -> Lines {
        let line_height = size * 1.2;
        let mut buffer = Buffer::new(&mut self.system, Metrics::new(size, line_height));
        buffer.set_size(Some(width), None);
        buffer.set_text(text, &face.attrs(), Shaping::Advanced, Some(Align::Center));
        buffer.shape_until_scroll(&mut self.system, false);
        let runs = || buffer.layout_runs();
        let missing = runs()
            .flat_map(|run| run.glyphs.iter())
            .filter(|glyph| glyph.glyph_id == 0)
            .count();
        if missing > 0 {
            tracing::warn!(missing, "the embedded fonts lack some characters of the title");
        }
        let count = if text.trim().is_empty() { 0 } else { runs().count() };
        Lines {
            buffer,
            count,
            height: count as f32 * line_height,
        }
    }

    /// Draws shaped lines, from `corner` to the right and down.
    pub fn draw(&mut self, lines: &mut Lines, corner: [f32; 2], onto: &mut Coverage) {
        let [left, top] = corner.map(|pixels| pixels.round() as i32);
        let white = Color::rgb(255, 255, 255);
        lines
            .buffer
            .draw(&mut self.system, &mut self.cache, white, |x, y, w, h, color| {
                for (dx, dy) in (0..h as i32).flat_map(|dy| (0..w as i32).map(move |dx| (dx, dy))) {
                    onto.cover(left + x + dx, top + y + dy, color.a());
                }
            });
    }
}

/// Three box blurs of `radius` pixels, nearly a Gaussian.
pub(super) fn blur(picture: &Coverage, radius: usize) -> Coverage {
    let mut blurred = picture.clone();
    for _ in 0..3 {
        let Coverage { width, height, .. } = blurred;
        let pixels = &mut blurred.pixels;
        (0..height).for_each(|row| blur_line(pixels, row * width, 1, width, radius));
        (0..width).for_each(|column| blur_line(pixels, column, width, height, radius));
    }
    blurred
}

/// Blurs the `count` pixels from `begin` that lie `step` apart.
fn blur_line(pixels: &mut [u8], begin: usize, step: usize, count: usize, radius: usize) {
    let line: Vec<u32> = (0..count).map(|i| u32::from(pixels[begin + i * step])).collect();
    let mut sum: u32 = line.iter().take(radius).sum();
    for i in 0..count {
        sum += line.get(i + radius).copied().unwrap_or(0);
        pixels[begin + i * step] = (sum / (2 * radius as u32 + 1)) as u8;
        sum -= if i >= radius { line[i - radius] } else { 0 };
    }
}
