//! A sound kept in a nameless file, so that it can be played again without being made again.

use crate::audio::{AudioError, SampleSource};
use std::fs::File;
use std::io::{BufReader, BufWriter, Read, Seek, Write};
use std::path::Path;

/// Bytes that are read and written at once.
const BUFFER: usize = 1 << 16;

/// A sound on its way into a file that has no name: it is gone when nothing reads it any more, however that ends.
pub struct Spool(BufWriter<File>);

/// A sound that is kept.
pub struct Kept(File);

/// A kept sound, played from its start. Only one reader may play at a time: they share their place in the file.
pub struct Reader(BufReader<File>);

impl Spool {
    /// An empty file in this folder.
    ///
    /// # Errors
    /// [`AudioError::Scratch`] when there can be none.
    pub fn new(folder: &Path) -> Result<Self, AudioError> {
        let file = tempfile::tempfile_in(folder).map_err(AudioError::Scratch)?;
        Ok(Self(BufWriter::with_capacity(BUFFER, file)))
    }

    /// Adds samples.
    ///
    /// # Errors
    /// [`AudioError::Scratch`] when the disk is full.
    pub fn write(&mut self, samples: &[f32]) -> Result<(), AudioError> {
        self.0
            .write_all(bytemuck::cast_slice(samples))
            .map_err(AudioError::Scratch)
    }

    /// Everything has been written.
    ///
    /// # Errors
    /// [`AudioError::Scratch`] when the disk is full.
    pub fn finish(self) -> Result<Kept, AudioError> {
        let file = self.0.into_inner().map_err(|error| error.into_error());
        file.map(Kept).map_err(AudioError::Scratch)
    }
}

impl Kept {
    /// Plays it.
    ///
    /// # Errors
    /// [`AudioError::Scratch`] when the file cannot be used.
    pub fn reader(&self) -> Result<Reader, AudioError> {
        let mut file = self.0.try_clone().map_err(AudioError::Scratch)?;
        file.rewind().map_err(AudioError::Scratch)?;
        Ok(Reader(BufReader::with_capacity(BUFFER, file)))
    }
}

impl SampleSource for Reader {
    fn read(&mut self, out: &mut [f32]) -> Result<usize, AudioError> {
        let bytes: &mut [u8] = bytemuck::cast_slice_mut(out);
        let mut filled = 0;
        while filled < bytes.len() {
            match self.0.read(&mut bytes[filled..]).map_err(AudioError::Scratch)? {
                0 => break,
                count => filled += count,
            }
        }
        Ok(filled / size_of::<f32>())
    }
}
