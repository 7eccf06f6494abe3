//! GraphQL over HTTP: queries by GET, everything by POST in JSON, uploads by POST in multipart; the answer is JSON, or a
//! stream of events where that is asked for.
//!
//! Forms and plain text are refused, and multipart must carry a header that a browser sends to another origin only
//! after asking it: without that, any page could post in its visitor's name.

use super::rate::Caller;
use super::{
    MAX_JSON, State, drain, entrance, multipart, origin, reply, request as shape, stream, websocket,
};
use crate::auth::Admission;
use crate::graphql::{chosen, is_too_long};
use async_graphql::parser::parse_query;
use async_graphql::parser::types::OperationType;
use async_graphql::{ParseRequestError, Request as GraphQLRequest, Variables};
use async_graphql_axum::GraphQLRequest as JsonRequest;
use axum::extract::ws::{WebSocketUpgrade, rejection::WebSocketUpgradeRejection};
use axum::extract::{self, Extension, FromRequest, Query, Request};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use futures_util::StreamExt;
use serde::Deserialize;

/// Headers of which one must come with multipart: none of them goes to another origin without a preflight request.
const PREFLIGHT_HEADERS: [&str; 4] = [
    "apollo-require-preflight",
    "x-apollo-operation-name",
    "x-graphql-yoga-csrf",
    "graphql-require-preflight",
];

/// A query in an address.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Parameters {
    query: Option<String>,
    operation_name: Option<String>,
    variables: Option<String>,
    extensions: Option<String>,
}

/// GET: a query in the address, or the start of a WebSocket.
pub async fn get(
    extract::State(state): extract::State<State>,
    caller: Option<Extension<Caller>>,
    admission: Option<Extension<Admission>>,
    upgrade: Result<WebSocketUpgrade, WebSocketUpgradeRejection>,
    parameters: Result<Query<Parameters>, extract::rejection::QueryRejection>,
    headers: HeaderMap,
) -> Response {
    if origin::wants_websocket(&headers) {
        return match upgrade {
            Ok(upgrade) => websocket::serve(
                state,
                upgrade,
                &headers,
                caller.map_or(Caller::Others, |caller| caller.0),
            ),
            Err(refused) => bad_request(&refused.body_text()),
        };
    }
    let request = match parameters
        .map_err(|error| error.body_text())
        .and_then(|Query(p)| p.read())
    {
        Ok(request) => request,
        Err(message) => return bad_request(&message),
    };
    match admission {
        Some(Extension(admission)) => run_query(&state, request, &headers, &admission).await,
        // The door lets nobody through without it.
        None => reply::refuse(StatusCode::UNAUTHORIZED, "UNAUTHENTICATED", "show who you are"),
    }
}

/// Runs a request if it is a query, or a subscription whose events are wanted as a stream.
async fn run_query(
    state: &State,
    request: GraphQLRequest,
    headers: &HeaderMap,
    admission: &Admission,
) -> Response {
    let may_run = match operation(&request) {
        None | Some(OperationType::Query) => true,
        Some(OperationType::Subscription) => stream::wanted(headers),
        Some(OperationType::Mutation) => false,
    };
    if may_run && reply::media_type(headers).is_none() && !stream::wanted(headers) {
        return not_acceptable();
    }
    if !may_run {
        let message = "GET runs queries only: send mutations by POST, and subscriptions over a WebSocket or as \
                       text/event-stream";
        return not_allowed("POST", message);
    }
    run(state, request, headers, admission).await
}

/// The kind of operation that would run; none where that is an error, which running it will name.
fn operation(request: &GraphQLRequest) -> Option<OperationType> {
    if is_too_long(&request.query) {
        return None;
    }
    let document = parse_query(&request.query).ok()?;
    let operation = chosen(&document, request.operation_name.as_deref()).ok()?;
    Some(operation.node.ty)
}

