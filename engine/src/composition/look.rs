//! Finished looks: compositions that come with the program, to be used as they are or opened and changed.

use super::document::choice;
use super::{Composition, CompositionError};

choice! {
    /// A finished look.
    pub enum Look {
        /// Falling notes with names onto a labelled keyboard, bar lines, chords and pedals: for learning a piece.
        CleanTutorial,
        /// Glowing notes and beams in cyan and magenta that breathe with the bass.
        Neon,
        /// Embers: coloured smoke and sparks rise from the keys.
        SmokeAndSparks,
        /// A record with the cover as its label, in a ring of sound.
        Vinyl,
        /// Worn tape: warm colours, grain, a soft oscilloscope and a handwritten title.
        LofiTape,
        /// The words, sung syllable by syllable; needs lyrics in the song, or a file of them.
        Karaoke,
        /// Every voice in its lane, on ivory paper.
        OrchestralLanes,
        /// Large type and a thin wave of sound, before a light ground.
        MinimalType,
        /// Fast notes before black with counters: for songs of very many notes.
        BlackMidi,
        /// The cover over bars of the spectrum, with title and progress.
        SpectrumClassic,
        /// Notes fly into a ring of keys amid a net of stars.
        Constellation,
        /// Light trails of the melody among waves, like northern lights.
        Aurora,
        /// Soft bodies that melt into each other in the colours of the voices.
        Lava,
        /// A green oscilloscope and stereometer, on glass.
        RetroScope,
    }
}

/// The documents, in the order of [`Look::ALL`].
const DOCUMENTS: &[&str] = &[
    include_str!("../../../assets/looks/clean-tutorial.json"),
    include_str!("../../../assets/looks/neon.json"),
    include_str!("../../../assets/looks/smoke-and-sparks.json"),
    include_str!("../../../assets/looks/vinyl.json"),
    include_str!("../../../assets/looks/lofi-tape.json"),
    include_str!("../../../assets/looks/karaoke.json"),
    include_str!("../../../assets/looks/orchestral-lanes.json"),
    include_str!("../../../assets/looks/minimal-type.json"),
    include_str!("../../../assets/looks/black-midi.json"),
    include_str!("../../../assets/looks/spectrum-classic.json"),
    include_str!("../../../assets/looks/constellation.json"),
    include_str!("../../../assets/looks/aurora.json"),
    include_str!("../../../assets/looks/lava.json"),
    include_str!("../../../assets/looks/retro-scope.json"),
];

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
