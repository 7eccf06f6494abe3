//! The keys of objects: made from ids alone, and checked.

use super::StorageError;
use object_store::path::Path;

/// The longest key.
const MAX_KEY: usize = 256;

/// Where an uploaded file is.
///
/// # Errors
/// [`StorageError::BadKey`] if `id` is no id.
pub fn asset(id: &str) -> Result<String, StorageError> {
    Ok(format!("assets/{}", checked_id(id)?))
}

/// Where the video of an attempt at an export job is. Each attempt has its own key, so that one that comes late can
/// neither replace nor remove what a later one has stored.
///
/// # Errors
/// [`StorageError::BadKey`] if `job` is no id.
pub fn export(job: &str, attempt: u32) -> Result<String, StorageError> {
    Ok(format!("exports/{}/{attempt}/video.mp4", checked_id(job)?))
}

/// Where the poster of an attempt's video is: a frame in full size, in JPEG.
///
/// # Errors
/// [`StorageError::BadKey`] if `job` is no id.
pub fn poster(job: &str, attempt: u32) -> Result<String, StorageError> {
    Ok(format!("exports/{}/{attempt}/poster.jpg", checked_id(job)?))
}

/// Where the thumbnail of an attempt's video is: the poster's frame, small.
///
/// # Errors
/// [`StorageError::BadKey`] if `job` is no id.
pub fn thumbnail(job: &str, attempt: u32) -> Result<String, StorageError> {
    Ok(format!("exports/{}/{attempt}/thumbnail.jpg", checked_id(job)?))
}

/// Everything that an attempt may have stored.
///
/// # Errors
/// [`StorageError::BadKey`] if `job` is no id.
pub fn of_attempt(job: &str, attempt: u32) -> Result<[String; 3], StorageError> {
    Ok([
        export(job, attempt)?,
        poster(job, attempt)?,
        thumbnail(job, attempt)?,
    ])
}

/// Where the analysis of a sound is kept, by its name: a hash of its content.
///
/// # Errors
/// [`StorageError::BadKey`] if `name` is none.
pub fn analysis(name: &str) -> Result<String, StorageError> {
    Ok(format!("analyses/{}", checked_id(name)?))
}

fn checked_id(id: &str) -> Result<&str, StorageError> {
    let good = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-';
    let whole = !id.is_empty() && id.len() <= 64 && id.bytes().all(good);
    whole.then_some(id).ok_or_else(|| bad(id))
}

/// A key as the store takes it: parts of ASCII letters, digits, `-`, `_` and `.`, none of which begins with a dot.
pub(super) fn check(key: &str) -> Result<Path, StorageError> {
    let good = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.');
    let part = |part: &str| !part.is_empty() && !part.starts_with('.') && part.bytes().all(good);
    if key.len() > MAX_KEY || !key.split('/').all(part) {
        return Err(bad(key));
    }
    Path::parse(key).map_err(|_| bad(key))
}

fn bad(key: &str) -> StorageError {
    StorageError::BadKey(key.chars().take(64).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_made_from_ids_alone() {
        assert_eq!(asset("01-ab").expect("an id"), "assets/01-ab");
        assert_eq!(export("01-ab", 2).expect("an id"), "exports/01-ab/2/video.mp4");
        for id in ["", "..", "a/b", "a b", "é", &"x".repeat(65)] {
            assert!(matches!(asset(id), Err(StorageError::BadKey(_))), "{id}");
        }
    }

    #[test]
    fn a_key_cannot_leave_its_folder() {
        for key in [
            "",
            "/",
            "/etc/passwd",
            "a/../b",
            "a//b",
            "a/",
            ".hidden",
            "a\\b",
            "a%2fb",
            "a#1",
            "a\0",
        ] {
            assert!(matches!(check(key), Err(StorageError::BadKey(_))), "{key:?}");
        }
        assert_eq!(
            check("exports/a-1/video.mp4").expect("a key").as_ref(),
            "exports/a-1/video.mp4"
        );
    }
}
