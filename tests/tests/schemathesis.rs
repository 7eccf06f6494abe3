//! Requests that Schemathesis makes up from the schema: whatever it sends, the server stands, and errors are the asker's.
//!
//! The short run is the same every time. `make schemathesis` makes requests up for ten minutes.

use phonoglyph_tests::app::TestApp;
use phonoglyph_tests::{cli, songs, studio};
use serde_json::json;
use std::path::{Path, PathBuf};
use std::process::Command;

/// The program, in the folder that `make clients` installs it to.
fn schemathesis() -> PathBuf {
    let program = cli::program();
    let target = program
        .ancestors()
        .nth(2)
        .expect("programs lie in a folder of the target folder");
    let path = target.join("schemathesis/bin/st");
    assert!(
        path.is_file(),
        "{} is missing: run `make clients`",
        path.display()
    );
    path
}

async fn run(more: &[&str]) {
    let app = TestApp::start_with(&[("PHONOGLYPH_JOBS", "1")]).await;
    let midi = studio::upload(&app.client, "a.mid", songs::scale(2))
        .await
        .expect("a good song");
    let composition = studio::compose(&app.client, &midi, None).await;
    let job = studio::queue(&app.client, &composition, studio::small())
        .await
        .expect("a good export");
    let job = studio::text(&job["id"]);
    studio::follow(&app.client, &job).await.rest().await;
    let folder = tempfile::tempdir().expect("a temporary folder");
    let mut command = Command::new(schemathesis());
    command
        .args(["run", &format!("{}/graphql", app.client.base)])
        .args([
            "--checks",
            "every_error_is_the_askers",
            "--warnings",
            "off",
            "--no-color",
            "--workers",
            "1",
            // Pictures are drawn before the answer comes, which takes its time on a machine that is busy.
            "--request-timeout",
            "120",
        ])
        .args(more)
        .env("SCHEMATHESIS_HOOKS", "hooks")
        .env(
            "PYTHONPATH",
            Path::new(env!("CARGO_MANIFEST_DIR")).join("schemathesis"),
        )
        .env("PYTHONDONTWRITEBYTECODE", "1")
        .env("IDS", json!([midi, composition, job]).to_string())
        .current_dir(folder.path());
    let output = tokio::task::spawn_blocking(move || command.output()).await;
    let output = output.expect("it does not panic").expect("it can be started");
    println!("{}", String::from_utf8_lossy(&output.stdout));
    assert!(output.status.success(), "{}\n{}", cli::text(&output), app.log());
    // What was made up has reached what is there, and done nothing to the server.
    let (_, jobs) = studio::history(&app.client).await;
    assert!(jobs > 1, "none of the requests has queued an export");
    assert!(!app.log().contains("panicked"), "{}", app.log());
}

#[tokio::test]
async fn requests_that_are_made_up_find_no_fault_of_the_server() {
    run(&["--max-examples", "10", "--generation-deterministic"]).await;
}

#[tokio::test]
#[ignore = "ten minutes: `make schemathesis`"]
async fn requests_that_are_made_up_for_ten_minutes_find_none_either() {
    run(&["--max-time", "600", "--continue-on-failure"]).await;
}
