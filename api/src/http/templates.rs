//! What belongs to export templates: the pictures of those that come with the program, and templates that are shared.

use super::State;
use super::reply::refuse;
use crate::data::templates;
use axum::Json;
use axum::extract::{self, Path};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use phonoglyph_engine::composition::bundled_picture;
use serde_json::json;

/// A picture that comes with a template.
pub async fn picture(Path(name): Path<String>) -> Response {
    match bundled_picture(&format!("/templates/{name}")) {
        Some(picture) => {
            let headers = [
                (header::CONTENT_TYPE, "image/png"),
                (header::CACHE_CONTROL, "public, max-age=86400"),
            ];
            (headers, picture.png).into_response()
        }
        None => refuse(
            StatusCode::NOT_FOUND,
            "NOT_FOUND",
            "no template has such a picture",
        ),
    }
}

/// The template that a link shows, to whoever has the link.
pub async fn shared(extract::State(state): extract::State<State>, Path(token): Path<String>) -> Response {
    match templates::shared(&state.db, &token).await {
        Ok(Some(template)) => {
            let shown = json!({
                "name": template.name,
                "description": template.description,
                "branding": template.branding,
            });
            ([(header::CACHE_CONTROL, "no-store")], Json(shown)).into_response()
        }
        Ok(None) => refuse(
            StatusCode::NOT_FOUND,
            "NOT_FOUND",
            "this link shows no template, or no longer",
        ),
        Err(error) => {
            tracing::error!(%error, "a shared template cannot be read");
            refuse(
                StatusCode::INTERNAL_SERVER_ERROR,
                "INTERNAL",
                "the template cannot be read",
            )
        }
    }
}
