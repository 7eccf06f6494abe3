//! Subscriptions over a WebSocket, in the protocol `graphql-transport-ws`.
//!
//! Enters: a WebSocket whose origin was checked before. Leaves: nothing; when it ends, whatever ran on it has ended.
//! Always holds: a broken rule of the protocol closes the socket with the code that the protocol gives it; memory of
//! a socket is bounded, however many operations a client starts and however slowly it reads.

mod door;
mod protocol;
mod session;

use super::rate::Caller;
use super::{State, entrance, reply};
use axum::extract::ws::WebSocketUpgrade;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::Response;
use door::Entering;
use session::{Pace, Session};

/// The one protocol that is spoken; its forerunner of the name `graphql-ws` is not.
const PROTOCOL: &str = "graphql-transport-ws";
/// The largest message of a client, in bytes; one above it is read no further.
const MAX_MESSAGE: usize = 256 << 10;

/// Takes a WebSocket from an address and serves it until either side or the server ends.
pub fn serve(state: State, upgrade: WebSocketUpgrade, headers: &HeaderMap, address: Caller) -> Response {
    if !offers_protocol(headers) {
        let message = "the WebSocket must offer the protocol graphql-transport-ws";
        return reply::refuse(StatusCode::BAD_REQUEST, "BAD_REQUEST", message);
    }
    let upgrade = upgrade.protocols([PROTOCOL]).max_message_size(MAX_MESSAGE);
    let door = Entering {
        entrance: state.entrance,
        address,
        authorization: entrance::authorization(headers).map(str::to_owned),
    };
    let session = Session::new(state.schema, door, Pace::default());
    // Counted, so that a stopping server can wait until every socket has its close frame.
    let counted = state.sockets.token();
    upgrade.on_upgrade(move |socket| async move {
        session.serve(socket, &state.stop).await;
        drop(counted);
    })
}

fn offers_protocol(headers: &HeaderMap) -> bool {
    let offered = headers
        .get_all(header::SEC_WEBSOCKET_PROTOCOL)
        .into_iter()
        .filter_map(|value| value.to_str().ok());
    offered
        .flat_map(|names| names.split(','))
        .any(|name| name.trim() == PROTOCOL)
}

#[cfg(test)]
mod tests;
