//! A video plays in a browser: from a page served by range requests, to its end and from its middle.

use axum::extract::{Request, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{Html, IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use phonoglyph_tests::{cli, songs};
use serde::Deserialize;
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::mpsc;

/// How long the browser may take for all of it.
const PATIENCE: Duration = Duration::from_secs(90);

const PAGE: &str =
    "<!doctype html><meta charset=utf-8><video id=v muted preload=auto src=/video.mp4></video><script>
const v = document.getElementById('v');
const tell = (event) => fetch('/event', { method: 'POST', headers: { 'content-type': 'application/json' },
  body: JSON.stringify({ event, time: v.currentTime, duration: v.duration || 0,
    width: v.videoWidth, height: v.videoHeight, message: v.error ? v.error.message : '' }) });
let seeking = false;
v.onloadedmetadata = () => { tell('loadedmetadata'); seeking = true; v.currentTime = v.duration / 2; };
v.onseeked = () => { if (seeking) { seeking = false; tell('seeked'); v.play().catch(() => tell('error')); } };
v.onplaying = () => tell('playing');
v.onended = () => tell('ended');
v.onerror = () => tell('error');
</script>";

/// What the page reports.
#[derive(Debug, Deserialize)]
struct Report {
    event: String,
    time: f64,
    duration: f64,
    width: u32,
    height: u32,
    message: String,
}

struct Site {
    video: Vec<u8>,
    reports: mpsc::UnboundedSender<Report>,
}

/// Plays a video of four seconds made with these arguments, after a jump to its middle, to its end.
async fn plays(name: &str, args: &[&str]) {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let (song, video) = (folder.path().join("song.mid"), folder.path().join(name));
    std::fs::write(&song, songs::scale(4)).expect("the folder can be written");
    let shape = ["--width", "360", "--height", "360", "--to", "4"];
    let figures = cli::render(&song, &video, &[&shape, args].concat());
    let (sender, mut reports) = mpsc::unbounded_channel();
    let site = Site {
        video: std::fs::read(&video).expect("the file is there"),
        reports: sender,
    };
    let address = serve(site).await;
    let _browser = Browser::open(&format!("http://{address}/"), folder.path());
    let mut seen = Vec::new();
    loop {
        let report = tokio::time::timeout(PATIENCE, reports.recv()).await;
        let report = report
            .unwrap_or_else(|_| panic!("{name}: the browser stopped after {seen:?}"))
            .expect("the site runs");
        assert_ne!(report.event, "error", "{name}: {}", report.message);
        assert_eq!((report.width, report.height), (360, 360), "{name}");
        assert!(
            (report.duration - figures.duration_s).abs() < 0.05,
            "{name}: {report:?}, not {}",
            figures.duration_s
        );
        match report.event.as_str() {
            "seeked" => assert!(
                (report.time - figures.duration_s / 2.0).abs() < 0.1,
                "{name}: {report:?}"
            ),
            "ended" => {
                assert!(
                    (report.time - figures.duration_s).abs() < 0.1,
                    "{name}: {report:?}"
                );
                break;
            }
            _ => {}
        }
        seen.push(report.event);
    }
    assert_eq!(seen, ["loadedmetadata", "seeked", "playing"], "{name}");
}

#[tokio::test]
async fn mp4_plays_in_chromium() {
    plays("out.mp4", &["--preset", "instagram_square"]).await;
}

#[tokio::test]
async fn mp4_in_fragments_plays_in_chromium() {
    plays("fragments.mp4", &["--fragmented"]).await;
}

#[tokio::test]
async fn webm_plays_in_chromium() {
    plays("vp9.webm", &["--vcodec", "vp9"]).await;
}

#[tokio::test]
async fn av1_and_opus_play_in_mp4_in_chromium() {
    plays("av1.mp4", &["--vcodec", "av1", "--acodec", "opus"]).await;
}

#[tokio::test]
async fn vp9_and_mp3_play_in_mp4_in_chromium() {
    plays("vp9.mp4", &["--vcodec", "vp9", "--acodec", "mp3"]).await;
}

async fn serve(site: Site) -> std::net::SocketAddr {
    let router = Router::new()
        .route("/", get(async || Html(PAGE)))
        .route("/video.mp4", get(video))
        .route("/event", post(event))
        .with_state(Arc::new(site));
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0")
        .await
        .expect("loopback has a free port");
    let address = listener.local_addr().expect("it is bound");
    tokio::spawn(async move { axum::serve(listener, router).await });
    address
}

async fn event(State(site): State<Arc<Site>>, Json(report): Json<Report>) {
    // The test may have ended.
    let _ = site.reports.send(report);
}

/// The file, or the one range that is asked for: browsers seek with nothing else.
async fn video(State(site): State<Arc<Site>>, request: Request) -> Response {
    let total = site.video.len();
    let start = range_start(request.headers()).unwrap_or(0).min(total);
    let headers = [
        (header::CONTENT_TYPE, "video/mp4".to_owned()),
        (header::ACCEPT_RANGES, "bytes".to_owned()),
        (
            header::CONTENT_RANGE,
            format!("bytes {start}-{}/{total}", total - 1),
        ),
    ];
    (StatusCode::PARTIAL_CONTENT, headers, site.video[start..].to_vec()).into_response()
}

fn range_start(headers: &HeaderMap) -> Option<usize> {
    let range = headers
        .get(header::RANGE)?
        .to_str()
        .ok()?
        .strip_prefix("bytes=")?;
    range.split('-').next()?.parse().ok()
}

/// A headless browser; it ends when this is dropped.
struct Browser(Child);

impl Browser {
    fn open(address: &str, folder: &std::path::Path) -> Self {
        let names = [
            "chromium",
            "chromium-browser",
            "google-chrome-stable",
            "google-chrome",
        ];
        let start = |name: &&str| {
            Command::new(name)
                .args([
                    "--headless",
                    "--no-sandbox",
                    "--disable-gpu",
                    "--disable-quic",
                    "--no-first-run",
                ])
                .args([
                    "--disable-background-networking",
                    "--disable-component-update",
                    "--disable-sync",
                ])
                .args([
                    "--disable-dev-shm-usage",
                    "--autoplay-policy=no-user-gesture-required",
                ])
                .arg(format!("--user-data-dir={}", folder.join("browser").display()))
                .arg(address)
                .stdout(Stdio::null())
                .stderr(Stdio::null())
                .spawn()
                .ok()
        };
        Self(
            names
                .iter()
                .find_map(start)
                .expect("no Chromium can be started: run scripts/setup.sh test"),
        )
    }
}

impl Drop for Browser {
    fn drop(&mut self) {
        // It may be gone already.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}
