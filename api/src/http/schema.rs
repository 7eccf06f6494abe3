//! The JSON Schema of composition documents, for editors and other programs.

use axum::http::header;
use axum::response::IntoResponse;
use phonoglyph_engine::composition::json_schema;
use std::sync::LazyLock;

static SCHEMA: LazyLock<String> = LazyLock::new(|| format!("{:#}\n", json_schema()));

/// The schema; it changes only with the program.
pub async fn composition() -> impl IntoResponse {
    let headers = [
        (header::CONTENT_TYPE, "application/schema+json"),
        (header::CACHE_CONTROL, "public, max-age=3600"),
    ];
    (headers, SCHEMA.as_str())
}
