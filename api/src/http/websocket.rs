//! Subscriptions over a WebSocket, in the protocol `graphql-transport-ws`.

use super::{State, reply};
use crate::auth::Viewer;
use async_graphql::Data;
use async_graphql_axum::{GraphQLProtocol, GraphQLWebSocket};
use axum::extract::ws::WebSocketUpgrade;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::Response;

/// The one protocol that is spoken; its forerunner of the name `graphql-ws` is not.
const PROTOCOL: &str = "graphql-transport-ws";
/// The largest message of a client, in bytes.
const MAX_MESSAGE: usize = 256 << 10;

/// Takes a WebSocket, whose origin was checked before, and serves it until either side or the server ends.
pub fn serve(
    state: State,
    protocol: GraphQLProtocol,
    upgrade: WebSocketUpgrade,
    headers: &HeaderMap,
) -> Response {
    if !offers_protocol(headers) {
        let message = "the WebSocket must offer the protocol graphql-transport-ws";
        return reply::refuse(StatusCode::BAD_REQUEST, "BAD_REQUEST", message);
    }
    let upgrade = upgrade.protocols([PROTOCOL]).max_message_size(MAX_MESSAGE);
    upgrade.on_upgrade(move |socket| async move {
        let served = GraphQLWebSocket::new(socket, state.schema, protocol)
            .on_connection_init(|_payload| async {
                // Whoever comes to identify callers does it here.
                let mut data = Data::default();
                data.insert(Viewer::local());
                Ok(data)
            })
            .serve();
        state.stop.run_until_cancelled(served).await;
    })
}

fn offers_protocol(headers: &HeaderMap) -> bool {
    let offered = headers
        .get(header::SEC_WEBSOCKET_PROTOCOL)
        .and_then(|value| value.to_str().ok());
    // async-graphql speaks the first protocol it knows.
    let mut known = offered.unwrap_or_default().split(',').map(str::trim);
    known.find(|name| [PROTOCOL, "graphql-ws"].contains(name)) == Some(PROTOCOL)
}
