//! Answers that are files or a line of text, and not GraphQL.

use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use std::fmt::Display;

/// A line of text that nobody keeps.
pub fn plain(status: StatusCode, message: &str) -> Response {
    (
        status,
        [(header::CACHE_CONTROL, "no-store")],
        format!("{message}\n"),
    )
        .into_response()
}

/// The server's fault: the cause goes to the log.
pub fn failed(what: &str, error: impl Display) -> Response {
    tracing::error!(%error, "{what} failed");
    plain(
        StatusCode::INTERNAL_SERVER_ERROR,
        "something went wrong in the server",
    )
}

/// Sets a header.
pub fn set(response: &mut Response, name: HeaderName, value: &str) {
    // Every value that is set is visible ASCII.
    if let Ok(value) = HeaderValue::from_str(value) {
        response.headers_mut().insert(name, value);
    }
}

/// What a request says under a name.
pub fn asked<'a>(headers: &'a HeaderMap, name: &HeaderName) -> Option<&'a str> {
    headers.get(name)?.to_str().ok()
}

/// Whether the client has what an entity tag names (RFC 9110, section 13.1.2: compared weakly).
pub fn is_known(headers: &HeaderMap, etag: &str) -> bool {
    asked(headers, &header::IF_NONE_MATCH).is_some_and(|tags| has_tag(tags, etag))
}

fn has_tag(tags: &str, etag: &str) -> bool {
    let mut tags = tags.split(',').map(|tag| tag.trim().trim_start_matches("W/"));
    tags.any(|tag| tag == "*" || tag == etag)
}

#[cfg(test)]
mod tests {
    use super::has_tag;

    #[test]
    fn tags_are_compared_weakly() {
        for tags in ["\"a\"", "\"b\", \"a\"", "W/\"a\"", "*"] {
            assert!(has_tag(tags, "\"a\""), "{tags}");
        }
        assert!(!has_tag("\"ab\"", "\"a\""));
    }
}
