//! Small frames, compared with pictures that somebody has looked at. `tests/golden/README.md` says how to renew them.

use anyhow::{Context, Result, ensure};
use image::RgbaImage;
use phonoglyph_engine::audio::{Sound, SoundFont};
use phonoglyph_engine::composition::{Branding, Composition, EffectKind, LayerKind, Look};
use phonoglyph_engine::export::{ExportRequest, PresetId};
use phonoglyph_engine::gpu::Gpu;
use phonoglyph_engine::plan::RenderPlan;
use phonoglyph_engine::render::Renderer;
use phonoglyph_engine::score::{
    Control, ControlKind, Note, PedalSpan, Score, Tempo, Text, TextKind, TimeSignature, Track,
};
use phonoglyph_engine::supplies::{Sources, Supplies};
use phonoglyph_engine::time::MediaTime;
use serde::Deserialize;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// What `case.json` says.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Case {
    song: String,
    width: u32,
    height: u32,
    frame: u64,
    /// What is drawn; the default composition where there is none. Material lies in `tests/golden/material`.
    composition: Option<serde_json::Value>,
    /// A finished look instead.
    look: Option<String>,
    /// Whose video it is; its pictures come with the program.
    #[serde(default)]
    branding: Branding,
    #[serde(default)]
    labels: bool,
    level: u8,
    pixels: f64,
}

#[test]
fn frames_look_as_they_did() -> Result<()> {
    let gpu = Gpu::open()?;
    if !gpu.info().name.contains("llvmpipe") {
        eprintln!(
            "golden frames are compared on Lavapipe only, this is {}",
            gpu.info().name
        );
        return Ok(());
    }
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("golden");
    let mut failures = Vec::new();
    let mut cases = 0;
    for folder in folders(&root)?.into_iter().filter(|folder| is_wanted(folder)) {
        cases += 1;
        if let Err(error) = check(&gpu, &folder) {
            failures.push(format!("{}: {error:#}", folder.display()));
        }
    }
    ensure!(cases > 0, "no case in {}", root.display());
    ensure!(failures.is_empty(), "{}", failures.join("\n"));
    Ok(())
}

#[test]
fn every_layer_effect_and_look_has_a_golden_frame() -> Result<()> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("golden");
    let mut cases = Vec::new();
    for folder in folders(&root)? {
        cases.push(std::fs::read_to_string(folder.join("case.json"))?.replace(' ', ""));
    }
    let layers = LayerKind::variants().entries.iter();
    let effects = EffectKind::variants().entries.iter();
    let kinds = layers
        .chain(effects)
        .map(|(word, _)| format!("\"type\":\"{word}\""));
    let looks = Look::ALL
        .iter()
        .map(|look| format!("\"look\":\"{}\"", look.name()));
    let missing: Vec<_> = kinds
        .chain(looks)
        .filter(|wanted| !cases.iter().any(|case| case.contains(wanted)))
        .filter(|wanted| !wanted.contains("keyboard") && !wanted.contains("fallingNotes"))
        .collect();
    ensure!(missing.is_empty(), "no case shows {}", missing.join(", "));
    Ok(())
}

/// The cases, which lie in groups.
fn folders(root: &Path) -> Result<Vec<PathBuf>> {
    let mut folders = Vec::new();
    for group in std::fs::read_dir(root)? {
        let group = group?.path();
        for entry in group.read_dir().into_iter().flatten() {
            let path = entry?.path();
            if path.join("case.json").exists() {
                folders.push(path);
            }
        }
    }
    folders.sort();
    Ok(folders)
}

/// Whether `PHONOGLYPH_CASES` names a part of the case's path, or names none.
fn is_wanted(folder: &Path) -> bool {
    let wanted = std::env::var("PHONOGLYPH_CASES").unwrap_or_default();
    folder.to_string_lossy().contains(&wanted)
}

