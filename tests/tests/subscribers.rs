//! Subscribers that are slow, late or come back: the snapshot first, a rising sequence, and always the last state.

use phonoglyph_tests::app::TestApp;
use phonoglyph_tests::client::Client;
use phonoglyph_tests::{cli, node, songs, studio};
use serde_json::{Value, json};
use std::collections::HashMap;
use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader, Lines};
use tokio::net::{TcpSocket, TcpStream};

async fn composition(client: &Client) -> String {
    let midi = studio::upload(client, "a.mid", songs::scale(2))
        .await
        .expect("a good song");
    studio::compose(client, &midi, None).await
}

/// A stream of events whose bytes nobody reads yet, and of which the machine holds few.
async fn open(app: &TestApp, query: &str, more: &str) -> TcpStream {
    let address = app.client.base.strip_prefix("http://").expect("plain HTTP");
    let socket = TcpSocket::new_v4().expect("a socket");
    socket.set_recv_buffer_size(64 << 10).expect("a small buffer");
    let mut stream = socket
        .connect(address.parse().expect("an address"))
        .await
        .expect("the server is there");
    let body = json!({ "query": query }).to_string();
    // The older version of HTTP, in which a body is what comes until the end.
    let head = format!(
        "POST /graphql HTTP/1.0\r\nhost: {address}\r\naccept: text/event-stream\r\n{more}\
         content-type: application/json\r\ncontent-length: {}\r\n\r\n",
        body.len()
    );
    stream
        .write_all(format!("{head}{body}").as_bytes())
        .await
        .expect("sent");
    stream
}

/// The events of a stream that has ended: name and data.
fn events(bytes: &[u8]) -> Vec<(String, Value)> {
    let text = String::from_utf8_lossy(bytes);
    let (_, body) = text.split_once("\r\n\r\n").expect("a head");
    let blocks = body.split("\n\n").filter(|block| block.contains("event:"));
    let line = |block: &str, name: &str| {
        let line = block.lines().find_map(|line| line.strip_prefix(name));
        line.unwrap_or_default().trim().to_owned()
    };
    let event = |block: &str| {
        let data = serde_json::from_str(&line(block, "data:")).unwrap_or_default();
        (line(block, "event:"), data)
    };
    blocks.map(event).collect()
}

#[tokio::test]
async fn the_client_of_the_protocols_authors_follows_an_export_by_events() {
    let app = TestApp::start().await;
    let composition = composition(&app.client).await;
    let job = studio::queue(&app.client, &composition, studio::small())
        .await
        .expect("a good export");
    let url = format!("{}/graphql", app.client.base);
    let output = node::run("sse.mjs", &[&url, &studio::text(&job["id"])]).await;
    assert!(output.status.success(), "{}", cli::text(&output));
    let text = String::from_utf8_lossy(&output.stdout);
    let lines: Vec<Value> = text
        .lines()
        .map(|line| serde_json::from_str(line).expect("JSON"))
        .collect();
    let [events @ .., done, complete, query, refused] = lines.as_slice() else {
        panic!("{text}");
    };
    let sequences: Vec<_> = events
        .iter()
        .chain([done])
        .map(|event| event["sequence"].as_u64())
        .collect();
    assert!(sequences.is_sorted_by(|a, b| a < b), "{text}");
    assert_eq!(
        (&done["status"], &complete["status"]),
        (&json!("COMPLETED"), &json!("complete"))
    );
    assert_eq!(query["__typename"], "Query");
    assert_eq!(refused["code"], "GRAPHQL_VALIDATION_FAILED");
}

