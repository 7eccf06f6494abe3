//! Following an export over a WebSocket, in the protocol graphql-transport-ws.

use super::client::{Client, Job};
use super::queries;
use anyhow::{Context, bail};
use futures_util::{SinkExt, Stream, StreamExt};
use indicatif::{ProgressBar, ProgressStyle};
use serde_json::{Value, json};
use std::io::IsTerminal;
use tokio_tungstenite::connect_async;
use tokio_tungstenite::tungstenite::client::IntoClientRequest;
use tokio_tungstenite::tungstenite::http::HeaderValue;
use tokio_tungstenite::tungstenite::{Error, Message};

/// Steps of the progress bar.
const STEPS: u64 = 1000;

/// Follows an export and shows how far it is; the export as it ended.
pub async fn follow(client: &Client, job: &str) -> anyhow::Result<Job> {
    let mut request = client.socket_url().into_client_request()?;
    let protocol = HeaderValue::from_static("graphql-transport-ws");
    request.headers_mut().insert("sec-websocket-protocol", protocol);
    let (mut socket, _) = connect_async(request).await?;

    socket.send(text(&json!({ "type": "connection_init" }))).await?;
    expect(&mut socket, "connection_ack").await?;
    let payload = json!({ "query": queries::FOLLOW, "variables": { "job": job } });
    socket
        .send(text(
            &json!({ "id": "1", "type": "subscribe", "payload": payload }),
        ))
        .await?;

    let (bar, mut last) = (bar(), None);
    loop {
        let message = receive(&mut socket).await?;
        match message["type"].as_str() {
            Some("next") => last = Some(show(&bar, &message["payload"])?),
            Some("ping") => socket.send(text(&json!({ "type": "pong" }))).await?,
            Some("complete") => break,
            _ => bail!("the subscription failed: {message}"),
        }
    }
    bar.finish_and_clear();
    socket.close(None).await?;
    last.context("the subscription ended without an event")
}

fn bar() -> ProgressBar {
    let bar = ProgressBar::new(STEPS);
    let template = "{percent:>3}% [{bar:32}] {msg}  {elapsed_precise}";
    if let Ok(style) = ProgressStyle::with_template(template) {
        bar.set_style(style.progress_chars("=> "));
    }
    bar
}

fn show(bar: &ProgressBar, payload: &Value) -> anyhow::Result<Job> {
    if let Some(error) = payload["errors"].get(0) {
        bail!("the subscription failed: {}", error["message"]);
    }
    let job: Job = serde_json::from_value(payload["data"]["exportProgress"].clone())?;
    bar.set_position((job.progress * STEPS as f64) as u64);
    let doing = job.stage.as_ref().unwrap_or(&job.status).to_lowercase();
    let frames = job.frames_total.map_or_else(String::new, |total| {
        format!(", {} of {total} frames", job.frames_done)
    });
    bar.set_message(format!("{doing}{frames}"));
    if !std::io::stderr().is_terminal() && job.stage.is_none() {
        println!("The export is {doing}.");
    }
    Ok(job)
}

fn text(message: &Value) -> Message {
    Message::text(message.to_string())
}

async fn expect(
    socket: &mut (impl Stream<Item = Result<Message, Error>> + Unpin),
    kind: &str,
) -> anyhow::Result<()> {
    let message = receive(socket).await?;
    anyhow::ensure!(
        message["type"] == kind,
        "the server answered {message} instead of {kind}"
    );
    Ok(())
}

/// The next message of the protocol; WebSocket's own pings are answered underneath.
async fn receive(socket: &mut (impl Stream<Item = Result<Message, Error>> + Unpin)) -> anyhow::Result<Value> {
    while let Some(message) = socket.next().await {
        match message? {
            Message::Text(text) => return Ok(serde_json::from_str(&text)?),
            Message::Close(frame) => bail!("the server closed the connection: {frame:?}"),
            _ => {}
        }
    }
    bail!("the connection broke")
}
