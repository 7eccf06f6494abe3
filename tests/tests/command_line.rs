//! The commands that need no server: their exit codes and what they say.

use phonoglyph_tests::{cli, songs};
use serde_json::Value;
use std::path::PathBuf;
use std::process::Output;
use tempfile::TempDir;

fn song() -> (TempDir, PathBuf) {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let path = folder.path().join("song.mid");
    std::fs::write(&path, songs::scale(2)).expect("the folder can be written");
    (folder, path)
}

fn run(args: &[&str]) -> Output {
    cli::phonoglyph()
        .args(args)
        .output()
        .expect("the program can be started")
}

/// Runs a command that must fail with 2 and name each of `words`.
fn refused(args: &[&str], words: &[&str]) {
    let output = run(args);
    let said = cli::text(&output);
    assert_eq!(output.status.code(), Some(2), "{args:?}: {said}");
    for word in words {
        assert!(said.contains(word), "{args:?} does not name {word:?}: {said}");
    }
    assert!(!said.contains("panicked"), "{said}");
}

#[test]
fn bad_settings_are_named_with_their_limits() {
    let (folder, song) = song();
    let (song, out) = (song.to_str().expect("plain"), folder.path().join("out.mp4"));
    let out = out.to_str().expect("plain");
    refused(
        &["render", song, "-o", out, "--preset", "betamax"],
        &["betamax", "youtube_1080p"],
    );
    refused(
        &["render", song, "-o", out, "--preset", "custom", "--width", "1921"],
        &["1921", "even"],
    );
    refused(
        &["render", song, "-o", out, "--preset", "custom", "--fps", "25"],
        &["25", "24, 30 or 60"],
    );
    refused(&["render", song, "-o", out, "--from", "99"], &["end of the song"]);
    refused(
        &["render", song, "-o", out, "--from", "NaN"],
        &["NaN", "number of seconds"],
    );
    refused(
        &["render", song, "-o", out, "--from", "-3"],
        &["from", "-0:03.000"],
    );
    refused(
        &["render", song, "-o", out, "--from", "1", "--to", "0.5"],
        &["to"],
    );
    assert!(!folder.path().join("out.mp4").exists());
}

#[test]
fn nothing_but_a_video_is_ever_replaced() {
    let (folder, song) = song();
    let before = std::fs::read(&song).expect("it is there");
    let link = folder.path().join("link.mp4");
    std::os::unix::fs::symlink(&song, &link).expect("links can be made");
    let (song, link) = (song.to_str().expect("plain"), link.to_str().expect("plain"));
    refused(&["render", song, "-o", song], &["song.mid", "is read"]);
    refused(&["render", song, "-o", link, "--force"], &["link.mp4", "is read"]);
    let socket = folder.path().join("socket.mp4");
    let _listener = std::os::unix::net::UnixListener::bind(&socket).expect("sockets can be made");
    let socket = socket.to_str().expect("plain");
    refused(&["render", song, "-o", socket], &["socket.mp4", "regular file"]);
    assert_eq!(std::fs::read(song).expect("it is there"), before);
}

#[test]
fn bad_files_are_named() {
    let (folder, song) = song();
    let song = song.to_str().expect("plain");
    let noise = folder.path().join("noise.bin");
    std::fs::write(&noise, [0x55; 4096]).expect("the folder can be written");
    let noise = noise.to_str().expect("plain");
    let out = folder.path().join("out.mp4");
    let out = out.to_str().expect("plain");
    refused(&["render", noise, "-o", out], &["noise.bin"]);
    refused(&["render", song, "--audio", noise, "-o", out], &["noise.bin"]);
    refused(
        &["render", song, "--composition", noise, "-o", out],
        &["noise.bin"],
    );
    refused(
        &["render", "/nowhere/song.mid", "-o", out],
        &["/nowhere/song.mid"],
    );
    refused(&["inspect", noise], &["noise.bin"]);
    let left: Vec<_> = std::fs::read_dir(folder.path())
        .expect("it is there")
        .flatten()
        .collect();
    assert_eq!(left.len(), 2, "only the inputs are there: {left:?}");
}

#[test]
fn inspect_prints_the_score() {
    let (_folder, song) = song();
    let output = run(&["inspect", song.to_str().expect("plain"), "--json"]);
    assert!(output.status.success(), "{}", cli::text(&output));
    let score: Value = serde_json::from_slice(&output.stdout).expect("it prints JSON");
    let notes = score["notes"].as_array().expect("there are notes");
    assert_eq!(notes.len(), 8);
    assert_eq!(notes[0], serde_json::json!([0.0, 0.24, 48, 90, 0, 0]));
    assert_eq!(notes[7][0], 1.75);
    for field in [
        "format",
        "division",
        "duration_s",
        "tracks",
        "tempos",
        "time_signatures",
        "key_signatures",
        "pedals",
        "texts",
        "warnings",
    ] {
        assert!(score.get(field).is_some(), "there is no {field}");
    }
}

#[test]
fn the_same_song_makes_the_same_file() {
    let (folder, song) = song();
    let args = ["--preset", "custom", "--width", "320", "--height", "180"];
    let files = ["one.mp4", "two.mp4"].map(|name| {
        let path = folder.path().join(name);
        cli::render(&song, &path, &args);
        std::fs::read(&path).expect("the file is there")
    });
    assert!(files[0] == files[1], "two renders of one song differ");
}

#[test]
fn doctor_finds_all_that_is_needed() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let output = cli::phonoglyph()
        .arg("doctor")
        .env("PHONOGLYPH_DATA_DIR", folder.path())
        .output();
    let output = output.expect("the program can be started");
    assert!(output.status.success(), "{}", cli::text(&output));
}

#[test]
fn help_names_every_command() {
    let help = cli::text(&run(&["--help"]));
    for command in ["serve", "render", "inspect", "doctor", "migrate", "schema"] {
        assert!(help.contains(command), "{command} is missing in {help}");
    }
}
