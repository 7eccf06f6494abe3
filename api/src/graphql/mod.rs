//! The GraphQL schema. Only this module knows async-graphql's types; `http` carries requests to it.
//!
//! Resolvers find what they need in the request's context: the [`Viewer`](crate::auth::Viewer) on whose behalf they
//! work, the database, storage, the queue, links and upload limits. Whatever they fail with is an
//! [`error::Problem`].

mod alignment;
mod branding;
mod composition;
mod error;
mod ids;
mod material;
mod mutation;
mod page;
mod previews;
mod query;
mod subscription;
mod templates;
mod types;

pub use branding::FetchFolder;
pub use error::Problem;

use crate::alignments::Alignments;
use crate::config::UploadLimits;
use crate::data::DatabaseConnection;
use crate::links::Links;
use crate::outside::Outside;
use async_graphql::{SDLExportOptions, SchemaBuilder};
use mutation::Mutation;
use phonoglyph_engine::job::ExportService;
use phonoglyph_engine::preview::PreviewService;
use phonoglyph_engine::storage::Storage;
use query::Query;
use std::sync::Arc;
use subscription::Subscription;
use tempfile::TempPath;

/// The schema, ready to run requests.
pub type Schema = async_graphql::Schema<Query, Mutation, Subscription>;

/// How deep a query may nest: GraphiQL's introspection goes 15 deep.
const MAX_DEPTH: usize = 20;
/// What a query may cost, where a field costs 1 and a list as many times its entries as it may have.
const MAX_COMPLEXITY: usize = 10_000;
/// How many directives a field may have.
const MAX_DIRECTIVES: usize = 8;

/// The files of a multipart request in the order of their `Upload` values, removed when the request is done.
#[derive(Clone, Default)]
pub struct UploadedFiles(pub Arc<Vec<UploadedFile>>);

/// A file of a multipart request.
pub struct UploadedFile {
    /// What the client calls it.
    pub name: String,
    /// Its content.
    pub path: TempPath,
}

/// What resolvers work with.
pub struct Services {
    /// The database, migrated.
    pub db: DatabaseConnection,
    /// Where files are.
    pub storage: Storage,
    /// The queue.
    pub exports: ExportService,
    /// Draws previews.
    pub previews: PreviewService,
    /// Finds where recordings go with their songs.
    pub alignments: Alignments,
    /// Signed links.
    pub links: Links,
    /// How large uploads may be.
    pub uploads: UploadLimits,
    /// What fetches from addresses that users give.
    pub outside: Outside,
    /// Where it fetches to.
    pub fetches: FetchFolder,
}

fn builder() -> SchemaBuilder<Query, Mutation, Subscription> {
    async_graphql::Schema::build(Query, Mutation::default(), Subscription)
        .register_output_type::<types::Node>()
        .extension(error::Codes)
        .extension(composition::Budgets)
        .limit_depth(MAX_DEPTH)
        .limit_complexity(MAX_COMPLEXITY)
        .limit_directives(MAX_DIRECTIVES)
}

/// The schema over what it works with.
pub fn schema(services: Services) -> Schema {
    builder()
        .data(services.db)
        .data(services.storage)
        .data(services.exports)
        .data(services.previews)
        .data(services.alignments)
        .data(services.links)
        .data(services.uploads)
        .data(services.outside)
        .data(services.fetches)
        .finish()
}

/// The row of the asset that a global id names; none if it names none.
pub fn asset_row(id: &str) -> Option<String> {
    match ids::decode(id) {
        Some((ids::Kind::Asset, row)) => Some(row),
        _ => None,
    }
}

/// The schema in GraphQL's own language, as `schema.graphql` has it.
pub fn sdl() -> String {
    let options = SDLExportOptions::new().include_specified_by().use_space_ident();
    let sdl = builder().finish().sdl_with_options(options);
    format!("{}\n", sdl.trim_end())
}

#[cfg(test)]
mod tests;
