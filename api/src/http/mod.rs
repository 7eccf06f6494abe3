//! Everything about HTTP: the router on one page, and a file for each kind of answer.

mod downloads;
mod drain;
mod entrance;
mod file_name;
mod graphiql;
mod graphql;
mod health;
mod multipart;
mod origin;
mod places;
mod plain;
mod previews;
mod range;
mod rate;
mod reply;
mod request;
mod schema;
mod stream;
mod templates;
mod websocket;

use crate::config::{Config, UploadLimits};
use crate::data::DatabaseConnection;
use crate::graphql::Schema;
use crate::links::Links;
use crate::upload;
use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::http::{HeaderName, HeaderValue, header};
use axum::middleware::{from_fn, from_fn_with_state, map_response};
use axum::response::Response;
use axum::routing::get;
pub use entrance::Entrance;
use origin::Origins;
use phonoglyph_engine::job::ExportService;
use phonoglyph_engine::preview::PreviewService;
use phonoglyph_engine::storage::Storage;
pub use places::Places;
use std::path::PathBuf;
use std::sync::Arc;
pub use stream::MAX_STREAMS;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;
use tower_http::trace::TraceLayer;

/// The largest GraphQL request in JSON, in bytes.
const MAX_JSON: usize = 1 << 20;
/// What a multipart request may hold besides its file, in bytes.
const MULTIPART_OVERHEAD: u64 = 2 << 20;

/// What handlers work with.
#[derive(Clone)]
pub struct State {
    /// The schema, ready to run requests.
    pub schema: Schema,
    /// The database.
    pub db: DatabaseConnection,
    /// Where files are.
    pub storage: Storage,
    /// The queue.
    pub exports: ExportService,
    /// Draws previews.
    pub previews: PreviewService,
    /// Signed links.
    pub links: Links,
    /// The folder for uploads under way.
    pub scratch: PathBuf,
    /// How large uploads may be.
    pub uploads: UploadLimits,
    /// Cancelled when the server stops: what never ends by itself ends then.
    pub stop: CancellationToken,
    /// Counts the WebSockets that are open.
    pub sockets: TaskTracker,
    /// Who comes in, and how often.
    pub entrance: Entrance,
    /// Counts the streams of events that are open.
    pub streams: Places,
}

/// Every address of the server.
pub fn router(state: State, config: &Config) -> Router {
    let largest = upload::largest(state.uploads) + MULTIPART_OVERHEAD;
    let body_limit = DefaultBodyLimit::max(usize::try_from(largest).unwrap_or(usize::MAX));
    let origins = Arc::new(Origins::new(config));
    let graphql = get(graphql::get)
        .post(graphql::post)
        .fallback(graphql::other_method);
    let door = from_fn_with_state(state.clone(), entrance::check);
    let router = Router::new()
        .route("/graphql", graphql.layer(body_limit).layer(door))
        .route("/exports/{id}/{name}", get(downloads::file))
        .route("/templates/{file}", get(templates::picture))
        .route("/templates/shared/{token}", get(templates::shared))
        .route("/compositions/{id}/{name}", get(previews::of_composition))
        .route("/previews/{id}/{name}", get(previews::of_kept))
        .route("/composition.schema.json", get(schema::composition))
        .route("/healthz", get(health::alive))
        .route("/readyz", get(health::ready));
    let router = if config.graphiql {
        router
            .route("/", get(graphiql::home))
            .route("/graphiql", get(graphiql::page))
            .route("/graphiql/{file}", get(graphiql::file))
    } else {
        router
    };
    let router = router
        .layer(from_fn_with_state(origins.clone(), origin::check))
        .layer(from_fn(reply::catch_panics))
        .layer(map_response(secure))
        .with_state(state);
    let router = match origins.cors() {
        Some(cors) => router.layer(cors),
        None => router,
    };
    router.layer(TraceLayer::new_for_http())
}

/// Headers that keep browsers from doing more with an answer than is meant.
async fn secure(mut response: Response) -> Response {
    let headers = [
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::X_FRAME_OPTIONS, "DENY"),
        (header::REFERRER_POLICY, "no-referrer"),
        (
            HeaderName::from_static("cross-origin-opener-policy"),
            "same-origin",
        ),
    ];
    for (name, value) in headers {
        response
            .headers_mut()
            .insert(name, HeaderValue::from_static(value));
    }
    response
}
