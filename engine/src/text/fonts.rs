//! The fonts to set text in: those that come with the program and those that were uploaded.

use super::bundled::{BUNDLED, Bundled, CHINESE, JAPANESE, TEXT, TITLE};
use super::emoji::joins_the_former;
use super::style::Family;
use super::uploaded::{FontError, MOST_FONTS, Uploaded, read};
use cosmic_text::skrifa::{FontRef, MetadataProvider};
use cosmic_text::{FontSystem, SwashCache, fontdb};
use std::collections::HashMap;
use std::sync::Arc;

/// All faces are known to the shaper under one weight, because it helps out only with faces of the weight asked for;
/// which face of a family is meant is decided here, and its key names it.
pub(super) const WEIGHT: u16 = 400;

/// The bundled and uploaded fonts, with what was made of them so far. Making one is cheap, since fonts are only read
/// when a text needs them; the bytes themselves are shared by all.
pub struct Fonts {
    pub(super) system: FontSystem,
    pub(super) cache: SwashCache,
    faces: Vec<Face>,
    covering: HashMap<(char, bool), Option<usize>>,
    weights: Vec<u16>,
}

/// A face that text can be set in.
pub(super) struct Face {
    /// The family's name.
    pub family: String,
    /// Names this face alone: the family and its number.
    pub key: String,
    /// Boldness, 100 to 900.
    pub weight: u16,
    /// The boldness that a variable font can take.
    axis: Option<(u16, u16)>,
    /// Whether it is offered by name.
    offered: bool,
    source: Arc<dyn AsRef<[u8]> + Send + Sync>,
    index: u32,
}

impl Face {
    fn new(
        named: Uploaded,
        offered: bool,
        source: Arc<dyn AsRef<[u8]> + Send + Sync>,
        number: usize,
    ) -> Self {
        let Uploaded {
            family,
            weight,
            axis,
            index,
        } = named;
        Self {
            key: format!("{family} #{number}"),
            family,
            weight,
            axis,
            offered,
            source,
            index,
        }
    }

    /// How far the face is from a boldness.
    fn distance(&self, weight: u16) -> u16 {
        let (least, most) = self.axis.unwrap_or((self.weight, self.weight));
        weight.abs_diff(weight.clamp(least, most))
    }

    /// Whether the face has a glyph for `letter`.
    pub fn has(&self, letter: char) -> bool {
        FontRef::from_index((*self.source).as_ref(), self.index).is_ok_and(|font| {
            font.charmap()
                .map(letter)
                .is_some_and(|glyph| glyph.to_u32() != 0)
        })
    }

    fn info(&self, weight: u16) -> fontdb::FaceInfo {
        fontdb::FaceInfo {
            id: fontdb::ID::dummy(),
            source: fontdb::Source::Binary(self.source.clone()),
            index: self.index,
            families: vec![(self.key.clone(), fontdb::Language::English_UnitedStates)],
            // No name that the shaper would draw conclusions from: the order of faces is that of helping out.
            post_script_name: self.key.clone(),
            style: fontdb::Style::Normal,
            weight: fontdb::Weight(weight),
            stretch: fontdb::Stretch::Normal,
            monospaced: false,
        }
    }
}

/// A face of the fonts, and the weight to ask for it with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Choice {
    pub face: usize,
    pub weight: u16,
}

impl Fonts {
    /// The bundled fonts and those uploaded, which go before them where a name is the same.
    ///
    /// # Errors
    ///
    /// If bytes are no font, or one that is too large or broken.
    pub fn new(uploaded: &[Arc<[u8]>]) -> Result<Self, FontError> {
        if uploaded.len() > MOST_FONTS {
            return Err(FontError::TooMany {
                count: uploaded.len(),
                most: MOST_FONTS,
            });
        }
        let mut faces = bundled();
        for bytes in uploaded {
            for font in read(bytes)? {
                let number = faces.len();
                faces.push(Face::new(font, true, Arc::new(bytes.clone()), number));
            }
        }
        Ok(Self::of(faces))
    }

    /// Only the bundled fonts.
    pub fn bundled() -> Self {
        Self::of(bundled())
    }

    fn of(faces: Vec<Face>) -> Self {
        let db = fontdb::Database::new();
        let mut fonts = Self {
            system: FontSystem::new_with_locale_and_db("en-US".to_owned(), db),
            cache: SwashCache::new(),
            faces,
            covering: HashMap::new(),
            weights: Vec::new(),
        };
        fonts.register(WEIGHT);
        fonts
    }

