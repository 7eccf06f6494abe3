//! Whose video it is: watermarks, end cards and templates, from the real program to what an outside decoder sees.

use axum::Router;
use axum::routing::get;
use image::{DynamicImage, ImageFormat, Rgb, RgbImage};
use phonoglyph_tests::app::TestApp;
use phonoglyph_tests::{cli, probe, songs, studio};
use serde_json::{Value, json};
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use tempfile::TempDir;

const ADDRESS: &str = "https://example.com/our-music";

/// A folder with a song of so many seconds.
fn song(seconds: u32) -> (TempDir, PathBuf) {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("song.mid");
    std::fs::write(&path, songs::scale(seconds)).expect("written");
    (folder, path)
}

/// Renders a song in a small size, and gives the file.
fn render(song: &Path, (width, height): (u32, u32), more: &[&str]) -> PathBuf {
    let output = song.with_extension("mp4");
    let (width, height) = (width.to_string(), height.to_string());
    let done = cli::phonoglyph()
        .arg("render")
        .arg(song)
        .args(["--preset", "custom", "--width", &width, "--height", &height, "-o"])
        .arg(&output)
        .args(more)
        .output()
        .expect("the program can be started");
    assert!(
        done.status.success(),
        "{more:?}: {}",
        String::from_utf8_lossy(&done.stderr)
    );
    output
}

/// One frame's luma.
fn frame(path: &Path, size: (u32, u32), wanted: impl Fn(u64) -> bool) -> Vec<u8> {
    let mut found = Vec::new();
    probe::luma(path, size, |index, luma| {
        if wanted(index) {
            found = luma.to_vec();
        }
    });
    assert!(!found.is_empty(), "there is such a frame");
    found
}

/// What the QR codes of a picture say.
fn codes(luma: &[u8], (width, height): (u32, u32)) -> Vec<String> {
    let (width, height) = (width as usize, height as usize);
    let mut picture = rqrr::PreparedImage::prepare_from_greyscale(width, height, |x, y| luma[y * width + x]);
    let grids = picture.detect_grids();
    grids
        .iter()
        .map(|grid| grid.decode().expect("it can be read").1)
        .collect()
}

#[test]
fn the_code_on_the_end_card_is_read_from_the_finished_video_in_every_shape() {
    let (_folder, song) = song(1);
    for size in [(640, 360), (360, 360), (360, 450), (360, 640)] {
        let card = [
            "--to",
            "0.5",
            "--end-card",
            "Thank you for listening",
            "--end-card-seconds",
            "1.5",
        ];
        let names = [
            "--handle",
            "youtube=@ours",
            "--handle",
            "instagram=@ours",
            "--qr",
            ADDRESS,
        ];
        let video = render(&song, size, &[&card[..], &names[..]].concat());
        let length = probe::seconds(&probe::media(&video).format.duration);
        assert!(
            (length - 2.0).abs() < 0.01,
            "half a second and a card of one and a half: {length}"
        );
        let last = frame(&video, size, |index| index == 59);
        assert_eq!(codes(&last, size), [ADDRESS], "{size:?}");
        let before = frame(&video, size, |index| index == 14);
        assert_eq!(codes(&before, size), [""; 0], "not before the card");
        assert_eq!(probe::complaints(&video), "");
    }
}

#[test]
fn the_sound_fades_out_under_the_end_card() {
    let (folder, song) = song(4);
    let noise = folder.path().join("noise.wav");
    songs::noise_bursts(&noise, 48_000, 6).expect("written");
    let noise = noise.to_str().expect("a plain path");
    let sound = [
        "--audio",
        noise,
        "--no-normalize",
        "--to",
        "2",
        "--end-card",
        "",
        "--end-card-seconds",
        "2",
    ];
    let video = render(&song, (320, 180), &sound);
    let media = probe::media(&video);
    let heard = probe::seconds(&media.audio().expect("sound").duration);
    assert!((heard - 4.0).abs() < 0.05, "{heard}");
    let mut samples = Vec::new();
    probe::samples(&video, 8000, |block| samples.extend_from_slice(block));
    let loud = |from: f64, to: f64| {
        let part = &samples[(from * 8000.0) as usize..(to * 8000.0) as usize];
        let power: f64 = part.iter().map(|sample| f64::from(*sample).powi(2)).sum();
        (power / part.len() as f64).sqrt()
    };
    // The noise is loud in every first half second.
    let whole = loud(1.05, 1.45);
    for (from, to, least, most) in [(2.05, 2.45, 0.8, 0.95), (3.05, 3.45, 0.3, 0.45)] {
        let share = loud(from, to) / whole;
        assert!((least..most).contains(&share), "{share} from {from}");
    }
    assert!(loud(3.97, 3.99) < 0.01 * whole, "silent at the end");
}

