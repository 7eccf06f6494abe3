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

use crate::audio::{self, Analysis, Sound, SoundFont};
use crate::export::ExportConfig;
use crate::gpu::Gpu;
use crate::plan::RenderPlan;
use crate::render::{RenderError, Renderer};
use crate::score::{self, Score};
use crate::storage::{Storage, StorageError};
use crate::supplies::{Sources, Supplies, SupplyError};
use crate::time::MediaTime;
use std::collections::HashMap;
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
        let recording = self.recorded(source, folder, stop)?;
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
        self.heard(source, folder, stop).map(Some)
    }

    fn heard(&self, source: &Source, folder: &Path, stop: Stop<'_>) -> Result<Sound, WorkshopError> {
        Ok(match self.recording(source, folder, stop)? {
            Some(path) => Sound::Recording(path),
            None => Sound::Synthesis(self.voice()?),
        })
    }

    /// Fetches and decodes what document and branding refer to, and analyses the sounds that it follows.
    fn supplies(
        &self,
        source: &Source,
        plan: &RenderPlan,
        folder: &Path,
        stop: Stop<'_>,
    ) -> Result<Supplies, WorkshopError> {
        let mut files = HashMap::new();
        for (number, material) in source.material.iter().enumerate() {
            let path = folder.join(format!("material-{number}"));
            self.fetch(&material.key, &path, stop)?;
            files.insert((material.kind, material.name.as_str()), path);
        }
        let listens = plan.composition.listening().whole;
        // The song itself where the voice plays it: both stand for the same sound as long as their objects do.
        let name = source.audio_key.as_ref().unwrap_or(&source.midi_key);
        let known = lock(&self.analyses)
            .get(name)
            .filter(|_| listens)
            .map(|whole| Arc::clone(whole));
        let sound = match (listens, &known) {
            (true, None) => Some(self.heard(source, folder, stop)?),
            _ => None,
        };
        let sources = Sources {
            score: &plan.score,
            sound: sound.as_ref(),
            files: &|referred| files.get(&(referred.kind, referred.name.as_str())).cloned(),
            scratch: folder,
            stopped: &|| stop(),
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
            Some(path) => SoundFont::load(path).map(Arc::new),
            None => Ok(SoundFont::bundled()),
        };
        let voice = loaded.map_err(|error| WorkshopError::lasting("NO_SOUNDFONT", chain(&error)))?;
        Ok(Arc::clone(kept.insert(voice)))
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

    /// How long the recording is, if there is one.
    fn recorded(
        &self,
        source: &Source,
        folder: &Path,
        stop: Stop<'_>,
    ) -> Result<Option<MediaTime>, WorkshopError> {
        let Some(key) = &source.audio_key else {
            return Ok(None);
        };
        if let Some(duration) = lock(&self.durations).get(key) {
            return Ok(Some(*duration));
        }
        let Some(path) = self.recording(source, folder, stop)? else {
            return Ok(None);
        };
        let info = audio::probe(&path).map_err(|error| WorkshopError::lasting("BAD_AUDIO", chain(&error)))?;
        lock(&self.durations).put(key.clone(), info.duration, 1);
        Ok(Some(info.duration))
    }

    /// The recording as a file in `folder`, if there is one.
    fn recording(
        &self,
        source: &Source,
        folder: &Path,
        stop: Stop<'_>,
    ) -> Result<Option<PathBuf>, WorkshopError> {
        let Some(key) = &source.audio_key else {
            return Ok(None);
        };
        let path = folder.join("recording");
        // What is there was fetched whole: a fetch that fails leaves nothing.
        if !path.exists() {
            self.fetch(key, &path, stop)?;
        }
        Ok(Some(path))
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
