//! What a composition draws, in GraphQL's terms.
//!
//! Enters: the engine's declarations of a document's parts. Leaves: an input and an output type for each of them, in
//! which parts of which one is chosen are told apart by name: as input an object with exactly one field (`@oneOf`), as
//! output an interface (or a union, where they have nothing in common) and its types. Nothing here knows any part: what
//! is declared in the engine is in the API, with its description, limits and default.

mod budget;
mod describe;
mod input;
mod literal;
mod look;
mod meta;
mod names;
mod output;
mod read;
#[cfg(test)]
mod tests;
mod types;
mod write;

pub use budget::{Budget, Budgets};
pub use input::{DocumentInput, Given, Start};
pub use look::{FinishedLook, LookName};
pub use output::Drawn;

use phonoglyph_engine::composition::Composition;
use phonoglyph_engine::composition::document::Field;

/// The fields of the document that the API shows. The version is not among them: the API has the newest only.
fn fields() -> impl Iterator<Item = &'static Field> + Clone {
    let fields = Composition::shape().fields.iter();
    fields.filter(|field| field.name != "version")
}
