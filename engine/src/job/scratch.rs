//! One folder for each running attempt; nothing of it stays.

use std::io;
use std::path::{Path, PathBuf};
use std::time::Duration;

/// Folders of attempts begin with this; nothing else in the scratch folder is ever touched.
const PREFIX: &str = "job-";

/// The folder of an attempt.
pub(super) fn folder(scratch: &Path, job: &str, attempt: u32) -> PathBuf {
    scratch.join(format!("{PREFIX}{job}-{attempt}"))
}

/// What was not touched for so long is no other process's work under way.
const ABANDONED: Duration = Duration::from_secs(24 * 3600);

/// Makes the scratch folder and removes what attempts left in it before: all of it where no other process may be at
/// work there (`alone`), else what is a day old.
pub(super) fn prepare(scratch: &Path, alone: bool) -> io::Result<()> {
    std::fs::create_dir_all(scratch)?;
    for entry in std::fs::read_dir(scratch)? {
        let entry = entry?;
        let old = || {
            Ok::<_, io::Error>(
                entry
                    .metadata()?
                    .modified()?
                    .elapsed()
                    .is_ok_and(|age| age > ABANDONED),
            )
        };
        let ours = entry.file_name().to_string_lossy().starts_with(PREFIX) && entry.file_type()?.is_dir();
        if ours && (alone || old()?) {
            std::fs::remove_dir_all(entry.path())?;
        }
    }
    Ok(())
}

/// Removes the folder of an attempt; one that cannot be removed is left for the next start.
pub(super) async fn remove(folder: &Path) {
    match tokio::fs::remove_dir_all(folder).await {
        Err(error) if error.kind() != io::ErrorKind::NotFound => {
            tracing::warn!(%error, folder = %folder.display(), "a scratch folder cannot be removed");
        }
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_folders_of_attempts_are_swept() {
        let root = tempfile::tempdir().expect("a folder");
        let mine = folder(root.path(), "0199-a", 1);
        std::fs::create_dir_all(mine.join("deep")).expect("made");
        std::fs::create_dir(root.path().join("other")).expect("made");
        std::fs::write(root.path().join("job-file"), "x").expect("written");
        prepare(root.path(), false).expect("prepared");
        assert!(mine.exists());
        let left = folder(root.path(), "0199-b", 1);
        std::fs::create_dir(&left).expect("made");
        let past = std::time::SystemTime::now() - 2 * ABANDONED;
        let times = std::fs::File::open(&left).expect("opened");
        times.set_modified(past).expect("set");
        prepare(root.path(), false).expect("prepared");
        assert!(mine.exists() && !left.exists());
        prepare(root.path(), true).expect("prepared");
        assert!(!mine.exists());
        assert!(root.path().join("other").exists() && root.path().join("job-file").exists());
    }
}
