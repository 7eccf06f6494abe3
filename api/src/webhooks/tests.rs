//! Messages to a receiver on this machine, which the settings allow.

use super::*;
use crate::data::tests::memory;
use crate::data::{Delivery, DeliveryStatus, Webhook};
use crate::outside::OutsideSettings;
use axum::Router;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::routing::post;
use serde_json::json;
use std::sync::Mutex;
use tokio::net::TcpListener;
use tokio::sync::mpsc;

/// A receiver that answers what it is told, in this order, and then 200; what it gets comes out of the channel.
struct Receiver {
    url: String,
    got: mpsc::UnboundedReceiver<(HeaderMap, String)>,
}

type Told = Arc<(Mutex<Vec<u16>>, mpsc::UnboundedSender<(HeaderMap, String)>)>;

async fn take(State(told): State<Told>, headers: HeaderMap, body: String) -> StatusCode {
    let mut answers = told.0.lock().expect("nobody panics");
    let answer = if answers.is_empty() {
        200
    } else {
        answers.remove(0)
    };
    told.1.send((headers, body)).expect("the test listens");
    StatusCode::from_u16(answer).expect("a status")
}

async fn receiver(answers: &[u16]) -> Receiver {
    let (tell, got) = mpsc::unbounded_channel();
    let told: Told = Arc::new((Mutex::new(answers.to_vec()), tell));
    let router = Router::new().route("/hook", post(take)).with_state(told);
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let url = format!("http://{}/hook", listener.local_addr().expect("bound"));
    tokio::spawn(async move { axum::serve(listener, router).await });
    Receiver { url, got }
}

struct House {
    db: DatabaseConnection,
    service: Webhooks,
    changes: broadcast::Sender<JobSnapshot>,
    stop: CancellationToken,
}

impl Drop for House {
    fn drop(&mut self) {
        self.stop.cancel();
    }
}

/// A service with this many waits of no time at all.
async fn house(waits: usize, patience: Duration, allow: &[&str]) -> House {
    let settings = OutsideSettings {
        allow: allow.iter().map(|host| (*host).to_owned()).collect(),
        proxy: None,
    };
    let house = House {
        db: memory().await,
        service: Webhooks::default(),
        changes: broadcast::channel(4).0,
        stop: CancellationToken::new(),
    };
    let settings = (
        Outside::new(&settings).expect("good"),
        WebhookSettings {
            waits: vec![Duration::ZERO; waits],
            patience,
        },
    );
    let run = house.service.clone().run(
        house.db.clone(),
        settings.0,
        settings.1,
        house.changes.subscribe(),
        house.stop.clone(),
    );
    tokio::spawn(run);
    house
}

impl House {
    async fn webhook(&self, url: &str) -> Webhook {
        let row = Webhook {
            id: crate::data::new_id(),
            user_id: "ada".to_owned(),
            url: url.to_owned(),
            description: String::new(),
            events: json!([]),
            secret: new_secret().expect("chance"),
            old_secret: None,
            old_secret_until: None,
            failing_since: None,
            disabled_at: None,
            disabled_reason: None,
            created_at: webhooks::now(),
            updated_at: webhooks::now(),
        };
        webhooks::insert(&self.db, row.clone()).await.expect("stored");
        row
    }

    async fn message(&self, webhook: &Webhook) -> Delivery {
        let now = webhooks::now();
        let row = Delivery {
            id: crate::data::new_id(),
            webhook_id: webhook.id.clone(),
            user_id: webhook.user_id.clone(),
            event: "export.completed".to_owned(),
            job_id: None,
            facts: json!({ "job": "01890a5d-ac96-774b-bcce-b302099a8057", "status": "COMPLETED" }),
            status: DeliveryStatus::Pending,
            attempts: 0,
            round: 0,
            next_at: Some(now),
            log: json!([]),
            created_at: now,
            updated_at: now,
        };
        webhooks::add(&self.db, row.clone()).await.expect("stored");
        self.service.wake();
        row
    }

