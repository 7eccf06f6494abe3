//! The protocol `graphql-transport-ws` to the letter: by the client of its authors, and by a socket that breaks it.

use futures_util::{SinkExt, StreamExt};
use phonoglyph_tests::app::TestApp;
use phonoglyph_tests::{cli, node, songs, studio};
use serde_json::{Value, json};
use tokio::net::TcpStream;
use tokio_tungstenite::tungstenite::client::IntoClientRequest;
use tokio_tungstenite::tungstenite::protocol::{CloseFrame, frame::coding::CloseCode};
use tokio_tungstenite::tungstenite::{Error, Message};
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream};

type Socket = WebSocketStream<MaybeTlsStream<TcpStream>>;

fn address(app: &TestApp) -> String {
    format!("{}/graphql", app.client.base.replacen("http", "ws", 1))
}

async fn connect(app: &TestApp, headers: &[(&'static str, &str)]) -> Result<Socket, Error> {
    let mut request = address(app).into_client_request().expect("an address");
    for (name, value) in headers {
        request
            .headers_mut()
            .insert(*name, value.parse().expect("a header"));
    }
    Ok(tokio_tungstenite::connect_async(request).await?.0)
}

/// A socket on which each of these messages was sent.
async fn say(app: &TestApp, messages: &[&str]) -> Socket {
    let protocol = ("sec-websocket-protocol", "graphql-transport-ws");
    let mut socket = connect(app, &[protocol])
        .await
        .expect("the server takes the socket");
    for message in messages {
        socket
            .send(Message::text(*message))
            .await
            .expect("the socket is open");
    }
    socket
}

/// The code and reason with which the server closes a socket.
async fn closed(mut socket: Socket) -> (u16, String) {
    loop {
        match socket
            .next()
            .await
            .expect("a close frame comes first")
            .expect("the server speaks the protocol")
        {
            Message::Close(frame) => {
                let frame = frame.expect("the server says why");
                return (frame.code.into(), frame.reason.to_string());
            }
            _ => continue,
        }
    }
}

async fn heard(socket: &mut Socket) -> Value {
    let message = socket
        .next()
        .await
        .expect("the socket is open")
        .expect("the server speaks the protocol");
    serde_json::from_str(message.to_text().expect("text")).expect("JSON")
}

const INIT: &str = r#"{"type":"connection_init"}"#;
const FOLLOW: &str =
    r#"{"type":"subscribe","id":"a","payload":{"query":"subscription { exportsChanged { id } }"}}"#;

#[tokio::test]
async fn every_broken_rule_has_its_close_code() {
    let app = TestApp::start().await;
    let no_query = r#"{"type":"subscribe","id":"a","payload":{}}"#;
    let no_id = r#"{"type":"subscribe","payload":{"query":"{__typename}"}}"#;
    let cases: [(&[&str], u16); 12] = [
        (&["{"], 4400),
        (&["[]"], 4400),
        (&[r#"{"type":"nothing"}"#], 4400),
        (&[r#"{"type":"connection_ack"}"#], 4400),
        (&[r#"{"type":"connection_init","payload":1}"#], 4400),
        (&[INIT, no_query], 4400),
        (&[INIT, no_id], 4400),
        (&[INIT, r#"{"type":"complete"}"#], 4400),
        (&[FOLLOW], 4401),
        (&[], 4408),
        (&[INIT, FOLLOW, FOLLOW], 4409),
        (&[INIT, INIT], 4429),
    ];
    for (messages, code) in cases {
        let (found, reason) = closed(say(&app, messages).await).await;
        assert_eq!(found, code, "{messages:?}: {reason}");
    }
    let mut binary = say(&app, &[]).await;
    binary
        .send(Message::binary(INIT))
        .await
        .expect("the socket is open");
    assert_eq!(closed(binary).await.0, 4400);
}

#[tokio::test]
async fn pings_are_answered_and_ids_can_be_used_again() {
    let app = TestApp::start().await;
    let query = r#"{"type":"subscribe","id":"a","payload":{"query":"{ __typename }"}}"#;
    let end = r#"{"type":"complete","id":"a"}"#;
    let ping = r#"{"type":"ping","payload":{"at":1}}"#;
    let mut socket = say(&app, &[ping, INIT, end, FOLLOW, end, query]).await;
    for (kind, id) in [
        ("pong", Value::Null),
        ("connection_ack", Value::Null),
        ("next", json!("a")),
        ("complete", json!("a")),
    ] {
        let message = heard(&mut socket).await;
        assert_eq!(
            (&message["type"], &message["id"]),
            (&json!(kind), &id),
            "{message}"
        );
    }
}

#[tokio::test]
async fn a_stopping_server_says_that_it_goes() {
    let mut app = TestApp::start().await;
    let mut socket = say(&app, &[INIT, FOLLOW]).await;
    assert_eq!(heard(&mut socket).await["type"], "connection_ack");
    let (stopped, (code, _)) = tokio::join!(app.stop(), closed(socket));
    assert!(stopped);
    assert_eq!(code, 1001);
}

#[tokio::test]
async fn a_client_that_closes_gets_its_frame_back() {
    let app = TestApp::start().await;
    let mut socket = say(&app, &[INIT]).await;
    assert_eq!(heard(&mut socket).await["type"], "connection_ack");
    let frame = CloseFrame {
        code: CloseCode::Normal,
        reason: "done".into(),
    };
    socket.close(Some(frame)).await.expect("the socket is open");
    assert_eq!(closed(socket).await, (1000, "done".to_owned()));
}

#[tokio::test]
async fn other_origins_and_protocols_get_no_socket() {
    let app = TestApp::start().await;
    let protocol = ("sec-websocket-protocol", "graphql-transport-ws");
    let cases = [
        (vec![protocol, ("origin", "https://evil.example")], 403),
        (vec![protocol, ("origin", "null")], 403),
        (vec![("sec-websocket-protocol", "graphql-ws")], 400),
        (vec![], 400),
    ];
    for (headers, status) in cases {
        match connect(&app, &headers).await {
            Err(Error::Http(response)) => assert_eq!(response.status().as_u16(), status, "{headers:?}"),
            other => panic!("{headers:?}: {other:?}"),
        }
    }
    let own = app.client.base.clone();
    assert!(connect(&app, &[protocol, ("origin", &own)]).await.is_ok());
}

#[tokio::test]
async fn the_client_of_the_protocols_authors_follows_an_export() {
    let app = TestApp::start().await;
    let midi = studio::upload(&app.client, "a.mid", songs::scale(2))
        .await
        .expect("a good song");
    let composition = studio::compose(&app.client, &midi, None).await;
    let job = studio::queue(&app.client, &composition, studio::small())
        .await
        .expect("a good export");
    let output = node::run("follow.mjs", &[&address(&app), &studio::text(&job["id"])]).await;
    assert!(output.status.success(), "{}", cli::text(&output));
    let text = String::from_utf8_lossy(&output.stdout);
    let lines: Vec<Value> = text
        .lines()
        .map(|line| serde_json::from_str(line).expect("JSON"))
        .collect();
    let [events @ .., done, complete, refused] = lines.as_slice() else {
        panic!("{text}");
    };
    let shares: Vec<_> = events.iter().map(|event| event["progress"].as_f64()).collect();
    assert!(
        !shares.is_empty() && shares.is_sorted(),
        "a snapshot, then changes: {text}"
    );
    assert_eq!(
        (&done["status"], &complete["status"]),
        (&json!("COMPLETED"), &json!("complete"))
    );
    assert_eq!(done["composition"]["layers"][0]["__typename"], "BackgroundLayer");
    assert_eq!(refused["code"], "GRAPHQL_VALIDATION_FAILED");
}