/// The box around everything that differs, as shares of width and height: left, top, right, bottom.
fn difference(a: &[u8], b: &[u8], (width, height): (u32, u32)) -> [f64; 4] {
    let differs = |(index, (a, b)): (usize, (&u8, &u8))| (a.abs_diff(*b) > 24).then_some(index as u32);
    let mut bounds = [f64::MAX, f64::MAX, 0.0_f64, 0.0_f64];
    for index in a.iter().zip(b).enumerate().filter_map(differs) {
        let (x, y) = (f64::from(index % width), f64::from(index / width));
        bounds = [
            bounds[0].min(x / f64::from(width)),
            bounds[1].min(y / f64::from(height)),
            bounds[2].max((x + 1.0) / f64::from(width)),
            bounds[3].max((y + 1.0) / f64::from(height)),
        ];
    }
    assert!(bounds[2] > 0.0, "something differs");
    bounds
}

#[test]
fn a_watermark_of_every_kind_stands_in_its_place() {
    let (folder, song) = song(1);
    let logo = DynamicImage::ImageRgb8(RgbImage::from_pixel(120, 60, Rgb([255, 255, 255])));
    let path = |name: &str| {
        folder
            .path()
            .join(name)
            .to_str()
            .expect("a plain path")
            .to_owned()
    };
    for (name, format) in [
        ("logo.png", ImageFormat::Png),
        ("logo.jpg", ImageFormat::Jpeg),
        ("logo.webp", ImageFormat::WebP),
    ] {
        logo.save_with_format(path(name), format).expect("written");
    }
    let svg = r##"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 120 60"><rect width="120" height="60" fill="#fff"/></svg>"##;
    std::fs::write(path("logo.svg"), svg).expect("written");
    let tall = (180, 320);
    let first = |more: &[&str]| {
        let video = render(&song, tall, &[&["--to", "0.05", "--title", ""], more].concat());
        frame(&video, tall, |index| index == 0)
    };
    let plain = first(&[]);
    // Players of tall video cover 14 % at the top, 20 % at the bottom, 12 % at the right and 4 % at the left.
    for (name, position, [left, top, right, bottom]) in [
        ("logo.png", "bottom-right", [0.58, 0.715, 0.88, 0.8]),
        ("logo.jpg", "bottom-left", [0.04, 0.715, 0.34, 0.8]),
        ("logo.webp", "top-right", [0.58, 0.14, 0.88, 0.225]),
        ("logo.svg", "top-left", [0.04, 0.14, 0.34, 0.225]),
        ("logo.png", "center", [0.31, 0.4275, 0.61, 0.5125]),
    ] {
        let file = path(name);
        let options = [
            "--watermark-scale",
            "0.3",
            "--watermark-opacity",
            "0.9",
            "--watermark-position",
        ];
        let marked = first(&[&["--watermark", &file], &options[..], &[position]].concat());
        let found = difference(&plain, &marked, tall);
        for (found, wanted) in found.into_iter().zip([left, top, right, bottom]) {
            assert!(
                (found - wanted).abs() < 0.015,
                "{name} {position}: {found} is not {wanted}"
            );
        }
    }
    let file = path("logo.png");
    let hidden = first(&["--watermark", &file, "--watermark-opacity", "0"]);
    assert_eq!(hidden, plain);
}

