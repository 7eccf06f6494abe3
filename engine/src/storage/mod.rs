//! Object storage: where uploads and results live, and what their keys are.
//!
//! Keys are made from ids alone, never from user text. Nothing can be read under a key until it is complete.

use bytes::Bytes;
use futures_util::stream::BoxStream;
use std::ops::Range;
use std::path::Path;

/// Why storage failed.
#[derive(Debug, thiserror::Error)]
pub enum StorageError {}

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
pub struct Storage {}

impl Storage {
    /// Storage in a folder of this machine, which is created if need be.
    ///
    /// # Errors
    /// When the folder cannot be created or written.
    pub fn folder(_path: &Path) -> Result<Self, StorageError> {
        todo!()
    }

    /// Stores a file of this machine.
    ///
    /// # Errors
    /// When either cannot be read or written.
    pub async fn put_file(&self, _key: &str, _path: &Path) -> Result<(), StorageError> {
        todo!()
    }

    /// Copies an object into a file of this machine.
    ///
    /// # Errors
    /// When there is no such object, or the file cannot be written.
    pub async fn fetch(&self, _key: &str, _path: &Path) -> Result<(), StorageError> {
        todo!()
    }

    /// What is known of an object; none if there is no such object.
    ///
    /// # Errors
    /// When storage fails.
    pub async fn info(&self, _key: &str) -> Result<Option<ObjectInfo>, StorageError> {
        todo!()
    }

    /// Part of an object, as a stream.
    ///
    /// # Errors
    /// When there is no such object.
    pub async fn read(
        &self,
        _key: &str,
        _range: Range<u64>,
    ) -> Result<BoxStream<'static, Result<Bytes, StorageError>>, StorageError> {
        todo!()
    }

    /// Removes an object; it is no error if there is none.
    ///
    /// # Errors
    /// When storage fails.
    pub async fn delete(&self, _key: &str) -> Result<(), StorageError> {
        todo!()
    }
}
