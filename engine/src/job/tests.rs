//! The queue with scripted work: each attempt tells the test that it began and waits to be told how to go on.

use super::store::now;
use super::work::{Assignment, MadeStills, Rendered, Work, WorkError};
use super::*;
use crate::composition::{Branding, Composition};
use crate::export::{ExportRequest, PresetId};
use crate::pipeline::{Control, Progress, Stage};
use crate::storage::{Storage, keys};
use crossbeam_channel::{Receiver, Sender, unbounded};
use phonoglyph_migration::{Migrator, MigratorTrait};
use sea_orm::DatabaseConnection;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;
use tempfile::TempDir;
use tokio::sync::{broadcast, mpsc};

pub(super) fn new_job(user: &str) -> NewJob {
    NewJob {
        user_id: user.to_owned(),
        composition_id: "composition".to_owned(),
        title: "Evening Song".to_owned(),
        custom_preset: None,
        priority: Priority::Normal,
        video_seconds: None,
        config: ExportRequest::preset(PresetId::Youtube1080p)
            .build()
            .expect("valid"),
        source: JobSource {
            document: Composition::default(),
            branding: Branding::default(),
            midi_key: "assets/midi".to_owned(),
            audio_key: None,
            material: Vec::new(),
        },
        preview: false,
    }
}

pub(super) async fn database() -> DatabaseConnection {
    let db = connect("sqlite::memory:").await.expect("opened");
    Migrator::up(&db, None).await.expect("migrated");
    db
}

/// What an attempt is told to do next.
enum Order {
    Report(Stage, u64),
    /// Answers when the cancel flag is seen, then ends as cancelled.
    WaitForCancel,
    Succeed,
    SucceedWithStills,
    Fail {
        may_pass: bool,
    },
    Panic,
}

/// An attempt that has begun.
struct Begun {
    id: String,
    scratch: PathBuf,
    orders: Sender<Order>,
}

impl Begun {
    fn order(&self, order: Order) {
        self.orders.send(order).expect("it listens");
    }
}

struct Scripted(mpsc::UnboundedSender<Begun>);

impl Work for Scripted {
    fn render(&self, job: &Assignment, scratch: &Path, control: &Control) -> Result<Rendered, WorkError> {
        let (orders, told) = unbounded();
        let begun = Begun {
            id: job.id.clone(),
            scratch: scratch.to_owned(),
            orders,
        };
        self.0.send(begun).map_err(|_| WorkError::Cancelled)?;
        obey(&told, scratch, control)
    }
}

fn obey(told: &Receiver<Order>, scratch: &Path, control: &Control) -> Result<Rendered, WorkError> {
    loop {
        match told.recv().map_err(|_| WorkError::Cancelled)? {
            Order::Report(stage, frames_done) => (control.progress)(Progress {
                stage,
                frames_done,
                frames_total: 100,
            }),
            Order::WaitForCancel => {
                while !control.cancel.load(Ordering::Acquire) {
                    std::thread::yield_now();
                }
                return Err(WorkError::Cancelled);
            }
            Order::Succeed => return Ok(video(scratch)),
            Order::SucceedWithStills => {
                return Ok(Rendered {
                    stills: Some(stills(scratch)),
                    ..video(scratch)
                });
            }
            Order::Fail { may_pass } => {
                return Err(WorkError::Failed {
                    code: "SCRIPTED",
                    message: "as told".to_owned(),
                    may_pass,
                });
            }
            Order::Panic => std::panic::panic_any("as told"),
        }
    }
}

fn video(scratch: &Path) -> Rendered {
    let path = scratch.join("video");
    std::fs::write(&path, b"video").expect("scratch is there");
    Rendered {
        path,
        bytes: 5,
        duration_seconds: 2.0,
        sha256: "ab".to_owned(),
        codecs: "avc1.4d4028".to_owned(),
        warnings: vec!["no font has it".to_owned()],
        stills: None,
    }
}

fn stills(scratch: &Path) -> MadeStills {
    let file = |name: &str| {
        let path = scratch.join(name);
        // A folder that stands in the way cannot be stored, nor is it told of here.
        if !path.is_dir() {
            std::fs::write(&path, name).expect("scratch is there");
        }
        path
    };
    MadeStills {
        frame: 7,
        poster: file("poster"),
        thumbnail: file("thumbnail"),
    }
}