    /// The message once it is over and noted.
    async fn over(&self, message: &Delivery) -> Delivery {
        let over = async {
            loop {
                let found = webhooks::delivery(&self.db, "ada", &message.id)
                    .await
                    .expect("read");
                match found {
                    Some(found) if found.status != DeliveryStatus::Pending => return found,
                    _ => tokio::task::yield_now().await,
                }
            }
        };
        tokio::time::timeout(Duration::from_secs(30), over)
            .await
            .expect("in time")
    }

    async fn now(&self, webhook: &Webhook) -> Webhook {
        let found = webhooks::find(&self.db, "ada", &webhook.id).await.expect("read");
        found.expect("there")
    }
}

fn header<'a>(headers: &'a HeaderMap, name: &str) -> &'a str {
    headers
        .get(name)
        .and_then(|value| value.to_str().ok())
        .unwrap_or_default()
}

fn statuses(delivery: &Delivery) -> Vec<i64> {
    let entries = delivery.log.as_array().cloned().unwrap_or_default();
    entries
        .iter()
        .filter_map(|entry| entry["status"].as_i64())
        .collect()
}

#[tokio::test]
async fn a_message_is_sent_until_it_is_taken_and_is_always_the_same() {
    let mut receiver = receiver(&[500, 302]).await;
    let house = house(4, Duration::from_secs(3600), &["127.0.0.1"]).await;
    let webhook = house.webhook(&receiver.url).await;
    let message = house.message(&webhook).await;
    let over = house.over(&message).await;
    assert_eq!((over.status, over.attempts), (DeliveryStatus::Delivered, 3));
    assert_eq!(statuses(&over), [500, 302, 200], "redirects are not followed");
    let mut bodies = Vec::new();
    for _ in 0..3 {
        let (headers, body) = receiver.got.recv().await.expect("three came");
        let id = header(&headers, "webhook-id");
        assert_eq!(id, format!("msg_{}", message.id));
        let time: i64 = header(&headers, "webhook-timestamp").parse().expect("seconds");
        let secrets = std::iter::once(webhook.secret.as_str());
        assert_eq!(
            header(&headers, "webhook-signature"),
            sign::signatures(secrets, id, time, &body)
        );
        assert_eq!(header(&headers, "content-type"), "application/json");
        bodies.push(body);
    }
    bodies.dedup();
    assert_eq!(bodies.len(), 1);
    let body: serde_json::Value = serde_json::from_str(&bodies[0]).expect("JSON");
    assert_eq!(body["type"], "export.completed");
    let job = crate::graphql::job_id("01890a5d-ac96-774b-bcce-b302099a8057");
    assert_eq!(body["data"], json!({ "jobId": job, "status": "COMPLETED" }));
    assert_eq!(house.now(&webhook).await.failing_since, None, "it is well again");
}

#[tokio::test]
async fn both_secrets_sign_while_one_takes_the_place_of_the_other() {
    let mut receiver = receiver(&[]).await;
    let house = house(0, Duration::from_secs(3600), &["127.0.0.1"]).await;
    let mut webhook = house.webhook(&receiver.url).await;
    let old = std::mem::replace(&mut webhook.secret, new_secret().expect("chance"));
    webhook.old_secret = Some(old.clone());
    for (until, signed) in [(TimeDelta::hours(1), 2), (TimeDelta::hours(-1), 1)] {
        webhook.old_secret_until = Some(webhooks::now() + until);
        assert!(
            webhooks::update(&house.db, webhook.clone())
                .await
                .expect("written")
        );
        house.message(&webhook).await;
        let (headers, body) = receiver.got.recv().await.expect("it came");
        let (id, time) = (
            header(&headers, "webhook-id"),
            header(&headers, "webhook-timestamp"),
        );
        let secrets = [webhook.secret.as_str(), old.as_str()];
        let expected = sign::signatures(
            secrets.into_iter().take(signed),
            id,
            time.parse().expect("seconds"),
            &body,
        );
        assert_eq!(header(&headers, "webhook-signature"), expected);
    }
}

