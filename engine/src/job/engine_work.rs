//! What a thread does for a job: prepare, render, choose a poster, take the sum of the file.

use super::work::{Assignment, MadeStills, Rendered, Work, WorkError};
use crate::gpu::Gpu;
use crate::pipeline::{self, Control, PipelineError};
use crate::stills::{self, Poster};
use crate::workshop::{Prepared, Workshop, WorkshopError, chain};
use sha2::{Digest, Sha256};
use std::fmt::Write;
use std::fs::File;
use std::io::Read;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::Ordering;

/// Bytes hashed at once.
const HASHED_AT_ONCE: usize = 1 << 20;

/// The engine at work.
pub(super) struct EngineWork {
    workshop: Arc<Workshop>,
}

impl EngineWork {
    pub(super) fn new(workshop: Arc<Workshop>) -> Self {
        Self { workshop }
    }

    fn pipeline_failed(&self, error: &PipelineError) -> WorkError {
        let may_pass = error.may_pass();
        if may_pass || matches!(error, PipelineError::Panicked { .. }) {
            self.workshop.forget_gpu();
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
        let stop = || control.cancel.load(Ordering::Acquire);
        let (source, config) = (&job.source, &job.config);
        let mut prepared = self.workshop.prepare(source, config, scratch, &stop)?;
        Arc::make_mut(&mut prepared.plan).metadata.created = Some(job.created);
        let sound = self.workshop.sound(source, config, scratch, &stop)?;
        let gpu = self.workshop.gpu()?;
        go_on(control)?;
        let path = scratch.join("video");
        let report = pipeline::run(
            &gpu,
            &prepared.plan,
            &prepared.supplies,
            sound.as_ref(),
            &path,
            control,
        )
        .map_err(|error| self.pipeline_failed(&error))?;
        Ok(Rendered {
            stills: posted(&gpu, &prepared, scratch, control)?,
            sha256: sha256(&path, control)?,
            bytes: report.bytes,
            duration_seconds: report.duration_s,
            codecs: report.codecs,
            warnings: report.warnings,
            path,
        })
    }
}

/// The poster and thumbnail of a video, as files in the scratch folder. A finished video is not given up for want of
/// them.
fn posted(
    gpu: &Gpu,
    prepared: &Prepared,
    scratch: &Path,
    control: &Control,
) -> Result<Option<MadeStills>, WorkError> {
    let stop = || control.cancel.load(Ordering::Acquire);
    let drawn = prepared
        .renderer(gpu)
        .map_err(Into::into)
        .and_then(|mut renderer| stills::poster(&mut renderer, &prepared.plan, &stop));
    go_on(control)?;
    match drawn {
        Ok(Some(poster)) => keep(&poster, scratch).map(Some),
        Ok(None) => Ok(None),
        Err(error) => {
            tracing::warn!(error = chain(&error), "a video has no poster");
            Ok(None)
        }
    }
}

fn keep(poster: &Poster, scratch: &Path) -> Result<MadeStills, WorkError> {
    let file = |name: &str, bytes: &[u8]| {
        let path = scratch.join(name);
        std::fs::write(&path, bytes).map_err(WorkshopError::scratch)?;
        Ok::<_, WorkshopError>(path)
    };
    Ok(MadeStills {
        frame: poster.frame,
        poster: file("poster", &poster.picture)?,
        thumbnail: file("thumbnail", &poster.thumbnail)?,
    })
}

/// The word for programs that says what kind of failure it was.
fn code(error: &PipelineError) -> &'static str {
    match error {
        PipelineError::Audio(_) => "BAD_AUDIO",
        PipelineError::Encode(_) | PipelineError::ParametersDiffer { .. } => "ENCODE_FAILED",
        PipelineError::Mux(_) => "WRITE_FAILED",
        PipelineError::TooLarge { .. } => "FILE_TOO_LARGE",
        PipelineError::Panicked { .. } => "INTERNAL",
        PipelineError::Render(_) | PipelineError::Cancelled => "RENDER_FAILED",
    }
}

fn go_on(control: &Control) -> Result<(), WorkError> {
    let stop = control.cancel.load(Ordering::Acquire);
    if stop { Err(WorkError::Cancelled) } else { Ok(()) }
}

fn sha256(path: &Path, control: &Control) -> Result<String, WorkError> {
    let mut file = File::open(path).map_err(WorkshopError::scratch)?;
    let mut hash = Sha256::new();
    let mut buffer = vec![0; HASHED_AT_ONCE];
    loop {
        go_on(control)?;
        match file.read(&mut buffer).map_err(WorkshopError::scratch)? {
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
}
