//! GraphiQL, carried in the program so that it works without internet.

use axum::extract::Path;
use axum::http::{StatusCode, header};
use axum::response::{Html, IntoResponse, Redirect, Response};
use rust_embed::{EmbeddedFile, RustEmbed};

/// The bundle that `make web` makes; empty in a program built without it.
#[derive(RustEmbed)]
#[folder = "../web/graphiql/dist/"]
struct Bundle;

/// What the page may load: the server's own files, and nothing from elsewhere. The editor sets styles of its own.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; font-src 'self' data:; \
     img-src 'self' data:; connect-src 'self' ws: wss:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

const MISSING: &str = "<!doctype html><meta charset=utf-8><title>Phonoglyph</title>\
     <p>This program was built without GraphiQL. Run <code>make web</code> and build it again.\n";

/// The start page leads to GraphiQL.
pub async fn home() -> Redirect {
    Redirect::temporary("/graphiql")
}

/// The page.
pub async fn page() -> Response {
    match Bundle::get("index.html") {
        Some(page) => respond("index.html", page),
        None => (StatusCode::SERVICE_UNAVAILABLE, Html(MISSING)).into_response(),
    }
}

/// A file of the bundle.
pub async fn file(Path(name): Path<String>) -> Response {
    match Bundle::get(&name) {
        Some(file) => respond(&name, file),
        None => StatusCode::NOT_FOUND.into_response(),
    }
}

fn respond(name: &str, file: EmbeddedFile) -> Response {
    let headers = [
        (header::CONTENT_TYPE, media_type(name)),
        (header::CACHE_CONTROL, "no-cache"),
        (header::CONTENT_SECURITY_POLICY, POLICY),
    ];
    (headers, file.data).into_response()
}

fn media_type(name: &str) -> &'static str {
    match name.rsplit_once('.').map(|(_, ending)| ending) {
        Some("html") => "text/html; charset=utf-8",
        Some("js") => "text/javascript; charset=utf-8",
        Some("css") => "text/css; charset=utf-8",
        Some("txt") => "text/plain; charset=utf-8",
        _ => "application/octet-stream",
    }
}
