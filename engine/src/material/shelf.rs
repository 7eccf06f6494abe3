//! Everything that one composition refers to, by reference.

use super::error::at_most;
use super::{Lut, Lyrics, MaterialError, Picture, lut, lyrics, max_bytes, picture};
use crate::media::MaterialKind;
use std::collections::HashMap;
use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// The most bytes of decoded pictures in one composition.
const MAX_PICTURE_BYTES: u64 = 1 << 30;
/// The most references in one composition.
const MAX_REFERENCES: u64 = 256;

/// Everything of one composition, decoded; clones share it.
#[derive(Clone, Debug, Default)]
pub struct Material {
    shelf: Arc<Shelf>,
}

#[derive(Clone, Debug, Default)]
struct Shelf {
    pictures: HashMap<String, Arc<Picture>>,
    luts: HashMap<String, Arc<Lut>>,
    lyrics: HashMap<String, Arc<Lyrics>>,
    fonts: HashMap<String, Arc<[u8]>>,
    sounds: HashMap<String, PathBuf>,
    sound_fonts: HashMap<String, PathBuf>,
}

impl Shelf {
    fn references(&self) -> usize {
        let drawn = self.pictures.len() + self.luts.len() + self.lyrics.len() + self.fonts.len();
        drawn + self.sounds.len() + self.sound_fonts.len()
    }

    fn picture_bytes(&self) -> u64 {
        self.pictures
            .values()
            .map(|picture| picture.rgba.len() as u64)
            .sum()
    }
}

impl Material {
    /// None.
    pub fn empty() -> Self {
        Self::default()
    }

    /// Reads a file of this machine and keeps it under `reference`. Reading blocks and may take seconds.
    ///
    /// # Errors
    /// When the file cannot be read, is too large, is of another kind, or when there would be more of everything than
    /// fits into memory.
    pub fn load(&mut self, kind: MaterialKind, reference: &str, path: &Path) -> Result<(), MaterialError> {
        at_most(
            "references to material",
            self.shelf.references() as u64 + 1,
            MAX_REFERENCES,
        )?;
        match kind {
            MaterialKind::Picture => self.insert_picture(reference, picture(&read(path, kind)?)?)?,
            MaterialKind::Lut => self.insert_lut(reference, lut(&read(path, kind)?)?),
            MaterialKind::Lyrics => self.insert_lyrics(reference, lyrics(&read(path, kind)?)?),
            MaterialKind::Font => self.insert_font(reference, read(path, kind)?),
            MaterialKind::Sound => self.insert_sound(reference, path),
            MaterialKind::SoundFont => self.insert_sound_font(reference, path),
        }
        Ok(())
    }

    /// Keeps a picture.
    ///
    /// # Errors
    /// When all pictures together have more than 1 GiB.
    pub fn insert_picture(&mut self, reference: &str, picture: Picture) -> Result<(), MaterialError> {
        let bytes = self.shelf.picture_bytes() + picture.rgba.len() as u64;
        at_most("bytes of decoded pictures", bytes, MAX_PICTURE_BYTES)?;
        self.own()
            .pictures
            .insert(reference.to_owned(), Arc::new(picture));
        Ok(())
    }

    /// Keeps a colour table.
    pub fn insert_lut(&mut self, reference: &str, lut: Lut) {
        self.own().luts.insert(reference.to_owned(), Arc::new(lut));
    }

    /// Keeps lyrics.
    pub fn insert_lyrics(&mut self, reference: &str, lyrics: Lyrics) {
        self.own().lyrics.insert(reference.to_owned(), Arc::new(lyrics));
    }

    /// Keeps the bytes of a font; who sets text checks them.
    pub fn insert_font(&mut self, reference: &str, bytes: Vec<u8>) {
        self.own().fonts.insert(reference.to_owned(), bytes.into());
    }

    /// Keeps the path of a sound; who decodes sound checks it.
    pub fn insert_sound(&mut self, reference: &str, path: &Path) {
        self.own().sounds.insert(reference.to_owned(), path.to_owned());
    }

    /// Keeps the path of a synthesizer's voice; who plays it checks it.
    pub fn insert_sound_font(&mut self, reference: &str, path: &Path) {
        self.own()
            .sound_fonts
            .insert(reference.to_owned(), path.to_owned());
    }

    /// The picture of that reference.
    pub fn picture(&self, reference: &str) -> Option<&Arc<Picture>> {
        self.shelf.pictures.get(reference)
    }

    /// The colour table of that reference.
    pub fn lut(&self, reference: &str) -> Option<&Arc<Lut>> {
        self.shelf.luts.get(reference)
    }

    /// The lyrics of that reference.
    pub fn lyrics(&self, reference: &str) -> Option<&Arc<Lyrics>> {
        self.shelf.lyrics.get(reference)
    }

    /// The bytes of the font of that reference.
    pub fn font(&self, reference: &str) -> Option<&Arc<[u8]>> {
        self.shelf.fonts.get(reference)
    }

    /// All fonts, by reference, in no order.
    pub fn fonts(&self) -> impl Iterator<Item = (&str, &Arc<[u8]>)> {
        self.shelf
            .fonts
            .iter()
            .map(|(reference, bytes)| (reference.as_str(), bytes))
    }

    /// The path of the sound of that reference.
    pub fn sound(&self, reference: &str) -> Option<&Path> {
        self.shelf.sounds.get(reference).map(PathBuf::as_path)
    }

    /// The path of the synthesizer's voice of that reference.
    pub fn sound_font(&self, reference: &str) -> Option<&Path> {
        self.shelf.sound_fonts.get(reference).map(PathBuf::as_path)
    }

    /// All sounds, by reference, in no order.
    pub fn sounds(&self) -> impl Iterator<Item = (&str, &Path)> {
        self.shelf
            .sounds
            .iter()
            .map(|(reference, path)| (reference.as_str(), path.as_path()))
    }

    fn own(&mut self) -> &mut Shelf {
        Arc::make_mut(&mut self.shelf)
    }
}

/// Never reads more than is taken, whatever the path leads to.
fn read(path: &Path, kind: MaterialKind) -> Result<Vec<u8>, MaterialError> {
    let mut bytes = Vec::new();
    File::open(path)?
        .take(max_bytes(kind) + 1)
        .read_to_end(&mut bytes)?;
    at_most("bytes", bytes.len() as u64, max_bytes(kind))?;
    Ok(bytes)
}
