//! `phonoglyph schema`: the schema in GraphQL's own language.

use std::io::Write;

/// Prints the schema.
pub fn run() -> anyhow::Result<()> {
    Ok(std::io::stdout().write_all(crate::graphql::sdl().as_bytes())?)
}
