//! Why storage failed.

use std::io;
use std::path::{Path, PathBuf};

/// Why storage failed.
#[derive(Debug, thiserror::Error)]
pub enum StorageError {
    /// The key or id has characters that ours never have, or is too long.
    #[error("{0:?} is no storage key")]
    BadKey(String),
    /// There is no such object.
    #[error("there is no object {0}")]
    NotFound(String),
    /// More was asked for than there is.
    #[error("bytes {start} to {end} do not lie within an object of {bytes} bytes")]
    OutOfRange {
        /// The first byte wanted.
        start: u64,
        /// One past the last byte wanted.
        end: u64,
        /// The size of the object.
        bytes: u64,
    },
    /// A file of this machine cannot be read or written.
    #[error("{} cannot be read or written", path.display())]
    File {
        /// The file.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// The place behind failed.
    #[error("object storage failed")]
    Store(#[source] object_store::Error),
}

impl StorageError {
    /// Whether trying again may help.
    pub fn may_pass(&self) -> bool {
        matches!(self, Self::File { .. } | Self::Store(_))
    }

    pub(super) fn file(path: &Path) -> impl FnOnce(io::Error) -> Self {
        move |source| Self::File {
            path: path.to_owned(),
            source,
        }
    }

    /// The error of an operation on the object `key`.
    pub(super) fn of(key: &str) -> impl FnOnce(object_store::Error) -> Self {
        move |error| match error {
            object_store::Error::NotFound { .. } => Self::NotFound(key.to_owned()),
            other => Self::Store(other),
        }
    }
}

impl From<object_store::Error> for StorageError {
    fn from(error: object_store::Error) -> Self {
        Self::Store(error)
    }
}