/// A queue over a database and folders that may outlive it.
struct House {
    db: DatabaseConnection,
    storage: Storage,
    settings: JobSettings,
    _folder: TempDir,
}

impl House {
    async fn new(jobs: usize) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let mut settings = JobSettings::new(folder.path().join("scratch"));
        settings.jobs = jobs;
        settings.retry_delay = Duration::ZERO;
        Self {
            db: database().await,
            storage: Storage::folder(&folder.path().join("objects")).expect("a folder"),
            settings,
            _folder: folder,
        }
    }

    async fn open(&self) -> Queue {
        let (tell, begun) = mpsc::unbounded_channel();
        let work = Arc::new(Scripted(tell));
        let (db, storage, settings) = (self.db.clone(), self.storage.clone(), self.settings.clone());
        let service = ExportService::start_with(db, storage, settings, work)
            .await
            .expect("started");
        let changes = service.changes();
        Queue {
            service,
            begun,
            changes,
        }
    }

    async fn stored(&self, id: &str, attempt: u32) -> bool {
        let key = keys::export(id, attempt).expect("an id");
        self.storage.info(&key).await.expect("asked").is_some()
    }

    fn scratch_is_empty(&self) -> bool {
        std::fs::read_dir(&self.settings.scratch)
            .expect("it is there")
            .next()
            .is_none()
    }
}

struct Queue {
    service: ExportService,
    begun: mpsc::UnboundedReceiver<Begun>,
    changes: broadcast::Receiver<JobSnapshot>,
}

impl Queue {
    async fn add(&self, user: &str) -> String {
        let jobs = self.service.queue(vec![new_job(user)]).await.expect("queued");
        jobs[0].id.clone()
    }

    async fn begun(&mut self) -> Begun {
        let begun = tokio::time::timeout(Duration::from_secs(20), self.begun.recv());
        begun.await.expect("in time").expect("the queue is there")
    }

    /// Two attempts that begin at once, `first` in front: which thread comes first is the system's choice.
    async fn both_begun(&mut self, first: &str) -> [Begun; 2] {
        let (one, two) = (self.begun().await, self.begun().await);
        if one.id == first { [one, two] } else { [two, one] }
    }

    /// The next change of a job that satisfies the condition.
    async fn until(&mut self, id: &str, condition: impl Fn(&JobSnapshot) -> bool) -> JobSnapshot {
        let wanted = async {
            loop {
                let job = self.changes.recv().await.expect("none is missed");
                if job.id == id && condition(&job) {
                    return job;
                }
            }
        };
        tokio::time::timeout(Duration::from_secs(20), wanted)
            .await
            .expect("in time")
    }

    async fn until_status(&mut self, id: &str, status: ExportStatus) -> JobSnapshot {
        self.until(id, |job| job.status == status).await
    }

    async fn close(self) {
        self.service.shutdown(Duration::ZERO).await;
    }
}

#[tokio::test]
async fn a_job_becomes_a_file() {
    let house = House::new(1).await;
    let mut queue = house.open().await;
    let id = queue.add("ann").await;
    let begun = queue.begun().await;
    begun.order(Order::Report(Stage::Rendering, 50));
    let half = queue.until(&id, |job| job.progress > 0.0).await;
    assert_eq!(
        (half.progress, half.frames_done, half.frames_total),
        (0.45, 50, Some(100))
    );
    begun.order(Order::Report(Stage::Rendering, 40));
    begun.order(Order::Report(Stage::Joining, 100));
    let joining = queue
        .until(&id, |job| job.stage.as_deref() == Some("joining"))
        .await;
    assert!(joining.sequence > half.sequence && joining.progress == 0.9);
    begun.order(Order::Succeed);
    let storing = queue.until_status(&id, ExportStatus::Uploading).await;
    assert_eq!(
        (storing.progress, storing.stage.as_deref()),
        (0.95, Some("storing"))
    );
    let done = queue.until_status(&id, ExportStatus::Completed).await;
    assert!(done.sequence > storing.sequence && done.completed_at.is_some() && done.error.is_none());
    assert_eq!(queue.service.job("ann", &id).await.expect("there"), done);
    let result = done.result.expect("a file");
    assert_eq!(
        (result.bytes, result.duration_seconds, result.sha256.as_str()),
        (5, 2.0, "ab")
    );
    assert!(house.storage.info(&result.key).await.expect("asked").is_some());
    assert!(matches!(
        queue.service.cancel("ann", &id).await,
        Err(JobError::Ended { .. })
    ));
    queue.close().await;
    assert!(house.scratch_is_empty());
}

