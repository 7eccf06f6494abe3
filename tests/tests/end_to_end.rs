//! Songs become videos through the real server, over GraphQL.

use phonoglyph_tests::app::TestApp;
use phonoglyph_tests::{probe, songs, studio};
use serde_json::{Value, json};
use std::path::{Path, PathBuf};

/// A server with a composition of a song of so many seconds.
async fn app_with_song(seconds: u32) -> (TestApp, String) {
    let app = TestApp::start().await;
    let midi = studio::upload(&app.client, "scale.mid", songs::scale(seconds))
        .await
        .expect("a good song");
    let composition = studio::compose(&app.client, &midi, None).await;
    (app, composition)
}

fn id(job: &Value) -> String {
    studio::text(&job["id"])
}

fn drawing(job: &Value) -> bool {
    job["framesDone"].as_u64().is_some_and(|done| done > 0)
}

/// Every file below a folder that is a video or part of one.
fn videos(folder: &Path) -> Vec<PathBuf> {
    let Ok(entries) = std::fs::read_dir(folder) else {
        return Vec::new();
    };
    let paths = entries.flatten().map(|entry| entry.path());
    paths
        .flat_map(|path| if path.is_dir() { videos(&path) } else { vec![path] })
        .filter(|path| {
            let start = std::fs::read(path).unwrap_or_default();
            start.get(4..8).is_some_and(|name| name == b"ftyp") || path.to_string_lossy().contains("scratch")
        })
        .collect()
}

#[tokio::test]
async fn a_song_becomes_a_video() {
    let (app, composition) = app_with_song(3).await;
    let job = studio::queue(&app.client, &composition, studio::small())
        .await
        .expect("a good export");
    let mut progress = studio::follow(&app.client, &id(&job)).await;
    let first = progress.next().await.expect("a snapshot comes first");
    assert_eq!(first["id"], job["id"]);
    let mut events = vec![first];
    events.extend(progress.rest().await);
    let shares: Vec<f64> = events
        .iter()
        .map(|event| event["progress"].as_f64().expect("a share"))
        .collect();
    assert!(shares.is_sorted(), "progress never goes back: {shares:?}");
    let done = events.last().expect("there were events");
    assert_eq!(done["status"], "COMPLETED", "{done}");
    assert_eq!(
        (done["progress"].as_f64(), done["attempt"].as_u64()),
        (Some(1.0), Some(1))
    );
    assert_eq!(done["framesDone"], done["framesTotal"]);
    check_download(&app, done).await;
}

#[tokio::test]
async fn other_formats_are_what_they_say() {
    let (app, composition) = app_with_song(2).await;
    let video = json!({ "width": 128, "height": 128 });
    for (settings, media_type, codec) in [
        (
            json!({ "container": "GIF", "gif": { "colors": 32, "loops": 1 } }),
            "image/gif",
            "gif",
        ),
        (
            json!({ "container": "MOV", "comment": "a remark" }),
            "video/quicktime",
            "h264",
        ),
    ] {
        let mut settings = settings;
        settings["video"] = video.clone();
        let job = studio::queue(&app.client, &composition, settings)
            .await
            .expect("a good export");
        let done = studio::follow(&app.client, &id(&job)).await.rest().await;
        let done = done.last().expect("it ends").clone();
        assert_eq!(done["status"], "COMPLETED", "{done}");
        let url = studio::text(&done["downloadUrl"]);
        let file = app.client.http.get(&url).send().await.expect("the link is good");
        assert_eq!(file.headers()["content-type"], media_type);
        let path = app.data().join("download");
        let bytes = file.bytes().await.expect("the file is complete");
        std::fs::write(&path, &bytes).expect("the folder can be written");
        let media = probe::media(&path);
        assert_eq!(media.video().codec_name, codec);
        if codec == "h264" {
            assert_eq!(media.format.tags["comment"], "a remark");
            // The job's own time, not that of the attempt.
            assert!(
                media.format.tags["creation_time"].starts_with("20"),
                "{:?}",
                media.format.tags
            );
        }
    }
    let wrong = json!({ "container": "WEBM", "video": { "codec": "H264" }, "audio": { "codec": "MP3" } });
    let refused = studio::queue(&app.client, &composition, wrong)
        .await
        .expect_err("they do not go together");
    let said = format!("{refused:?}");
    assert!(said.contains("vp9 or av1 in webm"), "{said}");
}

