//! The requests of docs/api.md, pasted into a shell one after the other as a reader would, against the real server.

use phonoglyph_tests::app::TestApp;
use phonoglyph_tests::songs;
use serde_json::{Deserializer, Value};
use std::process::Command;

const PAGE: &str = include_str!("../../docs/api.md");
/// What separates the outputs of blocks.
const MARK: &str = "=== next ===";

/// A block of commands, and the answer that is shown below it, if one is.
struct Block {
    commands: String,
    shown: Option<String>,
}

fn blocks() -> Vec<Block> {
    let mut blocks: Vec<Block> = Vec::new();
    for part in PAGE.split("\n```").skip(1) {
        if let Some(commands) = part.strip_prefix("sh\n") {
            let commands = commands.to_owned();
            blocks.push(Block {
                commands,
                shown: None,
            });
        } else if let Some(shown) = part.strip_prefix("json\n") {
            let block = blocks.last_mut().expect("an answer follows its request");
            assert!(block.shown.is_none(), "one answer for {}", block.commands);
            block.shown = Some(shown.to_owned());
        }
    }
    blocks
}

/// Whether an answer is as it is shown, where "…" stands for anything but nothing.
fn is_as_shown(found: &Value, shown: &Value) -> bool {
    match (found, shown) {
        (found, Value::String(any)) if any == "…" => !found.is_null(),
        (Value::Object(found), Value::Object(shown)) => {
            found.len() == shown.len()
                && shown
                    .iter()
                    .all(|(name, shown)| found.get(name).is_some_and(|found| is_as_shown(found, shown)))
        }
        (Value::Array(found), Value::Array(shown)) => {
            found.len() == shown.len()
                && found
                    .iter()
                    .zip(shown)
                    .all(|(found, shown)| is_as_shown(found, shown))
        }
        (Value::Number(found), Value::Number(shown)) => found.as_f64() == shown.as_f64(),
        (found, shown) => found == shown,
    }
}

fn values(text: &str) -> Vec<Value> {
    let read: Result<_, _> = Deserializer::from_str(text).into_iter().collect();
    read.unwrap_or_else(|error| panic!("{error} in {text:?}"))
}

#[tokio::test]
async fn every_request_of_the_page_is_answered_as_it_says() {
    let app = TestApp::start().await;
    let folder = tempfile::tempdir().expect("a folder");
    std::fs::write(folder.path().join("song.mid"), songs::scale(3)).expect("written");
    let blocks = blocks();
    assert!(blocks.len() > 12, "the page is not read as it is written");
    let script: String = blocks
        .iter()
        .map(|block| format!("{}\necho '{MARK}'\n", block.commands))
        .collect();
    let script = script.replace("http://127.0.0.1:4000", &app.client.base);
    let mut shell = Command::new("bash");
    shell
        .args(["-euo", "pipefail", "-c", &script])
        .current_dir(folder.path());
    let output = tokio::task::spawn_blocking(move || shell.output()).await;
    let output = output.expect("no panic").expect("bash is there");
    let said = String::from_utf8_lossy(&output.stdout);
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{errors}\n{said}\n{}", app.log());
    let outputs: Vec<_> = said.split(MARK).collect();
    assert_eq!(outputs.len(), blocks.len() + 1);
    for (block, found) in blocks.iter().zip(outputs) {
        let Some(shown) = &block.shown else { continue };
        let (found, shown) = (values(found), values(shown));
        assert!(
            found.len() == shown.len()
                && found
                    .iter()
                    .zip(&shown)
                    .all(|(found, shown)| is_as_shown(found, shown)),
            "{}\nanswers {found:#?}\nand the page shows {shown:#?}",
            block.commands
        );
    }
}

#[test]
fn the_comparison_sees_what_differs() {
    let compare = |found: &str, shown: &str| is_as_shown(&values(found)[0], &values(shown)[0]);
    assert!(compare(r#"{"a": [1, "x"]}"#, r#"{"a": [1.0, "…"]}"#));
    for (found, shown) in [
        (r#"{"a": null}"#, r#"{"a": "…"}"#),
        (r#"{"a": 1, "b": 2}"#, r#"{"a": 1}"#),
        (r#"{"a": [1]}"#, r#"{"a": [1, 2]}"#),
        (r#""x""#, r#""y""#),
    ] {
        assert!(!compare(found, shown), "{found} {shown}");
    }
}
