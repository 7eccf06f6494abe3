//! What exports and previews are made from: uploads are fetched and read, and become a plan. There is one way from a
//! [`Source`] to a renderer, so that a preview shows what the export will.
//!
//! Enters: a [`Source`] and an export config. Leaves: a [`Prepared`] plan. What was read of an upload is kept for a
//! while, within bounds: an object never changes under its key. All of it blocks the calling thread, which must not
//! be one of the runtime's.

mod cache;
mod error;
mod source;

pub use cache::Cache;
pub use error::{WorkshopError, chain};
pub use source::{Source, StoredMaterial};

use crate::audio::{self, Alignment, Analysis, AudioError, Sound, SoundFont};
use crate::composition::Stem;
use crate::export::ExportConfig;
use crate::gpu::Gpu;
use crate::media::MaterialKind;
use crate::plan::RenderPlan;
use crate::render::{RenderError, Renderer};
use crate::score::{self, Score};
use crate::storage::{Storage, StorageError, keys};
use crate::supplies::{Analyses, Heard, Sources, Supplies, SupplyError, own_voice};
use crate::time::MediaTime;
use std::collections::HashMap;
use std::fmt::Write;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use tokio::runtime::Handle;

/// The largest score that is read, in bytes.
const MAX_SCORE: u64 = 64 << 20;
/// How often a wish to stop is looked for while a file is fetched.
const LOOK_PACE: Duration = Duration::from_millis(20);
/// How many scores are kept.
const SCORES: usize = 8;
/// How large the files of the scores that are kept may be together, in bytes.
const SCORE_BYTES: u64 = 16 << 20;
/// Of how many recordings the duration is kept.
const RECORDINGS: usize = 256;

/// How many analyses of whole sounds are kept, and how much they may have on disk together, in bytes.
const ANALYSES: usize = 8;
const ANALYSIS_BYTES: u64 = 1 << 30;
/// What an analysis has on disk for each second of its sound, in bytes.
const ANALYSIS_BYTES_PER_SECOND: f64 = 400_000.0;

/// What the recording of the whole song is called where it was fetched to.
const RECORDING: &str = "recording";
/// What material is called there, with its number behind.
const MATERIAL: &str = "material-";

/// Whether the work is to stop.
pub type Stop<'a> = &'a (dyn Fn() -> bool + Sync);

/// Reads what is to be drawn and heard, and keeps what is dear to make: the graphics adapter, the default voice, and
/// what was last read.
pub struct Workshop {
    storage: Storage,
    soundfont: Option<PathBuf>,
    runtime: Handle,
    gpu: Mutex<Option<Gpu>>,
    voice: Mutex<Option<Arc<SoundFont>>>,
    scores: Mutex<Cache<String, Arc<Score>>>,
    durations: Mutex<Cache<String, MediaTime>>,
    analyses: Mutex<Cache<String, Arc<Analysis>>>,
}

/// A plan with all that its pictures are drawn from.
#[derive(Clone)]
pub struct Prepared {
    /// What is to be drawn.
    pub plan: Arc<RenderPlan>,
    /// What it is drawn from beside that.
    pub supplies: Supplies,
}

impl Prepared {
    /// A renderer of the plan's pictures.
    ///
    /// # Errors
    /// When the device fails.
    pub fn renderer(&self, gpu: &Gpu) -> Result<Renderer, RenderError> {
        Renderer::new(gpu, &self.plan, &self.supplies)
    }
}

impl Workshop {
    /// Work on what `storage` holds, fetched by way of `runtime`; `soundfont` is the default voice if it is none.
    pub fn new(storage: Storage, soundfont: Option<PathBuf>, runtime: Handle) -> Self {
        Self {
            storage,
            soundfont,
            runtime,
            gpu: Mutex::default(),
            voice: Mutex::default(),
            scores: Mutex::new(Cache::new(SCORES, SCORE_BYTES)),
            durations: Mutex::new(Cache::new(RECORDINGS, u64::MAX)),
            analyses: Mutex::new(Cache::new(ANALYSES, ANALYSIS_BYTES)),
        }
    }

