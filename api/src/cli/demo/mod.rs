//! `phonoglyph demo`: the example song through a server of its own.
//!
//! This is also documentation: `client` speaks to the server as any program would, over HTTP and a WebSocket, and
//! uses nothing of the server's code.

mod client;
mod progress;
mod queries;

use crate::config::Config;
use crate::server;
use anyhow::{Context, bail};
use client::{Client, Job};
use std::path::Path;
use std::time::{Duration, Instant};

/// Runs the demonstration; the video goes to the folder `out`.
pub fn run(out: &Path) -> anyhow::Result<()> {
    super::block_on(async {
        std::fs::create_dir_all(out).with_context(|| format!("cannot make the folder {}", out.display()))?;
        let server = server::start(Config::local(&out.join("data"))).await?;
        println!("The server listens on {}.", server.base_url());
        let done = tokio::select! {
            done = export(server.base_url(), out) => done,
            _ = super::stop::requested() => Err(anyhow::anyhow!("stopped")),
        };
        server.shutdown().await?;
        done
    })
}

/// The whole life of an export, as a client sees it.
async fn export(base: &str, out: &Path) -> anyhow::Result<()> {
    let client = Client::new(base);

    let song = client.upload("example.mid", crate::EXAMPLE_SONG).await?;
    println!("Uploaded the example song: {song}.");

    let composition = client.create_composition(&song.id).await?;
    let queued = client.queue_export(&composition, "YOUTUBE_1080P").await?;
    println!("Queued an export for YouTube in 1920x1080.");

    let begun = Instant::now();
    let finished = progress::follow(&client, &queued).await?;
    let took = begun.elapsed();
    if finished.status != "COMPLETED" {
        bail!("the export ended as {}: {}", finished.status, finished.reason());
    }

    let url = finished
        .download_url
        .as_deref()
        .context("a completed export has a link")?;
    let path = out.join("example-youtube_1080p.mp4");
    let sha256 = client.download(url, &path).await?;
    if Some(&sha256) != finished.sha256.as_ref() {
        bail!("the download is not what the server made: SHA-256 {sha256}");
    }
    println!("Downloaded the video, and its SHA-256 is right.");
    println!("{}: {}", path.display(), contents(&finished, took));
    Ok(())
}

/// What is in the video, in a line.
fn contents(job: &Job, took: Duration) -> String {
    let video = &job.config.video;
    let sound = match &job.config.audio {
        Some(audio) => format!("{} at {} Hz", audio.codec, audio.sample_rate),
        None => "no sound".to_owned(),
    };
    let seconds = job.duration_seconds.unwrap_or_default();
    format!(
        "{}x{} at {} frames/s, {} and {sound}, {seconds:.1} s, {:.1} MiB, made in {:.1} s ({:.1}x real time)",
        video.width,
        video.height,
        video.frame_rate,
        video.codec,
        job.file_size.unwrap_or_default() as f64 / f64::from(1 << 20),
        took.as_secs_f64(),
        seconds / took.as_secs_f64().max(0.001),
    )
}
