//! The messages of `graphql-transport-ws` and the codes with which a socket is closed.
//!
//! After <https://github.com/enisdenjo/graphql-ws/blob/master/PROTOCOL.md>.

use crate::http::request;
use async_graphql::{Request, Response};
use axum::extract::ws::{CloseFrame, Message};
use serde_json::{Map, Value, json};

/// What a client may say.
#[derive(Debug)]
pub enum ClientMessage {
    /// It introduces itself.
    Init(Map<String, Value>),
    /// It asks whether the server is there.
    Ping,
    /// It is there.
    Pong,
    /// It starts an operation.
    Subscribe {
        /// The name of the operation on this socket.
        id: String,
        /// What to run.
        request: Box<Request>,
    },
    /// It ends an operation.
    Complete(String),
}

/// Why the server closes a socket.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Close {
    /// The server stops.
    GoingAway,
    /// A message is not one of the protocol.
    Invalid(&'static str),
    /// An operation before `connection_init` was acknowledged.
    Unauthorized,
    /// `connection_init` was refused.
    Forbidden,
    /// `connection_init` did not come in time.
    InitTimeout,
    /// An operation of this id runs already.
    Exists(String),
    /// A second `connection_init`.
    TooManyInits,
}

impl Close {
    /// The frame that says so.
    pub fn frame(&self) -> CloseFrame {
        let (code, reason) = match self {
            Self::GoingAway => (1001, "the server is shutting down".to_owned()),
            Self::Invalid(wrong) => (4400, (*wrong).to_owned()),
            Self::Unauthorized => (4401, "Unauthorized".to_owned()),
            Self::Forbidden => (4403, "Forbidden".to_owned()),
            Self::InitTimeout => (4408, "Connection initialisation timeout".to_owned()),
            Self::Exists(id) => (4409, format!("Subscriber for {} already exists", short(id))),
            Self::TooManyInits => (4429, "Too many initialisation requests".to_owned()),
        };
        let reason = reason.into();
        CloseFrame { code, reason }
    }
}

/// So much of an id as fits into a close frame (RFC 6455, section 5.5: 125 bytes with the code).
fn short(id: &str) -> String {
    let mut kept = id.to_owned();
    while kept.len() > 80 {
        kept.pop();
    }
    kept
}

/// Reads a message.
///
/// # Errors
/// What is wrong with it, for the close frame.
pub fn read(text: &str) -> Result<ClientMessage, Close> {
    let message: Value = serde_json::from_str(text).map_err(|_| Close::Invalid("the message is not JSON"))?;
    let Value::Object(mut message) = message else {
        return Err(Close::Invalid("a message is a JSON object"));
    };
    let payload = message.remove("payload").unwrap_or(Value::Null);
    match message.get("type").and_then(Value::as_str) {
        Some("connection_init") => object(payload).map(ClientMessage::Init),
        Some("ping") => object(payload).map(|_| ClientMessage::Ping),
        Some("pong") => object(payload).map(|_| ClientMessage::Pong),
        Some("subscribe") => {
            let request = request::from_value(payload).map_err(Close::Invalid)?;
            let (id, request) = (id(&message)?, Box::new(request));
            Ok(ClientMessage::Subscribe { id, request })
        }
        Some("complete") => id(&message).map(ClientMessage::Complete),
        _ => Err(Close::Invalid("type is no type of a client's message")),
    }
}

/// A payload that may be left out.
fn object(payload: Value) -> Result<Map<String, Value>, Close> {
    match payload {
        Value::Null => Ok(Map::new()),
        Value::Object(payload) => Ok(payload),
        _ => Err(Close::Invalid("payload must be an object")),
    }
}

fn id(message: &Map<String, Value>) -> Result<String, Close> {
    let id = message.get("id").and_then(Value::as_str);
    let id = id.filter(|id| !id.is_empty());
    id.map(str::to_owned)
        .ok_or(Close::Invalid("id must be there, a string"))
}

/// `connection_ack`.
pub fn ack() -> Message {
    text(&json!({ "type": "connection_ack" }))
}

/// The answer to a client's `ping`.
pub fn pong() -> Message {
    text(&json!({ "type": "pong" }))
}

/// A result of an operation.
pub fn next(id: &str, response: &Response) -> Message {
    text(&json!({ "type": "next", "id": id, "payload": response }))
}

/// An operation could not be run, and has ended; `errors` is a list of GraphQL errors.
pub fn error(id: &str, errors: &Value) -> Message {
    text(&json!({ "type": "error", "id": id, "payload": errors }))
}

/// An operation has ended.
pub fn complete(id: &str) -> Message {
    text(&json!({ "type": "complete", "id": id }))
}

fn text(message: &Value) -> Message {
    Message::Text(message.to_string().into())
}