#[tokio::test]
async fn one_who_reads_nothing_for_long_still_gets_the_last_state_of_everything() {
    let app = TestApp::start().await;
    let composition = composition(&app.client).await;
    // Each event is long, so that few of them fill what lies between server and reader.
    let long: String = (0..20)
        .map(|n| format!("a{n}: composition {{ document }} "))
        .collect();
    let query = format!("subscription {{ exportsChanged {{ id sequence status {long} }} }}");
    let first = studio::queue(&app.client, &composition, studio::large())
        .await
        .expect("a good export");
    let mut stream = open(&app, &query, "").await;
    let mut lines = BufReader::new(&mut stream).lines();
    // Read up to the first event, so that nothing comes before the subscription.
    let first_event = next_data(&mut lines).await;
    assert_eq!(
        first_event["data"]["exportsChanged"]["id"], first["id"],
        "{first_event}"
    );
    let mut ids = vec![studio::text(&first["id"])];
    for _ in 0..12 {
        let jobs = studio::batch(&app.client, &composition, vec![studio::small(); 20])
            .await
            .expect("good exports");
        ids.extend(jobs.iter().map(|job| studio::text(&job["id"])));
    }
    for id in ids.iter().rev() {
        studio::cancel(&app.client, id).await.ok();
    }
    // The stream has no end of its own: it is read until every job's end was told.
    let mut last: HashMap<String, (u64, String)> = HashMap::new();
    let mut told = 0;
    while last.values().filter(|(_, status)| has_ended(status)).count() < ids.len() {
        let event = next_data(&mut lines).await;
        told += 1;
        let job = &event["data"]["exportsChanged"];
        let (id, sequence) = (
            studio::text(&job["id"]),
            job["sequence"].as_u64().expect("a number"),
        );
        let before = last.insert(id, (sequence, studio::text(&job["status"])));
        assert!(before.is_none_or(|(before, _)| before < sequence), "{job}");
    }
    assert!(
        told < ids.len() * 2,
        "it was too quick to miss anything: {told} events of {} jobs",
        ids.len()
    );
}

/// The data of the next event.
async fn next_data(lines: &mut Lines<BufReader<&mut TcpStream>>) -> Value {
    while let Some(line) = lines.next_line().await.expect("the server writes") {
        if let Some(data) = line.strip_prefix("data: ") {
            return serde_json::from_str(data).expect("JSON");
        }
    }
    panic!("it has ended");
}

fn has_ended(status: &str) -> bool {
    matches!(status, "COMPLETED" | "CANCELLED" | "FAILED")
}

#[tokio::test]
async fn one_who_comes_late_or_again_gets_the_state_at_once() {
    let app = TestApp::start().await;
    let composition = composition(&app.client).await;
    let job = studio::queue(&app.client, &composition, studio::small())
        .await
        .expect("a good export");
    let id = studio::text(&job["id"]);
    let query = "subscription($id: ID!) { exportProgress(jobId: $id) { status sequence } }";
    let follow = || app.client.subscribe(query, json!({ "id": id }));
    let mut sequence = 0;
    let mut ended = false;
    while !ended {
        // Comes, takes what is there, and goes again.
        let mut events = follow().await.expect("it opens");
        let event = events
            .next()
            .await
            .expect("the server speaks")
            .expect("a snapshot comes first");
        let found = event["exportProgress"]["sequence"].as_u64().expect("a number");
        assert!(found >= sequence, "{found} after {sequence}");
        sequence = found;
        ended = has_ended(&studio::text(&event["exportProgress"]["status"]));
        let after = events.next().await.expect("the server speaks");
        assert_eq!(ended, after.is_none(), "after the end there is nothing more");
    }
}

#[tokio::test]
async fn streams_are_for_this_origin_and_mutations_are_not_for_get() {
    let app = TestApp::start().await;
    let get = |query: &str, origin: &str| {
        let request = app.client.get(query);
        let request = request.header("accept", "text/event-stream");
        match origin {
            "" => request,
            origin => request.header("origin", origin),
        }
    };
    let foreign = get("{ __typename }", "https://evil.example")
        .send()
        .await
        .expect("an answer");
    assert_eq!(foreign.status(), 403);
    let mutation = get(
        "mutation { revokeApiKey(input: { id: \"x\" }) { revokedApiKeyId } }",
        "",
    )
    .send()
    .await;
    assert_eq!(mutation.expect("an answer").status(), 405);
    let query = get("{ __typename }", &app.client.base)
        .send()
        .await
        .expect("an answer");
    assert_eq!(query.headers()["content-type"], "text/event-stream");
    let text = query.text().await.expect("it ends");
    assert_eq!(
        text,
        "event: next\ndata: {\"data\":{\"__typename\":\"Query\"}}\n\nevent: complete\ndata: \n\n"
    );
}

#[tokio::test]
async fn streams_end_with_the_server() {
    let mut app = TestApp::start().await;
    let mut stream = open(&app, "subscription { exportsChanged { id } }", "").await;
    let mut start = [0; 12];
    stream.read_exact(&mut start).await.expect("a head");
    assert_eq!(&start, b"HTTP/1.0 200");
    assert!(app.stop().await);
    let mut rest = Vec::new();
    stream.read_to_end(&mut rest).await.expect("an end");
    let whole = [&start[..], &rest].concat();
    assert_eq!(
        events(&whole).last().map(|(name, _)| name.as_str()),
        Some("complete")
    );
}