fn check(gpu: &Gpu, folder: &Path) -> Result<()> {
    let case: Case = serde_json::from_slice(&std::fs::read(folder.join("case.json"))?)?;
    let actual = draw(gpu, &case)?;
    let expected = folder.join("expected.png");
    if std::env::var_os("PHONOGLYPH_BLESS").is_some() {
        return Ok(actual.save(expected)?);
    }
    let expected = image::open(&expected)
        .context("expected.png cannot be read")?
        .into_rgba8();
    ensure!(
        expected.dimensions() == actual.dimensions(),
        "expected.png has another size"
    );
    let off = share_off(&expected, &actual, case.level);
    if off > case.pixels {
        actual.save(folder.join("frame.actual.png"))?;
        difference(&expected, &actual).save(folder.join("frame.diff.png"))?;
    }
    ensure!(
        off <= case.pixels,
        "{:.2} % of the pixels are off by more than {}: see frame.diff.png",
        off * 100.0,
        case.level
    );
    Ok(())
}

fn draw(gpu: &Gpu, case: &Case) -> Result<RgbaImage> {
    let mut request = ExportRequest::preset(PresetId::Custom);
    (request.width, request.height) = (Some(case.width), Some(case.height));
    let score = match case.song.as_str() {
        "band" => band(),
        "piano" => piano(),
        "crowd" => crowd(),
        other => anyhow::bail!("no song {other:?}"),
    };
    let look = case
        .look
        .as_deref()
        .map(|name| Look::named(name).context("no such look"));
    let mut composition = match (&case.composition, look.transpose()?) {
        (Some(document), _) => Composition::from_value(document.clone())?,
        (None, Some(look)) => look.composition()?,
        (None, None) => Composition {
            artist: Some("Mira Solenne".to_owned()),
            ..Composition::default()
        },
    };
    for layer in &mut composition.layers {
        if let LayerKind::Keyboard(keyboard) = &mut layer.kind {
            keyboard.labels |= case.labels;
        }
    }
    let branding = Arc::new(case.branding.clone());
    let config = request.build()?;
    let plan = RenderPlan::branded(Arc::new(score), Arc::new(composition), branding, config, None)?;
    let plan = Arc::new(plan);
    let supplies = supplies(&plan)?;
    let pixels = Renderer::new(gpu, &plan, &supplies)?.rgba(case.frame)?;
    // What was drawn before a frame leaves nothing in it.
    let mut after = Renderer::new(gpu, &plan, &supplies)?;
    for frame in case.frame.saturating_sub(3)..case.frame {
        after.rgba(frame)?;
    }
    ensure!(
        after.rgba(case.frame)? == pixels,
        "a frame depends on those before it"
    );
    RgbaImage::from_raw(case.width, case.height, pixels).context("a frame of another size")
}

/// Material from its folder, and the song's own sound.
fn supplies(plan: &RenderPlan) -> Result<Supplies> {
    let material = Path::new(env!("CARGO_MANIFEST_DIR")).join("golden/material");
    let sound = Sound::Synthesis(SoundFont::bundled());
    let scratch = tempfile::tempdir()?;
    let sources = Sources {
        score: &plan.score,
        sound: Some(&sound),
        files: &|referred| Some(material.join(&referred.name)),
        scratch: scratch.path(),
        stopped: &|| false,
        kept: None,
    };
    let supplies = Supplies::gather(&plan.composition, &sources)?;
    Ok(supplies.branded(&plan.branding, &sources)?)
}

fn share_off(expected: &RgbaImage, actual: &RgbaImage, level: u8) -> f64 {
    let pairs = expected.pixels().zip(actual.pixels());
    let off = pairs.filter(|(a, b)| a.0.iter().zip(b.0).any(|(a, b)| a.abs_diff(b) > level));
    off.count() as f64 / f64::from(expected.width() * expected.height())
}

fn difference(expected: &RgbaImage, actual: &RgbaImage) -> RgbaImage {
    let mut picture = actual.clone();
    for (pixel, wanted) in picture.pixels_mut().zip(expected.pixels()) {
        for component in 0..3 {
            pixel.0[component] = pixel.0[component].abs_diff(wanted.0[component]).saturating_mul(8);
        }
    }
    picture
}

/// Track, channel, key, velocity, begin and length in eighths of a second.
type Event = (u16, u8, u8, u8, f64, f64);