#[tokio::test]
async fn users_take_turns() {
    let house = House::new(1).await;
    let mut queue = house.open().await;
    let mut expected = Vec::new();
    for user in ["ann", "ann", "ann", "bob", "cid"] {
        expected.push(queue.add(user).await);
    }
    let mut order = Vec::new();
    for _ in 0..5 {
        let begun = queue.begun().await;
        begun.order(Order::Fail { may_pass: false });
        order.push(expected.iter().position(|id| *id == begun.id).expect("known"));
    }
    assert_eq!(order, [0, 3, 4, 1, 2]);
    queue.close().await;
}

#[tokio::test]
async fn previews_go_before_every_export_and_never_wait_for_one() {
    let house = House::new(1).await;
    let mut queue = house.open().await;
    let running = queue.add("ann").await;
    let export = queue.begun().await;
    assert_eq!(export.id, running);
    queue.add("bob").await;
    queue.add("ann").await;
    let preview = |user: &str| NewJob {
        preview: true,
        ..new_job(user)
    };
    let jobs = vec![preview("ann"), preview("ann"), preview("cid")];
    let previews = queue.service.queue(jobs).await.expect("queued");
    // One in the place that previews have beyond the others, while the export goes on; and first the user's who has
    // nothing running.
    let first = queue.begun().await;
    assert_eq!(first.id, previews[2].id);
    first.order(Order::Succeed);
    let second = queue.begun().await;
    assert_eq!(second.id, previews[0].id);
    // The place of the export is for the next preview too, before the exports of others who have waited longer.
    export.order(Order::Succeed);
    let third = queue.begun().await;
    assert_eq!(third.id, previews[1].id);
    third.order(Order::Succeed);
    second.order(Order::Succeed);
    let done = queue.until_status(&previews[1].id, ExportStatus::Completed).await;
    assert!(done.preview);
    queue.begun().await.order(Order::Succeed);
    queue.begun().await.order(Order::Succeed);
    queue.close().await;
}

#[tokio::test]
async fn a_user_has_so_many_previews_and_no_more() {
    let house = House::new(1).await;
    let queue = house.open().await;
    let preview = |user: &str| NewJob {
        preview: true,
        ..new_job(user)
    };
    for _ in 0..MAX_PREVIEWS {
        queue.service.queue(vec![preview("ann")]).await.expect("queued");
    }
    let more = queue.service.queue(vec![preview("ann")]).await;
    assert!(matches!(more, Err(JobError::TooManyPreviews)));
    assert!(
        queue
            .service
            .queue(vec![preview("bob"), new_job("ann")])
            .await
            .is_ok()
    );
    queue.close().await;
}

#[tokio::test]
async fn the_pictures_of_a_video_come_and_go_with_it() {
    let house = House::new(1).await;
    let mut queue = house.open().await;
    let id = queue.add("ann").await;
    queue.begun().await.order(Order::SucceedWithStills);
    let done = queue.until_status(&id, ExportStatus::Completed).await;
    let stills = done.result.expect("a file").stills.expect("pictures");
    assert_eq!(stills.frame, 7);
    for key in [&stills.poster, &stills.thumbnail] {
        assert!(house.storage.info(key).await.expect("asked").is_some(), "{key}");
    }
    // Another whose pictures cannot be stored: its video goes too.
    let id = queue.add("ann").await;
    let begun = queue.begun().await;
    std::fs::create_dir(begun.scratch.join("thumbnail")).expect("made");
    begun.order(Order::SucceedWithStills);
    queue.until(&id, |job| job.error.is_some()).await;
    for key in keys::of_attempt(&id, 1).expect("an id") {
        assert!(house.storage.info(&key).await.expect("asked").is_none(), "{key}");
    }
    queue.service.cancel("ann", &id).await.ok();
    // Another attempt that nobody wants any more: its job is cancelled before it ends.
    let id = queue.add("ann").await;
    let begun = queue.begun().await;
    let cancelled = queue.service.cancel("ann", &id);
    begun.order(Order::SucceedWithStills);
    cancelled.await.expect("cancelled");
    queue.close().await;
    for key in keys::of_attempt(&id, 1).expect("an id") {
        assert!(house.storage.info(&key).await.expect("asked").is_none(), "{key}");
    }
}

