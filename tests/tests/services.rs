//! What callers of an export service rely on, through the real server.

use phonoglyph_tests::app::TestApp;
use phonoglyph_tests::client::Client;
use phonoglyph_tests::{cli, songs, studio};
use serde_json::{Value, json};
use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Child, ChildStdout, Command, Stdio};

async fn composition(client: &Client, seconds: u32) -> String {
    let midi = studio::upload(client, "scale.mid", songs::scale(seconds))
        .await
        .expect("a good song");
    studio::compose(client, &midi, None).await
}

const QUEUE: &str =
    "mutation($input: QueueExportInput!) { queueExport(input: $input) { job { id queuePosition } } }";

/// An export of two seconds in a size that takes no time.
fn tiny(composition: &str) -> Value {
    json!({ "compositionId": composition, "preset": "CUSTOM", "to": 1, "video": { "width": 128, "height": 128 } })
}

async fn finished(client: &Client, id: &str) -> Value {
    let mut progress = studio::follow(client, id).await;
    let last = progress.rest().await.pop().expect("a snapshot at least");
    assert_eq!(last["status"], "COMPLETED", "{last}");
    last
}

/// A receiver of messages, which checks them with the library of the specification.
struct Receiver {
    process: Child,
    lines: std::io::Lines<BufReader<ChildStdout>>,
    url: String,
}

impl Receiver {
    fn start(messages: u32) -> Self {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("node");
        assert!(
            folder.join("node_modules/standardwebhooks").is_dir(),
            "packages are missing: run `make clients`"
        );
        let mut process = Command::new("node")
            .args(["webhook.mjs", &messages.to_string()])
            .current_dir(folder)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("node is installed by `make test`");
        let mut lines = BufReader::new(process.stdout.take().expect("piped")).lines();
        let first = lines.next().expect("it says its port").expect("text");
        let port = serde_json::from_str::<Value>(&first).expect("JSON")["port"].clone();
        Self {
            process,
            lines,
            url: format!("http://127.0.0.1:{port}/hook"),
        }
    }

    fn tell(&mut self, secret: &Value) {
        let stdin = self.process.stdin.as_mut().expect("piped");
        writeln!(stdin, "{}", json!({ "secret": secret })).expect("it listens");
    }

    /// The next message, which it has checked.
    fn next(&mut self) -> Value {
        let line = self.lines.next().expect("a message comes").expect("text");
        let message: Value = serde_json::from_str(&line).expect("JSON");
        assert_eq!(
            (&message["forged"], &message["other"]),
            (&json!(true), &json!(true)),
            "what was changed is refused"
        );
        message
    }
}

impl Drop for Receiver {
    fn drop(&mut self) {
        // It may have ended by itself, which is as good.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

#[tokio::test]
async fn a_webhook_hears_of_an_export_in_messages_that_can_be_checked() {
    let app = TestApp::start_with(&[
        ("PHONOGLYPH_OUTSIDE_ALLOW", "127.0.0.1"),
        ("PHONOGLYPH_WEBHOOK_RETRIES", "0,0"),
    ])
    .await;
    let client = &app.client;
    let mut receiver = Receiver::start(4);
    let create = "mutation($url: String!) { createWebhook(input: { url: $url }) { webhook { id } secret } }";
    let made = client.ask(create, json!({ "url": receiver.url })).await["createWebhook"].clone();
    let webhook = made["webhook"]["id"].clone();
    receiver.tell(&made["secret"]);

    let test = "mutation($id: ID!) { testWebhook(input: { id: $id }) { delivery { id messageId } } }";
    let delivery = client.ask(test, json!({ "id": webhook })).await["testWebhook"]["delivery"].clone();
    let (refused, taken) = (receiver.next(), receiver.next());
    assert_eq!(refused, taken, "what is not taken is sent again, the same");
    assert_eq!(
        (&taken["id"], &taken["event"]["type"]),
        (&delivery["messageId"], &json!("webhook.test"))
    );

    let song = composition(client, 2).await;
    let job = client.ask(QUEUE, json!({ "input": tiny(&song) })).await["queueExport"]["job"]["id"].clone();
    let message = receiver.next();
    let event = &message["event"];
    assert_eq!(
        (&event["type"], &event["data"]["jobId"]),
        (&json!("export.completed"), &job)
    );
    let job = studio::job(client, &studio::text(&job)).await.expect("there");
    for field in ["fileSize", "sha256", "status"] {
        assert_eq!(event["data"][field], job[field], "{field}");
    }
    assert_eq!(event["data"]["durationSeconds"].as_f64(), Some(1.0));

    let again = "mutation($id: ID!) { redeliverWebhook(input: { deliveryId: $id }) { delivery { status } } }";
    client.ask(again, json!({ "id": delivery["id"] })).await;
    assert_eq!(receiver.next()["id"], delivery["messageId"]);
    let log =
        "query($id: ID!) { webhook(id: $id) { url enabled failingSince deliveries { totalCount edges { node {
        event status attempts { number status } } } } } }";
    let found = client.ask(log, json!({ "id": webhook })).await["webhook"].clone();
    assert_eq!(
        (&found["enabled"], &found["deliveries"]["totalCount"]),
        (&json!(true), &json!(2))
    );
    let test = &found["deliveries"]["edges"][1]["node"];
    assert_eq!(test["event"], "webhook.test");
    assert_eq!(test["attempts"][0], json!({ "number": 1, "status": 503 }));
    assert_eq!(test["attempts"][1], json!({ "number": 2, "status": 204 }));
    let private = client
        .refused(create, json!({ "url": "http://169.254.169.254/latest" }))
        .await;
    assert_eq!(
        (private.code(), &private.extensions["field"]),
        ("BAD_USER_INPUT", &json!("input.url"))
    );
}