#[test]
fn bad_branding_is_named_with_its_limit() {
    let (folder, song) = song(1);
    let song = song.to_str().expect("a plain path");
    let text = folder.path().join("notes.txt");
    std::fs::write(&text, "no picture").expect("written");
    let text = text.to_str().expect("a plain path");
    let output = folder.path().join("video.mp4");
    let output = output.to_str().expect("a plain path");
    for (args, words) in [
        (&["--template", "nothing"][..], "clean-minimal, social-media-pack"),
        (&["--watermark", "nowhere.png"], "nowhere.png"),
        (&["--watermark", text], "PNG, JPEG, WebP or SVG"),
        (
            &["--watermark", "http://127.0.0.1/logo.png"],
            "127.0.0.1 is refused",
        ),
        (
            &["--template", "clean-minimal", "--watermark-opacity", "1.5"],
            "watermark.opacity is 1.5: it must be from 0 to 1",
        ),
        (
            &["--end-card-seconds", "30.5"],
            "endCard.duration is 30.5: it must be from 0.5 to 30",
        ),
        (&["--end-card-color", "red"], "endCard.backgroundColor"),
        (
            &["--end-card", "x", "--handle", "myspace=@ours"],
            "endCard.socialMedia.handles.myspace",
        ),
        (
            &["--end-card", "x", "--qr", "handle"],
            "endCard.socialMedia.qrText",
        ),
    ] {
        let done = cli::phonoglyph()
            .args(["render", song, "-o", output])
            .args(args)
            .output();
        let done = done.expect("the program can be started");
        let said = String::from_utf8_lossy(&done.stderr).into_owned();
        assert_eq!(done.status.code(), Some(2), "{args:?}: {said}");
        assert!(said.contains(words), "{args:?}: {said}");
    }
}

/// A server of pictures on this machine.
async fn pictures() -> (SocketAddr, tokio::task::JoinHandle<()>) {
    let mut png = std::io::Cursor::new(Vec::new());
    RgbImage::from_pixel(40, 40, Rgb([250, 200, 40]))
        .write_to(&mut png, ImageFormat::Png)
        .expect("written");
    let png = png.into_inner();
    let router = Router::new()
        .route("/logo.png", get(move || async move { png }))
        .route(
            "/page",
            get(|| async { "<!doctype html><title>No picture</title>" }),
        );
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0")
        .await
        .expect("a port");
    let address = listener.local_addr().expect("it is bound");
    let task = tokio::spawn(async move {
        let _ = axum::serve(listener, router).await;
    });
    (address, task)
}

async fn app_with_song(settings: &[(&str, &str)]) -> (TestApp, String) {
    let app = TestApp::start_with(settings).await;
    let midi = studio::upload(&app.client, "scale.mid", songs::scale(1))
        .await
        .expect("a good song");
    let composition = studio::compose(&app.client, &midi, None).await;
    (app, composition)
}

async fn finished(app: &TestApp, job: &Value) -> Value {
    let mut progress = studio::follow(&app.client, &studio::text(&job["id"])).await;
    let done = progress.rest().await.pop().expect("there were events");
    assert_eq!(done["status"], "COMPLETED", "{done}");
    done
}

