//! Where the video or picture goes.

use crate::cli::BadInput;
use std::path::{Path, PathBuf};

/// A wish for a file to be written.
pub struct Output<'a> {
    /// The file, if the user named it.
    pub named: Option<&'a Path>,
    /// Whether a file that is there already may be replaced where the user did not name it.
    pub force: bool,
    /// What is written, in a word.
    pub what: &'static str,
}

impl Output<'_> {
    /// The file that is written; by default in this folder, after the first of the files that are read, with this
    /// suffix. One that is there is replaced where the user named it or asked for that, but never anything else than
    /// a regular file, and never what is read. A link is followed, not replaced.
    ///
    /// # Errors
    /// [`BadInput`] that says what to name instead.
    pub fn choose(&self, inputs: Vec<&Path>, suffix: &str, extension: &str) -> anyhow::Result<PathBuf> {
        let stem = inputs
            .first()
            .and_then(|song| song.file_stem())
            .unwrap_or_default();
        let beside = || PathBuf::from(format!("{}-{suffix}.{extension}", stem.to_string_lossy()));
        let output = self.named.map_or_else(beside, Path::to_owned);
        let what = self.what;
        let refuse = |message: &str| Err(BadInput(format!("{} {message}", output.display())).into());
        let Ok(there) = output.canonicalize() else {
            return match output.parent() {
                Some(folder) if !folder.as_os_str().is_empty() && !folder.is_dir() => {
                    refuse("is in a folder that does not exist: make it first")
                }
                _ => Ok(output),
            };
        };
        if there.is_dir() {
            refuse("is a folder: give -o a file")
        } else if !there.is_file() {
            refuse(&format!(
                "is no regular file, and the {what} needs one: give -o another"
            ))
        } else if inputs.iter().any(|input| same(input, &there)) {
            refuse(&format!("is read for this {what}: give -o another file"))
        } else if self.named.is_none() && !self.force {
            refuse("is there already: add --force to replace it, or name another with -o")
        } else {
            Ok(there)
        }
    }
}

fn same(input: &Path, output: &Path) -> bool {
    input.canonicalize().is_ok_and(|input| input == output)
}