#[tokio::test]
async fn who_never_takes_anything_is_switched_off() {
    let receiver = receiver(&[500; 20]).await;
    let house = house(2, Duration::ZERO, &["127.0.0.1"]).await;
    let webhook = house.webhook(&receiver.url).await;
    let waiting = house.message(&webhook).await;
    let over = house.over(&waiting).await;
    assert_eq!(
        (over.status, statuses(&over)),
        (DeliveryStatus::Failed, vec![500, 500])
    );
    let off = house.now(&webhook).await;
    assert!(
        off.disabled_at.is_some(),
        "the second failure in a row was one too many"
    );
    let reason = off.disabled_reason.expect("a reason");
    assert!(reason.starts_with("every message failed since"), "{reason}");
}

#[tokio::test]
async fn who_is_gone_is_asked_once() {
    let receiver = receiver(&[410]).await;
    let house = house(5, Duration::from_secs(3600), &["127.0.0.1"]).await;
    let webhook = house.webhook(&receiver.url).await;
    let over = house.over(&house.message(&webhook).await).await;
    assert_eq!(
        (over.status, statuses(&over)),
        (DeliveryStatus::Failed, vec![410])
    );
    assert_eq!(
        house.now(&webhook).await.disabled_reason.as_deref(),
        Some("it answered 410 Gone")
    );
}

#[tokio::test]
async fn a_private_address_is_not_told_anything() {
    let mut receiver = receiver(&[]).await;
    let house = house(1, Duration::from_secs(3600), &[]).await;
    let name = receiver.url.replace("127.0.0.1", "localhost");
    for url in [&receiver.url, &name] {
        let webhook = house.webhook(url).await;
        let over = house.over(&house.message(&webhook).await).await;
        assert_eq!((over.status, over.attempts), (DeliveryStatus::Failed, 2));
        let error = over.log[0]["error"].as_str().expect("a reason");
        assert!(error.contains("loopback"), "{error}");
    }
    assert!(receiver.got.try_recv().is_err(), "nothing came");
}

#[tokio::test]
async fn what_was_given_up_is_sent_again_when_it_is_asked_for() {
    let mut receiver = receiver(&[500]).await;
    let house = house(0, Duration::from_secs(3600), &["127.0.0.1"]).await;
    let webhook = house.webhook(&receiver.url).await;
    let over = house.over(&house.message(&webhook).await).await;
    assert_eq!(over.status, DeliveryStatus::Failed);
    assert!(house.now(&webhook).await.failing_since.is_some());
    assert!(
        webhooks::again(&house.db, &over, webhooks::now())
            .await
            .expect("asked")
    );
    house.service.wake();
    let over = house.over(&over).await;
    assert_eq!((over.status, over.attempts), (DeliveryStatus::Delivered, 2));
    receiver.got.recv().await.expect("one");
    receiver.got.recv().await.expect("two");
    assert!(
        webhooks::delete(&house.db, "ada", &webhook.id)
            .await
            .expect("gone")
    );
    assert_eq!(
        webhooks::delivery(&house.db, "ada", &over.id)
            .await
            .expect("read"),
        None
    );
}

#[tokio::test]
async fn a_message_is_claimed_by_one() {
    let db = memory().await;
    let house = House {
        db,
        service: Webhooks::default(),
        changes: broadcast::channel(4).0,
        stop: CancellationToken::new(),
    };
    let webhook = house.webhook("http://127.0.0.1:1/").await;
    let message = house.message(&webhook).await;
    let now = webhooks::now();
    let first = webhooks::claim(&house.db, 5, send::LEASE, now)
        .await
        .expect("claimed");
    assert_eq!((first.len(), first[0].attempts), (1, 1));
    assert!(
        webhooks::claim(&house.db, 5, send::LEASE, now)
            .await
            .expect("asked")
            .is_empty()
    );
    // Whoever claimed it stopped: somebody else does, and the late answer changes nothing.
    let later = now + send::LEASE;
    let second = webhooks::claim(&house.db, 5, send::LEASE, later)
        .await
        .expect("claimed");
    assert_eq!((second.len(), second[0].attempts), (1, 2));
    let mut late = first[0].clone();
    late.status = DeliveryStatus::Delivered;
    assert!(!webhooks::finish(&house.db, &late).await.expect("asked"));
    let found = webhooks::delivery(&house.db, "ada", &message.id)
        .await
        .expect("read");
    assert_eq!(found.map(|found| found.status), Some(DeliveryStatus::Pending));
}
