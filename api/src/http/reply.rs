//! Answers in GraphQL's form, also where no request reached the schema.

use async_graphql::{Name, Response as GraphQLResponse, Value};
use axum::extract::Request;
use axum::http::{HeaderMap, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use futures_util::FutureExt;
use serde_json::json;
use std::panic::AssertUnwindSafe;

/// The media type of GraphQL over HTTP.
const GRAPHQL_JSON: &str = "application/graphql-response+json";
/// The media type of older clients.
const JSON: &str = "application/json";

/// An error before a request reached the schema.
pub fn refuse(status: StatusCode, code: &str, message: &str) -> Response {
    let body = json!({ "errors": [{ "message": message, "extensions": { "code": code } }] });
    json_reply(status, JSON, body.to_string())
}

/// What the schema answered, in the media type that the client prefers: the newer type carries a status of its own
/// for requests that could not be run (GraphQL over HTTP, section 6.4).
pub fn answer(headers: &HeaderMap, response: GraphQLResponse) -> Response {
    let request_error = is_request_error(&response);
    // What takes neither was refused before.
    let media_type = media_type(headers).unwrap_or(JSON);
    let status = match media_type {
        GRAPHQL_JSON if request_error => StatusCode::BAD_REQUEST,
        _ => StatusCode::OK,
    };
    let extra = response.http_headers.clone();
    let mut reply = json_reply(status, media_type, body(response, request_error));
    reply.headers_mut().extend(extra);
    reply
}

/// Whether the request could not be run at all (GraphQL, section 7.1.2): no field was begun, so none is named.
pub fn is_request_error(response: &GraphQLResponse) -> bool {
    response.data == Value::Null
        && !response.errors.is_empty()
        && response.errors.iter().all(|error| error.path.is_empty())
}

/// The body, without `data` where the request could not be run.
fn body(response: GraphQLResponse, request_error: bool) -> String {
    let mut body = serde_json::to_value(&response).unwrap_or_else(|_| json!({ "errors": [] }));
    if let (true, Some(fields)) = (request_error, body.as_object_mut()) {
        fields.remove(Name::new("data").as_str());
    }
    body.to_string()
}

/// The media type that the client prefers of the two; none where it takes neither. Where it likes both alike it gets the
/// newer one if it names it, and the older one where it takes just anything (GraphQL over HTTP, section 6.1).
pub fn media_type(headers: &HeaderMap) -> Option<&'static str> {
    let accept: Vec<&str> = headers
        .get_all(header::ACCEPT)
        .into_iter()
        .filter_map(|value| value.to_str().ok())
        .collect();
    let accept = accept.join(",");
    if accept.trim().is_empty() {
        return Some(JSON);
    }
    let (newer, older) = (weight(&accept, GRAPHQL_JSON), weight(&accept, JSON));
    match (newer, older) {
        ((weight, _), (other, _)) if weight <= 0.0 && other <= 0.0 => None,
        ((weight, named), (other, _)) if weight > other || (weight == other && named) => Some(GRAPHQL_JSON),
        _ => Some(JSON),
    }
}

/// How much a media type is liked, 0 to 1, and whether it is named itself: what names it most exactly counts (RFC 9110,
/// section 12.5.1).
fn weight(accept: &str, media_type: &str) -> (f32, bool) {
    let mut found = (0, 0.0);
    for item in accept.split(',') {
        let mut parts = item.split(';').map(str::trim);
        let exact = match parts.next().unwrap_or_default() {
            name if name.eq_ignore_ascii_case(media_type) => 3,
            "application/*" => 2,
            "*/*" => 1,
            _ => 0,
        };
        let given = parts.find_map(|part| part.strip_prefix("q=").or(part.strip_prefix("Q=")));
        let weight = given.map_or(1.0, |text| text.trim().parse::<f32>().unwrap_or(0.0));
        if exact > found.0 {
            found = (exact, weight.clamp(0.0, 1.0));
        }
    }
    (found.1, found.0 == 3)
}

fn json_reply(status: StatusCode, media_type: &str, body: String) -> Response {
    let media_type = format!("{media_type}; charset=utf-8");
    let headers = [
        (header::CONTENT_TYPE, media_type),
        (header::CACHE_CONTROL, "no-store".to_owned()),
    ];
    (status, headers, body).into_response()
}

/// A panic in a handler fails that request and nothing else.
pub async fn catch_panics(request: Request, next: Next) -> Response {
    match AssertUnwindSafe(next.run(request)).catch_unwind().await {
        Ok(response) => response,
        Err(_) => {
            tracing::error!("a request handler panicked");
            refuse(
                StatusCode::INTERNAL_SERVER_ERROR,
                "INTERNAL",
                "something went wrong in the server",
            )
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use async_graphql::ServerError;

    fn accepting(types: &str) -> HeaderMap {
        let value = types.parse().expect("a header value");
        HeaderMap::from_iter([(header::ACCEPT, value)])
    }

    #[test]
    fn the_newer_type_tells_a_request_that_could_not_be_run_by_its_status() {
        let failed = || GraphQLResponse::from_errors(vec![ServerError::new("no", None)]);
        let newer = answer(
            &accepting("text/html, application/graphql-response+json;q=0.9"),
            failed(),
        );
        assert_eq!(newer.status(), StatusCode::BAD_REQUEST);
        let older = answer(&accepting("application/json"), failed());
        assert_eq!(older.status(), StatusCode::OK);
        assert_eq!(
            older.headers()[header::CONTENT_TYPE],
            "application/json; charset=utf-8"
        );
    }

    #[test]
    fn the_media_type_is_the_one_that_is_liked_best() {
        let cases = [
            ("", Some(JSON)),
            ("*/*", Some(JSON)),
            ("application/*", Some(JSON)),
            ("text/html, */*;q=0.8", Some(JSON)),
            ("application/json", Some(JSON)),
            ("application/graphql-response+json", Some(GRAPHQL_JSON)),
            (
                "application/graphql-response+json, application/json",
                Some(GRAPHQL_JSON),
            ),
            (
                "application/json, application/graphql-response+json;q=0.9",
                Some(JSON),
            ),
            (
                "application/json;q=0.5, application/graphql-response+json;q=0.9",
                Some(GRAPHQL_JSON),
            ),
            ("application/json;q=0, */*", Some(GRAPHQL_JSON)),
            (
                "multipart/mixed;subscriptionSpec=1.0, application/json",
                Some(JSON),
            ),
            ("application/xml", None),
            ("application/json;q=0", None),
            ("text/html", None),
        ];
        for (accept, expected) in cases {
            assert_eq!(media_type(&accepting(accept)), expected, "{accept}");
        }
    }

    #[test]
    fn a_request_that_could_not_be_run_has_no_data() {
        let failed = || GraphQLResponse::from_errors(vec![ServerError::new("no", None)]);
        assert_eq!(body(failed(), true), r#"{"errors":[{"message":"no"}]}"#);
        assert!(body(failed(), false).contains(r#""data":null"#));
    }
}