fn score(mut events: Vec<Event>) -> Score {
    events.sort_by(|a, b| a.4.total_cmp(&b.4).then(a.2.cmp(&b.2)));
    let note = |(id, &(track, channel, key, velocity, begin, length)): (usize, &Event)| Note {
        id: id as u32,
        track,
        channel,
        key,
        velocity,
        onset: MediaTime::from_seconds(begin / 8.0),
        release: MediaTime::from_seconds((begin + length) / 8.0),
    };
    Score {
        format: 1,
        notes: events.iter().enumerate().map(note).collect(),
        tracks: vec![Track {
            name: Some("Lanterns".to_owned()),
            ..Track::default()
        }],
        tempos: vec![Tempo {
            time: MediaTime::ZERO,
            tick: 0,
            micros_per_quarter: 500_000,
        }],
        time_signatures: vec![TimeSignature {
            time: MediaTime::ZERO,
            tick: 0,
            numerator: 4,
            denominator_power: 2,
        }],
        pedals: (0..6).map(pedal).collect(),
        controls: (0..6).map(expression).collect(),
        texts: WORDS.iter().enumerate().map(lyric).collect(),
        duration: MediaTime::from_millis(12_000),
        ..Score::default()
    }
}

/// Thousands of notes at once: 5,000 a second, each a second long.
fn crowd() -> Score {
    let event = |index: u32| {
        let (key, velocity) = (21 + index * 37 % 88, 40 + index % 80);
        (1, 0, key as u8, velocity as u8, f64::from(index) / 625.0, 8.0)
    };
    score((0..30_000).map(event).collect())
}

/// Down for most of each bar of two seconds.
fn pedal(bar: i64) -> PedalSpan {
    PedalSpan {
        start: MediaTime::from_millis(bar * 2000),
        end: MediaTime::from_millis(bar * 2000 + 1800),
        track: 1,
        channel: 0,
    }
}

fn expression(bar: i64) -> Control {
    Control {
        time: MediaTime::from_millis(bar * 2000),
        track: 1,
        channel: 0,
        kind: ControlKind::Controller {
            number: 11,
            value: (40 + bar * 16) as u8,
        },
    }
}

/// Syllables; one that begins with a slash begins a line.
const WORDS: [&str; 12] = [
    "/Lan", "terns ", "on ", "the ", "wa", "ter", "/car", "ry ", "all ", "we ", "ne", "ver said",
];

fn lyric((index, word): (usize, &&str)) -> Text {
    Text {
        time: MediaTime::from_millis(index as i64 * 750),
        track: 1,
        kind: TextKind::Lyric,
        text: (*word).to_owned(),
    }
}

const CHORDS: [[u8; 4]; 4] = [
    [57, 60, 64, 69],
    [53, 57, 60, 66],
    [48, 55, 60, 64],
    [55, 59, 62, 68],
];

/// Melody, arpeggios, bass and drums, in four voices.
fn band() -> Score {
    let mut events = Vec::new();
    for bar in 0..6_u8 {
        let (begin, chord) = (f64::from(bar) * 16.0, CHORDS[usize::from(bar % 4)]);
        for (step, voice) in [0, 1, 2, 3, 2, 1, 2, 3].into_iter().enumerate() {
            events.push((
                1,
                0,
                chord[voice],
                60 + step as u8 * 8,
                begin + step as f64 * 2.0,
                1.9,
            ));
        }
        events.push((2, 1, chord[0] - 12, 100, begin, 7.0));
        events.push((2, 1, chord[0] - 5, 80, begin + 8.0, 7.0));
        events.push((0, 3, chord[2] + 12, 110, begin + 4.0, 3.8));
        events.push((0, 3, chord[3] + 13, 90, begin + 8.0, 6.0));
        events.extend([0.0, 4.0, 8.0, 12.0].map(|beat| (4, 9, 36, 110, begin + beat, 0.5)));
    }
    score(events)
}

/// Two hands in one voice, with a run of short notes.
fn piano() -> Score {
    let mut events = Vec::new();
    for bar in 0..6_u8 {
        let (begin, chord) = (f64::from(bar) * 16.0, CHORDS[usize::from(bar % 4)]);
        events.push((1, 0, chord[0] - 24, 90, begin, 15.0));
        events.push((1, 0, chord[0] - 12, 70, begin, 15.0));
        events
            .extend((0..16).map(|step| (1, 0, chord[2] + step, 50 + step * 4, begin + f64::from(step), 0.4)));
    }
    score(events)
}