/// POST: a request in JSON, or one with files.
pub async fn post(
    extract::State(state): extract::State<State>,
    Extension(admission): Extension<Admission>,
    headers: HeaderMap,
    request: Request,
) -> Response {
    if reply::media_type(&headers).is_none() && !stream::wanted(&headers) {
        drain::body(request.into_body()).await;
        return not_acceptable();
    }
    match content(&headers) {
        Content::Json => match from_json(request, &state).await {
            Ok(request) => run(&state, request, &headers, &admission).await,
            Err(refused) => refused,
        },
        Content::Multipart if PREFLIGHT_HEADERS.iter().all(|name| !headers.contains_key(*name)) => {
            let message = "a multipart request must carry the header apollo-require-preflight: 1";
            drain::body(request.into_body()).await;
            reply::refuse(StatusCode::BAD_REQUEST, "PREFLIGHT_REQUIRED", message)
        }
        Content::Multipart => match multipart::read(request, &state).await {
            Ok((request, files)) => run(&state, request.data(files), &headers, &admission).await,
            Err(refused) => refused,
        },
        Content::Other => {
            drain::body(request.into_body()).await;
            let message = "send application/json in UTF-8, or multipart/form-data with files, neither of them compressed";
            reply::refuse(
                StatusCode::UNSUPPORTED_MEDIA_TYPE,
                "UNSUPPORTED_MEDIA_TYPE",
                message,
            )
        }
    }
}

/// What a body is said to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Content {
    Json,
    Multipart,
    /// What is not read: another type, JSON in other letters than UTF-8, or compressed.
    Other,
}

fn content(headers: &HeaderMap) -> Content {
    let said = |name| headers.get(name).and_then(|value| value.to_str().ok());
    let mut parts = said(&header::CONTENT_TYPE)
        .unwrap_or_default()
        .split(';')
        .map(str::trim);
    let essence = parts.next().unwrap_or_default().to_ascii_lowercase();
    let other_letters = parts
        .filter_map(|part| part.split_once('='))
        .any(|(name, value)| {
            name.eq_ignore_ascii_case("charset") && !value.trim_matches('"').eq_ignore_ascii_case("utf-8")
        });
    let compressed = said(&header::CONTENT_ENCODING).is_some_and(|how| !how.eq_ignore_ascii_case("identity"));
    match essence.as_str() {
        _ if compressed => Content::Other,
        "application/json" | "application/graphql+json" if !other_letters => Content::Json,
        "multipart/form-data" => Content::Multipart,
        _ => Content::Other,
    }
}

async fn from_json(request: Request, state: &State) -> Result<GraphQLRequest, Response> {
    let (parts, body) = request.into_parts();
    let mut body = body.into_data_stream();
    let mut bytes = Vec::new();
    while let Some(chunk) = body.next().await {
        let chunk = chunk.map_err(|_| bad_request("the body broke off"))?;
        if bytes.len() + chunk.len() > MAX_JSON {
            drain::rest(body).await;
            let message = format!("a request in JSON has at most {MAX_JSON} bytes");
            return Err(reply::refuse(
                StatusCode::PAYLOAD_TOO_LARGE,
                "REQUEST_TOO_LARGE",
                &message,
            ));
        }
        bytes.extend_from_slice(&chunk);
    }
    let body = serde_json::from_slice(&bytes).map_err(|_| bad_request("the body is not JSON"))?;
    shape::check(&body).map_err(bad_request)?;
    let request = Request::from_parts(parts, bytes.into());
    let read = JsonRequest::<Refused>::from_request(request, state).await;
    read.map(JsonRequest::into_inner)
        .map_err(IntoResponse::into_response)
}

/// A body that is no GraphQL request although it has the shape of one.
struct Refused;

impl From<ParseRequestError> for Refused {
    fn from(_: ParseRequestError) -> Self {
        Self
    }
}

impl IntoResponse for Refused {
    fn into_response(self) -> Response {
        bad_request("the body is no GraphQL request: send {\"query\": …, \"variables\": {…}}")
    }
}