async fn check_download(app: &TestApp, job: &Value) {
    let url = studio::text(&job["downloadUrl"]);
    let whole = app.client.http.get(&url).send().await.expect("the link is good");
    assert_eq!(whole.status(), 200);
    assert_eq!(whole.headers()["content-type"], "video/mp4");
    assert_eq!(whole.headers()["accept-ranges"], "bytes");
    let whole = whole.bytes().await.expect("the file is complete");
    assert_eq!(whole.len() as u64, job["fileSize"].as_u64().expect("a size"));
    let part = app
        .client
        .http
        .get(&url)
        .header("range", "bytes=100-199")
        .send()
        .await
        .expect("the link is good");
    assert_eq!(part.status(), 206);
    assert_eq!(
        part.headers()["content-range"],
        format!("bytes 100-199/{}", whole.len())
    );
    assert_eq!(part.bytes().await.expect("the part is complete"), whole[100..200]);
    let beyond = format!("bytes={}-", whole.len());
    let beyond = app
        .client
        .http
        .get(&url)
        .header("range", beyond)
        .send()
        .await
        .expect("an answer");
    assert_eq!(beyond.status(), 416);
    let forged = app
        .client
        .http
        .get(url.replace("signature=", "signature=A"))
        .send()
        .await
        .expect("an answer");
    assert!(forged.status().is_client_error(), "{}", forged.status());
    let path = app.data().join("download.mp4");
    std::fs::write(&path, &whole).expect("the folder can be written");
    let media = probe::media(&path);
    assert_eq!((media.video().width, media.video().height), (320, 180));
    let planned = job["durationSeconds"].as_f64().expect("a duration");
    assert!(
        (probe::seconds(&media.format.duration) - planned).abs() < 0.01,
        "{planned}"
    );
    assert_eq!(probe::complaints(&path), "");
}

#[tokio::test]
async fn a_cancelled_export_leaves_nothing() {
    let (app, composition) = app_with_song(60).await;
    let job = studio::queue(&app.client, &composition, studio::large())
        .await
        .expect("a good export");
    let mut progress = studio::follow(&app.client, &id(&job)).await;
    progress.until(drawing).await;
    studio::cancel(&app.client, &id(&job)).await.expect("it runs");
    let events = progress.rest().await;
    assert_eq!(events.last().expect("the end is an event")["status"], "CANCELLED");
    let again = studio::cancel(&app.client, &id(&job))
        .await
        .expect("cancelling twice is no mistake");
    assert_eq!(again["status"], "CANCELLED");
    // The answer does not wait for a machine that is slow to let go.
    let gone = async {
        while !videos(app.data()).is_empty() {
            tokio::task::yield_now().await;
        }
    };
    let gone = tokio::time::timeout(std::time::Duration::from_secs(60), gone).await;
    gone.unwrap_or_else(|_| panic!("left: {:?}", videos(app.data())));
    // The next one gets its turn, and its end cannot be cancelled.
    let next = studio::queue(&app.client, &composition, short())
        .await
        .expect("a good export");
    let done = studio::follow(&app.client, &id(&next)).await.rest().await;
    assert_eq!(done.last().expect("events")["status"], "COMPLETED");
    let errors = studio::cancel(&app.client, &id(&next))
        .await
        .expect_err("it has ended");
    assert!(!errors[0].code().is_empty(), "{errors:?}");
}

/// A small export of the first second.
fn short() -> Value {
    let mut input = studio::small();
    input["to"] = 1.0.into();
    input
}

#[tokio::test]
async fn a_batch_is_all_or_nothing() {
    let (app, composition) = app_with_song(2).await;
    let mut wrong = short();
    wrong["video"]["width"] = 321.into();
    let exports = vec![short(), wrong];
    let errors = studio::batch(&app.client, &composition, exports)
        .await
        .expect_err("321 is odd");
    assert_eq!(errors[0].code(), "BAD_USER_INPUT");
    assert!(errors[0].message.contains("321"), "{errors:?}");
    assert_eq!(studio::history(&app.client).await.1, 0, "nothing was queued");
    let jobs = studio::batch(&app.client, &composition, vec![short(); 2])
        .await
        .expect("two good exports");
    assert_eq!(jobs.len(), 2);
    for job in &jobs {
        let done = studio::follow(&app.client, &id(job)).await.rest().await;
        assert_eq!(done.last().expect("events")["status"], "COMPLETED");
    }
    let (ids, count) = studio::history(&app.client).await;
    assert_eq!(count, 2);
    assert!(jobs.iter().all(|job| ids.contains(&id(job))));
}