    /// The families that can be asked for by name, uploaded ones first, none twice.
    pub fn families(&self) -> Vec<String> {
        let (bundled, uploaded) = self.faces.split_at(BUNDLED.len());
        let mut names: Vec<String> = Vec::new();
        for face in uploaded.iter().chain(bundled).filter(|face| face.offered) {
            if !names.iter().any(|name| name.eq_ignore_ascii_case(&face.family)) {
                names.push(face.family.clone());
            }
        }
        names
    }

    /// Whether there is a family of this name, whatever the case.
    pub fn has_family(&self, name: &str) -> bool {
        self.faces
            .iter()
            .any(|face| face.family.eq_ignore_ascii_case(name))
    }

    /// The characters of a text that no font has, each once: they would be left blank.
    pub fn missing(&mut self, text: &str) -> Vec<char> {
        let mut missing = Vec::new();
        for letter in text.chars() {
            let blank =
                letter.is_whitespace() || letter.is_control() || joins_the_former(letter) || is_mark(letter);
            if !blank && !missing.contains(&letter) && self.covering(letter, false).is_none() {
                missing.push(letter);
            }
        }
        missing
    }

    pub(super) fn face(&self, number: usize) -> &Face {
        &self.faces[number]
    }

    /// The face for a style, and the weight to ask for it with.
    pub(super) fn choose(&mut self, family: &Family, weight: Option<u16>) -> Choice {
        let name = match family {
            Family::Title => TITLE,
            Family::Text => TEXT,
            Family::Named(name) if self.has_family(name) => name,
            Family::Named(_) => TEXT,
        };
        let wished = |face: &Face| weight.map_or(0, |weight| face.distance(weight));
        let of_family = |&number: &usize| self.faces[number].family.eq_ignore_ascii_case(name);
        // Uploaded faces stand after the bundled ones and go before them.
        let face = (0..self.faces.len())
            .rev()
            .filter(of_family)
            .min_by_key(|&number| (number < BUNDLED.len(), wished(&self.faces[number]), number));
        let face = face.unwrap_or(0);
        let weight = match (self.faces[face].axis, weight) {
            (Some((least, most)), Some(weight)) => (weight.clamp(least, most) + 25) / 50 * 50,
            (Some(_), None) => self.faces[face].weight,
            (None, _) => WEIGHT,
        };
        self.register(weight);
        Choice { face, weight }
    }

    /// The first face that has `letter`; `japanese` says which of the two for Chinese characters goes first.
    pub(super) fn covering(&mut self, letter: char, japanese: bool) -> Option<usize> {
        let faces = &self.faces;
        let look = || {
            let avoided = if japanese { CHINESE } else { JAPANESE };
            let has = |face: &Face| face.has(letter);
            let best = faces.iter().position(|face| face.family != avoided && has(face));
            best.or_else(|| faces.iter().position(has))
        };
        *self.covering.entry((letter, japanese)).or_insert_with(look)
    }

    /// The number of a bundled family.
    pub(super) fn number(family: &str) -> usize {
        BUNDLED.iter().position(|font| font.family == family).unwrap_or(0)
    }

    /// Makes all faces known under one more weight.
    fn register(&mut self, weight: u16) {
        if !self.weights.contains(&weight) {
            self.weights.push(weight);
            for face in &self.faces {
                self.system.db_mut().push_face_info(face.info(weight));
            }
        }
    }
}

impl std::fmt::Debug for Fonts {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Fonts")
            .field("families", &self.families())
            .finish_non_exhaustive()
    }
}

/// What only directs: hyphens that may be, marks of direction, joints of words and byte order marks.
fn is_mark(letter: char) -> bool {
    matches!(u32::from(letter), 0xAD | 0x61C | 0x180E | 0x200B..=0x200F | 0x202A..=0x202E | 0x2060..=0x206F | 0xFEFF)
}

fn bundled() -> Vec<Face> {
    let face = |(number, font): (usize, &Bundled)| {
        let named = Uploaded {
            family: font.family.to_owned(),
            weight: font.weight,
            axis: None,
            index: 0,
        };
        Face::new(named, font.offered, Arc::new(font.bytes), number)
    };
    BUNDLED.iter().enumerate().map(face).collect()
}