#[tokio::test]
async fn a_second_place_goes_to_the_user_who_has_none() {
    let house = House::new(2).await;
    let mut queue = house.open().await;
    let first = queue.add("ann").await;
    let one = queue.begun().await;
    let jobs = vec![new_job("ann"), new_job("bob")];
    let jobs = queue.service.queue(jobs).await.expect("queued");
    let two = queue.begun().await;
    assert_eq!((&one.id, &two.id), (&first, &jobs[1].id));
    one.order(Order::Succeed);
    assert_eq!(queue.begun().await.id, jobs[0].id);
    two.order(Order::Succeed);
    queue.close().await;
}

#[tokio::test]
async fn what_may_pass_is_tried_again_and_progress_stays() {
    let house = House::new(1).await;
    let mut queue = house.open().await;
    let id = queue.add("ann").await;
    let begun = queue.begun().await;
    begun.order(Order::Report(Stage::Rendering, 60));
    begun.order(Order::Fail { may_pass: true });
    let waiting = queue.until(&id, |job| job.error.is_some()).await;
    assert_eq!(
        (waiting.status, waiting.attempt, waiting.progress),
        (ExportStatus::Queued, 1, 0.54)
    );
    let begun = queue.begun().await;
    begun.order(Order::Report(Stage::Rendering, 10));
    let again = queue
        .until(&id, |job| job.stage.as_deref() == Some("rendering"))
        .await;
    assert_eq!((again.attempt, again.progress, again.frames_done), (2, 0.54, 60));
    begun.order(Order::Fail { may_pass: true });
    queue.begun().await.order(Order::Fail { may_pass: true });
    let failed = queue.until_status(&id, ExportStatus::Failed).await;
    assert_eq!(
        (failed.attempt, failed.error.expect("a cause").code.as_str()),
        (3, "SCRIPTED")
    );
    queue.close().await;
    assert!(house.scratch_is_empty());
}

#[tokio::test]
async fn bad_input_and_panics_fail_their_job_alone() {
    let house = House::new(2).await;
    let mut queue = house.open().await;
    let (bad, good) = (queue.add("ann").await, queue.add("bob").await);
    let [first, second] = queue.both_begun(&bad).await;
    first.order(Order::Fail { may_pass: false });
    assert_eq!(queue.until_status(&bad, ExportStatus::Failed).await.attempt, 1);
    let broken = queue.add("cid").await;
    queue.begun().await.order(Order::Panic);
    queue.begun().await.order(Order::Panic);
    let failed = queue.until_status(&broken, ExportStatus::Failed).await;
    let error = failed.error.expect("a cause");
    assert_eq!((failed.attempt, error.code.as_str()), (2, "INTERNAL"));
    assert!(error.message.contains("as told"), "{}", error.message);
    second.order(Order::Succeed);
    queue.until_status(&good, ExportStatus::Completed).await;
    queue.close().await;
}

#[tokio::test]
async fn a_cancelled_job_stops_and_leaves_nothing() {
    let house = House::new(1).await;
    let mut queue = house.open().await;
    let (running, waiting) = (queue.add("ann").await, queue.add("ann").await);
    let begun = queue.begun().await;
    std::fs::write(begun.scratch.join("half"), "x").expect("its folder is there");
    begun.order(Order::WaitForCancel);
    assert!(matches!(
        queue.service.cancel("bob", &waiting).await,
        Err(JobError::NotFound(_))
    ));
    for id in [&waiting, &running, &running] {
        let job = queue.service.cancel("ann", id).await.expect("cancelled");
        assert_eq!(
            (job.status, job.completed_at.is_some()),
            (ExportStatus::Cancelled, true)
        );
    }
    let next = queue.add("ann").await;
    assert_eq!(queue.begun().await.id, next, "the waiting job never begins");
    assert!(!begun.scratch.exists() && !house.stored(&running, 1).await);
    queue.close().await;
}