async fn run(state: &State, request: GraphQLRequest, headers: &HeaderMap, admission: &Admission) -> Response {
    if stream::wanted(headers) {
        let authorization = entrance::authorization(headers).map(str::to_owned);
        return stream::run(state, request, admission, authorization);
    }
    let request = request.data(admission.viewer.clone()).data(admission.means);
    let response = state.schema.execute(request).await;
    reply::answer(headers, response)
}

fn not_acceptable() -> Response {
    let message = "answers are application/graphql-response+json or application/json, or text/event-stream";
    reply::refuse(StatusCode::NOT_ACCEPTABLE, "NOT_ACCEPTABLE", message)
}

/// Neither GET nor POST.
pub async fn other_method() -> Response {
    not_allowed("GET, POST", "use GET for queries and POST for everything")
}

fn bad_request(message: &str) -> Response {
    reply::refuse(StatusCode::BAD_REQUEST, "BAD_REQUEST", message)
}

fn not_allowed(methods: &'static str, message: &str) -> Response {
    let mut response = reply::refuse(StatusCode::METHOD_NOT_ALLOWED, "METHOD_NOT_ALLOWED", message);
    response
        .headers_mut()
        .insert(header::ALLOW, HeaderValue::from_static(methods));
    response
}

impl Parameters {
    fn read(self) -> Result<GraphQLRequest, String> {
        let query = self.query.filter(|query| !query.is_empty());
        let query = query.ok_or("the parameter query is missing")?;
        let mut request = GraphQLRequest::new(query);
        request.operation_name = self.operation_name.filter(|name| !name.is_empty());
        if let Some(variables) = self.variables.filter(|text| !text.is_empty()) {
            let variables = serde_json::from_str(&variables).map_err(|_| "variables is no JSON object")?;
            request.variables = Variables::from_json(variables);
        }
        if let Some(extensions) = self.extensions.filter(|text| !text.is_empty()) {
            request.extensions =
                serde_json::from_str(&extensions).map_err(|_| "extensions is no JSON object")?;
        }
        Ok(request)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_operation_that_would_run_is_known() {
        let document = "query Read { a } mutation Write { b }";
        let cases = [
            (Some("Read"), OperationType::Query),
            (Some("Write"), OperationType::Mutation),
        ];
        for (name, kind) in cases {
            let mut request = GraphQLRequest::new(document);
            request.operation_name = name.map(str::to_owned);
            assert_eq!(operation(&request), Some(kind));
        }
        assert_eq!(
            operation(&GraphQLRequest::new("mutation { b }")),
            Some(OperationType::Mutation)
        );
        assert_eq!(operation(&GraphQLRequest::new("{")), None);
    }

    #[test]
    fn what_is_not_read_is_known_by_its_headers() {
        let of = |kind: &'static str, encoding: Option<&'static str>| {
            let kind = (header::CONTENT_TYPE, HeaderValue::from_static(kind));
            let encoding = encoding.map(|how| (header::CONTENT_ENCODING, HeaderValue::from_static(how)));
            content(&std::iter::once(kind).chain(encoding).collect())
        };
        assert_eq!(of("application/json", None), Content::Json);
        assert_eq!(
            of("Application/JSON; charset=\"UTF-8\"", Some("identity")),
            Content::Json
        );
        assert_eq!(of("multipart/form-data; boundary=x", None), Content::Multipart);
        assert_eq!(of("application/json; charset=utf-16", None), Content::Other);
        assert_eq!(of("application/json", Some("gzip")), Content::Other);
        assert_eq!(of("application/graphql", None), Content::Other);
        assert_eq!(content(&HeaderMap::new()), Content::Other);
    }

    #[test]
    fn parameters_are_read_or_refused() {
        let parameters = |variables: &str| Parameters {
            query: Some("{ a }".to_owned()),
            operation_name: Some(String::new()),
            variables: Some(variables.to_owned()),
            extensions: None,
        };
        let request = parameters(r#"{"n": 1}"#).read().expect("good parameters");
        assert_eq!(request.operation_name, None);
        assert_eq!(request.variables.len(), 1);
        assert!(parameters("{").read().is_err());
    }
}
