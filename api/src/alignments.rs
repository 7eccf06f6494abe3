//! Where recordings go with their songs, found one after the other on threads that may block.

use phonoglyph_engine::audio::Alignment;
use phonoglyph_engine::workshop::{Workshop, WorkshopError};
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use tokio::sync::Semaphore;

/// How many may wait for their turn.
const MAX_WAITING: usize = 16;

/// Finds alignments; cheap to clone.
#[derive(Clone)]
pub struct Alignments {
    workshop: Arc<Workshop>,
    scratch: PathBuf,
    /// Places to wait in.
    places: Arc<Semaphore>,
    turn: Arc<Semaphore>,
}

/// Why there is none.
#[derive(Debug, thiserror::Error)]
pub enum AlignmentError {
    /// Too many wait already.
    #[error("too many alignments are asked for at once: try again in a few seconds")]
    Busy,
    /// The server stops.
    #[error("the server is stopping")]
    Stopping,
    /// A file cannot be read.
    #[error(transparent)]
    Failed(#[from] WorkshopError),
}

/// Tells a thread that nobody waits for it any more.
struct Gone(Arc<AtomicBool>);

impl Drop for Gone {
    fn drop(&mut self) {
        self.0.store(true, Ordering::Relaxed);
    }
}

impl Alignments {
    /// Files are fetched to folders below `scratch` while they are compared.
    pub fn new(workshop: Arc<Workshop>, scratch: PathBuf) -> Self {
        Self {
            workshop,
            scratch,
            places: Arc::new(Semaphore::new(MAX_WAITING)),
            turn: Arc::new(Semaphore::new(1)),
        }
    }

    /// Where the recording under the key `audio` goes with the song under `midi`; none where one of them has no
    /// onsets. Whoever drops this future is not waited for.
    ///
    /// # Errors
    /// See [`AlignmentError`].
    pub async fn find(&self, midi: String, audio: String) -> Result<Option<Alignment>, AlignmentError> {
        let _place = self.places.try_acquire().map_err(|_| AlignmentError::Busy)?;
        let turn = Arc::clone(&self.turn).acquire_owned().await;
        let turn = turn.map_err(|_| AlignmentError::Stopping)?;
        let stop = Arc::new(AtomicBool::new(false));
        let _gone = Gone(Arc::clone(&stop));
        let (workshop, scratch) = (Arc::clone(&self.workshop), self.scratch.clone());
        let work = move || {
            // Held until the work has ended, also when nobody waits for it any more.
            let _turn = turn;
            let folder = tempfile::tempdir_in(&scratch).map_err(WorkshopError::scratch)?;
            workshop.align(&midi, &audio, folder.path(), &|| stop.load(Ordering::Relaxed))
        };
        let found = tokio::task::spawn_blocking(work).await;
        Ok(found.map_err(|_| AlignmentError::Stopping)??)
    }
}
