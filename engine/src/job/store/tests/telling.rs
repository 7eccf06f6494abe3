//! What is written for webhooks, what is removed and what is counted, on every database.

use super::*;
use crate::job::{NewJob, Quota, Quotas};
use phonoglyph_entities::webhook;
use phonoglyph_entities::webhook_delivery::{Column as Delivery, Entity as Deliveries};
use sea_orm::{PaginatorTrait, QueryOrder};

async fn listen(db: &DatabaseConnection, user: &str, events: &[&str], disabled: bool) -> String {
    let webhook = webhook::Model {
        id: Uuid::now_v7().to_string(),
        user_id: user.to_owned(),
        url: "https://example.com/hook".to_owned(),
        description: String::new(),
        events: events.into(),
        secret: String::new(),
        old_secret: None,
        old_secret_until: None,
        failing_since: None,
        disabled_at: disabled.then(now),
        disabled_reason: None,
        created_at: now(),
        updated_at: now(),
    };
    let id = webhook.id.clone();
    webhook.into_active_model().insert(db).await.expect("inserted");
    id
}

async fn told(db: &DatabaseConnection) -> Vec<(String, String)> {
    let rows = Deliveries::find().order_by_asc(Delivery::Id).all(db).await;
    let rows = rows.expect("read").into_iter();
    rows.map(|row| (row.webhook_id, row.event)).collect()
}

#[tokio::test]
async fn every_end_of_an_export_is_told_to_who_listens() {
    for server in servers().await {
        let (db, store) = (&server.db, Store::new(server.db.clone()));
        let all = listen(db, "ann", &[], false).await;
        let failures = listen(db, "ann", &["export.failed"], false).await;
        listen(db, "ann", &[], true).await;
        listen(db, "bob", &[], false).await;
        let mut expected = Vec::new();

        let job = queued(&store, "ann").await;
        assert!(store.cancel("ann", &job.id, now()).await.expect("cancelled"));
        assert!(
            !store.cancel("ann", &job.id, now()).await.expect("asked"),
            "once is enough"
        );
        expected.push((all.clone(), "export.cancelled".to_owned()));
        assert_eq!(told(db).await, expected);

        let job = queued(&store, "ann").await;
        let mut running = claimed(&store, &job.id).await;
        assert!(store.save(&running, Next::Nothing).await.expect("written"));
        assert_eq!(told(db).await, expected, "progress is not told");
        running.status = ExportStatus::Failed;
        running.completed_at = Some(now());
        running.error = Some(JobFailure {
            code: "BAD_SCORE".into(),
            message: "no notes".into(),
        });
        assert!(store.save(&running, Next::Nothing).await.expect("written"));
        assert!(
            !store.save(&running, Next::Nothing).await.expect("asked"),
            "a late attempt"
        );
        expected.push((all.clone(), "export.failed".to_owned()));
        expected.push((failures.clone(), "export.failed".to_owned()));
        let mut found = told(db).await;
        found[1..].sort_unstable();
        expected[1..].sort_unstable();
        assert_eq!(found, expected);
        let row = Deliveries::find()
            .order_by_desc(Delivery::Id)
            .one(db)
            .await
            .expect("read");
        let facts = row.expect("there").facts;
        assert_eq!(
            facts["error"],
            serde_json::json!({"code": "BAD_SCORE", "message": "no notes"})
        );
        assert_eq!(
            (&facts["job"], &facts["status"]),
            (&job.id.clone().into(), &"FAILED".into())
        );

        let job = queued(&store, "ann").await;
        claimed(&store, &job.id).await;
        Store::new(db.clone())
            .take_back(None, &[], 1, now())
            .await
            .expect("taken");
        assert_eq!(
            told(db).await.len(),
            5,
            "a process that dies once too often is told of too"
        );
        let preview = NewJob {
            preview: true,
            ..new_job("ann")
        };
        let jobs = store.insert(vec![preview], now()).await.expect("inserted");
        store.cancel("ann", &jobs[0].id, now()).await.expect("cancelled");
        assert_eq!(told(db).await.len(), 5, "previews are not");
    }
}

#[tokio::test]
async fn what_is_told_and_what_is_true_are_written_together() {
    let store = store().await;
    listen(&store.db, "ann", &[], false).await;
    let job = queued(&store, "ann").await;
    let refuse =
        "CREATE TRIGGER full BEFORE INSERT ON webhook_deliveries BEGIN SELECT RAISE(ABORT, 'full'); END";
    store.db.execute_unprepared(refuse).await.expect("made");
    assert!(store.cancel("ann", &job.id, now()).await.is_err());
    let found = store.find("ann", &job.id).await.expect("there");
    assert_eq!(found.status, ExportStatus::Queued, "neither is written");
}

#[tokio::test]
async fn what_is_deleted_is_found_by_nobody_and_counted_all_the_same() {
    for server in servers().await {
        let store = Store::new(server.db.clone());
        a_job_goes_through_its_row(&store).await;
        let (jobs, _) = store
            .history("ann", &HistoryFilter::default(), None, 1)
            .await
            .expect("read");
        let id = &jobs[0].id;
        let today = usage::day(now());
        let before = store.tallies("ann", &today, &today).await.expect("counted");
        assert_eq!(
            (before.len(), before[0].jobs, before[0].bytes),
            (1, 1, 5_000_000_000)
        );
        assert_eq!(
            (before[0].video_seconds, before[0].format.as_str()),
            (61.5, "mp4 h264 aac")
        );
        assert!(store.bytes("ann").await.expect("counted") >= 5_000_000_000);
        let quotas = Quotas {
            bytes: Some(5_000_000_000),
            ..Quotas::default()
        };
        let full = store.queue(vec![new_job("ann")], None, &quotas, now()).await;
        assert!(
            matches!(
                full,
                Err(JobError::Quota {
                    quota: Quota::Bytes,
                    limit: 5e9,
                    ..
                })
            ),
            "{full:?}"
        );
        assert!(!store.delete("bob", id, now()).await.expect("asked"));
        assert!(store.delete("ann", id, now()).await.expect("deleted"));
        assert!(!store.delete("ann", id, now()).await.expect("asked"), "once");
        assert!(matches!(store.find("ann", id).await, Err(JobError::NotFound(_))));
        let (jobs, total) = store
            .history("ann", &HistoryFilter::default(), None, 1)
            .await
            .expect("read");
        assert_eq!((jobs.len(), total), (0, 0));
        assert_eq!(
            store.tallies("ann", &today, &today).await.expect("counted"),
            before
        );
        let due = store.removable(now()).await.expect("read");
        assert_eq!((due.len(), &due[0].id, due[0].deleted), (1, id, true));
        store.removed(id, now()).await.expect("noted");
        assert_eq!(store.removable(now()).await.expect("read"), []);
        assert_eq!(store.bytes("ann").await.expect("counted"), 0);
        assert_eq!(Deliveries::find().count(&server.db).await, Ok(0));
    }
}
