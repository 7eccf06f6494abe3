//! Reading of uploaded fonts, whose bytes may be anything.

use cosmic_text::fontdb;
use cosmic_text::skrifa::raw::{FileRef, TableProvider, types::Tag};
use cosmic_text::skrifa::{FontRef, MetadataProvider};
use std::sync::Arc;

/// The most fonts of one picture.
pub(super) const MOST_FONTS: usize = 16;
/// The most bytes of a font.
const MOST_BYTES: usize = 32 << 20;
/// The most faces of a collection.
const MOST_FACES: usize = 16;
/// The longest name of a family, in characters.
const LONGEST_NAME: usize = 64;
/// Tables of glyphs that are pictures, whose sizes a small file can make enormous.
const PICTURES: [&[u8; 4]; 5] = [b"CBDT", b"sbix", b"COLR", b"SVG ", b"EBDT"];

/// Why bytes are no font to set text in.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum FontError {
    /// There are too many fonts.
    #[error("{count} fonts, at most {most} are allowed")]
    TooMany {
        /// How many there are.
        count: usize,
        /// How many there may be.
        most: usize,
    },
    /// The file is too large.
    #[error("a font of {bytes} bytes, at most {most} are allowed")]
    TooLarge {
        /// How large it is.
        bytes: usize,
        /// How large it may be.
        most: usize,
    },
    /// It is packed for the web.
    #[error("a font packed for the web: upload it as TrueType or OpenType (.ttf, .otf)")]
    Packed,
    /// It is no font, or a broken one.
    #[error("no TrueType or OpenType font: {0}")]
    Broken(&'static str),
    /// The collection has too many faces.
    #[error("a collection of {count} faces, at most {most} are allowed")]
    TooManyFaces {
        /// How many there are.
        count: usize,
        /// How many there may be.
        most: usize,
    },
    /// Its letters are pictures.
    #[error("a font of coloured pictures (table {0}), only outlines are allowed")]
    Pictures(String),
}

/// A face of an uploaded font.
#[derive(Debug)]
pub(super) struct Uploaded {
    pub family: String,
    pub weight: u16,
    /// The boldness that it can take, if it is variable.
    pub axis: Option<(u16, u16)>,
    /// Its number in a collection.
    pub index: u32,
}

/// Checks that bytes are a font that can be used, as they are when it is.
///
/// # Errors
/// See [`FontError`].
pub fn check_font(bytes: &[u8]) -> Result<(), FontError> {
    read(&Arc::from(bytes)).map(drop)
}

/// The faces of a font.
pub(super) fn read(bytes: &Arc<[u8]>) -> Result<Vec<Uploaded>, FontError> {
    if bytes.len() > MOST_BYTES {
        return Err(FontError::TooLarge {
            bytes: bytes.len(),
            most: MOST_BYTES,
        });
    }
    if bytes.starts_with(b"wOFF") || bytes.starts_with(b"wOF2") {
        return Err(FontError::Packed);
    }
    let count = match FileRef::new(bytes).map_err(|_| FontError::Broken("its header cannot be read"))? {
        FileRef::Font(_) => 1,
        FileRef::Collection(collection) => collection.len() as usize,
    };
    if count > MOST_FACES {
        return Err(FontError::TooManyFaces {
            count,
            most: MOST_FACES,
        });
    }
    let mut db = fontdb::Database::new();
    let ids = db.load_font_source(fontdb::Source::Binary(Arc::new(bytes.clone())));
    let faces: Vec<_> = ids.iter().filter_map(|&id| db.face(id)).collect();
    if faces.is_empty() {
        return Err(FontError::Broken("it has no face with a name"));
    }
    faces.into_iter().map(|info| face(bytes, info)).collect()
}

fn face(bytes: &[u8], info: &fontdb::FaceInfo) -> Result<Uploaded, FontError> {
    let font =
        FontRef::from_index(bytes, info.index).map_err(|_| FontError::Broken("a face cannot be read"))?;
    check(&font)?;
    let axis = font.axes().iter().find(|axis| axis.tag() == Tag::new(b"wght"));
    let whole = |weight: f32| weight.clamp(1.0, 1000.0) as u16;
    Ok(Uploaded {
        family: name(info)?,
        weight: info.weight.0,
        axis: axis
            .map(|axis| (whole(axis.min_value()), whole(axis.max_value())))
            .filter(|(least, most)| least <= most),
        index: info.index,
    })
}

/// Whether what shaping and drawing take for granted is so.
fn check(font: &FontRef<'_>) -> Result<(), FontError> {
    for tag in PICTURES {
        if font.table_data(Tag::new(tag)).is_some() {
            return Err(FontError::Pictures(String::from_utf8_lossy(tag).into_owned()));
        }
    }
    let broken = FontError::Broken;
    let head = font.head().map_err(|_| broken("its table head cannot be read"))?;
    if !(16..=16_384).contains(&head.units_per_em()) {
        return Err(broken("its units per em are not in 16..=16384"));
    }
    let glyphs = font
        .maxp()
        .map_err(|_| broken("its table maxp cannot be read"))?
        .num_glyphs();
    if font.hhea().is_err() || font.hmtx().is_err() {
        return Err(broken("its widths cannot be read"));
    }
    let mut letters = 0;
    for (_, glyph) in font.charmap().mappings().take(0x0011_0000) {
        if glyph.to_u32() >= u32::from(glyphs) {
            return Err(broken("a character stands for a glyph that it does not have"));
        }
        letters += 1;
    }
    if letters == 0 {
        return Err(broken("it has no characters"));
    }
    Ok(())
}

fn name(info: &fontdb::FaceInfo) -> Result<String, FontError> {
    let name = info.families.first().map_or("", |(name, _)| name.as_str());
    let letters = name
        .chars()
        .filter(|letter| !letter.is_control())
        .take(LONGEST_NAME);
    let name = letters.collect::<String>().trim().to_owned();
    if name.is_empty() {
        return Err(FontError::Broken("its family has no name"));
    }
    Ok(name)
}
