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
mod limits;
mod material;
mod mutation;
mod once;
mod operation;
mod page;
mod presets;
mod previews;
mod query;
mod subscription;
mod templates;
mod types;
mod validation;

pub use branding::FetchFolder;
pub use error::Problem;
pub use limits::is_too_long;
pub use operation::chosen;

use crate::alignments::Alignments;
use crate::config::{ApiLimits, UploadLimits};
use crate::data::DatabaseConnection;
use crate::links::Links;
use crate::outside::Outside;
use crate::webhooks::Webhooks;
use async_graphql::{SDLExportOptions, SchemaBuilder};
use mutation::Mutation;
use phonoglyph_engine::job::ExportService;
use phonoglyph_engine::preview::PreviewService;
use phonoglyph_engine::storage::Storage;
use phonoglyph_engine::workshop::Workshop;
use query::Query;
use std::sync::Arc;
use subscription::Subscription;
use tempfile::TempPath;

/// The schema, ready to run requests.
pub type Schema = async_graphql::Schema<Query, Mutation, Subscription>;

/// What the library may recurse into: more than the limit of brackets lets through, which answers with a code.
const MAX_RECURSION: usize = 64;

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
    /// Reads and plans.
    pub workshop: Arc<Workshop>,
    /// Sends messages to webhooks.
    pub webhooks: Webhooks,
    /// Signed links.
    pub links: Links,
    /// How large uploads may be.
    pub uploads: UploadLimits,
    /// What fetches from addresses that users give.
    pub outside: Outside,
    /// Where it fetches to.
    pub fetches: FetchFolder,
    /// How much a request may ask for.
    pub limits: ApiLimits,
}

/// The schema within the limits that a server has by default.
fn builder() -> SchemaBuilder<Query, Mutation, Subscription> {
    builder_within(ApiLimits::default())
}

fn builder_within(limits: ApiLimits) -> SchemaBuilder<Query, Mutation, Subscription> {
    let builder = async_graphql::Schema::build(Query, Mutation::default(), Subscription)
        .register_output_type::<types::Node>()
        .limit_recursive_depth(MAX_RECURSION)
        .extension(error::Codes)
        .extension(composition::Budgets);
    let builder = match limits.suggestions {
        true => builder,
        false => builder.disable_suggestions(),
    };
    let builder = match limits.introspection {
        true => builder,
        false => builder.disable_introspection(),
    };
    builder.extension(limits::Limits::new(limits))
}

/// The schema over what it works with.
pub fn schema(services: Services) -> Schema {
    builder_within(services.limits)
        .data(services.db)
        .data(services.storage)
        .data(services.exports)
        .data(services.previews)
        .data(services.alignments)
        .data(services.workshop)
        .data(services.webhooks)
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

/// The global id of an export job.
pub fn job_id(row: &str) -> String {
    ids::encode(ids::Kind::ExportJob, row).to_string()
}

/// The global id of a composition.
pub fn composition_id(row: &str) -> String {
    ids::encode(ids::Kind::Composition, row).to_string()
}

/// The schema in GraphQL's own language, as `schema.graphql` has it.
pub fn sdl() -> String {
    let options = SDLExportOptions::new().include_specified_by().use_space_ident();
    let sdl = builder().finish().sdl_with_options(options);
    format!("{}\n", sdl.trim_end())
}

#[cfg(test)]
mod tests;
