//! The schema as clients' tools read it: linted, compiled to types, and used through them.

use phonoglyph_tests::app::TestApp;
use phonoglyph_tests::{cli, node, songs, studio};
use serde_json::Value;
use std::path::Path;

fn schema() -> String {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../schema.graphql");
    file.to_str().expect("a path in UTF-8").to_owned()
}

#[tokio::test]
async fn the_recommended_and_relay_rules_find_nothing() {
    let output = node::run("lint.mjs", &[&schema()]).await;
    assert!(output.status.success(), "{}", cli::text(&output));
}

#[tokio::test]
async fn a_typed_client_compiles_and_follows_an_export() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let folder = folder.path().join("client");
    let folder = folder.to_str().expect("a path in UTF-8");
    let compiled = node::run("client.mjs", &[&schema(), folder]).await;
    assert!(compiled.status.success(), "{}", cli::text(&compiled));
    let app = TestApp::start().await;
    let midi = studio::upload(&app.client, "a.mid", songs::scale(2)).await;
    let (url, midi) = (format!("{}/graphql", app.client.base), midi.expect("a good song"));
    let output = node::run(&format!("{folder}/program.js"), &[&url, &midi]).await;
    assert!(output.status.success(), "{}", cli::text(&output));
    let said: Value = serde_json::from_slice(&output.stdout).expect("JSON");
    assert_eq!(
        (&said["last"], &said["status"], &said["total"]),
        (&"COMPLETED".into(), &"COMPLETED".into(), &1.into())
    );
    assert!(
        said["url"].as_str().is_some_and(|url| url.contains("signature=")),
        "{said}"
    );
}