#[tokio::test]
async fn a_request_that_is_sent_again_makes_no_second_export() {
    let app = TestApp::start().await;
    let client = &app.client;
    let song = composition(client, 2).await;
    let with = |key: &str, extra: Value| {
        let mut input = tiny(&song);
        input["idempotencyKey"] = json!(key);
        for (name, value) in extra.as_object().into_iter().flatten() {
            input[name] = value.clone();
        }
        json!({ "input": input })
    };
    let variables = with("a", json!({}));
    let at_once = (0..8).map(|_| client.ask(QUEUE, variables.clone()));
    let made: std::collections::BTreeSet<_> = futures_util::future::join_all(at_once)
        .await
        .iter()
        .map(|data| studio::text(&data["queueExport"]["job"]["id"]))
        .collect();
    assert_eq!(made.len(), 1, "{made:?}");
    let first = made.first().expect("one");
    // The same in other words: null for what is left out, a number written otherwise.
    let same = client
        .ask(QUEUE, with("a", json!({ "to": 1.0, "from": null })))
        .await;
    assert_eq!(&studio::text(&same["queueExport"]["job"]["id"]), first);
    let other = client.refused(QUEUE, with("a", json!({ "to": 1.5 }))).await;
    assert_eq!(
        (other.code(), &other.extensions["field"]),
        ("IDEMPOTENCY_KEY_REUSED", &json!("input.idempotencyKey"))
    );
    let batch = "mutation($input: BatchExportInput!) { batchExport(input: $input) { jobs { id } } }";
    let input = json!({ "compositionId": song, "idempotencyKey": "b", "exports": [
        { "preset": "CUSTOM", "to": 1, "video": { "width": 128, "height": 128 } },
        { "preset": "CUSTOM", "to": 1, "video": { "width": 128, "height": 128 },
          "branded": { "branding": { "endCard": { "text": "Bye", "duration": 0.5 } } } } ] });
    let one = client.ask(batch, json!({ "input": input })).await;
    let two = client.ask(batch, json!({ "input": input })).await;
    assert_eq!(one, two);
    let mut seconds = Vec::new();
    for job in one["batchExport"]["jobs"].as_array().expect("a list") {
        let done = finished(client, &studio::text(&job["id"])).await;
        seconds.push(done["durationSeconds"].as_f64().expect("a length"));
    }
    assert!(
        (seconds[0] - 1.0).abs() < 0.01 && (seconds[1] - 1.5).abs() < 0.01,
        "each has its own branding: {seconds:?}"
    );
    let again = "mutation($input: ReExportInput!) { reExport(input: $input) { job { id } } }";
    let input = json!({ "input": { "jobId": first, "idempotencyKey": "c" } });
    assert_eq!(
        client.ask(again, input.clone()).await,
        client.ask(again, input).await
    );
    let reused = json!({ "input": { "jobId": first, "idempotencyKey": "a" } });
    assert_eq!(
        client.refused(again, reused).await.code(),
        "IDEMPOTENCY_KEY_REUSED"
    );
    assert_eq!(studio::history(client).await.1, 4);
}