#[tokio::test]
async fn a_cancel_that_meets_the_end_leaves_one_or_the_other() {
    let house = House::new(1).await;
    let mut queue = house.open().await;
    for _ in 0..20 {
        let id = queue.add("ann").await;
        queue.begun().await.order(Order::Succeed);
        let cancelled = queue.service.cancel("ann", &id).await;
        // The place is free only when the attempt has ended with its cleaning up.
        let next = queue.add("ann").await;
        let begun = queue.begun().await;
        assert_eq!(begun.id, next);
        let job = queue.service.job("ann", &id).await.expect("there");
        match cancelled {
            Ok(_) => assert_eq!(job.status, ExportStatus::Cancelled),
            Err(_) => assert_eq!(job.status, ExportStatus::Completed),
        }
        assert_eq!(house.stored(&id, 1).await, job.status == ExportStatus::Completed);
        begun.order(Order::Fail { may_pass: false });
        queue.until_status(&next, ExportStatus::Failed).await;
    }
    queue.close().await;
}

#[tokio::test]
async fn a_new_process_takes_up_what_the_last_one_ran_and_the_last_one_is_not_heard() {
    let house = House::new(1).await;
    let mut old = house.open().await;
    let id = old.add("ann").await;
    let late = old.begun().await;
    let mut new = house.open().await;
    let begun = new.begun().await;
    assert_eq!(begun.id, id);
    std::fs::create_dir_all(&late.scratch).expect("made again");
    late.order(Order::Succeed);
    begun.order(Order::Succeed);
    let done = new.until_status(&id, ExportStatus::Completed).await;
    assert_eq!(done.attempt, 2);
    old.close().await;
    assert!(!house.stored(&id, 1).await && house.stored(&id, 2).await);
    assert_eq!(new.service.job("ann", &id).await.expect("there"), done);
    new.close().await;
}

#[tokio::test]
async fn a_shutdown_finishes_what_is_nearly_done_and_hands_back_the_rest() {
    let house = House::new(2).await;
    let mut queue = house.open().await;
    let (near, far) = (queue.add("ann").await, queue.add("bob").await);
    let [first, second] = queue.both_begun(&near).await;
    first.order(Order::Report(Stage::Rendering, 95));
    queue.until(&near, |job| job.progress > 0.8).await;
    second.order(Order::WaitForCancel);
    let service = queue.service.clone();
    let stopping = tokio::spawn(async move { service.shutdown(Duration::from_secs(20)).await });
    let back = queue.until_status(&far, ExportStatus::Queued).await;
    assert_eq!(back.attempt, 0);
    assert!(matches!(
        queue.service.queue(vec![new_job("ann")]).await,
        Err(JobError::Stopping)
    ));
    first.order(Order::Succeed);
    queue.until_status(&near, ExportStatus::Completed).await;
    stopping.await.expect("no panic");
    assert!(house.scratch_is_empty());
    let mut next = house.open().await;
    assert_eq!(next.begun().await.id, far);
    next.close().await;
}

#[tokio::test]
async fn a_retry_does_not_hold_up_others() {
    let mut house = House::new(1).await;
    house.settings.retry_delay = Duration::from_secs(600);
    let mut queue = house.open().await;
    let (first, second) = (queue.add("ann").await, queue.add("ann").await);
    let before = now();
    queue.begun().await.order(Order::Fail { may_pass: true });
    queue.until(&first, |job| job.error.is_some()).await;
    assert_eq!(queue.begun().await.id, second);
    assert!(queue.service.job("ann", &first).await.expect("there").updated_at >= before);
    queue.close().await;
}

