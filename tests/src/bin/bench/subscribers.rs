//! What a thousand subscribers of one export cost its rendering, in processor time of the server.

use super::{cpu_seconds, example};
use futures_util::{SinkExt, StreamExt};
use phonoglyph_tests::app::TestApp;
use phonoglyph_tests::studio;
use serde_json::{Value, json};
use tokio::task::JoinSet;
use tokio_tungstenite::tungstenite::{Message, client::IntoClientRequest};

/// Subscribers, and how many of them share a socket.
const SUBSCRIBERS: usize = 1000;
const ON_A_SOCKET: usize = 50;
/// Exports of each kind; the median counts.
const RUNS: usize = 3;
/// How much of the song is exported.
const SECONDS: u32 = 20;

/// Exports in turn without and with subscribers.
pub async fn run() -> anyhow::Result<()> {
    let app = TestApp::start_with(&[("PHONOGLYPH_JOBS", "1")]).await;
    let midi = studio::upload(&app.client, "example.mid", std::fs::read(example())?).await;
    let midi = midi.map_err(|errors| anyhow::anyhow!("{errors:?}"))?;
    let composition = studio::compose(&app.client, &midi, None).await;
    // The first export also makes what later ones find ready.
    export(&app, &composition, 0).await?;
    let (mut alone, mut watched, mut events) = (Vec::new(), Vec::new(), 0);
    for _ in 0..RUNS {
        alone.push(export(&app, &composition, 0).await?.0);
        let (cpu, told) = export(&app, &composition, SUBSCRIBERS).await?;
        watched.push(cpu);
        events = told;
    }
    let (alone, watched) = (median(&mut alone), median(&mut watched));
    println!("\n{SUBSCRIBERS} subscribers of one export at 1920x1080, {SECONDS} s of the example song:");
    println!(
        "  {alone:.2} CPU s without, {watched:.2} CPU s with them ({:+.1} %); {events} events were told",
        (watched / alone - 1.0) * 100.0
    );
    Ok(())
}

fn median(seconds: &mut [f64]) -> f64 {
    seconds.sort_by(f64::total_cmp);
    seconds[seconds.len() / 2]
}

/// Exports once: the processor seconds from its first frame to its end, and how many events subscribers were told.
async fn export(app: &TestApp, composition: &str, subscribers: usize) -> anyhow::Result<(f64, usize)> {
    let mut settings = studio::large();
    (settings["from"], settings["to"]) = (json!(10), json!(10 + SECONDS));
    let job = studio::queue(&app.client, composition, settings).await;
    let id = studio::text(&job.map_err(|errors| anyhow::anyhow!("{errors:?}"))?["id"]);
    let mut progress = studio::follow(&app.client, &id).await;
    let mut sockets = JoinSet::new();
    for _ in 0..subscribers / ON_A_SOCKET {
        sockets.spawn(follow(app.client.base.replacen("http", "ws", 1), id.clone()));
    }
    progress.until(|job| job["framesDone"].as_u64() > Some(0)).await;
    let spent = cpu_seconds(app.pid());
    progress.rest().await;
    let spent = cpu_seconds(app.pid()) - spent;
    let mut events = 0;
    while let Some(told) = sockets.join_next().await {
        events += told??;
    }
    Ok((spent, events))
}

/// Follows one export many times over on one socket until all have ended; the number of events.
async fn follow(base: String, id: String) -> anyhow::Result<usize> {
    let mut request = format!("{base}/graphql").into_client_request()?;
    request
        .headers_mut()
        .insert("sec-websocket-protocol", "graphql-transport-ws".parse()?);
    let (mut socket, _) = tokio_tungstenite::connect_async(request).await?;
    let query =
        "subscription($id: ID!) { exportProgress(jobId: $id) { status stage progress framesDone sequence } }";
    let payload = json!({ "query": query, "variables": { "id": id } });
    let init = json!({ "type": "connection_init" });
    let subscribe = |n: usize| json!({ "type": "subscribe", "id": n.to_string(), "payload": payload });
    for message in std::iter::once(init).chain((0..ON_A_SOCKET).map(subscribe)) {
        socket.send(Message::text(message.to_string())).await?;
    }
    let (mut events, mut running) = (0, ON_A_SOCKET);
    while running > 0 {
        let Some(message) = socket.next().await else { break };
        let Ok(message) = serde_json::from_str::<Value>(message?.to_text().unwrap_or_default()) else {
            continue;
        };
        match message["type"].as_str() {
            Some("next") => events += 1,
            Some("complete") => running -= 1,
            Some("error") => anyhow::bail!("{message}"),
            _ => {}
        }
    }
    Ok(events)
}
