//! Pictures of videos before and after they are rendered, through the real server.

use image::{DynamicImage, ImageFormat, RgbImage};
use phonoglyph_tests::app::TestApp;
use phonoglyph_tests::client::GraphqlError;
use phonoglyph_tests::{cli, probe, songs, studio};
use serde_json::{Value, json};
use std::path::Path;

const FRAME: &str = "query($input: PreviewFrameInput!) { previewFrame(input: $input) {
    url urlExpiresAt data mediaType width height time } }";
const STRIP: &str = "query($input: PreviewStripInput!) { previewStrip(input: $input) {
    url mediaType width height times columns rows frameWidth frameHeight gap } }";

/// A server with the example song and a composition of it.
async fn app() -> (TestApp, String, String) {
    app_with(&[]).await
}

async fn app_with(settings: &[(&str, &str)]) -> (TestApp, String, String) {
    let app = TestApp::start_with(settings).await;
    let song = Path::new(env!("CARGO_MANIFEST_DIR")).join("../assets/songs/example.mid");
    let song = std::fs::read(song).expect("it comes with the program");
    let midi = studio::upload(&app.client, "example.mid", song)
        .await
        .expect("a good song");
    let composition = studio::compose(&app.client, &midi, None).await;
    (app, midi, composition)
}

async fn frame(app: &TestApp, input: Value) -> Value {
    app.client.ask(FRAME, json!({ "input": input })).await["previewFrame"].clone()
}

async fn refused(app: &TestApp, query: &str, input: Value) -> GraphqlError {
    app.client.refused(query, json!({ "input": input })).await
}

/// Fetches an address as an `<img>` would: without any header that says who asks.
async fn fetch(url: &str) -> (reqwest::StatusCode, reqwest::header::HeaderMap, Vec<u8>) {
    let answer = phonoglyph::outside::local_client()
        .get(url)
        .send()
        .await
        .expect("the server answers");
    let (status, headers) = (answer.status(), answer.headers().clone());
    (
        status,
        headers,
        answer.bytes().await.expect("the answer is complete").to_vec(),
    )
}

async fn picture(url: &str, format: ImageFormat) -> DynamicImage {
    let (status, headers, bytes) = fetch(url).await;
    assert_eq!(status, 200, "{url}: {}", String::from_utf8_lossy(&bytes));
    assert_eq!(headers["content-type"], format.to_mime_type());
    image::load_from_memory_with_format(&bytes, format).expect("a picture")
}

/// Peak signal-to-noise ratio of the luma of two pictures, in dB.
fn psnr(one: &RgbImage, luma: &[u8]) -> f64 {
    // ITU-R BT.709-6, items 3.2 and 3.4, stretched to the full range as ffmpeg's gray is.
    let full = |pixel: &image::Rgb<u8>| {
        0.2126 * f64::from(pixel[0]) + 0.7152 * f64::from(pixel[1]) + 0.0722 * f64::from(pixel[2])
    };
    let pairs = one.pixels().zip(luma);
    let squares: f64 = pairs
        .map(|(pixel, luma)| (full(pixel) - f64::from(*luma)).powi(2))
        .sum();
    let mean = squares / f64::from(one.width() * one.height());
    10.0 * (255.0_f64.powi(2) / mean.max(1e-9)).log10()
}

#[tokio::test]
async fn a_frame_is_the_one_of_the_finished_video() {
    let (app, _, composition) = app().await;
    let mut settings = studio::small();
    (settings["from"], settings["to"]) = (10.0.into(), 12.0.into());
    let job = studio::queue(&app.client, &composition, settings)
        .await
        .expect("a good export");
    let input = json!({ "compositionId": composition, "preset": "CUSTOM", "width": 320, "height": 180,
        "from": 10.0, "to": 12.0, "time": 1.51 });
    // Drawn while the export is, or before it.
    let drawn = frame(&app, input).await;
    assert_eq!((&drawn["width"], &drawn["height"]), (&json!(320), &json!(180)));
    assert_eq!(
        (&drawn["time"], &drawn["mediaType"]),
        (&json!(1.5), &json!("image/png"))
    );
    let shown = picture(&studio::text(&drawn["url"]), ImageFormat::Png)
        .await
        .into_rgb8();
    assert_eq!(shown.dimensions(), (320, 180));
    let done = studio::follow(&app.client, &studio::text(&job["id"]))
        .await
        .rest()
        .await;
    let url = studio::text(&done.last().expect("events")["downloadUrl"]);
    let path = app.data().join("video.mp4");
    std::fs::write(&path, fetch(&url).await.2).expect("written");
    let mut ratios = Vec::new();
    probe::luma(&path, (320, 180), |_, luma| ratios.push(psnr(&shown, luma)));
    let best = ratios.iter().copied().fold(f64::MIN, f64::max);
    assert!(
        ratios[45] > 34.0 && ratios[45] == best,
        "{:.1} dB, best {best:.1}",
        ratios[45]
    );
}

