//! The rows by themselves, with times of their own.

use super::*;
use crate::job::connect;
use crate::job::tests::{database, new_job};
use crate::job::{HistoryFilter, JobFailure, JobResult, JobSnapshot, JobStills};
use chrono::TimeDelta;
use phonoglyph_entities::{asset, composition};
use phonoglyph_migration::{Migrator, MigratorTrait};
use sea_orm::{ActiveModelTrait, ConnectionTrait, IntoActiveModel};
use std::time::Duration;

mod queueing;
mod telling;

const LEASE: Duration = Duration::from_secs(30);

/// A migrated database of its own.
struct Server {
    db: DatabaseConnection,
    _folder: tempfile::TempDir,
}

/// Every database that the store must do the same on: a SQLite file, and a PostgreSQL server where
/// PHONOGLYPH_TEST_DATABASE has the address of one.
async fn servers() -> Vec<Server> {
    let folder = || tempfile::tempdir().expect("a folder");
    let file = folder();
    let sqlite = format!("sqlite://{}", file.path().join("jobs.db").display());
    let mut servers = vec![(sqlite, file)];
    if let Ok(address) = std::env::var("PHONOGLYPH_TEST_DATABASE") {
        // Each test has a schema of its own there.
        let schema = format!("test_{}", Uuid::now_v7().simple());
        let db = connect(&address).await.expect("the server is there");
        db.execute_unprepared(&format!("CREATE SCHEMA {schema}"))
            .await
            .expect("made");
        servers.push((format!("{address}?options=-csearch_path%3D{schema}"), folder()));
    }
    let mut ready = Vec::new();
    for (url, folder) in servers {
        let db = connect(&url).await.expect("opened");
        Migrator::up(&db, None).await.expect("migrated");
        ready.push(Server { db, _folder: folder });
    }
    ready
}

async fn store() -> Store {
    Store::new(database().await)
}

async fn queued(store: &Store, user: &str) -> JobSnapshot {
    let jobs = store.insert(vec![new_job(user)], now()).await.expect("inserted");
    jobs.into_iter().next().expect("one")
}

async fn claimed(store: &Store, id: &str) -> JobSnapshot {
    let claimed = store.claim(id, LEASE, now()).await.expect("claimed");
    claimed.expect("it was free").snapshot
}

#[tokio::test]
async fn every_table_keeps_what_it_is_given_and_goes_again() {
    for server in servers().await {
        keeps_and_goes(server.db).await;
    }
}

async fn keeps_and_goes(db: DatabaseConnection) {
    let asset = asset::Model {
        id: "a".into(),
        user_id: "ann".into(),
        kind: asset::AssetKind::Audio,
        file_name: "s\u{f6}ng.flac".into(),
        media_type: "audio/flac".into(),
        bytes: 5_000_000_000,
        sha256: "00".into(),
        duration_seconds: Some(61.5),
        created_at: now(),
    };
    asset
        .clone()
        .into_active_model()
        .insert(&db)
        .await
        .expect("inserted");
    assert_eq!(asset::Entity::find_by_id("a").one(&db).await, Ok(Some(asset)));
    let composition = composition::Model {
        id: "c".into(),
        user_id: "ann".into(),
        name: "Song".into(),
        midi_asset_id: "m".into(),
        audio_asset_id: None,
        document: serde_json::json!({"version": 1, "layers": [{"type": "title"}]}),
        created_at: now(),
        updated_at: now(),
    };
    composition
        .clone()
        .into_active_model()
        .insert(&db)
        .await
        .expect("inserted");
    assert_eq!(
        composition::Entity::find_by_id("c").one(&db).await,
        Ok(Some(composition))
    );
    let store = Store::new(db.clone());
    a_job_goes_through_its_row(&store).await;
    Migrator::down(&db, None).await.expect("taken down");
    assert!(db.execute_unprepared("SELECT 1 FROM export_jobs").await.is_err());
}

async fn a_job_goes_through_its_row(store: &Store) {
    let job = queued(store, "ann").await;
    assert_eq!(store.find("ann", &job.id).await.expect("found"), job);
    assert_eq!(store.recipe("ann", &job.id).await.expect("found"), new_job("ann"));
    let heads = store.candidates(now()).await.expect("read");
    assert_eq!((heads.len(), &heads[0].id, heads[0].running), (1, &job.id, 0));
    let mut running = claimed(store, &job.id).await;
    assert_eq!((running.attempt, running.status), (1, ExportStatus::Rendering));
    assert!(store.renew(&job.id, 1, LEASE, now()).await.expect("written"));
    running.status = ExportStatus::Completed;
    running.progress = 1.0;
    running.sequence += SEQUENCE_STEP;
    running.completed_at = Some(now());
    running.result = Some(JobResult {
        key: crate::storage::keys::export(&job.id, 1).expect("an id"),
        bytes: 5_000_000_000,
        duration_seconds: 61.5,
        sha256: "00".into(),
        codecs: Some("avc1.4d4028, mp4a.40.2".to_owned()),
        warnings: vec!["a letter is missing".to_owned()],
        stills: Some(JobStills {
            frame: 77,
            poster: crate::storage::keys::poster(&job.id, 1).expect("an id"),
            thumbnail: crate::storage::keys::thumbnail(&job.id, 1).expect("an id"),
        }),
    });
    assert!(store.save(&running, Next::Nothing).await.expect("written"));
    assert_eq!(store.find("ann", &job.id).await.expect("found"), running);
    assert_eq!(store.next_due(now()).await.expect("read"), None);
    assert!(
        !store.cancel("ann", &job.id, now()).await.expect("written"),
        "it has ended"
    );
}