#[tokio::test]
async fn an_export_can_be_made_again() {
    let (app, composition) = app_with_song(2).await;
    let first = studio::queue(&app.client, &composition, short())
        .await
        .expect("a good export");
    let done = studio::follow(&app.client, &id(&first)).await.rest().await;
    let second = studio::re_export(&app.client, &id(&first))
        .await
        .expect("it can be made again");
    assert_ne!(first["id"], second["id"]);
    let again = studio::follow(&app.client, &id(&second)).await.rest().await;
    let (done, again) = (done.last().expect("events"), again.last().expect("events"));
    assert_eq!(again["status"], "COMPLETED");
    // The files differ in when they were made.
    let folder = tempfile::tempdir().expect("a folder");
    let paths = ["first.mp4", "second.mp4"].map(|name| folder.path().join(name));
    for (job, path) in [done, again].into_iter().zip(&paths) {
        studio::download(&app.client, job, path).await;
    }
    let [first, second] = paths.map(|path| probe::streams(&path));
    assert_eq!(first, second, "the same export makes the same picture and sound");
}

#[tokio::test]
async fn a_killed_server_takes_its_work_up_again() {
    let (mut app, composition) = app_with_song(10).await;
    let job = studio::queue(&app.client, &composition, studio::large())
        .await
        .expect("a good export");
    let waiting = studio::queue(&app.client, &composition, short())
        .await
        .expect("a good export");
    studio::follow(&app.client, &id(&job)).await.until(drawing).await;
    app.kill();
    app.restart().await;
    for job in [&job, &waiting] {
        let done = studio::follow(&app.client, &id(job)).await.rest().await;
        let done = done.last().expect("events").clone();
        assert_eq!(done["status"], "COMPLETED", "{done}: {}", app.log());
    }
    let done = studio::job(&app.client, &id(&job)).await.expect("it is there");
    assert_eq!(done["attempt"], 2, "{done}");
    // With a database that others may use too, what the killed server was writing stays for a day.
    if app.database_file().is_some() {
        assert_eq!(
            videos(app.data()).len(),
            2,
            "one file for each export and nothing else"
        );
    }
}

#[tokio::test]
async fn a_stopped_server_hands_its_work_back() {
    let (mut app, composition) = app_with_song(60).await;
    let job = studio::queue(&app.client, &composition, studio::large())
        .await
        .expect("a good export");
    studio::follow(&app.client, &id(&job)).await.until(drawing).await;
    assert!(app.stop().await, "it ends well: {}", app.log());
    app.restart().await;
    let status = studio::job(&app.client, &id(&job)).await.expect("it is there")["status"].clone();
    assert!(status == "QUEUED" || status == "RENDERING", "{status}");
    studio::cancel(&app.client, &id(&job))
        .await
        .expect("it has not ended");
}

#[tokio::test]
async fn what_is_not_there_or_not_good_is_refused() {
    let (app, composition) = app_with_song(1).await;
    let job = studio::queue(&app.client, &composition, short())
        .await
        .expect("a good export");
    // A composition's id names no job, and another user's job is as unknown as one that never was.
    for unknown in ["", "nothing", composition.as_str()] {
        for refusal in [
            studio::cancel(&app.client, unknown).await.expect_err("no job"),
            studio::re_export(&app.client, unknown).await.expect_err("no job"),
        ] {
            assert!(
                ["NOT_FOUND", "BAD_USER_INPUT"].contains(&refusal[0].code()),
                "{refusal:?}"
            );
        }
    }
    let errors = studio::queue(&app.client, &id(&job), short())
        .await
        .expect_err("a job is no composition");
    assert!(
        ["NOT_FOUND", "BAD_USER_INPUT"].contains(&errors[0].code()),
        "{errors:?}"
    );
    let noise = studio::upload(&app.client, "song.mid", vec![0x55; 5000])
        .await
        .expect_err("it is no song");
    assert!(!noise[0].message.contains("panic"), "{noise:?}");
    assert!(!noise[0].code().is_empty(), "{noise:?}");
}