    /// Plans a video. Whatever has to be fetched for it comes into `folder`, under fixed names: nothing a user wrote
    /// ever becomes part of a path.
    ///
    /// # Errors
    /// When an upload is gone or cannot be read, or there is nothing to render.
    pub fn prepare(
        &self,
        source: &Source,
        config: &ExportConfig,
        folder: &Path,
        stop: Stop<'_>,
    ) -> Result<Prepared, WorkshopError> {
        let plan = self.plan(source, config, folder, stop)?;
        let supplies = self.supplies(source, &plan, folder, stop)?;
        Ok(Prepared {
            plan: Arc::new(plan),
            supplies,
        })
    }

    /// Plans a video without looking at the material that it is drawn from: enough to know how long it will be.
    ///
    /// # Errors
    /// When song or recording are gone or cannot be read, or there is nothing to render.
    pub fn plan(
        &self,
        source: &Source,
        config: &ExportConfig,
        folder: &Path,
        stop: Stop<'_>,
    ) -> Result<RenderPlan, WorkshopError> {
        let score = self.score(&source.midi_key, folder, stop)?;
        go_on(stop)?;
        let files = Files { source, folder, stop };
        let recording = self.recorded(&heard(source, folder), &score, files)?;
        go_on(stop)?;
        let composition = Arc::new(source.document.clone());
        let branding = Arc::new(source.branding.clone());
        RenderPlan::branded(score, composition, branding, config.clone(), recording)
            .map_err(|error| WorkshopError::lasting("BAD_PLAN", chain(&error)))
    }

    /// What is heard; none where the export is silent.
    ///
    /// # Errors
    /// When the recording is gone, or the voice cannot be loaded.
    pub fn sound(
        &self,
        source: &Source,
        config: &ExportConfig,
        folder: &Path,
        stop: Stop<'_>,
    ) -> Result<Option<Sound>, WorkshopError> {
        if config.audio().is_none() {
            return Ok(None);
        }
        let files = Files { source, folder, stop };
        self.sounding(&heard(source, folder), files).map(Some)
    }

    fn sounding(&self, heard: &Heard, files: Files<'_>) -> Result<Sound, WorkshopError> {
        for file in &heard.files {
            self.file(files, &file.path)?;
        }
        heard.sound(|| {
            let own = own_voice(&files.source.document);
            let path = own.and_then(|voice| files.material(MaterialKind::SoundFont, voice.as_str()));
            match path {
                Some(path) => self.file(files, &path).and_then(|()| loaded(&path)),
                None => self.voice(),
            }
        })
    }

    /// Fetches what belongs at `path`, unless it is there. What is there was fetched whole: a fetch that fails leaves
    /// nothing.
    fn file(&self, files: Files<'_>, path: &Path) -> Result<(), WorkshopError> {
        match files.key(path) {
            Some(key) if !path.exists() => self.fetch(key, path, files.stop),
            _ => Ok(()),
        }
    }

    /// Fetches and decodes what document and branding refer to, and analyses the sounds that it follows.
    fn supplies(
        &self,
        source: &Source,
        plan: &RenderPlan,
        folder: &Path,
        stop: Stop<'_>,
    ) -> Result<Supplies, WorkshopError> {
        let places = Files { source, folder, stop };
        let mut files = HashMap::new();
        for (number, material) in source.material.iter().enumerate() {
            let path = material_path(folder, number);
            self.file(places, &path)?;
            files.insert((material.kind, material.name.as_str()), path);
        }
        let listens = plan.composition.listening().whole;
        let heard = heard(source, folder);
        let name = analysis_name(&heard, places);
        let known = lock(&self.analyses)
            .get(&name)
            .filter(|_| listens)
            .map(|whole| Arc::clone(whole));
        let sound = match (listens, &known) {
            (true, None) => Some(self.sounding(&heard, places)?),
            _ => None,
        };
        let sources = Sources {
            score: &plan.score,
            sound: sound.as_ref(),
            files: &|referred| files.get(&(referred.kind, referred.name.as_str())).cloned(),
            scratch: folder,
            stopped: &|| stop(),
            kept: Some(&Shelf { workshop: self, stop }),
        };
        let gathered = Supplies::gather(&plan.composition, &sources);
        let branded = gathered.and_then(|supplies| supplies.branded(&plan.branding, &sources));
        let supplies = branded.map_err(unsupplied)?;
        if let Some(whole) = known {
            return Ok(supplies.with_sound(whole));
        }
        if let Some(whole) = supplies.sound(None) {
            let weight = whole.duration().seconds() * ANALYSIS_BYTES_PER_SECOND;
            lock(&self.analyses).put(name.clone(), Arc::clone(whole), weight as u64);
        }
        Ok(supplies)
    }

