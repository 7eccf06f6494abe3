//! What the real server cannot be brought to do in a test: refusing a client, and being impatient.

use super::door::Door;
use super::session::{MAX_OPERATIONS, Pace, Session};
use crate::auth::{Admission, Means, Viewer};
use crate::http::rate::TooMany;
use async_graphql::{EmptyMutation, Object, Schema, Subscription};
use axum::Router;
use axum::extract::WebSocketUpgrade;
use axum::routing::get;
use futures_util::future::BoxFuture;
use futures_util::{SinkExt, Stream, StreamExt, stream};
use serde_json::{Map, Value, json};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;
use tokio::net::TcpStream;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream};
use tokio_util::sync::CancellationToken;

struct Query;

#[Object]
impl Query {
    async fn one(&self) -> i32 {
        1
    }
}

struct Subscriptions;

#[Subscription]
impl Subscriptions {
    async fn never(&self) -> impl Stream<Item = i32> {
        stream::pending()
    }
}

type Socket = WebSocketStream<MaybeTlsStream<TcpStream>>;

/// Lets a client in so many times.
struct Times(AtomicUsize);

impl Door for Times {
    fn admit<'a>(&'a self, _: &'a Map<String, Value>) -> BoxFuture<'a, Option<Admission>> {
        let left = self.0.load(Ordering::Relaxed);
        self.0.store(left.saturating_sub(1), Ordering::Relaxed);
        let admission = Admission {
            viewer: Viewer::local(),
            means: Means::Token,
            again: Some(Duration::from_millis(20)),
        };
        Box::pin(async move { (left > 0).then_some(admission) })
    }

    fn count(&self, _: &Admission) -> Result<(), TooMany> {
        Ok(())
    }
}

async fn connect(admit: bool, pace: Pace) -> Socket {
    let times = if admit { usize::MAX } else { 0 };
    connect_for(times, pace).await
}

async fn connect_for(times: usize, pace: Pace) -> Socket {
    let schema = Schema::build(Query, EmptyMutation, Subscriptions).finish();
    let handler = move |upgrade: WebSocketUpgrade| async move {
        let session = Session::new(schema, Times(AtomicUsize::new(times)), pace);
        upgrade.on_upgrade(move |socket| async move {
            session.serve(socket, &CancellationToken::new()).await;
        })
    };
    let router = Router::new().route("/", get(handler));
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await;
    let listener = listener.expect("loopback has a free port");
    let address = listener.local_addr().expect("it is bound");
    tokio::spawn(async move { axum::serve(listener, router).await });
    let connected = tokio_tungstenite::connect_async(format!("ws://{address}/")).await;
    connected.expect("the server takes the socket").0
}

async fn say(socket: &mut Socket, message: Value) {
    let message = Message::text(message.to_string());
    socket.send(message).await.expect("the socket is open");
}

async fn hear(socket: &mut Socket) -> Message {
    let message = socket.next().await.expect("the socket is open");
    message.expect("the server speaks the protocol")
}

fn closed_with(message: &Message) -> Option<u16> {
    match message {
        Message::Close(Some(frame)) => Some(frame.code.into()),
        _ => None,
    }
}

#[tokio::test]
async fn a_refused_client_is_told() {
    let mut socket = connect(false, Pace::default()).await;
    say(&mut socket, json!({ "type": "connection_init" })).await;
    assert_eq!(closed_with(&hear(&mut socket).await), Some(4403));
}

#[tokio::test]
async fn a_client_whose_token_ends_is_told() {
    // Let in, looked at again twice, and refused the third time.
    let mut socket = connect_for(3, Pace::default()).await;
    say(&mut socket, json!({ "type": "connection_init" })).await;
    assert!(hear(&mut socket).await.to_string().contains("connection_ack"));
    assert_eq!(closed_with(&hear(&mut socket).await), Some(4403));
}

#[tokio::test]
async fn a_client_that_answers_pings_stays_and_a_silent_one_goes() {
    let pace = Pace {
        ping: Duration::from_millis(150),
        ..Pace::default()
    };
    let mut socket = connect(true, pace).await;
    say(&mut socket, json!({ "type": "connection_init" })).await;
    let mut pings = 0;
    // Reading answers pings. A client that did not answer would be gone after the third.
    while pings < 5 {
        match hear(&mut socket).await {
            Message::Ping(_) => pings += 1,
            message => assert!(message.is_text(), "{message}"),
        }
    }
    // Reading the bytes below the protocol answers nothing: the server hangs up.
    let mut bytes = [0; 256];
    let MaybeTlsStream::Plain(stream) = socket.get_mut() else {
        unreachable!("there is no TLS here");
    };
    while tokio::io::AsyncReadExt::read(stream, &mut bytes)
        .await
        .unwrap_or(0)
        > 0
    {}
}

#[tokio::test]
async fn operations_of_a_socket_are_bounded() {
    let mut socket = connect(true, Pace::default()).await;
    say(&mut socket, json!({ "type": "connection_init" })).await;
    let subscribe = |id: usize| {
        let payload = json!({ "query": "subscription { never }" });
        json!({ "type": "subscribe", "id": id.to_string(), "payload": payload })
    };
    for id in 0..=MAX_OPERATIONS {
        say(&mut socket, subscribe(id)).await;
    }
    assert!(hear(&mut socket).await.to_string().contains("connection_ack"));
    let refused: Value = serde_json::from_str(&hear(&mut socket).await.to_string()).expect("JSON");
    assert_eq!(
        (&refused["type"], &refused["id"]),
        (&json!("error"), &json!(MAX_OPERATIONS.to_string()))
    );
    assert_eq!(refused["payload"][0]["extensions"]["code"], "TOO_MANY_OPERATIONS");
    // Ending one makes room.
    say(&mut socket, json!({ "type": "complete", "id": "0" })).await;
    let query = json!({ "query": "{ one }" });
    say(
        &mut socket,
        json!({ "type": "subscribe", "id": "q", "payload": query }),
    )
    .await;
    assert!(hear(&mut socket).await.to_string().contains(r#""one":1"#));
    assert!(hear(&mut socket).await.to_string().contains("complete"));
}
