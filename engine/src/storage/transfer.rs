//! Bytes between files of this machine and objects, in bounded parts.

use super::StorageError;
use bytes::{Bytes, BytesMut};
use futures_util::TryStreamExt;
use futures_util::stream::BoxStream;
use object_store::path::Path as Key;
use object_store::{ObjectStore, ObjectStoreExt, WriteMultipart};
use std::path::Path;
use tokio::fs::File;
use tokio::io::{AsyncReadExt, AsyncWriteExt};

/// Bytes in a part of an upload; S3 takes no less than 5 MiB except for the last.
const PART: usize = 8 << 20;
/// Parts under way at once.
const PARTS_AT_ONCE: usize = 2;
/// Bytes read from a file at once.
const READ: usize = 1 << 20;

/// Stores a file; the object appears when all of it is there. The parts are removed if that fails.
pub(super) async fn upload(store: &dyn ObjectStore, key: &Key, path: &Path) -> Result<(), StorageError> {
    let mut file = File::open(path).await.map_err(StorageError::file(path))?;
    let mut upload = WriteMultipart::new_with_chunk_size(store.put_multipart(key).await?, PART);
    match send(&mut file, &mut upload, path).await {
        Ok(()) => Ok(upload.finish().await.map(drop)?),
        Err(error) => {
            // The first cause is what counts; parts that cannot be removed either are the store's to expire.
            let _ = upload.abort().await;
            Err(error)
        }
    }
}

async fn send(file: &mut File, upload: &mut WriteMultipart, path: &Path) -> Result<(), StorageError> {
    loop {
        let mut buffer = BytesMut::with_capacity(READ);
        if file
            .read_buf(&mut buffer)
            .await
            .map_err(StorageError::file(path))?
            == 0
        {
            return Ok(());
        }
        upload.wait_for_capacity(PARTS_AT_ONCE).await?;
        upload.put(buffer.freeze());
    }
}

/// Writes a stream into a file, which is removed again if either fails.
pub(super) async fn download(
    stream: BoxStream<'static, Result<Bytes, StorageError>>,
    path: &Path,
) -> Result<(), StorageError> {
    let written = receive(stream, path).await;
    if written.is_err() {
        // It may not even have been created.
        let _ = tokio::fs::remove_file(path).await;
    }
    written
}

async fn receive(
    mut stream: BoxStream<'static, Result<Bytes, StorageError>>,
    path: &Path,
) -> Result<(), StorageError> {
    let mut file = File::create(path).await.map_err(StorageError::file(path))?;
    while let Some(bytes) = stream.try_next().await? {
        file.write_all(&bytes).await.map_err(StorageError::file(path))?;
    }
    file.flush().await.map_err(StorageError::file(path))
}
