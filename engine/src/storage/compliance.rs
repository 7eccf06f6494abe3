//! What every kind of storage must do, as one suite over a [`Storage`].

use super::{Storage, StorageError, keys};
use futures_util::TryStreamExt;
use std::path::Path;

/// Runs the suite on an empty storage; `scratch` is an empty folder of this machine.
pub(super) async fn suite(storage: &Storage, scratch: &Path) {
    what_is_stored_comes_back(storage, scratch).await;
    objects_of_any_size_are_whole(storage, scratch).await;
    parts_are_exact(storage, scratch).await;
    replacing_changes_the_etag(storage, scratch).await;
    absence_is_told(storage, scratch).await;
    failed_uploads_leave_nothing(storage, scratch).await;
    bad_keys_are_refused(storage, scratch).await;
}

fn file(scratch: &Path, bytes: &[u8]) -> std::path::PathBuf {
    let path = scratch.join("in");
    std::fs::write(&path, bytes).expect("scratch can be written");
    path
}

fn pattern(length: usize) -> Vec<u8> {
    (0..length).map(|i| (i * 31 % 251) as u8).collect()
}

async fn what_is_stored_comes_back(storage: &Storage, scratch: &Path) {
    let key = keys::asset("first").expect("an id");
    storage
        .put_file(&key, &file(scratch, b"music"))
        .await
        .expect("stored");
    storage.fetch(&key, &scratch.join("out")).await.expect("fetched");
    assert_eq!(std::fs::read(scratch.join("out")).expect("it is there"), b"music");
    assert_eq!(
        storage.info(&key).await.expect("known").map(|info| info.bytes),
        Some(5)
    );
    storage.delete(&key).await.expect("removed");
    assert_eq!(storage.info(&key).await.expect("known"), None);
}

async fn objects_of_any_size_are_whole(storage: &Storage, scratch: &Path) {
    let key = keys::export("sizes", 1).expect("an id");
    // Nothing, less than a part, exactly a part, and several parts with a rest.
    for length in [0, 1, 8 << 20, (17 << 20) + 3] {
        let bytes = pattern(length);
        storage
            .put_file(&key, &file(scratch, &bytes))
            .await
            .expect("stored");
        storage.fetch(&key, &scratch.join("out")).await.expect("fetched");
        assert!(
            std::fs::read(scratch.join("out")).expect("it is there") == bytes,
            "{length} bytes"
        );
    }
    storage.delete(&key).await.expect("removed");
}

async fn parts_are_exact(storage: &Storage, scratch: &Path) {
    let key = keys::asset("parts").expect("an id");
    let bytes = pattern(100_000);
    storage
        .put_file(&key, &file(scratch, &bytes))
        .await
        .expect("stored");
    for range in [
        0..100_000,
        0..1,
        99_999..100_000,
        12_345..67_890,
        7..7,
        100_000..100_000,
    ] {
        let stream = storage
            .read(&key, range.clone())
            .await
            .expect("within the object");
        let part: Vec<_> = stream.try_collect().await.expect("read");
        assert!(
            part.concat() == bytes[range.start as usize..range.end as usize],
            "{range:?}"
        );
    }
    let beyond = storage.read(&key, 99_999..100_001).await.err();
    assert!(
        matches!(beyond, Some(StorageError::OutOfRange { bytes: 100_000, .. })),
        "{beyond:?}"
    );
    storage.delete(&key).await.expect("removed");
}

async fn replacing_changes_the_etag(storage: &Storage, scratch: &Path) {
    let key = keys::asset("etag").expect("an id");
    storage
        .put_file(&key, &file(scratch, b"one"))
        .await
        .expect("stored");
    let before = storage.info(&key).await.expect("known").expect("there");
    storage
        .put_file(&key, &file(scratch, b"three"))
        .await
        .expect("replaced");
    let after = storage.info(&key).await.expect("known").expect("there");
    assert!(
        before.etag.is_some() && before.etag != after.etag,
        "{before:?} {after:?}"
    );
    storage.delete(&key).await.expect("removed");
}

async fn absence_is_told(storage: &Storage, scratch: &Path) {
    let key = keys::asset("absent").expect("an id");
    let fetched = storage.fetch(&key, &scratch.join("absent")).await;
    assert!(matches!(fetched, Err(StorageError::NotFound(_))), "{fetched:?}");
    assert!(!scratch.join("absent").exists());
    let read = storage.read(&key, 0..1).await.err();
    assert!(matches!(read, Some(StorageError::NotFound(_))), "{read:?}");
    assert_eq!(storage.info(&key).await.expect("known"), None);
    storage.delete(&key).await.expect("nothing to remove is no error");
}

async fn failed_uploads_leave_nothing(storage: &Storage, scratch: &Path) {
    let key = keys::asset("broken").expect("an id");
    // A folder opens but cannot be read.
    let put = storage.put_file(&key, scratch).await;
    assert!(matches!(put, Err(StorageError::File { .. })), "{put:?}");
    assert_eq!(storage.info(&key).await.expect("known"), None);
}

async fn bad_keys_are_refused(storage: &Storage, scratch: &Path) {
    let key = "../outside";
    assert!(matches!(
        storage.put_file(key, &file(scratch, b"x")).await,
        Err(StorageError::BadKey(_))
    ));
    assert!(matches!(
        storage.fetch(key, &scratch.join("out")).await,
        Err(StorageError::BadKey(_))
    ));
    assert!(matches!(storage.info(key).await, Err(StorageError::BadKey(_))));
    assert!(matches!(storage.delete(key).await, Err(StorageError::BadKey(_))));
}

#[tokio::test]
async fn a_folder_complies() {
    let place = tempfile::tempdir().expect("a folder");
    let scratch = tempfile::tempdir().expect("a folder");
    let storage = Storage::folder(place.path()).expect("it can be written");
    suite(&storage, scratch.path()).await;
    let left = files_below(place.path());
    assert!(left.is_empty(), "nothing half-written is left behind: {left:?}");
}

fn files_below(folder: &Path) -> Vec<std::path::PathBuf> {
    let entries = std::fs::read_dir(folder)
        .expect("a folder")
        .map(|entry| entry.expect("an entry").path());
    entries
        .flat_map(|path| {
            if path.is_dir() {
                files_below(&path)
            } else {
                vec![path]
            }
        })
        .collect()
}
