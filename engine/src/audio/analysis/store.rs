//! Numbers kept in a nameless file and read at any place by any thread.

use crate::audio::AudioError;
use bytemuck::Pod;
use std::fs::File;
use std::io::{BufWriter, Write};
use std::marker::PhantomData;
use std::os::unix::fs::FileExt;
use std::path::Path;

/// Bytes that are written at once.
const BUFFER: usize = 1 << 16;

/// Numbers on their way into a file that has no name: it is gone when nothing reads it any more, however that ends.
pub struct Writer<T> {
    file: BufWriter<File>,
    count: u64,
    kind: PhantomData<T>,
}

/// Numbers that are kept.
pub struct Store<T> {
    file: File,
    count: u64,
    kind: PhantomData<T>,
}

impl<T: Pod> Writer<T> {
    /// An empty file in this folder.
    ///
    /// # Errors
    /// [`AudioError::Scratch`] when there can be none.
    pub fn new(folder: &Path) -> Result<Self, AudioError> {
        let file = tempfile::tempfile_in(folder).map_err(AudioError::Scratch)?;
        Ok(Self {
            file: BufWriter::with_capacity(BUFFER, file),
            count: 0,
            kind: PhantomData,
        })
    }

    /// Adds numbers.
    ///
    /// # Errors
    /// [`AudioError::Scratch`] when the disk is full.
    pub fn write(&mut self, numbers: &[T]) -> Result<(), AudioError> {
        self.count += numbers.len() as u64;
        let bytes = bytemuck::cast_slice(numbers);
        self.file.write_all(bytes).map_err(AudioError::Scratch)
    }

    /// Everything has been written.
    ///
    /// # Errors
    /// [`AudioError::Scratch`] when the disk is full.
    pub fn finish(self) -> Result<Store<T>, AudioError> {
        let file = self.file.into_inner().map_err(|error| error.into_error());
        Ok(Store {
            file: file.map_err(AudioError::Scratch)?,
            count: self.count,
            kind: PhantomData,
        })
    }
}

impl<T: Pod> Store<T> {
    /// How many numbers there are.
    pub fn len(&self) -> u64 {
        self.count
    }

    /// Fills `out` with the numbers from `first` on; before the first and after the last number they are zero.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn try_read(&self, first: i64, out: &mut [T]) -> std::io::Result<()> {
        let before = first.min(0).unsigned_abs().min(out.len() as u64) as usize;
        let (silence, rest) = out.split_at_mut(before);
        silence.fill(T::zeroed());
        let place = u64::try_from(first).unwrap_or(0);
        let there = usize::try_from(self.count.saturating_sub(place)).unwrap_or(usize::MAX);
        let (there, silence) = rest.split_at_mut(there.min(rest.len()));
        silence.fill(T::zeroed());
        let bytes = bytemuck::cast_slice_mut(there);
        self.file.read_exact_at(bytes, place * size_of::<T>() as u64)
    }

    /// As [`Self::try_read`], but what cannot be read is zero.
    pub fn read(&self, first: i64, out: &mut [T]) {
        if self.try_read(first, out).is_err() {
            out.fill(T::zeroed());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn any_place_can_be_read() {
        let mut writer = Writer::new(&std::env::temp_dir()).expect("a scratch file");
        writer.write(&[1_u16, 2, 3]).expect("room on the disk");
        writer.write(&[4]).expect("room on the disk");
        let store = writer.finish().expect("room on the disk");
        let read = |first| {
            let mut out = [9; 3];
            store.read(first, &mut out);
            out
        };
        assert_eq!(read(1), [2, 3, 4]);
        assert_eq!(read(-2), [0, 0, 1]);
        assert_eq!(read(3), [4, 0, 0]);
        assert_eq!((read(i64::MIN), read(i64::MAX)), ([0; 3], [0; 3]));
    }
}
