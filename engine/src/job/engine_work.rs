//! What a thread does for a job: fetch what it is made from, plan, render, take the sum of the file.

use super::snapshot::JobSource;
use super::work::{Assignment, Rendered, Work, WorkError};
use crate::audio::{self, Sound, SoundFont};
use crate::gpu::Gpu;
use crate::pipeline::{self, Control, PipelineError};
use crate::plan::RenderPlan;
use crate::score::{self, Score};
use crate::storage::{Storage, StorageError};
use crate::supplies::{Sources, Supplies, SupplyError};
use crate::time::MediaTime;
use sha2::{Digest, Sha256};
use std::collections::HashMap;
use std::error::Error;
use std::fmt::Write;
use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::sync::atomic::Ordering;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use tokio::runtime::Handle;

/// The largest score that is read, in bytes.
const MAX_SCORE: u64 = 64 << 20;
/// How often a wish to stop is looked for while a file is fetched.
const LOOK_PACE: Duration = Duration::from_millis(20);
/// Bytes hashed at once.
const HASHED_AT_ONCE: usize = 1 << 20;

/// The engine at work. The graphics device and the SoundFont are opened when they are first needed and kept.
pub(super) struct EngineWork {
    storage: Storage,
    soundfont: Option<PathBuf>,
    runtime: Handle,
    gpu: Mutex<Option<Gpu>>,
    voice: Mutex<Option<Arc<SoundFont>>>,
}

impl EngineWork {
    /// Work that fetches from `storage` by way of `runtime`; `soundfont` is the default voice if it is none.
    pub(super) fn new(storage: Storage, soundfont: Option<PathBuf>, runtime: Handle) -> Self {
        Self {
            storage,
            soundfont,
            runtime,
            gpu: Mutex::default(),
            voice: Mutex::default(),
        }
    }

    fn fetch(&self, key: &str, path: &Path, control: &Control) -> Result<(), WorkError> {
        let fetched = self.runtime.block_on(async {
            tokio::select! {
                fetched = self.storage.fetch(key, path) => Ok(fetched),
                () = cancelled(control) => Err(WorkError::Cancelled),
            }
        });
        fetched?.map_err(|error| match error {
            StorageError::NotFound(_) => failed("ASSET_MISSING", "an uploaded file is gone: upload it again"),
            error => WorkError::Failed {
                code: "STORAGE",
                message: "an uploaded file could not be fetched".to_owned(),
                may_pass: error.may_pass(),
            },
        })
    }

    fn score(&self, key: &str, scratch: &Path, control: &Control) -> Result<Arc<Score>, WorkError> {
        // Fixed names: nothing a user wrote ever becomes part of a path.
        let path = scratch.join("score.mid");
        self.fetch(key, &path, control)?;
        let bytes = std::fs::metadata(&path).map_err(scratch_failed)?.len();
        if bytes > MAX_SCORE {
            let message = format!("the score has {bytes} bytes: at most {MAX_SCORE} are read");
            return Err(failed("BAD_SCORE", message));
        }
        let bytes = std::fs::read(&path).map_err(scratch_failed)?;
        let score = score::parse(&bytes).map_err(|error| failed("BAD_SCORE", chain(&error)))?;
        Ok(Arc::new(score))
    }

    fn recording(
        &self,
        source: &JobSource,
        scratch: &Path,
        control: &Control,
    ) -> Result<Option<(PathBuf, MediaTime)>, WorkError> {
        let Some(key) = &source.audio_key else {
            return Ok(None);
        };
        let path = scratch.join("recording");
        self.fetch(key, &path, control)?;
        let info = audio::probe(&path).map_err(|error| failed("BAD_AUDIO", chain(&error)))?;
        Ok(Some((path, info.duration)))
    }

    /// Fetches and decodes what document and branding refer to, and analyses the sounds that it follows.
    fn supplies(
        &self,
        source: &JobSource,
        plan: &RenderPlan,
        sound: Option<&Sound>,
        scratch: &Path,
        control: &Control,
    ) -> Result<Supplies, WorkError> {
        let mut files = HashMap::new();
        for (number, material) in source.material.iter().enumerate() {
            let path = scratch.join(format!("material-{number}"));
            self.fetch(&material.key, &path, control)?;
            files.insert((material.kind, material.name.as_str()), path);
        }
        let sources = Sources {
            score: &plan.score,
            sound,
            files: &|referred| files.get(&(referred.kind, referred.name.as_str())).cloned(),
            scratch,
            stopped: &|| go_on(control).is_err(),
        };
        let gathered = Supplies::gather(&plan.composition, &sources);
        let branded = gathered.and_then(|supplies| supplies.branded(&plan.branding, &sources));
        branded.map_err(|error| match error {
            SupplyError::Stopped => WorkError::Cancelled,
            error => WorkError::Failed {
                code: "BAD_MATERIAL",
                message: chain(&error),
                may_pass: error.may_pass(),
            },
        })
    }

    fn gpu(&self) -> Result<Gpu, WorkError> {
        let mut kept = self.gpu.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(gpu) = kept.as_ref() {
            return Ok(gpu.clone());
        }
        let gpu = Gpu::open().map_err(|error| failed("NO_GPU", chain(&error)))?;
        Ok(kept.insert(gpu).clone())
    }

    fn voice(&self) -> Result<Arc<SoundFont>, WorkError> {
        let mut kept = self.voice.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(voice) = kept.as_ref() {
            return Ok(Arc::clone(voice));
        }
        let loaded = match &self.soundfont {
            Some(path) => SoundFont::load(path).map(Arc::new),
            None => Ok(SoundFont::bundled()),
        };
        let voice = loaded.map_err(|error| failed("NO_SOUNDFONT", chain(&error)))?;
        Ok(Arc::clone(kept.insert(voice)))
    }

