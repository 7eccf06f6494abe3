//! Measures what users wait for and pay: speed, memory, and how soon the server answers. `make bench` runs it.
//!
//! Arguments choose parts: `speed`, `looks`, `codecs`, `quality`, `pictures`, `dense`, `synthesis`, `memory`, `server`,
//! `preview`, `subscribers`; none is all of them. Arguments that are files are songs for `quality`.
//! Processor time is the steady figure;
//! frames a second depend on what else the machine does.

mod codecs;
mod dense;
mod pictures;
mod subscribers;
mod synthesis;

use phonoglyph_engine::composition::Look;
use phonoglyph_engine::encode;
use phonoglyph_engine::media::VideoCodec;
use phonoglyph_tests::app::TestApp;
use phonoglyph_tests::cli::{self, Figures};
use phonoglyph_tests::{songs, studio};
use serde_json::{Value, json};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

/// Runs of the preset whose figures are quoted; the median counts.
const RUNS: usize = 5;
/// Exports queued while others render.
const QUEUED: usize = 50;
/// Frames previewed with a renderer that is ready, and compositions previewed for the first time.
const FRAMES: usize = 40;
const COLD: usize = 5;

fn main() -> anyhow::Result<()> {
    let parts: Vec<String> = std::env::args().skip(1).collect();
    let (songs, parts): (Vec<_>, Vec<_>) = parts.into_iter().partition(|part| Path::new(part).is_file());
    let wanted = |part: &str| parts.is_empty() || parts.iter().any(|name| name == part);
    let folder = tempfile::tempdir()?;
    println!("{}", machine());
    if wanted("speed") {
        speed(folder.path());
    }
    if wanted("looks") {
        looks(folder.path());
    }
    if wanted("codecs") {
        codec_speed(folder.path());
    }
    if wanted("quality") {
        let mut all = vec![example()];
        all.extend(songs.iter().map(PathBuf::from));
        codecs::run(&all, folder.path())?;
    }
    if wanted("pictures") {
        pictures::run(&example())?;
    }
    if wanted("dense") {
        dense::run(&example(), folder.path())?;
    }
    if wanted("synthesis") {
        synthesis::run(&example())?;
    }
    if wanted("memory") {
        memory(folder.path())?;
    }
    if wanted("server") {
        tokio::runtime::Runtime::new()?.block_on(server())?;
    }
    if wanted("preview") {
        tokio::runtime::Runtime::new()?.block_on(preview())?;
    }
    if wanted("subscribers") {
        tokio::runtime::Runtime::new()?.block_on(subscribers::run())?;
    }
    Ok(())
}

fn machine() -> String {
    let cores = std::thread::available_parallelism().map_or(0, usize::from);
    let info = std::fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let model = info
        .lines()
        .find_map(|line| line.strip_prefix("model name")?.split_once(':'));
    format!(
        "{} x {cores} cores",
        model.map_or("processor", |(_, name)| name.trim())
    )
}

/// The song that the program carries.
fn example() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../assets/songs/example.mid")
}

const HEADER: &str = "| export | frames/s | x real time | CPU ms/frame | draw | read back | convert | encode | sound | join | peak MiB | MiB |";

fn speed(folder: &Path) {
    println!(
        "\nThe example song with sound, from the start of the command to the closed file; stages in CPU ms/frame\n"
    );
    println!("{HEADER}\n|{}", "---|".repeat(12));
    let run = |preset: &str| cli::render(&example(), &folder.join("out.mp4"), &["--preset", preset]);
    let mut runs: Vec<Figures> = (0..RUNS).map(|_| run("youtube_1080p")).collect();
    runs.sort_by(|a, b| a.wall_s.total_cmp(&b.wall_s));
    println!(
        "{}",
        row(&format!("youtube_1080p (median of {RUNS})"), &runs[RUNS / 2])
    );
    for preset in [
        "youtube_4k",
        "instagram_square",
        "instagram_story",
        "tiktok_vertical",
        "twitter_landscape",
    ] {
        println!("{}", row(preset, &run(preset)));
    }
}

