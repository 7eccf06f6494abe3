//! Songs whose every note is seen and heard at once, and what is seen and heard of them.

use crate::{cli, probe, songs};
use serde_json::json;
use std::path::{Path, PathBuf};

/// Sides of the picture.
pub const SIDE: u32 = 128;

/// A song of flashes with its recording of clicks, and a composition that shows nothing else, in a folder.
pub struct Clicks {
    folder: tempfile::TempDir,
    /// When they are, in milliseconds.
    pub moments: Vec<u32>,
}

impl Clicks {
    /// A song of so many seconds; its recording has `rate` samples a second.
    ///
    /// # Panics
    /// When the temporary folder cannot be written.
    pub fn new(seconds: u32, moments: &[u32], rate: u32) -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let at = |name: &str| folder.path().join(name);
        std::fs::write(at("song.mid"), songs::flashes(moments)).expect("the folder can be written");
        songs::click_track(&at("clicks.wav"), rate, seconds, moments).expect("the folder can be written");
        std::fs::write(at("keys.json"), keyboard_alone().to_string()).expect("the folder can be written");
        Self {
            folder,
            moments: moments.to_vec(),
        }
    }

    /// A file in the folder.
    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Renders it to the file of that name.
    ///
    /// # Panics
    /// When that fails.
    pub fn render(&self, name: &str, args: &[&str]) -> cli::Figures {
        let (wav, json) = (self.path("clicks.wav"), self.path("keys.json"));
        let inputs = ["--audio", utf8(&wav), "--composition", utf8(&json)];
        let side = SIDE.to_string();
        let picture = ["--width", &side, "--height", &side];
        let args = [&inputs[..], &picture, args].concat();
        cli::render(&self.path("song.mid"), &self.path(name), &args)
    }
}

fn utf8(path: &Path) -> &str {
    path.to_str().expect("temporary folders have plain names")
}

/// Half the picture is keyboard, and nothing moves but the notes and the keys.
fn keyboard_alone() -> serde_json::Value {
    json!({
        "version": 1,
        "palette": ["#ff2020"],
        "layers": [
            { "type": "background", "vignette": 0.0 },
            { "type": "fallingNotes", "glow": 0.0 },
            { "type": "keyboard", "height": 0.5 },
        ],
    })
}

/// When a key lights up: the first frame in which the lower third of the picture differs from the unlit keyboard by
/// half as much as it ever does.
pub fn flashes(path: &Path, fps: f64) -> Vec<f64> {
    let mut unlit: Vec<u8> = Vec::new();
    let mut light = Vec::new();
    probe::luma(path, (SIDE, SIDE), |_, frame| {
        let keys = &frame[(SIDE * SIDE * 2 / 3) as usize..];
        if unlit.is_empty() {
            unlit = keys.to_vec();
        }
        let changed: u64 = keys
            .iter()
            .zip(&unlit)
            .map(|(now, then)| u64::from(now.abs_diff(*then)))
            .sum();
        light.push(changed as f64);
    });
    rises(&light, 0.5, 1)
        .iter()
        .map(|frame| *frame as f64 / fps)
        .collect()
}

/// When a click begins to be heard: the first sample half as loud as the loudest.
pub fn clicks(path: &Path, rate: u32) -> Vec<f64> {
    let mut sound = Vec::new();
    probe::samples(path, rate, |block| {
        sound.extend(block.iter().map(|sample| f64::from(sample.abs())))
    });
    // A click has many samples, and none follows another within a tenth of a second.
    rises(&sound, 0.5, rate as usize / 10)
        .iter()
        .map(|sample| *sample as f64 / f64::from(rate))
        .collect()
}

/// Where values rise over `share` of their maximum after at least `quiet` values below it.
fn rises(values: &[f64], share: f64, quiet: usize) -> Vec<usize> {
    let limit = share * values.iter().copied().fold(0.0, f64::max);
    let mut found = Vec::new();
    let mut last_loud = None;
    for (index, _) in values.iter().enumerate().filter(|(_, value)| **value > limit) {
        if last_loud.is_none_or(|last| index - last > quiet) {
            found.push(index);
        }
        last_loud = Some(index);
    }
    found
}
