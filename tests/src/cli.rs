//! The program as a user runs it.

use serde::Deserialize;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

/// The program, built by the same `cargo` command as the caller.
///
/// # Panics
/// When it is not there, with what to run.
pub fn program() -> PathBuf {
    let own = std::env::current_exe().expect("a running program has a path");
    // Tests lie in `deps`, one folder below the programs.
    let folders = own.ancestors().skip(1).take(2);
    let name = format!("phonoglyph{}", std::env::consts::EXE_SUFFIX);
    folders
        .map(|folder| folder.join(&name))
        .find(|path| path.is_file())
        .unwrap_or_else(|| {
            panic!(
                "{name} is not beside {}: run `cargo test --workspace`",
                own.display()
            )
        })
}

/// A command of the program, free of settings from the environment.
pub fn phonoglyph() -> Command {
    let mut command = Command::new(program());
    for (name, _) in std::env::vars_os() {
        if name.to_string_lossy().starts_with("PHONOGLYPH_") {
            command.env_remove(name);
        }
    }
    command.stdin(Stdio::null());
    command
}

/// Time spent in each stage, in processor seconds.
#[derive(Clone, Copy, Debug, Deserialize)]
pub struct Stages {
    /// Drawing.
    pub draw: f64,
    /// Reading back.
    pub readback: f64,
    /// Converting to YUV.
    pub convert: f64,
    /// Encoding the picture.
    pub encode: f64,
    /// All of the sound.
    pub audio: f64,
    /// Joining and writing.
    pub mux: f64,
}

/// The line that `render --json` ends with.
#[derive(Clone, Debug, Deserialize)]
pub struct Figures {
    /// Frames in the video.
    pub frames: u64,
    /// How long it plays.
    pub duration_s: f64,
    /// How long the work took.
    pub wall_s: f64,
    /// Frames made in a second.
    pub fps: f64,
    /// Seconds of video made in a second.
    pub realtime_x: f64,
    /// Processor seconds of all threads.
    pub cpu_s: f64,
    /// The most memory in use at once.
    pub peak_rss_mib: f64,
    /// Size of the file.
    pub bytes: u64,
    /// Where the time went.
    pub stages: Stages,
}

/// Runs `render SONG ARGS... -o OUT --force --json`, which must succeed.
///
/// # Panics
/// When it does not, with what it said.
pub fn render(song: &Path, out: &Path, args: &[&str]) -> Figures {
    let mut command = phonoglyph();
    command
        .arg("render")
        .arg(song)
        .args(args)
        .arg("-o")
        .arg(out)
        .args(["--force", "--json"]);
    let output = command.output().expect("the program can be started");
    assert!(output.status.success(), "{command:?} failed: {}", text(&output));
    let line = String::from_utf8_lossy(&output.stdout);
    let last = line.lines().last().unwrap_or_default();
    serde_json::from_str(last).unwrap_or_else(|error| panic!("{error} in the last line of {line:?}"))
}

/// What a command said, both ways.
pub fn text(output: &Output) -> String {
    format!(
        "{}{}",
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr)
    )
}