    /// Where a recording goes with its song; none where one of them has no onsets.
    ///
    /// # Errors
    /// When an upload is gone or cannot be read.
    pub fn align(
        &self,
        midi_key: &str,
        audio_key: &str,
        folder: &Path,
        stop: Stop<'_>,
    ) -> Result<Option<Alignment>, WorkshopError> {
        let score = self.score(midi_key, folder, stop)?;
        let path = folder.join(RECORDING);
        self.fetch(audio_key, &path, stop)?;
        audio::align(&score, &path, folder, &|| stop()).map_err(|error| match error {
            AudioError::Stopped => WorkshopError::Stopped,
            AudioError::Scratch(error) => WorkshopError::scratch(error),
            error => WorkshopError::lasting("BAD_AUDIO", chain(&error)),
        })
    }

    /// The graphics adapter, opened when it is first needed.
    ///
    /// # Errors
    /// When there is none.
    pub fn gpu(&self) -> Result<Gpu, WorkshopError> {
        let mut kept = lock(&self.gpu);
        if let Some(gpu) = kept.as_ref() {
            return Ok(gpu.clone());
        }
        let gpu = Gpu::open().map_err(|error| WorkshopError::lasting("NO_GPU", chain(&error)))?;
        Ok(kept.insert(gpu).clone())
    }

    /// Opens the adapter anew when it is next needed: a device that was lost stays lost, and one that a panic met may
    /// be.
    pub fn forget_gpu(&self) {
        *lock(&self.gpu) = None;
    }

    fn voice(&self) -> Result<Arc<SoundFont>, WorkshopError> {
        let mut kept = lock(&self.voice);
        if let Some(voice) = kept.as_ref() {
            return Ok(Arc::clone(voice));
        }
        let loaded = match &self.soundfont {
            Some(path) => loaded(path)?,
            None => SoundFont::bundled(),
        };
        Ok(Arc::clone(kept.insert(loaded)))
    }

    fn score(&self, key: &str, folder: &Path, stop: Stop<'_>) -> Result<Arc<Score>, WorkshopError> {
        if let Some(score) = lock(&self.scores).get(key) {
            return Ok(Arc::clone(score));
        }
        let path = folder.join("score.mid");
        self.fetch(key, &path, stop)?;
        let bytes = std::fs::metadata(&path).map_err(WorkshopError::scratch)?.len();
        if bytes > MAX_SCORE {
            let message = format!("the score has {bytes} bytes: at most {MAX_SCORE} are read");
            return Err(WorkshopError::lasting("BAD_SCORE", message));
        }
        let file = std::fs::read(&path).map_err(WorkshopError::scratch)?;
        let score =
            score::parse(&file).map_err(|error| WorkshopError::lasting("BAD_SCORE", chain(&error)))?;
        let score = Arc::new(score);
        lock(&self.scores).put(key.to_owned(), Arc::clone(&score), bytes);
        Ok(score)
    }

    /// When what is heard of recordings ends, if there are any.
    fn recorded(
        &self,
        heard: &Heard,
        score: &Score,
        files: Files<'_>,
    ) -> Result<Option<MediaTime>, WorkshopError> {
        heard.end(score, |path| {
            let key = files.key(path);
            if let Some(duration) = key.and_then(|key| lock(&self.durations).get(key).copied()) {
                return Ok(duration);
            }
            self.file(files, path)?;
            let info = audio::probe(path);
            let info = info.map_err(|error| WorkshopError::lasting("BAD_AUDIO", chain(&error)))?;
            if let Some(key) = key {
                lock(&self.durations).put(key.clone(), info.duration, 1);
            }
            Ok(info.duration)
        })
    }

    fn fetch(&self, key: &str, path: &Path, stop: Stop<'_>) -> Result<(), WorkshopError> {
        let fetched = self.runtime.block_on(async {
            tokio::select! {
                fetched = self.storage.fetch(key, path) => Ok(fetched),
                () = stopped(stop) => Err(WorkshopError::Stopped),
            }
        });
        fetched?.map_err(|error| match error {
            StorageError::NotFound(_) => {
                WorkshopError::lasting("ASSET_MISSING", "an uploaded file is gone: upload it again")
            }
            error => WorkshopError::Failed {
                code: "STORAGE",
                message: "an uploaded file could not be fetched".to_owned(),
                may_pass: error.may_pass(),
            },
        })
    }
}