#[tokio::test]
async fn who_has_enough_is_told_how_much() {
    let app = TestApp::start_with(&[
        ("PHONOGLYPH_QUOTA_WAITING", "2"),
        ("PHONOGLYPH_QUOTA_MINUTES", "1"),
        ("PHONOGLYPH_QUOTA_MIB", "1"),
    ])
    .await;
    let client = &app.client;
    let song = composition(client, 2).await;
    let mut long = studio::large();
    long["to"] = json!(2);
    // The first runs as soon as it can: two more may wait whichever it does.
    let batch = studio::batch(client, &song, vec![long.clone(), long.clone(), long.clone()]).await;
    let errors = batch.expect_err("three at once would wait");
    let extensions = &errors[0].extensions;
    assert_eq!(errors[0].code(), "QUOTA_EXCEEDED");
    assert_eq!(
        (
            &extensions["quota"],
            extensions["value"].as_f64(),
            extensions["limit"].as_f64()
        ),
        (&json!("WAITING"), Some(3.0), Some(2.0))
    );
    let hour = composition(client, 70).await;
    let errors = studio::queue(client, &hour, json!({}))
        .await
        .expect_err("more than a minute");
    assert_eq!(errors[0].extensions["quota"], "MINUTES");
    assert!(
        errors[0].extensions["value"]
            .as_f64()
            .is_some_and(|minutes| minutes > 1.1)
    );
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("large.wav");
    songs::noise_bursts(&path, 48_000, 20).expect("written");
    let large = std::fs::read(&path).expect("read");
    let errors = studio::upload(client, "large.wav", large)
        .await
        .expect_err("more than a MiB");
    assert_eq!(errors[0].extensions["quota"], "BYTES");
    let usage = client
        .ask(
            "{ exportUsage { waiting maxWaiting maxMinutesPerDay maxBytesStored maxRunning } }",
            json!({}),
        )
        .await;
    assert_eq!(
        usage["exportUsage"],
        json!({ "waiting": 0, "maxWaiting": 2, "maxMinutesPerDay": 1.0, "maxBytesStored": 1 << 20, "maxRunning": null })
    );
}

#[tokio::test]
async fn what_a_killed_server_had_begun_is_swept() {
    let mut app = TestApp::start().await;
    let data = app.data().join("data");
    let staged = data.join("scratch/uploads/staged");
    let half = data.join("storage/exports/0199/1/video.mp4#1");
    std::fs::create_dir_all(half.parent().expect("it has one")).expect("made");
    for path in [&staged, &half] {
        std::fs::write(path, "half").expect("written");
    }
    // Where other servers may be writing, a file is left alone for a day.
    let age = if app.database_file().is_some() {
        60
    } else {
        2 * 86_400
    };
    let past = std::time::SystemTime::now() - std::time::Duration::from_secs(age);
    let file = std::fs::File::options().write(true).open(&half).expect("there");
    file.set_modified(past).expect("set");
    app.restart().await;
    assert!(!staged.exists());
    let gone = async {
        while half.exists() {
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(std::time::Duration::from_secs(30), gone)
        .await
        .expect("it is swept in the background");
}

#[test]
fn a_dry_run_says_what_a_video_would_come_to() {
    let folder = tempfile::tempdir().expect("a folder");
    let song = folder.path().join("song.mid");
    std::fs::write(&song, songs::scale(2)).expect("written");
    let dry = |args: &[&str]| {
        let mut command = cli::phonoglyph();
        command
            .arg("render")
            .arg(&song)
            .args(["--dry-run", "--json"])
            .args(args);
        command.current_dir(folder.path()).output().expect("it runs")
    };
    let output = dry(&["--preset", "tiktok_vertical", "--bitrate", "600", "--to", "2"]);
    assert!(output.status.success(), "{}", cli::text(&output));
    let run: Value = serde_json::from_slice(&output.stdout).expect("JSON");
    assert_eq!((&run["frames"], &run["segments"]), (&json!(60), &json!(1)));
    assert_eq!(run["warnings"][0]["code"], "LOW_BITRATE");
    assert!(
        run["estimated_bytes"]
            .as_u64()
            .is_some_and(|bytes| bytes > 10_000)
    );
    let output = dry(&["--from", "99"]);
    assert_eq!(output.status.code(), Some(2), "{}", cli::text(&output));
    let left: Vec<_> = std::fs::read_dir(folder.path()).expect("a folder").collect();
    assert_eq!(left.len(), 1, "nothing is written");
}