#[tokio::test]
async fn one_job_is_claimed_once() {
    let store = store().await;
    let other = Store::new(store.db.clone());
    let job = queued(&store, "ann").await;
    claimed(&store, &job.id).await;
    assert!(other.claim(&job.id, LEASE, now()).await.expect("asked").is_none());
    let heads = store.candidates(now()).await.expect("read");
    assert!(heads.is_empty(), "{heads:?}");
}

#[tokio::test]
async fn a_late_attempt_cannot_write() {
    let store = store().await;
    let later = Store::new(store.db.clone());
    let job = queued(&store, "ann").await;
    let mut first = claimed(&store, &job.id).await;
    let expired = now() + TimeDelta::seconds(31);
    let taken = later
        .take_back(Some(expired), &[], 3, expired)
        .await
        .expect("taken");
    assert_eq!((taken.len(), taken[0].attempt), (1, 1));
    let second = claimed(&later, &job.id).await;
    assert_eq!(second.attempt, 2);
    first.status = ExportStatus::Completed;
    assert!(!store.save(&first, Next::Nothing).await.expect("asked"));
    assert!(!store.renew(&job.id, 1, LEASE, now()).await.expect("asked"));
    assert!(
        !store.renew(&job.id, 2, LEASE, now()).await.expect("asked"),
        "not its lease"
    );
    assert_eq!(later.find("ann", &job.id).await.expect("found"), second);
}

#[tokio::test]
async fn leases_that_hold_are_left_alone() {
    let store = store().await;
    let job = queued(&store, "ann").await;
    claimed(&store, &job.id).await;
    let soon = now() + TimeDelta::seconds(20);
    assert_eq!(
        store.take_back(Some(soon), &[], 3, soon).await.expect("asked"),
        []
    );
    let late = now() + TimeDelta::seconds(40);
    let here = [job.id.clone()];
    assert_eq!(
        store.take_back(Some(late), &here, 3, late).await.expect("asked"),
        []
    );
    assert_eq!(
        store.take_back(None, &[], 3, late).await.expect("asked"),
        [],
        "it is our own"
    );
}

#[tokio::test]
async fn a_job_that_keeps_killing_its_process_fails() {
    let store = store().await;
    let job = queued(&store, "ann").await;
    for attempt in 1..=3 {
        claimed(&store, &job.id).await;
        let next = Store::new(store.db.clone());
        let taken = next.take_back(None, &[], 3, now()).await.expect("taken");
        assert_eq!(taken[0].attempt, attempt);
    }
    let failed = store.find("ann", &job.id).await.expect("found");
    assert_eq!(failed.status, ExportStatus::Failed);
    assert_eq!(failed.error.expect("a cause").code, "INTERRUPTED");
}

#[tokio::test]
async fn a_retry_waits_for_its_time() {
    let store = store().await;
    let job = queued(&store, "ann").await;
    let mut running = claimed(&store, &job.id).await;
    running.status = ExportStatus::Queued;
    running.error = Some(JobFailure {
        code: "STORAGE".into(),
        message: "full".into(),
    });
    let then = now() + TimeDelta::seconds(8);
    assert!(store.save(&running, Next::Attempt(then)).await.expect("written"));
    assert_eq!(store.candidates(now()).await.expect("read"), []);
    assert_eq!(store.next_due(now()).await.expect("read"), Some(then));
    assert!(store.claim(&job.id, LEASE, now()).await.expect("asked").is_none());
    assert_eq!(store.candidates(then).await.expect("read").len(), 1);
    let again = store
        .claim(&job.id, LEASE, then)
        .await
        .expect("asked")
        .expect("due");
    assert_eq!((again.snapshot.attempt, again.snapshot.error), (2, running.error));
}

#[tokio::test]
async fn users_do_not_find_each_others_jobs() {
    let store = store().await;
    let job = queued(&store, "ann").await;
    queued(&store, "bob").await;
    assert!(matches!(
        store.find("bob", &job.id).await,
        Err(JobError::NotFound(_))
    ));
    assert!(matches!(
        store.recipe("bob", &job.id).await,
        Err(JobError::NotFound(_))
    ));
    assert!(!store.cancel("bob", &job.id, now()).await.expect("asked"));
    assert_eq!(
        store.active("ann").await.expect("read"),
        std::slice::from_ref(&job)
    );
    let (jobs, total) = store
        .history("ann", &HistoryFilter::default(), None, 10)
        .await
        .expect("read");
    assert_eq!((jobs, total), (vec![job], 1));
}

