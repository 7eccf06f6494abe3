//! Outside judges: ffprobe and ffmpeg.

use serde_json::Value;
use std::path::Path;
use std::process::Command;

/// What ffprobe says of the file; it must have nothing to complain about.
pub fn probe(path: &Path, entries: &[&str]) -> Value {
    let mut command = Command::new("ffprobe");
    command
        .args(["-v", "error", "-of", "json"])
        .args(entries)
        .arg(path);
    serde_json::from_slice(&run(&mut command)).expect("ffprobe writes JSON")
}

/// Decodes a whole stream with ffmpeg into raw samples.
pub fn decode(path: &Path, arguments: &[&str]) -> Vec<u8> {
    let mut command = Command::new("ffmpeg");
    command
        .args(["-v", "error", "-i"])
        .arg(path)
        .args(arguments)
        .arg("-");
    run(&mut command)
}

/// What a program writes; it must succeed and be silent about errors.
pub fn run(command: &mut Command) -> Vec<u8> {
    let output = command.output().expect("ffmpeg and ffprobe are installed");
    let complaints = String::from_utf8_lossy(&output.stderr);
    assert!(
        output.status.success() && complaints.is_empty(),
        "{command:?}: {complaints}"
    );
    output.stdout
}

/// The stream of this kind.
pub fn stream<'a>(probed: &'a Value, kind: &str) -> &'a Value {
    let streams = probed["streams"].as_array().expect("ffprobe lists streams");
    streams
        .iter()
        .find(|s| s["codec_type"] == kind)
        .expect("the stream is there")
}