    fn pipeline_failed(&self, error: &PipelineError) -> WorkError {
        let may_pass = error.may_pass();
        if may_pass || matches!(error, PipelineError::Panicked { .. }) {
            // A device that was lost stays lost, and one that a panic met may be: the next attempt opens it anew.
            *self.gpu.lock().unwrap_or_else(PoisonError::into_inner) = None;
        }
        match error {
            PipelineError::Cancelled => WorkError::Cancelled,
            PipelineError::Panicked { .. } => WorkError::Panicked(chain(error)),
            _ => WorkError::Failed {
                code: code(error),
                message: chain(error),
                may_pass,
            },
        }
    }
}

impl Work for EngineWork {
    fn render(&self, job: &Assignment, scratch: &Path, control: &Control) -> Result<Rendered, WorkError> {
        let score = self.score(&job.source.midi_key, scratch, control)?;
        go_on(control)?;
        let recording = self.recording(&job.source, scratch, control)?;
        go_on(control)?;
        let composition = Arc::new(job.source.document.clone());
        let branding = Arc::new(job.source.branding.clone());
        let length = recording.as_ref().map(|(_, duration)| *duration);
        let plan = RenderPlan::branded(score, composition, branding, job.config.clone(), length)
            .map_err(|error| failed("BAD_PLAN", chain(&error)))?;
        let heard = plan.config.settings().audio.is_some();
        let sound = match (heard || plan.composition.listening().whole, recording) {
            (false, _) => None,
            (true, Some((path, _))) => Some(Sound::Recording(path)),
            (true, None) => Some(Sound::Synthesis(self.voice()?)),
        };
        let supplies = self.supplies(&job.source, &plan, sound.as_ref(), scratch, control)?;
        let sound = sound.filter(|_| heard);
        let gpu = self.gpu()?;
        go_on(control)?;
        let path = scratch.join("video");
        let report = pipeline::run(&gpu, &Arc::new(plan), &supplies, sound.as_ref(), &path, control)
            .map_err(|error| self.pipeline_failed(&error))?;
        Ok(Rendered {
            sha256: sha256(&path, control)?,
            bytes: report.bytes,
            duration_seconds: report.duration_s,
            warnings: report.warnings,
            path,
        })
    }
}

/// The word for programs that says what kind of failure it was.
fn code(error: &PipelineError) -> &'static str {
    match error {
        PipelineError::Audio(_) => "BAD_AUDIO",
        PipelineError::Encode(_) | PipelineError::ParametersDiffer { .. } => "ENCODE_FAILED",
        PipelineError::Mux(_) => "WRITE_FAILED",
        PipelineError::Panicked { .. } => "INTERNAL",
        PipelineError::Render(_) | PipelineError::Cancelled => "RENDER_FAILED",
    }
}

/// Waits until the work is to stop.
async fn cancelled(control: &Control) {
    while go_on(control).is_ok() {
        tokio::time::sleep(LOOK_PACE).await;
    }
}

fn go_on(control: &Control) -> Result<(), WorkError> {
    let stop = control.cancel.load(Ordering::Acquire);
    if stop { Err(WorkError::Cancelled) } else { Ok(()) }
}

fn sha256(path: &Path, control: &Control) -> Result<String, WorkError> {
    let mut file = File::open(path).map_err(scratch_failed)?;
    let mut hash = Sha256::new();
    let mut buffer = vec![0; HASHED_AT_ONCE];
    loop {
        go_on(control)?;
        match file.read(&mut buffer).map_err(scratch_failed)? {
            0 => break,
            read => hash.update(&buffer[..read]),
        }
    }
    Ok(hash.finalize().iter().fold(String::new(), |mut text, byte| {
        // Writing to a string cannot fail.
        let _ = write!(text, "{byte:02x}");
        text
    }))
}

/// A failure that trying again would not mend.
fn failed(code: &'static str, message: impl Into<String>) -> WorkError {
    WorkError::Failed {
        code,
        message: message.into(),
        may_pass: false,
    }
}

fn scratch_failed(error: io::Error) -> WorkError {
    WorkError::Failed {
        code: "STORAGE",
        message: format!("the scratch folder failed: {error}"),
        may_pass: true,
    }
}

/// An error and its causes in one line; a cause that the line tells already is not told again.
fn chain(error: &dyn Error) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        let next = error.to_string();
        if !text.contains(&next) {
            text = format!("{text}: {next}");
        }
        cause = error.source();
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pipeline::Progress;
    use std::sync::atomic::AtomicBool;

    fn control(cancelled: bool) -> Control {
        Control {
            cancel: Arc::new(AtomicBool::new(cancelled)),
            progress: Arc::new(|_: Progress| {}),
        }
    }

    #[test]
    fn the_sum_of_a_file_is_the_known_one() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("abc");
        std::fs::write(&path, "abc").expect("written");
        // FIPS 180-2, appendix B.1.
        let known = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
        assert_eq!(sha256(&path, &control(false)).as_deref(), Ok(known));
        assert_eq!(sha256(&path, &control(true)), Err(WorkError::Cancelled));
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn a_missing_upload_never_gets_better() {
        let folder = tempfile::tempdir().expect("a folder");
        let storage = Storage::folder(&folder.path().join("objects")).expect("a folder");
        let work = EngineWork::new(storage, None, Handle::current());
        let path = folder.path().join("score.mid");
        let thread = std::thread::spawn(move || work.fetch("assets/none", &path, &control(false)));
        let error = thread.join().expect("no panic").expect_err("there is none");
        assert!(
            matches!(
                error,
                WorkError::Failed {
                    code: "ASSET_MISSING",
                    may_pass: false,
                    ..
                }
            ),
            "{error:?}"
        );
    }
}