#[tokio::test]
async fn a_frame_of_full_size_comes_in_every_format() {
    let (app, midi, composition) = app().await;
    let stored = json!({ "compositionId": composition, "time": 20.0 });
    let png = frame(&app, stored.clone()).await;
    let exact = picture(&studio::text(&png["url"]), ImageFormat::Png)
        .await
        .into_rgb8();
    assert_eq!(exact.dimensions(), (1920, 1080));
    // The same composition, stored nowhere.
    let inline = json!({ "composition": { "midiAssetId": midi }, "time": 20.0, "format": "WEBP" });
    let webp = frame(&app, inline).await;
    let url = studio::text(&webp["url"]);
    assert!(url.contains("/previews/"), "{url}");
    assert!(
        picture(&url, ImageFormat::WebP).await.into_rgb8() == exact,
        "not a pixel differs"
    );
    let mut tall = stored;
    (tall["preset"], tall["format"]) = ("INSTAGRAM_STORY".into(), "JPEG".into());
    let jpeg = picture(&studio::text(&frame(&app, tall).await["url"]), ImageFormat::Jpeg).await;
    assert_eq!((jpeg.width(), jpeg.height()), (1080, 1920));
}

#[tokio::test]
async fn an_address_is_good_for_its_picture_alone_and_shows_what_the_composition_is_now() {
    let (app, _, composition) = app().await;
    let input =
        json!({ "compositionId": composition, "preset": "CUSTOM", "width": 320, "height": 180, "time": 1.0 });
    let url = studio::text(&frame(&app, input.clone()).await["url"]);
    let (status, headers, first) = fetch(&url).await;
    assert_eq!(status, 200);
    let etag = headers["etag"].to_str().expect("plain").to_owned();
    let same = app
        .client
        .http
        .get(&url)
        .header("if-none-match", &etag)
        .send()
        .await
        .expect("an answer");
    assert_eq!(same.status(), 304);
    for forged in [
        url.replace("time=1000000000", "time=2000000000"),
        url.replace("/frame?", "/strip?"),
        url.replace("&signature=", "&signature=A"),
        url.split("&expires").next().expect("a part").to_owned(),
    ] {
        assert_ne!(forged, url);
        assert_eq!(fetch(&forged).await.0, 403, "{forged}");
    }
    let rename = "mutation($id: ID!) { updateComposition(input: { id: $id, title: \"Another\" }) { composition { id } } }";
    app.client.ask(rename, json!({ "id": composition })).await;
    let (status, _, second) = fetch(&url).await;
    assert!(status == 200 && second != first, "the title is another");
    let other = studio::text(&frame(&app, input).await["url"]);
    assert_ne!(
        other.split("&expires").next(),
        url.split("&expires").next(),
        "caches see a new address"
    );
    let delete = "mutation($id: ID!) { deleteComposition(input: { id: $id }) { deletedCompositionId } }";
    app.client.ask(delete, json!({ "id": composition })).await;
    assert_eq!(fetch(&url).await.0, 404);
}

#[tokio::test]
async fn a_strip_shows_the_whole_video() {
    let (app, _, composition) = app().await;
    let input = json!({ "compositionId": composition, "preset": "CUSTOM", "width": 640, "height": 360,
        "from": 2.0, "to": 8.0, "count": 6, "columns": 3, "side": 160 });
    let data = app.client.ask(STRIP, json!({ "input": input })).await;
    let strip = &data["previewStrip"];
    let layout = ["columns", "rows", "frameWidth", "frameHeight", "gap"].map(|name| strip[name].as_u64());
    assert_eq!(layout, [3, 2, 160, 90, 4].map(Some));
    assert_eq!(strip["times"], json!([0.5, 1.5, 2.5, 3.5, 4.5, 5.5]));
    let sheet = picture(&studio::text(&strip["url"]), ImageFormat::Png)
        .await
        .into_rgb8();
    assert_eq!(sheet.dimensions(), (3 * 164 + 4, 2 * 94 + 4));
    // Each frame is another picture, and none is empty.
    let tile = |index: u32| {
        let (x, y) = (4 + index % 3 * 164, 4 + index / 3 * 94);
        image::imageops::crop_imm(&sheet, x, y, 160, 90).to_image()
    };
    let tiles: Vec<_> = (0..6).map(tile).collect();
    for (index, tile) in tiles.iter().enumerate() {
        assert!(tile.pixels().any(|pixel| pixel != tile.get_pixel(0, 0)));
        assert!(tiles[..index].iter().all(|other| other != tile), "{index}");
    }
}

