//! Keys, quotas, priorities and lists, on every database.

use super::*;
use crate::export::{ExportRequest, PresetId};
use crate::job::store::Queued;
use crate::job::store::claim::exports_running;
use crate::job::turn::Candidate;
use crate::job::{NewJob, Once, Priority, Quota, Quotas};
use futures_util::future::join_all;

const FREE: Quotas = Quotas {
    waiting: None,
    running: None,
    bytes: None,
    minutes: None,
};

fn once(key: &str, fingerprint: &str) -> Once {
    Once {
        key: key.to_owned(),
        fingerprint: fingerprint.to_owned(),
    }
}

fn ids(queued: &Queued) -> Vec<String> {
    let (Queued::New(jobs) | Queued::Before(jobs)) = queued;
    jobs.iter().map(|job| job.id.clone()).collect()
}

#[tokio::test]
async fn a_key_stands_for_one_thing_and_for_a_day() {
    for server in servers().await {
        let store = Store::new(server.db.clone());
        let (key, now) = (once("spring", "a"), now());
        let queue = |user: &str, key: Once, at| {
            let (store, jobs) = (store.clone(), vec![new_job(user), new_job(user)]);
            async move { store.queue(jobs, Some(&key), &FREE, at).await }
        };
        assert_eq!(store.queued_before("ann", &key, now).await.expect("asked"), None);
        let first = queue("ann", key.clone(), now).await.expect("queued");
        assert!(matches!(&first, Queued::New(jobs) if jobs.len() == 2));
        let again = queue("ann", key.clone(), now).await.expect("the same");
        assert!(matches!(&again, Queued::Before(_)), "{again:?}");
        assert_eq!(ids(&again), ids(&first));
        let other = queue("ann", once("spring", "b"), now).await;
        assert!(matches!(other, Err(JobError::KeyReused)), "{other:?}");
        let bob = queue("bob", key.clone(), now).await.expect("queued");
        assert!(matches!(bob, Queued::New(_)), "keys are each user's own");
        let found = store.queued_before("ann", &key, now).await.expect("asked");
        assert_eq!(found.map(Queued::Before).as_ref(), Some(&again));
        let tomorrow = now + TimeDelta::hours(24);
        assert_eq!(
            store.queued_before("ann", &key, tomorrow).await.expect("asked"),
            None
        );
        let anew = queue("ann", once("spring", "b"), tomorrow).await.expect("queued");
        assert!(matches!(&anew, Queued::New(_)));
        assert_eq!(
            store.forget_keys(tomorrow).await.expect("swept"),
            1,
            "that of bob"
        );
        for id in ids(&anew) {
            assert!(store.cancel("ann", &id, tomorrow).await.expect("cancelled"));
            assert!(store.delete("ann", &id, tomorrow).await.expect("deleted"));
        }
        let spent = queue("ann", once("spring", "b"), tomorrow).await;
        assert!(matches!(spent, Err(JobError::KeySpent)), "{spent:?}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_key_that_many_use_at_once_makes_one_job() {
    for server in servers().await {
        let store = Store::new(server.db.clone());
        let callers = (0..24).map(|_| {
            // Each is another process as far as the database can tell.
            let store = Store::new(server.db.clone());
            tokio::spawn(async move {
                store
                    .queue(vec![new_job("ann")], Some(&once("now", "a")), &FREE, now())
                    .await
            })
        });
        let mut made = std::collections::BTreeSet::new();
        let mut new = 0;
        for queued in join_all(callers).await {
            let queued = queued.expect("no panic").expect("nobody is turned away");
            new += usize::from(matches!(queued, Queued::New(_)));
            made.extend(ids(&queued));
        }
        assert_eq!((made.len(), new), (1, 1));
        assert_eq!(store.active("ann").await.expect("read").len(), 1);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn quotas_hold_whoever_comes_at_once() {
    for server in servers().await {
        let store = Store::new(server.db.clone());
        let quotas = Quotas {
            waiting: Some(5),
            ..FREE
        };
        let callers = (0..24).map(|_| {
            let store = store.clone();
            tokio::spawn(async move { store.queue(vec![new_job("ann")], None, &quotas, now()).await })
        });
        let mut queued = 0;
        for outcome in join_all(callers).await {
            match outcome.expect("no panic") {
                Ok(_) => queued += 1,
                Err(JobError::Quota { quota, value, limit }) => {
                    assert_eq!((quota, value, limit), (Quota::Waiting, 6.0, 5.0));
                }
                Err(other) => unreachable!("{other:?}"),
            }
        }
        assert_eq!(queued, 5);
        assert_eq!(store.active("ann").await.expect("read").len(), 5);
        let preview = NewJob {
            preview: true,
            ..new_job("ann")
        };
        let jobs = vec![preview];
        assert!(
            store.queue(jobs, None, &quotas, now()).await.is_ok(),
            "it is no export"
        );
    }
}

#[tokio::test]
async fn minutes_are_counted_by_the_day() {
    for server in servers().await {
        let store = Store::new(server.db.clone());
        let minute = |user: &str| NewJob {
            video_seconds: Some(60.0),
            ..new_job(user)
        };
        let quotas = Quotas {
            minutes: Some(2.0),
            ..FREE
        };
        let day = now();
        let queued = store
            .queue(vec![minute("ann"), minute("ann")], None, &quotas, day)
            .await;
        let queued = ids(&queued.expect("two minutes"));
        let third = store.queue(vec![minute("ann")], None, &quotas, day).await;
        assert!(
            matches!(
                third,
                Err(JobError::Quota {
                    quota: Quota::Minutes,
                    value: 3.0,
                    limit: 2.0
                })
            ),
            "{third:?}"
        );
        assert_eq!(store.now_used("ann", day).await.expect("counted"), (2, 0, 120.0));
        store.cancel("ann", &queued[1], day).await.expect("cancelled");
        let third = store.queue(vec![minute("ann")], None, &quotas, day).await;
        assert!(third.is_ok(), "what was cancelled does not count");
        let tomorrow = day + TimeDelta::days(1);
        let anew = store.queue(vec![minute("ann")], None, &quotas, tomorrow).await;
        assert!(anew.is_ok(), "every day is a new one");
    }
}

#[tokio::test]
async fn a_users_own_go_by_priority_and_places_tell_the_order() {
    for server in servers().await {
        let store = Store::new(server.db.clone());
        let job = |user: &str, priority| NewJob {
            priority,
            ..new_job(user)
        };
        let jobs = vec![
            job("ann", Priority::Low),
            job("ann", Priority::Normal),
            job("ann", Priority::High),
        ];
        let mut jobs = store.insert(jobs, now()).await.expect("inserted");
        jobs.extend(
            store
                .insert(vec![job("bob", Priority::Low)], now())
                .await
                .expect("inserted"),
        );
        let mut places = Vec::new();
        for job in &jobs {
            places.push(store.place(&job.id).await.expect("asked"));
        }
        assert_eq!(places, [Some(4), Some(3), Some(1), Some(2)]);
        let heads = store.candidates(now()).await.expect("read");
        let mut heads: Vec<_> = heads.into_iter().map(|head| head.id).collect();
        heads.sort_unstable();
        assert_eq!(heads, [jobs[2].id.clone(), jobs[3].id.clone()]);
        claimed(&store, &jobs[2].id).await;
        assert_eq!(store.place(&jobs[2].id).await.expect("asked"), None, "it runs");
        assert_eq!(
            store.place(&jobs[3].id).await.expect("asked"),
            Some(1),
            "the other has one running"
        );
    }
}

#[tokio::test]
async fn lists_are_filtered_and_a_broken_row_hides_no_other() {
    for server in servers().await {
        let store = Store::new(server.db.clone());
        let titled = |title: &str, preset| NewJob {
            title: title.to_owned(),
            config: ExportRequest::preset(preset).build().expect("valid"),
            ..new_job("ann")
        };
        let jobs = vec![
            titled("Über den Wolken", PresetId::Youtube1080p),
            titled("100% Rain", PresetId::TiktokVertical),
            titled("1000 Rains", PresetId::Youtube1080p),
        ];
        let yesterday = now() - TimeDelta::days(1);
        let mut all = store.insert(jobs, yesterday).await.expect("inserted");
        let last = store
            .insert(vec![titled("Rain_dance", PresetId::Custom)], now())
            .await;
        all.extend(last.expect("inserted"));
        let list = |filter: HistoryFilter| {
            let store = store.clone();
            async move { store.history("ann", &filter, None, 10).await.expect("read") }
        };
        for (text, expected) in [
            ("über", vec![0]),
            ("0% R", vec![1]),
            ("RAIN", vec![3, 2, 1]),
            ("n_d", vec![3]),
        ] {
            let filter = HistoryFilter {
                text: Some(text.to_owned()),
                ..HistoryFilter::default()
            };
            let (found, total) = list(filter).await;
            let expected: Vec<_> = expected
                .into_iter()
                .map(|index: usize| all[index].clone())
                .collect();
            assert_eq!(
                (found, total),
                (expected.clone(), expected.len() as u64),
                "{text}"
            );
        }
        let filter = HistoryFilter {
            presets: vec!["youtube_1080p".to_owned()],
            to: Some(now() - TimeDelta::hours(1)),
            from: Some(yesterday),
            oldest_first: true,
            ..HistoryFilter::default()
        };
        let (found, _) = list(filter).await;
        assert_eq!(found, [all[0].clone(), all[2].clone()]);
        let broken = format!(
            "UPDATE export_jobs SET config = '{{}}' WHERE id = '{}'",
            all[2].id
        );
        server.db.execute_unprepared(&broken).await.expect("broken");
        let (page, total) = store
            .history("ann", &HistoryFilter::default(), None, 3)
            .await
            .expect("read all the same");
        assert_eq!(
            (page, total),
            (vec![all[3].clone(), all[1].clone(), all[0].clone()], 4)
        );
        assert_eq!(store.active("ann").await.expect("read").len(), 3);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn servers_that_start_jobs_at_once_do_not_pass_the_quota() {
    for server in servers().await {
        let stores: Vec<_> = (0..6).map(|_| Store::new(server.db.clone())).collect();
        let mut waiting = Vec::new();
        for _ in 0..6 {
            waiting.push(queued(&stores[0], "ann").await.id);
        }
        let candidate = |id: &str, preview| Candidate {
            id: id.to_owned(),
            user_id: "ann".to_owned(),
            running: 0,
            preview,
        };
        // Each server takes another job, so nothing but the quota stands between them.
        let claims = stores.iter().zip(&waiting).map(|(store, id)| {
            let (store, candidate) = (store.clone(), candidate(id, false));
            tokio::spawn(async move { store.claim_within(&candidate, Some(2), LEASE, now()).await })
        });
        let claims = join_all(claims).await.into_iter();
        let started: Vec<_> = claims
            .filter_map(|claimed| claimed.expect("no panic").expect("asked"))
            .collect();
        assert_eq!(started.len(), 2);
        assert_eq!(exports_running(&server.db, "ann").await.expect("counted"), 2);
        let store = &stores[0];
        let left = waiting
            .iter()
            .find(|id| started.iter().all(|one| one.snapshot.id != **id));
        let left = left.expect("four wait");
        let takes = async |preview| {
            let candidate = candidate(left, preview);
            let claimed = store.claim_within(&candidate, Some(2), LEASE, now()).await;
            claimed.expect("asked").is_some()
        };
        assert!(!takes(false).await, "as many run as may");
        assert!(takes(true).await, "previews do not count");
    }
}
