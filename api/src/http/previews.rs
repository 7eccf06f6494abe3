//! Pictures of videos that are not rendered yet, by signed link.

use super::State;
use super::plain::{failed, is_known, plain, set};
use crate::links::LinkError;
use crate::previews::{self, Address, AddressError, Place};
use axum::body::Body;
use axum::extract::{self, Path, RawQuery};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use phonoglyph_engine::preview::PreviewError;

/// How many seconds to wait where as many previews are drawn as can be.
const WAIT: &str = "1";

/// GET and HEAD of a picture of a stored composition.
pub async fn of_composition(
    extract::State(state): extract::State<State>,
    Path((id, name)): Path<(String, String)>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Response {
    let path = format!("/compositions/{id}/{name}");
    show(&state, (Place::Composition(id), &name), &path, query, &headers).await
}

/// GET and HEAD of a picture of a recipe that is kept.
pub async fn of_kept(
    extract::State(state): extract::State<State>,
    Path((id, name)): Path<(String, String)>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Response {
    let path = format!("/previews/{id}/{name}");
    show(&state, (Place::Kept(id), &name), &path, query, &headers).await
}

async fn show(
    state: &State,
    (place, name): (Place, &str),
    path: &str,
    query: Option<String>,
    headers: &HeaderMap,
) -> Response {
    let query = query.unwrap_or_default();
    let query = match signed(state, path, &query) {
        Ok(query) => query,
        Err(error) => return plain(StatusCode::FORBIDDEN, &error.to_string()),
    };
    let Some(address) = Address::read(place, name, query) else {
        return plain(StatusCode::NOT_FOUND, "there is no such picture");
    };
    match previews::request(&state.db, &state.previews, &address).await {
        Ok(request) => {
            let etag = format!("\"{}\"", request.key());
            if is_known(headers, &etag) {
                return with_headers(StatusCode::NOT_MODIFIED.into_response(), &etag);
            }
            let media_type = request.format.media_type();
            match state.previews.draw(request).await {
                Ok(still) => {
                    let body = Body::from(still.bytes.clone());
                    let mut response = with_headers(body.into_response(), &etag);
                    set(&mut response, header::CONTENT_TYPE, media_type);
                    response
                }
                Err(error) => not_drawn(error),
            }
        }
        Err(AddressError::Gone) => plain(StatusCode::NOT_FOUND, &AddressError::Gone.to_string()),
        Err(AddressError::Shape(error)) => plain(StatusCode::BAD_REQUEST, &error.to_string()),
        Err(error) => failed("a preview", error),
    }
}

/// The signed part of a query.
fn signed<'a>(state: &State, path: &str, query: &'a str) -> Result<&'a str, LinkError> {
    let parts = || {
        let (rest, signature) = query.rsplit_once("&signature=")?;
        let (rest, expires) = rest.rsplit_once("&expires=")?;
        Some((rest, expires.parse().ok()?, signature))
    };
    let (rest, expires, signature) = parts().ok_or(LinkError::Signature)?;
    let target = format!("{path}?{rest}");
    state
        .links
        .verify(&target, expires, signature, chrono::Utc::now())
        .map(|()| rest)
}

fn with_headers(mut response: Response, etag: &str) -> Response {
    set(&mut response, header::ETAG, etag);
    // The composition may change: a browser asks whether it has, and that costs no drawing.
    set(
        &mut response,
        header::CACHE_CONTROL,
        "private, max-age=0, must-revalidate",
    );
    response
}

fn not_drawn(error: PreviewError) -> Response {
    match error {
        PreviewError::Busy => {
            let mut response = plain(StatusCode::SERVICE_UNAVAILABLE, &error.to_string());
            set(&mut response, header::RETRY_AFTER, WAIT);
            response
        }
        PreviewError::Stopping => plain(StatusCode::SERVICE_UNAVAILABLE, &error.to_string()),
        PreviewError::OutsideVideo { .. } => plain(StatusCode::NOT_FOUND, &error.to_string()),
        PreviewError::Failed { code, message } => {
            tracing::warn!(code, message, "a preview failed");
            plain(StatusCode::UNPROCESSABLE_ENTITY, &message)
        }
    }
}