#[tokio::test]
async fn what_cannot_be_shown_is_named() {
    let (app, midi, composition) = app().await;
    let with = |more: Value| {
        let mut input = json!({ "compositionId": composition, "time": 0.0 });
        for (name, value) in more.as_object().expect("an object") {
            input[name] = value.clone();
        }
        input
    };
    let wrong = [
        (with(json!({ "time": 400.0 })), "input.time"),
        (with(json!({ "time": -1.0 })), "input.time"),
        (with(json!({ "width": 321 })), "input.width"),
        (with(json!({ "composition": { "midiAssetId": midi } })), "input"),
        (json!({ "time": 0.0 }), "input"),
    ];
    for (input, field) in wrong {
        let error = refused(&app, FRAME, input).await;
        assert_eq!(
            (error.code(), &error.extensions["field"]),
            ("BAD_USER_INPUT", &json!(field)),
            "{error:?}"
        );
    }
    let layers = json!({ "composition": { "midiAssetId": midi, "palette": [] }, "time": 0.0 });
    let error = refused(&app, FRAME, layers).await;
    assert_eq!(
        error.extensions["field"], "input.composition.palette",
        "{error:?}"
    );
    let count = json!({ "compositionId": composition, "count": 61 });
    assert_eq!(
        refused(&app, STRIP, count).await.extensions["field"],
        "input.count"
    );
    let late = refused(&app, FRAME, with(json!({ "from": 500.0 }))).await;
    assert_eq!(late.code(), "BAD_PLAN", "{late:?}");
}

/// Queues a preview of the first seconds.
async fn queue_preview(app: &TestApp, composition: &str, seconds: f64) -> Value {
    let query = "mutation($input: QueuePreviewInput!) { queuePreview(input: $input) { job {
        id preview status config { video { width height } } } } }";
    let input = json!({ "compositionId": composition, "from": 2.0, "duration": seconds, "side": 180 });
    app.client.ask(query, json!({ "input": input })).await["queuePreview"]["job"].clone()
}

#[tokio::test]
async fn a_preview_goes_ahead_of_every_export() {
    let (app, _, composition) = app_with(&[("PHONOGLYPH_JOBS", "1")]).await;
    let running = studio::queue(&app.client, &composition, studio::large())
        .await
        .expect("a good export");
    let waiting = studio::queue(&app.client, &composition, studio::small())
        .await
        .expect("a good export");
    let preview = queue_preview(&app, &composition, 1.0).await;
    assert_eq!(preview["preview"], true);
    assert_eq!(preview["config"]["video"], json!({ "width": 320, "height": 180 }));
    let events = studio::follow(&app.client, &studio::text(&preview["id"]))
        .await
        .rest()
        .await;
    let done = events.last().expect("events").clone();
    assert_eq!(done["status"], "COMPLETED", "{done}");
    let still_waits = studio::job(&app.client, &studio::text(&waiting["id"]))
        .await
        .expect("it is there");
    assert_eq!(still_waits["status"], "QUEUED", "{still_waits}");
    let path = app.data().join("preview.mp4");
    std::fs::write(&path, fetch(&studio::text(&done["downloadUrl"])).await.2).expect("written");
    let media = probe::media(&path);
    assert_eq!((media.video().width, media.video().height), (320, 180));
    assert!((probe::seconds(&media.format.duration) - 1.0).abs() < 0.1);
    assert!(media.audio().is_some(), "it is heard too");
    for job in [&running, &waiting] {
        studio::cancel(&app.client, &studio::text(&job["id"]))
            .await
            .expect("cancelled");
    }
    let query = "{ previews: exportHistory(preview: true) { totalCount }
        exports: exportHistory(preview: false) { totalCount } all: exportHistory { totalCount } }";
    let counts = app.client.ask(query, json!({})).await;
    let count = |name: &str| counts[name]["totalCount"].as_u64();
    assert_eq!(
        (count("previews"), count("exports"), count("all")),
        (Some(1), Some(2), Some(3))
    );
}

