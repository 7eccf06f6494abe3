//! `phonoglyph schema`: the schema of the API in GraphQL's own language, or the JSON Schema of composition documents.

use clap::ValueEnum;
use phonoglyph_engine::composition::json_schema;
use std::io::Write;

/// Which schema.
#[derive(Clone, Copy, Default, ValueEnum)]
pub enum Of {
    /// The API, in GraphQL's own language
    #[default]
    Graphql,
    /// Composition documents, as JSON Schema
    Composition,
}

/// Prints a schema.
pub fn run(of: Of) -> anyhow::Result<()> {
    let schema = match of {
        Of::Graphql => crate::graphql::sdl(),
        Of::Composition => format!("{:#}\n", json_schema()),
    };
    Ok(std::io::stdout().write_all(schema.as_bytes())?)
}