fn loaded(path: &Path) -> Result<Arc<SoundFont>, WorkshopError> {
    SoundFont::load(path)
        .map(Arc::new)
        .map_err(|error| WorkshopError::lasting("NO_SOUNDFONT", chain(&error)))
}

/// What belongs to a source, and where it is fetched to.
#[derive(Clone, Copy)]
struct Files<'a> {
    source: &'a Source,
    folder: &'a Path,
    stop: Stop<'a>,
}

fn material_path(folder: &Path, number: usize) -> PathBuf {
    folder.join(format!("{MATERIAL}{number}"))
}

impl<'a> Files<'a> {
    /// Where a piece of material belongs; none where the source brings none of that name.
    fn material(&self, kind: MaterialKind, name: &str) -> Option<PathBuf> {
        let mut all = self.source.material.iter();
        let number = all.position(|material| material.kind == kind && material.name == name)?;
        Some(material_path(self.folder, number))
    }

    /// The storage key of what belongs at `path`.
    fn key(&self, path: &Path) -> Option<&'a String> {
        let name = path.strip_prefix(self.folder).ok()?.to_str()?;
        match name.strip_prefix(MATERIAL) {
            Some(number) => self
                .source
                .material
                .get(number.parse::<usize>().ok()?)
                .map(|it| &it.key),
            None => self.source.audio_key.as_ref().filter(|_| name == RECORDING),
        }
    }
}

/// What is heard; nothing of it needs to be fetched yet.
fn heard(source: &Source, folder: &Path) -> Heard {
    let stop: Stop<'_> = &|| false;
    let files = Files { source, folder, stop };
    let recording = source.audio_key.as_ref().map(|_| folder.join(RECORDING));
    let stem = |stem: &Stem| files.material(MaterialKind::Sound, stem.sound.as_str());
    Heard::of(&source.document, recording.as_deref(), &stem)
}

/// Analyses in the storage.
struct Shelf<'a> {
    workshop: &'a Workshop,
    stop: Stop<'a>,
}

impl Analyses for Shelf<'_> {
    fn bring(&self, name: &str, path: &Path) -> bool {
        let key = keys::analysis(name);
        key.is_ok_and(|key| self.workshop.fetch(&key, path, self.stop).is_ok())
    }

    fn keep(&self, name: &str, path: &Path) {
        let Ok(key) = keys::analysis(name) else { return };
        let kept = self
            .workshop
            .runtime
            .block_on(self.workshop.storage.put_file(&key, path));
        if let Err(error) = kept {
            tracing::warn!(%error, "the analysis of a sound is not kept");
        }
    }
}

/// A name for what is heard: the same as long as the objects it is made of are.
fn analysis_name(heard: &Heard, files: Files<'_>) -> String {
    let mut name = String::new();
    for file in &heard.files {
        // Writing to a string cannot fail.
        let _ = write!(
            name,
            "{:?} {} {};",
            files.key(&file.path),
            file.offset.nanos(),
            file.gain
        );
    }
    if let Some(gain) = heard.score {
        let voice = own_voice(&files.source.document).map(|voice| voice.as_str());
        let _ = write!(name, "{} {gain} {voice:?}", files.source.midi_key);
    }
    name
}

fn unsupplied(error: SupplyError) -> WorkshopError {
    match error {
        SupplyError::Stopped => WorkshopError::Stopped,
        error => WorkshopError::Failed {
            code: "BAD_MATERIAL",
            message: chain(&error),
            may_pass: error.may_pass(),
        },
    }
}

/// Waits until the work is to stop.
async fn stopped(stop: Stop<'_>) {
    while !stop() {
        tokio::time::sleep(LOOK_PACE).await;
    }
}

fn go_on(stop: Stop<'_>) -> Result<(), WorkshopError> {
    if stop() {
        Err(WorkshopError::Stopped)
    } else {
        Ok(())
    }
}

/// What these locks guard stays whole whoever panics.
fn lock<T>(kept: &Mutex<T>) -> MutexGuard<'_, T> {
    kept.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests;