/// Every codec, with sound, from the start of the command to the closed file.
fn codec_speed(folder: &Path) {
    println!("\nThe codecs at youtube_1080p's size and bitrate, 20 s of the example song\n");
    println!("{HEADER}\n|{}", "---|".repeat(12));
    for (kind, codec, container) in [
        (VideoCodec::H264, "h264", "mp4"),
        (VideoCodec::H265, "h265", "mp4"),
        (VideoCodec::Vp9, "vp9", "webm"),
        (VideoCodec::Av1, "av1", "mp4"),
    ] {
        let mut support = encode::available().video.iter();
        if support.any(|support| support.codec == kind && support.missing.is_some()) {
            println!("| {codec}: left out of this build |");
            continue;
        }
        let out = folder.join(format!("codec.{container}"));
        let args = [
            "--preset",
            "youtube_1080p",
            "--vcodec",
            codec,
            "--from",
            "10",
            "--to",
            "30",
        ];
        println!("{}", row(codec, &cli::render(&example(), &out, &args)));
    }
    let gif = [
        "--width", "480", "--height", "480", "--fps", "15", "--from", "10", "--to", "20",
    ];
    println!(
        "{}",
        row(
            "gif, 480x480",
            &cli::render(&example(), &folder.join("codec.gif"), &gif)
        )
    );
}

/// Every look, with sound and encoding.
fn looks(folder: &Path) {
    println!("\nThe looks at youtube_1080p, 30 s of the example song\n");
    println!("{HEADER}\n|{}", "---|".repeat(12));
    for look in Look::ALL {
        let name = look.name();
        let args = [
            "--preset",
            "youtube_1080p",
            "--look",
            &name,
            "--from",
            "10",
            "--to",
            "40",
        ];
        println!(
            "{}",
            row(&name, &cli::render(&example(), &folder.join("out.mp4"), &args))
        );
    }
}

fn row(name: &str, figures: &Figures) -> String {
    let per_frame = |seconds: f64| format!("{:.1}", seconds * 1000.0 / figures.frames as f64);
    let stages = &figures.stages;
    let cells = [
        name.to_owned(),
        format!("{:.1}", figures.fps),
        format!("{:.2}", figures.realtime_x),
        per_frame(figures.cpu_s),
        per_frame(stages.draw),
        per_frame(stages.readback),
        per_frame(stages.convert),
        per_frame(stages.encode),
        per_frame(stages.audio),
        per_frame(stages.mux),
        format!("{:.0}", figures.peak_rss_mib),
        format!("{:.1}", figures.bytes as f64 / f64::from(1 << 20)),
    ];
    format!("| {} |", cells.join(" | "))
}

/// A song of 30 s against one of 10 minutes.
fn memory(folder: &Path) -> anyhow::Result<()> {
    let peak = |seconds: u32| -> anyhow::Result<f64> {
        let song = folder.join("song.mid");
        std::fs::write(&song, songs::scale(seconds))?;
        Ok(cli::render(&song, &folder.join("out.mp4"), &["--preset", "youtube_1080p"]).peak_rss_mib)
    };
    let (short, long) = (peak(30)?, peak(600)?);
    println!(
        "\nPeak memory at youtube_1080p: {short:.0} MiB for 30 s, {long:.0} MiB for 10 min ({:+.1} %)",
        (long / short - 1.0) * 100.0
    );
    Ok(())
}

/// How soon the server answers while two exports render.
async fn server() -> anyhow::Result<()> {
    let app = TestApp::start_with(&[("PHONOGLYPH_JOBS", "2")]).await;
    let client = &app.client;
    let refused = |errors| anyhow::anyhow!("{errors:?}");
    let midi = studio::upload(client, "example.mid", std::fs::read(example())?)
        .await
        .map_err(refused)?;
    let composition = studio::compose(client, &midi, None).await;
    let mut running = Vec::new();
    for _ in 0..2 {
        let job = studio::queue(client, &composition, studio::large())
            .await
            .map_err(refused)?;
        let mut progress = studio::follow(client, &studio::text(&job["id"])).await;
        progress.until(|job| job["framesDone"].as_u64() > Some(0)).await;
        running.push((job, progress));
    }
    let (mut answers, mut events) = (Vec::new(), Vec::new());
    for _ in 0..QUEUED {
        let (answer, event) = queue_one(&app, &composition).await.map_err(refused)?;
        answers.push(answer);
        events.push(event);
    }
    println!("\nWhile two exports render, over {QUEUED} exports:");
    println!("  queueExport answers after {}", spread(&mut answers));
    println!(
        "  first progress event, from the sending of queueExport, after {}",
        spread(&mut events)
    );
    let mut stops = Vec::new();
    for (job, mut progress) in running {
        let since = Instant::now();
        studio::cancel(client, &studio::text(&job["id"]))
            .await
            .map_err(refused)?;
        progress.until(|job| job["status"] == "CANCELLED").await;
        stops.push(since.elapsed());
    }
    println!(
        "  a running export has ended after cancelJob in {}",
        spread(&mut stops)
    );
    Ok(())
}