#[tokio::test]
async fn a_finished_job_knows_how_it_went() {
    let mut house = House::new(1).await;
    house.settings.retention = Some(Duration::from_secs(3600));
    let mut queue = house.open().await;
    let id = queue.add("ann").await;
    assert_eq!(queue.service.usage("ann").await.expect("counted").bytes, 0);
    queue.begun().await.order(Order::Fail { may_pass: true });
    let again = queue.begun().await;
    again.order(Order::Report(Stage::Rendering, 50));
    queue.until(&id, |job| job.frames_done == 50).await;
    again.order(Order::Report(Stage::Joining, 100));
    again.order(Order::Succeed);
    let done = queue.until_status(&id, ExportStatus::Completed).await;
    let failure = done.last_failure.as_ref().expect("the first attempt failed");
    assert_eq!((failure.attempt, failure.failure.code.as_str()), (1, "SCRIPTED"));
    assert_eq!((done.attempt, &done.error), (2, &None));
    let stages = done.stages;
    assert!(
        [stages.preparing, stages.rendering, stages.joining, stages.storing]
            .iter()
            .all(Option::is_some),
        "{stages:?}"
    );
    assert_eq!((done.frames_per_second, done.seconds_left), (None, None));
    let ended = done.completed_at.expect("it has");
    assert_eq!(done.expires_at, Some(ended + Duration::from_secs(3600)));
    assert!(
        done.started_at
            .is_some_and(|begun| begun >= done.created_at && begun <= ended)
    );
    let result = done.result.as_ref().expect("a file");
    assert_eq!(result.codecs.as_deref(), Some("avc1.4d4028"));
    assert_eq!(queue.service.job("ann", &id).await.expect("there"), done);
    assert_eq!(queue.service.usage("ann").await.expect("counted").bytes, 5);
    queue.close().await;
}

#[tokio::test]
async fn results_go_when_their_time_is_over() {
    let mut house = House::new(1).await;
    house.settings.retention = Some(Duration::ZERO);
    let mut queue = house.open().await;
    let id = queue.add("ann").await;
    queue.begun().await.order(Order::SucceedWithStills);
    queue.until_status(&id, ExportStatus::Completed).await;
    assert!(house.stored(&id, 1).await);
    queue.close().await;
    // The next start sweeps first.
    let mut queue = house.open().await;
    let gone = queue.until(&id, |job| job.expired_at.is_some()).await;
    assert_eq!(gone.status, ExportStatus::Completed);
    assert!(gone.result.is_some(), "what is known of it stays");
    for key in keys::of_attempt(&id, 1).expect("an id") {
        assert_eq!(house.storage.info(&key).await.expect("asked"), None, "{key}");
    }
    assert_eq!(queue.service.job("ann", &id).await.expect("there"), gone);
    queue.close().await;
}

#[tokio::test]
async fn a_deleted_job_leaves_nothing() {
    let house = House::new(1).await;
    let mut queue = house.open().await;
    let (done, running) = (queue.add("ann").await, queue.add("ann").await);
    queue.begun().await.order(Order::SucceedWithStills);
    queue.until_status(&done, ExportStatus::Completed).await;
    let begun = queue.begun().await;
    begun.order(Order::WaitForCancel);
    assert!(matches!(
        queue.service.delete("bob", &done).await,
        Err(JobError::NotFound(_))
    ));
    for id in [&done, &running] {
        queue.service.delete("ann", id).await.expect("deleted");
        assert!(matches!(
            queue.service.job("ann", id).await,
            Err(JobError::NotFound(_))
        ));
        assert!(matches!(
            queue.service.delete("ann", id).await,
            Err(JobError::NotFound(_))
        ));
    }
    for key in keys::of_attempt(&done, 1).expect("an id") {
        assert_eq!(house.storage.info(&key).await.expect("asked"), None, "{key}");
    }
    queue.close().await;
    assert!(house.scratch_is_empty());
}

#[tokio::test]
async fn a_user_has_no_more_running_than_allowed() {
    let mut house = House::new(3).await;
    house.settings.quotas.running = Some(1);
    let mut queue = house.open().await;
    let first = queue.add("ann").await;
    let begun = queue.begun().await;
    assert_eq!(begun.id, first);
    let second = queue.add("ann").await;
    let other = queue.add("bob").await;
    let bobs = queue.begun().await;
    assert_eq!(bobs.id, other, "the places are not hers alone");
    begun.order(Order::Succeed);
    let next = queue.begun().await;
    assert_eq!(next.id, second);
    next.order(Order::Succeed);
    bobs.order(Order::Succeed);
    queue.until_status(&second, ExportStatus::Completed).await;
    queue.close().await;
}