#[tokio::test]
async fn an_export_with_a_template_and_an_address_can_be_made_again_without_it() {
    let (server, serving) = pictures().await;
    let (app, composition) = app_with_song(&[("PHONOGLYPH_OUTSIDE_ALLOW", "127.0.0.1")]).await;
    let mut settings = json!({
        "preset": "CUSTOM",
        "video": { "width": 640, "height": 360 },
        "from": 0.0,
        "to": 0.5,
        "templateId": "social-media-pack",
        "branding": {
            "watermark": { "imageUrl": format!("http://{server}/page") },
            "endCard": { "duration": 1.5, "socialMedia": { "qrText": ADDRESS } },
        },
    });
    let refused = studio::queue(&app.client, &composition, settings.clone()).await;
    let refused = refused.expect_err("a page is no picture").remove(0);
    assert_eq!(refused.code(), "BAD_USER_INPUT");
    assert_eq!(refused.extensions["field"], "input.branding.watermark.imageUrl");

    settings["branding"]["watermark"]["imageUrl"] = json!(format!("http://{server}/logo.png"));
    let job = studio::queue(&app.client, &composition, settings.clone())
        .await
        .expect("a good export");
    let first = finished(&app, &job).await;
    assert_eq!(first["durationSeconds"], 2.0);
    let again = studio::queue(&app.client, &composition, settings.clone())
        .await
        .expect("a good export");
    finished(&app, &again).await;
    let kept = app
        .client
        .ask("{ assets { edges { node { kind fileName } } } }", json!({}))
        .await;
    let kept = kept["assets"]["edges"].as_array().expect("a list");
    let pictures: Vec<_> = kept
        .iter()
        .filter(|edge| edge["node"]["kind"] == "PICTURE")
        .collect();
    assert_eq!(pictures.len(), 1, "it is kept once");
    assert_eq!(pictures[0]["node"]["fileName"], "logo.png");

    serving.abort();
    let _ = serving.await;
    let refused = studio::queue(&app.client, &composition, settings).await;
    let refused = refused.expect_err("nobody is there").remove(0);
    assert_eq!(refused.code(), "FETCH_FAILED");
    assert_eq!(refused.extensions["mayPass"], true);
    let again = studio::re_export(&app.client, &studio::text(&job["id"]))
        .await
        .expect("a good export");
    let again = finished(&app, &again).await;
    let video = app.data().join("video.mp4");
    studio::download(&app.client, &first, &video).await;
    let before = probe::streams(&video);
    studio::download(&app.client, &again, &video).await;
    assert_eq!(probe::streams(&video), before, "the same video");
    let last = frame(&video, (640, 360), |index| index == 59);
    assert_eq!(codes(&last, (640, 360)), [ADDRESS]);
}

#[tokio::test]
async fn a_batch_takes_an_uploaded_logo_and_a_shared_template() {
    let (app, composition) = app_with_song(&[]).await;
    let svg = br##"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 4 4"><circle cx="2" cy="2" r="2" fill="#fff"/></svg>"##;
    let logo = studio::upload(&app.client, "logo.svg", svg.to_vec())
        .await
        .expect("a good picture");
    let create = "mutation($input: CreateExportTemplateInput!) { createExportTemplate(input: $input) { template { id } } }";
    let input = json!({ "name": "Ours", "branding": {
        "watermark": { "imageUrl": logo },
        "endCard": { "duration": 1, "text": "Thank you", "logoUrl": logo },
    } });
    let made = app.client.ask(create, json!({ "input": input })).await;
    let id = &made["createExportTemplate"]["template"]["id"];
    let share = "mutation($id: ID!) { shareExportTemplate(input: { id: $id }) { token url } }";
    let shared = app.client.ask(share, json!({ "id": id })).await["shareExportTemplate"].clone();
    let seen = app
        .client
        .http
        .get(studio::text(&shared["url"]))
        .send()
        .await
        .expect("an answer");
    let seen: Value = seen.json().await.expect("JSON");
    assert_eq!(
        (&seen["name"], &seen["branding"]["endCard"]["text"]),
        (&json!("Ours"), &json!("Thank you"))
    );
    let changed = app
        .client
        .http
        .post(studio::text(&shared["url"]))
        .send()
        .await
        .expect("an answer");
    assert_eq!(changed.status(), 405, "a link is for reading");

    let query = "mutation($input: BatchExportInput!) { batchExport(input: $input) { jobs { id } } }";
    let settings = json!({ "preset": "CUSTOM", "video": { "width": 180, "height": 180 }, "to": 0.5 });
    let input = json!({ "compositionId": composition, "exports": [settings, settings], "templateToken": shared["token"] });
    let jobs = app.client.ask(query, json!({ "input": input })).await["batchExport"]["jobs"].clone();
    for job in jobs.as_array().expect("a list") {
        assert_eq!(finished(&app, job).await["durationSeconds"], 1.5);
    }
    let picture = app
        .client
        .http
        .get(format!("{}/templates/minimal-logo.png", app.client.base));
    let picture = picture.send().await.expect("an answer");
    assert_eq!(picture.headers()["content-type"], "image/png");
    assert!(image::load_from_memory(&picture.bytes().await.expect("complete")).is_ok());
    let nothing = app
        .client
        .http
        .get(format!("{}/templates/nothing.png", app.client.base));
    assert_eq!(nothing.send().await.expect("an answer").status(), 404);
}
