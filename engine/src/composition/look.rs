//! Finished looks: compositions that come with the program, to be used as they are or opened and changed.

use super::document::choice;
use super::{Composition, CompositionError};

choice! {
    /// A finished look.
    pub enum Look {
        /// Falling notes with names onto a labelled keyboard, before a quiet background: for learning a piece.
        CleanTutorial,
    }
}

/// The documents, in the order of [`Look::ALL`].
const DOCUMENTS: &[&str] = &[include_str!("../../../assets/looks/clean-tutorial.json")];

impl Look {
    /// The look of that name, in camelCase, kebab-case or SCREAMING_SNAKE_CASE.
    pub fn named(name: &str) -> Option<Self> {
        let plain = |name: &str| name.replace(['-', '_'], "").to_lowercase();
        let mut all = Self::ALL.iter();
        all.find(|look| plain(look.word()) == plain(name)).copied()
    }

    /// The name in kebab-case, such as `clean-tutorial`.
    pub fn name(self) -> String {
        let mut name = String::new();
        for letter in self.word().chars() {
            if letter.is_ascii_uppercase() {
                name.push('-');
            }
            name.push(letter.to_ascii_lowercase());
        }
        name
    }

    /// What it is like, in a sentence.
    pub fn about(self) -> &'static str {
        &Self::choices().entries[self as usize].1
    }

    /// The composition as JSON, as it was written.
    pub fn document(self) -> &'static str {
        DOCUMENTS[self as usize]
    }

    /// The composition.
    ///
    /// # Errors
    /// None: a test reads every document.
    pub fn composition(self) -> Result<Composition, CompositionError> {
        Composition::from_json(self.document())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_look_can_be_drawn_from_a_song_alone() {
        assert_eq!(Look::ALL.len(), DOCUMENTS.len());
        for look in Look::ALL {
            let composition = look
                .composition()
                .unwrap_or_else(|error| panic!("{}: {error}", look.name()));
            assert_eq!(composition.references(), [], "{} needs nothing else", look.name());
            assert_eq!(
                composition.title,
                None,
                "{} leaves the title to the song",
                look.name()
            );
        }
    }

    #[test]
    fn looks_are_found_by_their_names() {
        for name in ["clean-tutorial", "cleanTutorial", "CLEAN_TUTORIAL"] {
            assert_eq!(Look::named(name), Some(Look::CleanTutorial), "{name}");
        }
        assert_eq!(Look::named("hologram"), None);
        assert_eq!(Look::CleanTutorial.name(), "clean-tutorial");
    }
}
