//! A client of the API over HTTP.

use super::queries;
use anyhow::{Context, bail};
use futures_util::StreamExt;
use reqwest::multipart::{Form, Part};
use serde::Deserialize;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use std::fmt;
use std::path::Path;
use tokio::io::AsyncWriteExt;

/// A client of one server.
pub struct Client {
    http: reqwest::Client,
    base: String,
}

/// An uploaded song.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Song {
    /// Its id.
    pub id: String,
    duration_seconds: f64,
    score: Score,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Score {
    note_count: u64,
    tracks: Vec<Value>,
}

impl fmt::Display for Song {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Score { note_count, tracks } = &self.score;
        write!(
            f,
            "{:.1} s, {note_count} notes on {} tracks",
            self.duration_seconds,
            tracks.len()
        )
    }
}

/// An export as the subscription tells of it.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Job {
    /// Where it stands.
    pub status: String,
    /// What it is at.
    pub stage: Option<String>,
    /// Share of the work that is done.
    pub progress: f64,
    /// Frames drawn and encoded.
    pub frames_done: u64,
    /// Frames in all.
    pub frames_total: Option<u64>,
    error: Option<JobError>,
    /// Where the finished file is.
    pub download_url: Option<String>,
    /// Its size in bytes.
    pub file_size: Option<u64>,
    /// How long it plays.
    pub duration_seconds: Option<f64>,
    /// Its hash.
    pub sha256: Option<String>,
    /// How it is made.
    pub config: JobConfig,
}

#[derive(Deserialize)]
struct JobError {
    code: String,
    message: String,
}

/// How an export is made.
#[derive(Deserialize)]
pub struct JobConfig {
    /// The picture.
    pub video: Video,
    /// The sound.
    pub audio: Option<Audio>,
}

/// How the picture is made.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Video {
    /// The codec.
    pub codec: String,
    /// Pixels.
    pub width: u32,
    /// Pixels.
    pub height: u32,
    /// Frames a second.
    pub frame_rate: u32,
}

/// How the sound is made.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Audio {
    /// The codec.
    pub codec: String,
    /// Samples a second.
    pub sample_rate: u32,
}

impl Job {
    /// Why it failed.
    pub fn reason(&self) -> String {
        match &self.error {
            Some(JobError { code, message }) => format!("{message} ({code})"),
            None => "no reason was given".to_owned(),
        }
    }
}

impl Client {
    /// A client of the server at this address.
    pub fn new(base: &str) -> Self {
        Self {
            http: crate::outside::local_client(),
            base: base.to_owned(),
        }
    }

    /// The address for subscriptions.
    pub fn socket_url(&self) -> String {
        format!("{}/graphql", self.base.replacen("http", "ws", 1))
    }

    /// Uploads a song as the GraphQL multipart request specification says.
    pub async fn upload(&self, name: &str, bytes: &'static [u8]) -> anyhow::Result<Song> {
        let operations = json!({ "query": queries::UPLOAD, "variables": { "file": null } });
        let form = Form::new()
            .text("operations", operations.to_string())
            .text("map", json!({ "0": ["variables.file"] }).to_string())
            .part("0", Part::bytes(bytes).file_name(name.to_owned()));
        let request = self.http.post(format!("{}/graphql", self.base)).multipart(form);
        let data = data(request.header("apollo-require-preflight", "1")).await?;
        Ok(serde_json::from_value(data["uploadAsset"]["asset"].clone())?)
    }

    /// Makes a composition of a song; its id.
    pub async fn create_composition(&self, song: &str) -> anyhow::Result<String> {
        let data = self.ask(queries::CREATE, json!({ "midi": song })).await?;
        text(&data["createComposition"]["composition"]["id"])
    }

    /// Queues an export of a composition; its id.
    pub async fn queue_export(&self, composition: &str, preset: &str) -> anyhow::Result<String> {
        let variables = json!({ "composition": composition, "preset": preset });
        let data = self.ask(queries::QUEUE, variables).await?;
        text(&data["queueExport"]["job"]["id"])
    }

    /// Downloads a file; its SHA-256 in hexadecimal.
    pub async fn download(&self, url: &str, path: &Path) -> anyhow::Result<String> {
        let mut stream = self
            .http
            .get(url)
            .send()
            .await?
            .error_for_status()?
            .bytes_stream();
        let mut file = tokio::fs::File::create(path).await?;
        let mut hash = Sha256::new();
        while let Some(chunk) = stream.next().await {
            let chunk = chunk?;
            hash.update(&chunk);
            file.write_all(&chunk).await?;
        }
        file.flush().await?;
        Ok(hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect())
    }

    async fn ask(&self, query: &str, variables: Value) -> anyhow::Result<Value> {
        let body = json!({ "query": query, "variables": variables });
        data(self.http.post(format!("{}/graphql", self.base)).json(&body)).await
    }
}

/// What a request was answered with, or the first of its errors.
async fn data(request: reqwest::RequestBuilder) -> anyhow::Result<Value> {
    let mut answer: Value = request.send().await?.json().await?;
    match answer["errors"].get(0) {
        Some(error) => bail!("{} ({})", error["message"], error["extensions"]["code"]),
        None => Ok(answer["data"].take()),
    }
}

fn text(value: &Value) -> anyhow::Result<String> {
    value
        .as_str()
        .map(str::to_owned)
        .context("the answer lacks an id")
}
