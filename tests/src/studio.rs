//! What a user does through GraphQL, one function each; the only place in the tests that knows the operations' text.

use crate::client::{Client, GraphqlError, Subscription};
use serde_json::{Value, json};

/// What tests read of a job.
const JOB: &str = "fragment Job on ExportJob {
    id status stage progress framesDone framesTotal attempt
    error { code message } downloadUrl fileSize durationSeconds sha256
}";

/// Uploads a MIDI file or a recording; the id of the asset.
///
/// # Errors
/// What the server refused.
pub async fn upload(client: &Client, name: &str, bytes: Vec<u8>) -> Result<String, Vec<GraphqlError>> {
    let query = "mutation($file: Upload!) { uploadAsset(input: { file: $file }) { asset { id } } }";
    let data = client.upload(query, json!({}), name, bytes).await?;
    Ok(text(&data["uploadAsset"]["asset"]["id"]))
}

/// Makes a composition of the default look; its id.
pub async fn compose(client: &Client, midi: &str, audio: Option<&str>) -> String {
    let query = "mutation($input: CreateCompositionInput!) { createComposition(input: $input) { composition { id } } }";
    let mut input = json!({ "name": "Test", "midiAssetId": midi });
    if let Some(audio) = audio {
        input["audioAssetId"] = json!(audio);
    }
    let data = client.ask(query, json!({ "input": input })).await;
    text(&data["createComposition"]["composition"]["id"])
}

/// How to export at 320x180, which takes little time.
pub fn small() -> Value {
    json!({ "preset": "CUSTOM", "video": { "width": 320, "height": 180 } })
}

/// How to export at 1920x1080, which takes long enough to be interrupted.
pub fn large() -> Value {
    json!({ "preset": "YOUTUBE_1080P" })
}

/// Queues an export of a composition.
///
/// # Errors
/// What the server refused.
pub async fn queue(
    client: &Client,
    composition: &str,
    mut settings: Value,
) -> Result<Value, Vec<GraphqlError>> {
    let query = format!(
        "mutation($input: QueueExportInput!) {{ queueExport(input: $input) {{ job {{ ...Job }} }} }} {JOB}"
    );
    settings["compositionId"] = json!(composition);
    let data = client.try_ask(&query, json!({ "input": settings })).await?;
    Ok(data["queueExport"]["job"].clone())
}

/// Queues several exports of one composition, all or none.
///
/// # Errors
/// What the server refused.
pub async fn batch(
    client: &Client,
    composition: &str,
    exports: Vec<Value>,
) -> Result<Vec<Value>, Vec<GraphqlError>> {
    let query = format!(
        "mutation($input: BatchExportInput!) {{ batchExport(input: $input) {{ jobs {{ ...Job }} }} }} {JOB}"
    );
    let input = json!({ "compositionId": composition, "exports": exports });
    let data = client.try_ask(&query, json!({ "input": input })).await?;
    Ok(data["batchExport"]["jobs"]
        .as_array()
        .cloned()
        .unwrap_or_default())
}

/// Cancels a job.
///
/// # Errors
/// What the server refused.
pub async fn cancel(client: &Client, id: &str) -> Result<Value, Vec<GraphqlError>> {
    let query =
        format!("mutation($id: ID!) {{ cancelJob(input: {{ jobId: $id }}) {{ job {{ ...Job }} }} }} {JOB}");
    let data = client.try_ask(&query, json!({ "id": id })).await?;
    Ok(data["cancelJob"]["job"].clone())
}

/// Queues a job's export again.
///
/// # Errors
/// What the server refused.
pub async fn re_export(client: &Client, id: &str) -> Result<Value, Vec<GraphqlError>> {
    let query =
        format!("mutation($id: ID!) {{ reExport(input: {{ jobId: $id }}) {{ job {{ ...Job }} }} }} {JOB}");
    let data = client.try_ask(&query, json!({ "id": id })).await?;
    Ok(data["reExport"]["job"].clone())
}

/// The finished file of a job, written to `path`.
pub async fn download(client: &Client, job: &Value, path: &std::path::Path) {
    let address = text(&job["downloadUrl"]);
    let answer = client.http.get(address).send().await.expect("an answer");
    let file = answer.bytes().await.expect("it is complete");
    std::fs::write(path, file).expect("the folder can be written");
}

/// A job as it stands.
///
/// # Errors
/// What the server refused.
pub async fn job(client: &Client, id: &str) -> Result<Value, Vec<GraphqlError>> {
    let query = format!("query($id: ID!) {{ exportJob(id: $id) {{ ...Job }} }} {JOB}");
    let data = client.try_ask(&query, json!({ "id": id })).await?;
    Ok(data["exportJob"].clone())
}

/// The ids of all jobs, newest first, and how many there are.
pub async fn history(client: &Client) -> (Vec<String>, u64) {
    let query = "{ exportHistory(first: 50) { totalCount edges { node { id } } } }";
    let data = client.ask(query, json!({})).await;
    let list = &data["exportHistory"];
    let edges = list["edges"].as_array().cloned().unwrap_or_default();
    let ids = edges.iter().map(|edge| text(&edge["node"]["id"])).collect();
    (ids, list["totalCount"].as_u64().expect("a count"))
}

/// Follows a job; each event is the job as it stands.
///
/// # Panics
/// When the subscription cannot be opened.
pub async fn follow(client: &Client, id: &str) -> Progress {
    let query = format!("subscription($id: ID!) {{ exportProgress(jobId: $id) {{ ...Job }} }} {JOB}");
    let subscription = client.subscribe(&query, json!({ "id": id })).await;
    Progress(subscription.expect("the subscription opens"))
}

/// The changes of one job.
#[derive(Debug)]
pub struct Progress(Subscription);

impl Progress {
    /// The job after its next change; none after its last.
    ///
    /// # Panics
    /// When the connection breaks.
    pub async fn next(&mut self) -> Option<Value> {
        let event = self.0.next().await.expect("the subscription goes on");
        event.map(|data| data["exportProgress"].clone())
    }

    /// Reads on until a change that `wanted` takes.
    ///
    /// # Panics
    /// When the job ends without one.
    pub async fn until(&mut self, wanted: impl Fn(&Value) -> bool) -> Value {
        let mut last = Value::Null;
        while let Some(event) = self.next().await {
            if wanted(&event) {
                return event;
            }
            last = event;
        }
        panic!("it ended before: {last}");
    }

    /// All changes that are left, to the last.
    pub async fn rest(&mut self) -> Vec<Value> {
        let mut events = Vec::new();
        while let Some(event) = self.next().await {
            events.push(event);
        }
        events
    }
}

/// A text in a response.
///
/// # Panics
/// When it is none.
pub fn text(value: &Value) -> String {
    value
        .as_str()
        .unwrap_or_else(|| panic!("{value} is no text"))
        .to_owned()
}
