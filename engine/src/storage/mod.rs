//! Object storage: where uploads and results live, and what their keys are.
//!
//! Enters: a key and a file of this machine. Leaves: the same bytes, whole or in part. Keys are made from ids alone,
//! never from user text, and every key is checked before it is used. Nothing can be read under a key until it is
//! complete; what was being written when the writer failed or was dropped is removed.

mod error;
pub mod keys;
mod transfer;

#[cfg(test)]
mod compliance;

pub use error::StorageError;

use bytes::Bytes;
use futures_util::stream::{self, BoxStream};
use futures_util::{StreamExt, TryStreamExt};
use object_store::local::LocalFileSystem;
use object_store::{GetOptions, ObjectStore, ObjectStoreExt};
use std::ops::Range;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

/// What stands in the name of a file that is being written.
const STAGED: char = '#';

/// What is known of a stored object.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ObjectInfo {
    /// Its size.
    pub bytes: u64,
    /// Changes whenever the content does.
    pub etag: Option<String>,
}

/// A place for objects; cheap to clone.
#[derive(Clone, Debug)]
pub struct Storage {
    store: Arc<dyn ObjectStore>,
}

impl Storage {
    /// Storage in a folder of this machine, which is created if need be.
    ///
    /// # Errors
    /// When the folder cannot be created or written.
    pub fn folder(path: &Path) -> Result<Self, StorageError> {
        std::fs::create_dir_all(path).map_err(StorageError::file(path))?;
        // A file that comes and goes: better to hear of a read-only folder now than after the first rendering.
        tempfile::NamedTempFile::new_in(path).map_err(StorageError::file(path))?;
        let store = LocalFileSystem::new_with_prefix(path)?.with_automatic_cleanup(true);
        Ok(Self {
            store: Arc::new(store),
        })
    }

    /// Removes what processes that were killed had begun to write into a folder of objects and not finished, if it has
    /// lain there for `idle`; gives how many files that were. It blocks.
    ///
    /// # Errors
    /// When the folder cannot be read, or a file cannot be removed.
    pub fn sweep(path: &Path, idle: Duration) -> std::io::Result<usize> {
        let mut removed = 0;
        for entry in std::fs::read_dir(path)? {
            let entry = entry?;
            let meta = match entry.metadata() {
                // It was finished meanwhile, or removed.
                Err(error) if error.kind() == std::io::ErrorKind::NotFound => continue,
                meta => meta?,
            };
            if meta.is_dir() {
                removed += Self::sweep(&entry.path(), idle)?;
                continue;
            }
            // No key has the sign that the store puts into the names of what is being written.
            let begun = entry.file_name().to_string_lossy().contains(STAGED);
            let since = meta
                .modified()
                .and_then(|at| at.elapsed().map_err(std::io::Error::other));
            if begun && since.is_ok_and(|since| since >= idle) {
                std::fs::remove_file(entry.path())?;
                removed += 1;
            }
        }
        Ok(removed)
    }

    /// Stores a file of this machine. An object that was there before is replaced.
    ///
    /// # Errors
    /// When either cannot be read or written.
    pub async fn put_file(&self, key: &str, path: &Path) -> Result<(), StorageError> {
        transfer::upload(self.store.as_ref(), &keys::check(key)?, path).await
    }

    /// Copies an object into a file of this machine. Nothing is left there if that fails.
    ///
    /// # Errors
    /// When there is no such object, or the file cannot be written.
    pub async fn fetch(&self, key: &str, path: &Path) -> Result<(), StorageError> {
        let location = keys::check(key)?;
        let object = self.store.get(&location).await.map_err(StorageError::of(key))?;
        transfer::download(object.into_stream().err_into().boxed(), path).await
    }

    /// What is known of an object; none if there is no such object.
    ///
    /// # Errors
    /// When storage fails.
    pub async fn info(&self, key: &str) -> Result<Option<ObjectInfo>, StorageError> {
        match self.store.head(&keys::check(key)?).await {
            Ok(meta) => Ok(Some(ObjectInfo {
                bytes: meta.size,
                etag: meta.e_tag,
            })),
            Err(object_store::Error::NotFound { .. }) => Ok(None),
            Err(error) => Err(error.into()),
        }
    }

    /// Part of an object, as a stream. `range` counts bytes from 0 and must lie within the object.
    ///
    /// # Errors
    /// When there is no such object, or the range does not lie within it.
    pub async fn read(
        &self,
        key: &str,
        range: Range<u64>,
    ) -> Result<BoxStream<'static, Result<Bytes, StorageError>>, StorageError> {
        let location = keys::check(key)?;
        let info = self
            .info(key)
            .await?
            .ok_or_else(|| StorageError::NotFound(key.to_owned()))?;
        if range.start > range.end || range.end > info.bytes {
            return Err(StorageError::OutOfRange {
                start: range.start,
                end: range.end,
                bytes: info.bytes,
            });
        }
        if range.is_empty() {
            return Ok(stream::empty().boxed());
        }
        let options = GetOptions {
            range: Some(range.into()),
            ..GetOptions::default()
        };
        let part = self
            .store
            .get_opts(&location, options)
            .await
            .map_err(StorageError::of(key))?;
        Ok(part.into_stream().err_into().boxed())
    }

    /// Removes an object; it is no error if there is none.
    ///
    /// # Errors
    /// When storage fails.
    pub async fn delete(&self, key: &str) -> Result<(), StorageError> {
        match self.store.delete(&keys::check(key)?).await {
            Ok(()) | Err(object_store::Error::NotFound { .. }) => Ok(()),
            Err(error) => Err(error.into()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_was_begun_and_left_is_swept() {
        let root = tempfile::tempdir().expect("a folder");
        let folder = root.path().join("exports/0199/1");
        std::fs::create_dir_all(&folder).expect("made");
        for name in ["video.mp4", "video.mp4#1", "poster.jpg#27"] {
            std::fs::write(folder.join(name), name).expect("written");
        }
        let day = Duration::from_secs(24 * 3600);
        assert_eq!(
            Storage::sweep(root.path(), day).expect("swept"),
            0,
            "somebody may be at it"
        );
        assert_eq!(Storage::sweep(root.path(), Duration::ZERO).expect("swept"), 2);
        assert!(folder.join("video.mp4").exists());
    }
}
