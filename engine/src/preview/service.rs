//! Previews as the rest of the program sees them.

use super::bench::Bench;
use super::waiting::{Ticket, Waiting};
use super::{MAX_WAITING, PreviewError, PreviewKey, PreviewRecipe, PreviewRequest, Still};
use crate::workshop::{Cache, Workshop};
use crossbeam_channel::{Receiver, RecvTimeoutError, Sender, TrySendError, bounded};
use sha2::{Digest, Sha256};
use std::io;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;
use std::time::Duration;
use tokio::sync::oneshot;

/// How many drawn pictures are kept, and how large they may be together, in bytes.
const PICTURES: usize = 64;
const PICTURE_BYTES: u64 = 64 << 20;
/// How many recipes are kept by number, and how large they may be together, in bytes.
const RECIPES: usize = 256;
const RECIPE_BYTES: u64 = 16 << 20;
/// Renderers that nobody has used for so long are let go.
const IDLE: Duration = Duration::from_secs(60);

/// Draws previews; cheap to clone. Its thread ends with the last clone.
#[derive(Clone)]
pub struct PreviewService {
    desk: Arc<Desk>,
    waiting: Waiting,
    pub(super) pictures: Pictures,
    recipes: Arc<Mutex<Cache<String, Kept>>>,
}

/// The way to the thread that draws. Whoever lets go of it last waits until the thread has ended: graphics drivers do
/// not survive a process that ends while they work.
struct Desk {
    /// There until it is let go.
    queue: Option<Sender<Task>>,
    thread: Option<JoinHandle<()>>,
}

impl Drop for Desk {
    fn drop(&mut self) {
        self.queue = None;
        if let Some(thread) = self.thread.take() {
            // What a panic there was about has been told by the answers that never came.
            let _ = thread.join();
        }
    }
}

/// Pictures that were drawn.
pub(super) type Pictures = Arc<Mutex<Cache<PreviewKey, Arc<Still>>>>;

/// A recipe that is kept for its user.
#[derive(Clone)]
struct Kept {
    user_id: String,
    recipe: PreviewRecipe,
}

/// A request on its way to the thread.
pub(super) struct Task {
    pub(super) request: PreviewRequest,
    pub(super) key: PreviewKey,
    pub(super) answer: oneshot::Sender<Result<Arc<Still>, PreviewError>>,
    /// Held until the request is done with.
    _place: Ticket,
}

impl PreviewService {
    /// Starts the thread. What has to be fetched lies in folders below `scratch` while it is read.
    ///
    /// # Errors
    /// When the folder cannot be made, or there is no thread.
    pub fn start(workshop: Arc<Workshop>, scratch: PathBuf) -> io::Result<Self> {
        std::fs::create_dir_all(&scratch)?;
        let (queue, tasks) = bounded(MAX_WAITING);
        let pictures: Pictures = Arc::new(Mutex::new(Cache::new(PICTURES, PICTURE_BYTES)));
        let bench = Bench::new(workshop, scratch, Arc::clone(&pictures));
        let thread = std::thread::Builder::new()
            .name("previews".to_owned())
            .spawn(move || work(bench, &tasks))?;
        Ok(Self {
            desk: Arc::new(Desk {
                queue: Some(queue),
                thread: Some(thread),
            }),
            waiting: Waiting::default(),
            pictures,
            recipes: Arc::new(Mutex::new(Cache::new(RECIPES, RECIPE_BYTES))),
        })
    }

    /// Draws a picture, or gives one that was drawn before. Whoever drops this future is not waited for.
    ///
    /// # Errors
    /// See [`PreviewError`].
    pub async fn draw(&self, request: PreviewRequest) -> Result<Arc<Still>, PreviewError> {
        let key = request.key();
        if let Some(still) = drawn(&self.pictures, key) {
            return Ok(still);
        }
        let place = self.waiting.enter(&request.user_id)?;
        let (answer, told) = oneshot::channel();
        let task = Task {
            request,
            key,
            answer,
            _place: place,
        };
        let queue = self.desk.queue.as_ref().ok_or(PreviewError::Stopping)?;
        queue.try_send(task).map_err(|error| match error {
            TrySendError::Full(_) => PreviewError::Busy,
            TrySendError::Disconnected(_) => PreviewError::Stopping,
        })?;
        told.await.map_err(|_| PreviewError::Stopping)?
    }

    /// Keeps the recipe of a composition that is stored nowhere, for as long as there is room for it, and gives the id
    /// by which [`recipe`](Self::recipe) finds it; the same recipe of the same user has the same id.
    pub fn keep(&self, user_id: &str, recipe: PreviewRecipe) -> String {
        let id = uuid::Builder::from_custom_bytes(name(user_id, &recipe))
            .into_uuid()
            .to_string();
        let weight = serde_json::to_vec(&recipe).map_or(0, |json| json.len()) as u64;
        let kept = Kept {
            user_id: user_id.to_owned(),
            recipe,
        };
        let mut recipes = self.recipes.lock().unwrap_or_else(PoisonError::into_inner);
        recipes.put(id.clone(), kept, weight);
        id
    }

    /// A recipe that was kept, and whose it is; none if it has made room for others.
    pub fn recipe(&self, id: &str) -> Option<(String, PreviewRecipe)> {
        let mut recipes = self.recipes.lock().unwrap_or_else(PoisonError::into_inner);
        recipes
            .get(id)
            .map(|kept| (kept.user_id.clone(), kept.recipe.clone()))
    }
}

/// 16 bytes that are equal for equal recipes of a user.
fn name(user_id: &str, recipe: &PreviewRecipe) -> [u8; 16] {
    let mut hash = Sha256::new();
    hash.update(recipe.key().to_string());
    hash.update(user_id);
    let digest: [u8; 32] = hash.finalize().into();
    std::array::from_fn(|index| digest[index])
}

/// A picture that was drawn before.
pub(super) fn drawn(pictures: &Pictures, key: PreviewKey) -> Option<Arc<Still>> {
    let mut pictures = pictures.lock().unwrap_or_else(PoisonError::into_inner);
    pictures.get(&key).map(|still| Arc::clone(still))
}

/// Draws what comes until nobody can ask any more.
fn work(mut bench: Bench, tasks: &Receiver<Task>) {
    loop {
        match tasks.recv_timeout(IDLE) {
            Ok(task) => bench.serve(task),
            Err(RecvTimeoutError::Timeout) => bench.rest(),
            Err(RecvTimeoutError::Disconnected) => break,
        }
    }
}
