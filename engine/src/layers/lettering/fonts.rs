//! The fonts of a picture, and what they lack.

use crate::composition::{Composition, TextStyle};
use crate::material::Material;
use crate::text::{Drawing, Fonts, Split, Style, Typeset, set};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// The most characters that one warning names.
const MOST_NAMED: usize = 24;
/// The most warnings of a picture.
const MOST_WARNINGS: usize = 32;

/// The fonts of a picture, shared by its layers; clones are the same.
#[derive(Clone)]
pub(in crate::layers) struct Lettering(Arc<Mutex<Inner>>);

struct Inner {
    fonts: Fonts,
    warnings: Vec<String>,
}

impl Lettering {
    /// The bundled fonts and those of the composition.
    pub fn new(composition: &Composition, material: &Material) -> Self {
        let own = composition.fonts.iter();
        let own: Vec<_> = own
            .filter_map(|font| material.font(font.as_str()).cloned())
            .collect();
        let mut warnings = Vec::new();
        let fonts = Fonts::new(&own).unwrap_or_else(|error| {
            warnings.push(format!("the composition's fonts cannot be used: {error}"));
            Fonts::bundled()
        });
        Self(Arc::new(Mutex::new(Inner { fonts, warnings })))
    }

    /// Sets a text.
    pub fn set(&self, text: &str, style: &Style) -> Typeset {
        set(&mut self.inner().fonts, text, style)
    }

    /// Draws what was set.
    pub fn draw(&self, text: &Typeset, split: Split) -> Drawing {
        text.draw(&mut self.inner().fonts, split)
    }

    /// Looks for what cannot be shown of the texts of `what`, such as "the title", and warns of it.
    pub fn check<'a>(&self, what: &str, style: &TextStyle, texts: impl IntoIterator<Item = &'a str>) {
        let mut inner = self.inner();
        let mut letters: Vec<char> = texts.into_iter().flat_map(str::chars).collect();
        letters.sort_unstable();
        letters.dedup();
        let all: String = letters.into_iter().collect();
        let missing = inner.fonts.missing(&all);
        if !missing.is_empty() {
            inner.warn(format!("no font has {} of {what}: left out", named(&missing)));
        }
        if let Some(font) = style.font.as_deref().filter(|font| !inner.fonts.has_family(font)) {
            let families = inner.fonts.families().join(", ");
            inner.warn(format!(
                "there is no font family {font:?} for {what}: Inter is taken instead; there are {families}"
            ));
        }
    }

    /// Warns of what the picture lacks.
    pub fn warn(&self, warning: String) {
        self.inner().warn(warning);
    }

    /// What was found so far, each once.
    pub fn warnings(&self) -> Vec<String> {
        self.inner().warnings.clone()
    }

    /// Whoever panicked while setting text has left the fonts as they were.
    fn inner(&self) -> MutexGuard<'_, Inner> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Inner {
    fn warn(&mut self, warning: String) {
        if self.warnings.len() < MOST_WARNINGS && !self.warnings.contains(&warning) {
            self.warnings.push(warning);
        }
    }
}

/// Characters as a warning names them: themselves and their numbers.
fn named(missing: &[char]) -> String {
    let told = missing.iter().take(MOST_NAMED);
    let told: Vec<String> = told
        .map(|&letter| format!("{letter:?} (U+{:04X})", u32::from(letter)))
        .collect();
    match missing.len().saturating_sub(MOST_NAMED) {
        0 => told.join(", "),
        more => format!("{} and {more} more characters", told.join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lettering() -> Lettering {
        Lettering::new(&Composition::default(), &Material::empty())
    }

    #[test]
    fn what_no_font_has_is_told_once_with_its_number() {
        let lettering = lettering();
        let style = TextStyle::default();
        lettering.check("the title", &style, ["Héllo, 日本 🎵 ن", "plain"]);
        assert_eq!(lettering.warnings(), Vec::<String>::new());
        // A character for private use, which nobody draws, among those that only direct.
        for _ in 0..2 {
            lettering.check("the title", &style, ["a\u{e123}b\u{200f}\u{202e}\u{feff}"]);
        }
        let warnings = lettering.warnings();
        assert_eq!(warnings.len(), 1, "{warnings:?}");
        assert!(
            warnings[0].contains("U+E123") && warnings[0].contains("the title"),
            "{warnings:?}"
        );
    }

    #[test]
    fn a_family_that_is_not_there_is_told() {
        let lettering = lettering();
        let named = |font: &str| TextStyle {
            font: Some(font.to_owned()),
            ..TextStyle::default()
        };
        lettering.check("the lyrics", &named("eb garamond"), ["x"]);
        assert!(lettering.warnings().is_empty());
        lettering.check("the lyrics", &named("Papyrus"), ["x"]);
        assert!(lettering.warnings()[0].contains("Papyrus"));
    }
}
