//! Where the video goes.

use super::args::RenderArgs;
use crate::cli::BadInput;
use std::path::{Path, PathBuf};

/// The file that the video is written to. One that is there is replaced where the user named it or asked for that,
/// but never anything else than a regular file, and never what is read. A link is followed, not replaced.
///
/// # Errors
/// [`BadInput`] that says what to name instead.
pub fn choose(args: &RenderArgs, preset: &str, extension: &str) -> anyhow::Result<PathBuf> {
    let stem = args.song.file_stem().unwrap_or_default().to_string_lossy();
    let beside = || PathBuf::from(format!("{stem}-{preset}.{extension}"));
    let output = args.output.clone().unwrap_or_else(beside);
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
        refuse("is no regular file, and the video needs one: give -o another")
    } else if args.inputs().any(|input| same(input, &there)) {
        refuse("is read for this video: give -o another file")
    } else if args.output.is_none() && !args.force {
        refuse("is there already: add --force to replace it, or name another with -o")
    } else {
        Ok(there)
    }
}

fn same(input: &Path, output: &Path) -> bool {
    input.canonicalize().is_ok_and(|input| input == output)
}
