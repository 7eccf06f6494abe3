//! `phonoglyph inspect`.

use std::path::Path;

/// Placeholder.
pub fn run(_path: &Path, _json: bool) -> anyhow::Result<()> {
    anyhow::bail!("not here yet")
}
