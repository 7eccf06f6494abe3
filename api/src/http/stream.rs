//! Operations over server-sent events, in the distinct connections mode of graphql-sse: for clients behind proxies that
//! break WebSockets.
//!
//! After <https://github.com/enisdenjo/graphql-sse/blob/master/PROTOCOL.md>: each result is an event `next`, the last
//! event is `complete`. What cannot be run is told by a `next` with errors and a `complete` as well.

use super::State;
use super::reply::{self, is_request_error};
use crate::auth::Admission;
use async_graphql::{Data, Request, Response as GraphQLResponse};
use axum::body::Body;
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use futures_util::stream::{self, BoxStream};
use futures_util::{Stream, StreamExt};
use serde_json::json;
use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;
use tokio::time::{Instant, interval_at};

/// The media type of a stream of events.
const EVENTS: &str = "text/event-stream";
/// How often a stream that has nothing to tell shows that it is alive.
const ALIVE: Duration = Duration::from_secs(15);
/// The most streams of one user.
pub const MAX_STREAMS: usize = 256;

/// Whether the answer is wanted as a stream of events.
pub fn wanted(headers: &HeaderMap) -> bool {
    let accept = headers.get_all(header::ACCEPT).into_iter();
    let mut types = accept
        .filter_map(|value| value.to_str().ok())
        .flat_map(|types| types.split(','));
    types.any(|one| {
        one.split(';')
            .next()
            .is_some_and(|name| name.trim().eq_ignore_ascii_case(EVENTS))
    })
}

/// Runs any operation and answers with its results, as they come.
pub fn run(
    state: &State,
    request: Request,
    admission: &Admission,
    authorization: Option<String>,
) -> Response {
    let Some(place) = state.streams.enter(&admission.viewer.user_id) else {
        return reply::refuse(
            StatusCode::TOO_MANY_REQUESTS,
            "TOO_MANY_OPERATIONS",
            &format!("at most {MAX_STREAMS} streams are open for one user: end one first"),
        );
    };
    let mut data = Data::default();
    data.insert(admission.viewer.clone());
    data.insert(admission.means);
    let results = state
        .schema
        .execute_stream_with_session_data(request, Arc::new(data));
    let ended = ended(state.clone(), admission.clone(), authorization);
    let complete = stream::once(async { "event: complete\ndata: \n\n".to_owned() });
    let events = results
        .take_until(Box::pin(ended))
        .map(|result| next(&result))
        .chain(complete);
    // The place is taken for as long as the stream is open.
    let events = events.map(move |event| {
        let _taken = &place;
        event
    });
    let mut response = Body::from_stream(kept_alive(events.boxed())).into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(EVENTS));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    // Proxies that collect answers before they pass them on would hold the events back.
    let buffering = HeaderName::from_static("x-accel-buffering");
    headers.insert(buffering, HeaderValue::from_static("no"));
    response
}

/// One event; JSON has no line breaks that would end it.
fn next(result: &GraphQLResponse) -> String {
    let body = match is_request_error(result) {
        true => json!({ "errors": result.errors }),
        false => json!(result),
    };
    format!("event: next\ndata: {body}\n\n")
}

/// The events as they come, and between them comments, so that nobody takes the stream for dead.
fn kept_alive(events: BoxStream<'static, String>) -> impl Stream<Item = Result<String, Infallible>> {
    let alive = interval_at(Instant::now() + ALIVE, ALIVE);
    stream::unfold((events, alive), |(mut events, mut alive)| async move {
        let event = tokio::select! {
            event = events.next() => event?,
            _ = alive.tick() => ":\n\n".to_owned(),
        };
        Some((Ok(event), (events, alive)))
    })
}

/// When a stream has to end although its operation has not: the server stops, or its user may not come in any more.
async fn ended(state: State, mut admission: Admission, authorization: Option<String>) {
    let watch = async {
        while let Some(again) = admission.again {
            tokio::time::sleep(again).await;
            match state.entrance.gate().admit(authorization.as_deref()).await {
                Ok(still) if still.viewer == admission.viewer => admission = still,
                _ => return,
            }
        }
        std::future::pending().await
    };
    // Either way it ends.
    let _ = state.stop.run_until_cancelled(watch).await;
}
