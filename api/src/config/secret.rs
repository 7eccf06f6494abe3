//! The secret that signs download links, made once and kept.

use std::fs::{self, OpenOptions};
use std::io::{self, Write};
use std::path::Path;

/// The secret kept in the data folder; it is made at the first start, readable by its owner alone.
///
/// # Errors
/// When it cannot be read or written.
pub fn link_secret(data_dir: &Path) -> io::Result<Vec<u8>> {
    let path = data_dir.join("link-secret");
    match fs::read(&path) {
        Ok(secret) if secret.len() >= super::MIN_SECRET => Ok(secret),
        Ok(_) => Err(io::Error::other(format!(
            "{} is cut short: remove it to have a new one made",
            path.display()
        ))),
        Err(error) if error.kind() == io::ErrorKind::NotFound => make(&path),
        Err(error) => Err(error),
    }
}

fn make(path: &Path) -> io::Result<Vec<u8>> {
    let mut secret = vec![0; super::MIN_SECRET];
    getrandom::fill(&mut secret).map_err(io::Error::other)?;
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)?.write_all(&secret)?;
    Ok(secret)
}