#[tokio::test]
async fn history_goes_page_by_page_from_the_newest() {
    let store = store().await;
    let jobs = vec![new_job("ann"), new_job("ann"), new_job("ann")];
    let mut jobs = store.insert(jobs, now()).await.expect("inserted");
    store.cancel("ann", &jobs[1].id, now()).await.expect("cancelled");
    jobs.reverse();
    let all = HistoryFilter::default();
    let (page, total) = store.history("ann", &all, None, 2).await.expect("read");
    assert_eq!((page.len(), total, &page[0].id), (2, 3, &jobs[0].id));
    let (rest, total) = store
        .history("ann", &all, Some(&page[1].id), 2)
        .await
        .expect("read");
    assert_eq!((rest.len(), total, &rest[0].id), (1, 3, &jobs[2].id));
    let cancelled = HistoryFilter {
        statuses: vec![ExportStatus::Cancelled],
        composition_id: Some("composition".into()),
        preview: Some(false),
        ..HistoryFilter::default()
    };
    let (found, total) = store.history("ann", &cancelled, None, 2).await.expect("read");
    assert_eq!((found.len(), total, &found[0].id), (1, 1, &jobs[1].id));
    let previews = HistoryFilter {
        preview: Some(true),
        ..HistoryFilter::default()
    };
    let (found, total) = store.history("ann", &previews, None, 2).await.expect("read");
    assert_eq!((found.len(), total), (0, 0));
}

#[tokio::test]
async fn a_row_of_before_is_an_export_without_a_poster() {
    let db = connect("sqlite::memory:").await.expect("opened");
    Migrator::up(&db, Some(1)).await.expect("migrated half-way");
    let store = Store::new(db.clone());
    let mut job = new_job("ann");
    job.preview = true;
    assert!(
        store.insert(vec![job], now()).await.is_err(),
        "there are no previews yet"
    );
    let config = serde_json::to_string(&new_job("ann").config).expect("plain data");
    let source = serde_json::to_string(&new_job("ann").source).expect("plain data");
    db.execute_unprepared(&format!(
        "INSERT INTO export_jobs (id, user_id, composition_id, config, source, status, attempt, download_url, file_size, \
         duration_seconds, sha256, created_at, updated_at) VALUES ('0199', 'ann', 'c', '{config}', '{source}', \
         'completed', 1, '/exports/0199/file', 7, 1.5, 'ab', '2026-01-01 00:00:00', '2026-01-01 00:00:00')"
    ))
    .await
    .expect("inserted");
    Migrator::up(&db, None).await.expect("migrated");
    let job = store.find("ann", "0199").await.expect("it opens");
    assert!(!job.preview);
    assert_eq!(job.result.expect("a file").stills, None);
}

#[tokio::test]
async fn jobs_are_queued_all_or_none() {
    let store = store().await;
    let limit = "CREATE TRIGGER three BEFORE INSERT ON export_jobs \
                 WHEN (SELECT COUNT(*) FROM export_jobs) >= 3 BEGIN SELECT RAISE(ABORT, 'full'); END";
    store.db.execute_unprepared(limit).await.expect("made");
    let jobs = |count| vec![new_job("ann"); count];
    assert_eq!(store.insert(jobs(2), now()).await.expect("room").len(), 2);
    assert!(matches!(
        store.insert(jobs(2), now()).await,
        Err(JobError::Database(_))
    ));
    assert_eq!(store.active("ann").await.expect("read").len(), 2);
}

#[tokio::test]
async fn a_job_that_cannot_be_read_fails_by_itself() {
    let store = store().await;
    let job = queued(&store, "ann").await;
    store
        .db
        .execute_unprepared("UPDATE export_jobs SET source = '{}'")
        .await
        .expect("broken");
    assert!(store.claim(&job.id, LEASE, now()).await.expect("asked").is_none());
    let failed = store.find("ann", &job.id).await.expect("found");
    assert_eq!(failed.error.map(|error| error.code).as_deref(), Some("BAD_JOB"));
}

#[tokio::test]
async fn an_export_from_before_there_were_warnings_has_none() {
    let db = connect("sqlite::memory:").await.expect("opened");
    Migrator::up(&db, Some(1)).await.expect("migrated");
    let insert = "INSERT INTO export_jobs (id, user_id, composition_id, config, source, status, attempt, \
                  file_size, duration_seconds, sha256, created_at, updated_at) VALUES \
                  ('old', 'ann', 'c', '{}', '{}', 'completed', 1, 5, 2.0, 'ab', \
                  '2026-01-01 00:00:00+00:00', '2026-01-01 00:00:00+00:00')";
    db.execute_unprepared(insert).await.expect("written");
    let config = serde_json::to_string(&new_job("ann").config);
    let update = format!(
        "UPDATE export_jobs SET config = '{}'",
        config.expect("plain data")
    );
    db.execute_unprepared(&update).await.expect("written");
    Migrator::up(&db, None).await.expect("migrated");
    let job = Store::new(db).find("ann", "old").await.expect("read");
    assert_eq!(job.result.expect("a file").warnings, Vec::<String>::new());
}