/// Queues an export and cancels it again: how long the answer and the first event took.
async fn queue_one(
    app: &TestApp,
    composition: &str,
) -> Result<(Duration, Duration), Vec<phonoglyph_tests::client::GraphqlError>> {
    let since = Instant::now();
    let job: Value = studio::queue(&app.client, composition, studio::small()).await?;
    let answer = since.elapsed();
    let id = studio::text(&job["id"]);
    let mut progress = studio::follow(&app.client, &id).await;
    progress.next().await;
    let event = since.elapsed();
    studio::cancel(&app.client, &id).await?;
    Ok((answer, event))
}

/// How soon a frame comes that nobody has asked for before, over HTTP in 1920x1080.
async fn preview() -> anyhow::Result<()> {
    let app = TestApp::start().await;
    let client = &app.client;
    let midi = studio::upload(client, "example.mid", std::fs::read(example())?).await;
    let midi = midi.map_err(|errors| anyhow::anyhow!("{errors:?}"))?;
    println!(
        "\npreviewFrame at 1920x1080, from the sending of the query to the last byte of the answer with the file in it:"
    );
    for format in ["PNG", "WEBP", "JPEG"] {
        let (mut cold, mut warm) = (Vec::new(), Vec::new());
        for _ in 0..COLD {
            // Another title, so that no renderer is ready for it.
            let title = format!("{format} {}", cold.len());
            cold.push(preview_one(&app, &midi, &title, format, 10.0).await.0);
        }
        let mut bytes = 0;
        let spent = cpu_seconds(app.pid());
        for index in 0..FRAMES {
            let title = format!("{format} {}", COLD - 1);
            let time = 1.0 + index as f64 * 0.75;
            let (took, length) = preview_one(&app, &midi, &title, format, time).await;
            warm.push(took);
            bytes += length;
        }
        let cpu = (cpu_seconds(app.pid()) - spent) * 1000.0 / FRAMES as f64;
        let (warm, cold) = (spread(&mut warm), spread(&mut cold));
        println!(
            "  {format}: warm {warm}, {cpu:.0} CPU ms; cold {cold}; {} KiB each",
            bytes / FRAMES / 1024
        );
    }
    Ok(())
}

/// Processor seconds of all threads of a process so far; zero where the system does not tell.
fn cpu_seconds(pid: u32) -> f64 {
    let stat = std::fs::read_to_string(format!("/proc/{pid}/stat")).unwrap_or_default();
    // After the name, which may hold anything, fields 14 and 15 of proc(5): user and system time in ticks of 10 ms.
    let fields = stat.rsplit_once(')').map_or("", |(_, fields)| fields);
    let ticks = fields.split_whitespace().skip(11).take(2);
    ticks.filter_map(|field| field.parse::<f64>().ok()).sum::<f64>() / 100.0
}

/// Previews a frame of a composition of that title: how long the answer took, and how large the picture is.
async fn preview_one(app: &TestApp, midi: &str, title: &str, format: &str, time: f64) -> (Duration, usize) {
    let query = "query($input: PreviewFrameInput!) { previewFrame(input: $input) { data } }";
    let composition = json!({ "midiAssetId": midi, "title": title });
    let input = json!({ "composition": composition, "time": time, "format": format });
    let since = Instant::now();
    let answer = app.client.ask(query, json!({ "input": input })).await;
    let length = answer["previewFrame"]["data"].as_str().map_or(0, str::len);
    (since.elapsed(), length / 4 * 3)
}

fn spread(times: &mut [Duration]) -> String {
    times.sort();
    let ms = |time: Duration| time.as_secs_f64() * 1000.0;
    let (median, last) = (ms(times[times.len() / 2]), ms(times[times.len() - 1]));
    format!("{median:.1} ms (median), {last:.1} ms (longest)")
}