#[tokio::test]
async fn every_finished_job_has_a_poster_that_is_not_empty() {
    let app = TestApp::start().await;
    // Nothing happens for six seconds of the eight: a poster from the middle would be of nothing.
    let song = songs::flashes(&[7_000, 7_100, 7_200]);
    let midi = studio::upload(&app.client, "late.mid", song)
        .await
        .expect("a good song");
    let composition = studio::compose(&app.client, &midi, None).await;
    let mut settings = studio::small();
    settings["video"] = json!({ "width": 640, "height": 360 });
    let job = studio::queue(&app.client, &composition, settings)
        .await
        .expect("a good export");
    let id = studio::text(&job["id"]);
    studio::follow(&app.client, &id).await.rest().await;
    let query = "query($id: ID!) { exportJob(id: $id) { status posterUrl thumbnailUrl } }";
    let job = app.client.ask(query, json!({ "id": id })).await["exportJob"].clone();
    assert_eq!(job["status"], "COMPLETED");
    let poster = picture(&studio::text(&job["posterUrl"]), ImageFormat::Jpeg)
        .await
        .into_rgb8();
    let thumbnail = picture(&studio::text(&job["thumbnailUrl"]), ImageFormat::Jpeg).await;
    assert_eq!(
        (poster.dimensions(), thumbnail.width(), thumbnail.height()),
        ((640, 360), 480, 270)
    );
    let quiet = frame(
        &app,
        json!({ "compositionId": composition, "preset": "CUSTOM", "width": 640, "height": 360,
        "time": 4.0 }),
    )
    .await;
    let quiet = picture(&studio::text(&quiet["url"]), ImageFormat::Png)
        .await
        .into_rgb8();
    let light = |picture: &RgbImage| {
        picture
            .pixels()
            .filter(|pixel| pixel.0.iter().any(|value| *value > 200))
            .count()
    };
    assert!(
        light(&poster) > light(&quiet) + 200,
        "{} after {}",
        light(&poster),
        light(&quiet)
    );
    let url = studio::text(&job["posterUrl"]);
    assert_eq!(
        fetch(&url.replace("/poster?", "/thumbnail?")).await.0,
        403,
        "each has a link of its own"
    );
    let range = app
        .client
        .http
        .get(&url)
        .header("range", "bytes=0-1")
        .send()
        .await
        .expect("an answer");
    assert_eq!(range.bytes().await.expect("complete").as_ref(), [0xFF, 0xD8]);
}

#[test]
fn the_command_line_draws_the_same() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let song = folder.path().join("song.mid");
    std::fs::write(&song, songs::scale(4)).expect("written");
    let run = |args: &[&str]| {
        let mut command = cli::phonoglyph();
        command
            .current_dir(folder.path())
            .args(&args[..1])
            .arg(&song)
            .args(&args[1..]);
        let output = command.output().expect("the program can be started");
        (output.status.code(), cli::text(&output))
    };
    let size = ["--preset", "custom", "--width", "320", "--height", "180"];
    let (code, said) = run(&[&["frame", "--at", "2", "-o", "two.png"][..], &size].concat());
    assert_eq!(code, Some(0), "{said}");
    let two = image::open(folder.path().join("two.png"))
        .expect("a picture")
        .into_rgb8();
    assert_eq!(two.dimensions(), (320, 180));
    let (code, said) = run(&[&["frame"][..], &size].concat());
    assert_eq!(code, Some(0), "{said}");
    assert!(folder.path().join("song-frame.png").exists(), "{said}");
    let (code, said) = run(&[&["frame", "--at", "2"][..], &size].concat());
    assert_eq!(code, Some(2), "it is there already: {said}");
    let (code, said) = run(&[
        &[
            "strip",
            "--count",
            "3",
            "--columns",
            "3",
            "--side",
            "160",
            "-o",
            "s.webp",
        ][..],
        &size,
    ]
    .concat());
    assert_eq!(code, Some(0), "{said}");
    let sheet = image::open(folder.path().join("s.webp")).expect("a picture");
    assert_eq!((sheet.width(), sheet.height()), (3 * 164 + 4, 98));
    for (args, word) in [
        (&["frame", "--at", "99", "-o", "x.png"][..], "end of the video"),
        (&["frame", "-o", "x.gif"], "png, webp, jpg"),
        (&["frame", "-o", "song.mid"], "png, webp, jpg"),
        (&["strip", "--count", "61"], "61"),
        (&["strip", "--width", "321", "-o", "x.png"], "even"),
    ] {
        let (code, said) = run(args);
        assert_eq!(code, Some(2), "{args:?}: {said}");
        assert!(said.contains(word), "{args:?}: {said}");
    }
}
