//! Where previews are drawn: the thread's own renderers, ready for the next request.

use super::draw::draw;
use super::service::{Pictures, Task, drawn};
use super::{PreviewError, PreviewKey, PreviewRecipe, Still};
use crate::render::Renderer;
use crate::workshop::{Cache, Prepared, Workshop, WorkshopError};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::PathBuf;
use std::sync::{Arc, PoisonError};

/// How many renderers are kept ready.
const READY: usize = 4;
/// About what a renderer holds for each pixel of its frame: targets and readback ring.
const BYTES_PER_PIXEL: u64 = 40;
/// What they may hold together, in bytes: two of 4K, or four of 1080p.
const READY_BYTES: u64 = 700 << 20;

/// A renderer that is ready, and what it draws.
pub(super) struct Ready {
    pub(super) prepared: Prepared,
    pub(super) renderer: Renderer,
}

/// The renderers of the preview thread.
pub(super) struct Bench {
    workshop: Arc<Workshop>,
    scratch: PathBuf,
    ready: Cache<PreviewKey, Ready>,
    pictures: Pictures,
}

impl Bench {
    pub(super) fn new(workshop: Arc<Workshop>, scratch: PathBuf, pictures: Pictures) -> Self {
        Self {
            workshop,
            scratch,
            ready: Cache::new(READY, READY_BYTES),
            pictures,
        }
    }

    /// Lets all renderers go.
    pub(super) fn rest(&mut self) {
        self.ready.clear();
    }

    /// Answers a request, unless nobody waits for it any more.
    pub(super) fn serve(&mut self, task: Task) {
        if task.answer.is_closed() {
            return;
        }
        // The same picture may have been asked for twice at once.
        let answer = match drawn(&self.pictures, task.key) {
            Some(still) => Ok(still),
            None => self.guarded(&task),
        };
        // Whoever has gone meanwhile does not mind.
        let _ = task.answer.send(answer);
    }

    /// Draws; a panic costs the renderers, and this request its answer, but nobody else anything.
    fn guarded(&mut self, task: &Task) -> Result<Arc<Still>, PreviewError> {
        let outcome = catch_unwind(AssertUnwindSafe(|| self.draw(task)));
        outcome.unwrap_or_else(|_| {
            self.fail();
            Err(PreviewError::Failed {
                code: "INTERNAL",
                message: "the renderer broke".to_owned(),
            })
        })
    }

    fn draw(&mut self, task: &Task) -> Result<Arc<Still>, PreviewError> {
        let stop = || task.answer.is_closed();
        let key = task.request.recipe.key();
        if self.ready.get(&key).is_none() {
            let ready = self.prepare(&task.request.recipe, &stop)?;
            let weight = weight(&ready.prepared);
            self.ready.put(key, ready, weight);
        }
        let Some(ready) = self.ready.get(&key) else {
            return Err(PreviewError::Busy);
        };
        let still = draw(ready, task.request.shown, task.request.format, &stop);
        if matches!(&still, Err(PreviewError::Failed { .. })) {
            self.fail();
        }
        let still = Arc::new(still?);
        let mut pictures = self.pictures.lock().unwrap_or_else(PoisonError::into_inner);
        pictures.put(task.key, Arc::clone(&still), still.bytes.len() as u64);
        Ok(still)
    }

    fn prepare(
        &mut self,
        recipe: &PreviewRecipe,
        stop: &(dyn Fn() -> bool + Sync),
    ) -> Result<Ready, PreviewError> {
        // Gone when this is done: what is read of the uploads is kept, the files are not.
        let folder = tempfile::tempdir_in(&self.scratch).map_err(WorkshopError::scratch)?;
        let prepared = self
            .workshop
            .prepare(&recipe.source, &recipe.config, folder.path(), stop)?;
        let gpu = self.workshop.gpu()?;
        // Before another is made: so many are never there at once.
        self.ready.make_room(weight(&prepared));
        let renderer = prepared.renderer(&gpu).map_err(|error| {
            self.workshop.forget_gpu();
            PreviewError::failed("RENDER_FAILED", &error)
        })?;
        Ok(Ready { prepared, renderer })
    }

    /// What a lost device drew with is of no more use.
    fn fail(&mut self) {
        self.ready.clear();
        self.workshop.forget_gpu();
    }
}

/// About what a renderer holds, in bytes.
fn weight(prepared: &Prepared) -> u64 {
    let (width, height) = prepared.plan.size();
    u64::from(width) * u64::from(height) * BYTES_PER_PIXEL
}
