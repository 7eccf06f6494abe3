//! Who is let in: by tokens of a secret, by published keys, by API keys; and how often.

use axum::Router;
use axum::routing::get;
use phonoglyph_tests::app::TestApp;
use phonoglyph_tests::client::Client;
use phonoglyph_tests::{cli, node, songs, studio};
use reqwest::StatusCode;
use serde_json::{Value, json};
use std::sync::{Arc, Mutex};

const SECRET: &str = "a secret of the tests, of more than thirty-two bytes";
const COUNT: &str = "{ assets { totalCount } }";

/// A token that the program made.
fn token(user: &str, more: &[&str]) -> String {
    let mut command = cli::phonoglyph();
    command
        .args(["token", "--user", user, "--auth-secret", SECRET])
        .args(more);
    let output = command.output().expect("the program can be started");
    assert!(output.status.success(), "{}", cli::text(&output));
    String::from_utf8(output.stdout).expect("text").trim().to_owned()
}

/// The status and first code of an answer.
async fn answered(request: reqwest::RequestBuilder) -> (StatusCode, String) {
    let response = request.send().await.expect("the server answers");
    let status = response.status();
    let body: Value = response.json().await.expect("JSON");
    (
        status,
        body["errors"][0]["extensions"]["code"]
            .as_str()
            .unwrap_or_default()
            .to_owned(),
    )
}

/// Whether one who shows this is let in.
async fn asks(client: &Client, secret: &str) -> bool {
    client.with_token(secret).try_ask(COUNT, json!({})).await.is_ok()
}

#[tokio::test]
async fn tokens_of_the_secret_are_asked_for_everywhere() {
    let settings = [
        ("PHONOGLYPH_AUTH_SECRET", SECRET),
        ("PHONOGLYPH_AUTH_AUDIENCE", "authenticated"),
    ];
    let app = TestApp::start_with(&settings).await;
    let ada = app
        .client
        .with_token(token("ada", &["--auth-audience", "authenticated"]));
    let bob = app
        .client
        .with_token(token("bob", &["--auth-audience", "authenticated"]));
    let midi = studio::upload(&ada, "a.mid", songs::scale(2))
        .await
        .expect("a good song");
    assert_eq!(ada.ask(COUNT, json!({})).await["assets"]["totalCount"], 1);
    assert_eq!(bob.ask(COUNT, json!({})).await["assets"]["totalCount"], 0);
    let composition = studio::compose(&ada, &midi, None).await;
    let job = studio::queue(&ada, &composition, studio::small())
        .await
        .expect("a good export");
    let id = studio::text(&job["id"]);
    // A socket shows its token in connection_init, a stream of events in its header.
    studio::follow(&ada, &id).await.rest().await;
    let url = format!("{}/graphql", app.client.base);
    let ada_token = ada.token.as_deref().expect("there is one");
    let output = node::run("sse.mjs", &[&url, &id, ada_token]).await;
    assert!(output.status.success(), "{}", cli::text(&output));
    let follow = "subscription($id: ID!) { exportProgress(jobId: $id) { id } }";
    let error = bob
        .subscribe(follow, json!({ "id": id }))
        .await
        .expect("it opens")
        .next()
        .await;
    assert!(error.expect_err("it is ada's").to_string().contains("NOT_FOUND"));

    let refused = app
        .client
        .subscribe(follow, json!({ "id": id }))
        .await
        .expect_err("nobody is there");
    assert!(refused.to_string().contains("4403"), "{refused}");
    let wrong = token("ada", &["--auth-audience", "elsewhere"]);
    let body = json!({ "query": COUNT });
    let get = || app.client.get(COUNT);
    for request in [
        app.client.post().json(&body),
        get(),
        get().header("accept", "text/event-stream"),
        get().bearer_auth(&wrong),
        get().basic_auth("ada", Some(ada_token)),
        app.client.post().bearer_auth("x").body("anything"),
    ] {
        assert_eq!(
            answered(request).await,
            (StatusCode::UNAUTHORIZED, "UNAUTHENTICATED".to_owned())
        );
    }
    let response = get().send().await.expect("the server answers");
    assert_eq!(response.headers()["www-authenticate"], "Bearer");
    assert!(asks(&app.client, ada_token).await);
}

#[tokio::test]
async fn published_keys_check_tokens_and_may_change() {
    let (issuer, audience) = ("https://id.example", "phonoglyph");
    let output = node::run("tokens.mjs", &[issuer, audience, "ada"]).await;
    assert!(output.status.success(), "{}", cli::text(&output));
    let made: Value = serde_json::from_slice(&output.stdout).expect("JSON");
    let shown = Arc::new(Mutex::new(made["sets"][0].to_string()));
    let answer = Arc::clone(&shown);
    let keys = Router::new().route("/jwks", get(async move || answer.lock().expect("whole").clone()));
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0")
        .await
        .expect("a free port");
    let address = format!("http://{}/jwks", listener.local_addr().expect("it is bound"));
    tokio::spawn(async move { axum::serve(listener, keys).await });
    let app = TestApp::start_with(&[
        ("PHONOGLYPH_AUTH_JWKS", &address),
        ("PHONOGLYPH_AUTH_ISSUER", issuer),
        ("PHONOGLYPH_AUTH_AUDIENCE", audience),
    ])
    .await;
    let token = |name: &str| studio::text(&made["tokens"][name]);
    for name in ["rs256", "es256", "unnamed"] {
        assert!(asks(&app.client, &token(name)).await, "{name}: {}", app.log());
    }
    let bad = [
        "expired",
        "issuer",
        "audience",
        "stranger",
        "crossed",
        "confused",
        "confusedDer",
        "none",
    ];
    for name in bad {
        assert!(!asks(&app.client, &token(name)).await, "{name}");
    }
    assert!(
        !asks(&app.client, &token("next")).await,
        "its key is not published yet"
    );
    *shown.lock().expect("whole") = made["sets"][1].to_string();
    assert!(
        asks(&app.client, &token("next")).await,
        "a key that is not known is asked for"
    );
    assert!(
        !asks(&app.client, &token("rs256")).await,
        "its key is published no longer"
    );
    assert!(asks(&app.client, &token("es256")).await);
}

#[tokio::test]
async fn api_keys_are_made_shown_once_and_taken_back() {
    let app = TestApp::start_with(&[("PHONOGLYPH_AUTH_SECRET", SECRET)]).await;
    let ada = app.client.with_token(token("ada", &[]));
    let create = "mutation($days: Int) { createApiKey(input: { name: \"script\", expiresInDays: $days }) {
        secret apiKey { id name hint expiresAt lastUsedAt } } }";
    let made = ada.ask(create, json!({ "days": 30 })).await["createApiKey"].clone();
    let (secret, key) = (studio::text(&made["secret"]), &made["apiKey"]);
    assert!(
        secret.starts_with(&studio::text(&key["hint"])) && secret.len() > 40 && key["expiresAt"].is_string()
    );
    let script = app.client.with_token(&secret);
    studio::upload(&script, "a.mid", songs::scale(2))
        .await
        .expect("a good song");
    assert_eq!(ada.ask(COUNT, json!({})).await["assets"]["totalCount"], 1);
    let listed = ada
        .ask("{ apiKeys { id name hint lastUsedAt } }", json!({}))
        .await;
    assert_eq!(listed["apiKeys"][0]["id"], key["id"]);
    assert!(listed["apiKeys"][0]["lastUsedAt"].is_string() && !listed.to_string().contains(&secret));
    assert_eq!(
        script.refused(create, json!({})).await.code(),
        "FORBIDDEN",
        "a key makes no keys"
    );
    let error = ada.refused(create, json!({ "days": 0 })).await;
    assert_eq!(
        (error.code(), &error.extensions["field"]),
        ("BAD_USER_INPUT", &json!("input.expiresInDays"))
    );
    let revoke = "mutation($id: ID!) { revokeApiKey(input: { id: $id }) { revokedApiKeyId } }";
    let bob = app.client.with_token(token("bob", &[]));
    assert_eq!(
        bob.refused(revoke, json!({ "id": key["id"] })).await.code(),
        "NOT_FOUND"
    );
    ada.ask(revoke, json!({ "id": key["id"] })).await;
    assert_eq!(script.refused(COUNT, json!({})).await.code(), "UNAUTHENTICATED");
    let Some(database) = app.database_file() else {
        return;
    };
    let database = std::fs::read(database).expect("a file");
    assert!(
        !database
            .windows(secret.len())
            .any(|bytes| bytes == secret.as_bytes()),
        "it is kept nowhere"
    );
}

#[tokio::test]
async fn a_key_that_was_taken_back_starts_nothing_on_an_open_socket() {
    let app = TestApp::start_with(&[("PHONOGLYPH_AUTH_SECRET", SECRET)]).await;
    let ada = app.client.with_token(token("ada", &[]));
    let create = "mutation { createApiKey(input: { name: \"script\" }) { secret apiKey { id } } }";
    let made = ada.ask(create, json!({})).await["createApiKey"].clone();
    let script = app.client.with_token(studio::text(&made["secret"]));
    let query = "subscription { exportsChanged { id } }";
    let mut socket = script.subscribe(query, json!({})).await.expect("it opens");
    let revoke = "mutation($id: ID!) { revokeApiKey(input: { id: $id }) { revokedApiKeyId } }";
    ada.ask(revoke, json!({ "id": made["apiKey"]["id"] })).await;
    socket.begin("again", query, json!({})).await.expect("it is sent");
    let ended = socket.next().await;
    assert!(
        ended
            .as_ref()
            .is_err_and(|error| error.to_string().contains("4403")),
        "{ended:?}"
    );
}

#[tokio::test]
async fn a_server_may_ask_for_api_keys_alone() {
    let app = TestApp::start_with(&[("PHONOGLYPH_AUTH_KEYS", "true")]).await;
    let key = |args: &[&str]| {
        let output = app.program().arg("key").args(args).output();
        let output = output.expect("the program can be started");
        assert!(output.status.success(), "{}", cli::text(&output));
        String::from_utf8(output.stdout).expect("text").trim().to_owned()
    };
    let secret = key(&["create", "--user", "ada", "--name", "studio machine"]);
    assert!(asks(&app.client, &secret).await);
    assert!(
        !asks(&app.client, &token("ada", &[])).await,
        "there are no tokens here"
    );
    let listed = key(&["list", "--user", "ada"]);
    assert!(
        listed.ends_with("studio machine") && !listed.contains(&secret),
        "{listed}"
    );
    let id = listed.split_whitespace().next().expect("an id").to_owned();
    key(&["revoke", &id, "--user", "ada"]);
    assert!(!asks(&app.client, &secret).await);
}

#[tokio::test]
async fn who_asks_too_often_is_told_when_to_come_back() {
    let settings = [
        ("PHONOGLYPH_AUTH_SECRET", SECRET),
        ("PHONOGLYPH_REQUESTS_PER_MINUTE", "60"),
    ];
    let app = TestApp::start_with(&settings).await;
    let ada = app.client.with_token(token("ada", &[]));
    let mut refused = None;
    for _ in 0..40 {
        let response = ada
            .post()
            .json(&json!({ "query": "{ __typename }" }))
            .send()
            .await;
        let response = response.expect("the server answers");
        if response.status() == StatusCode::TOO_MANY_REQUESTS {
            refused = Some(response);
        }
    }
    let refused = refused.expect("forty at once are too many for sixty a minute");
    let wait = refused.headers()["retry-after"]
        .to_str()
        .expect("text")
        .to_owned();
    let body: Value = refused.json().await.expect("JSON");
    let extensions = &body["errors"][0]["extensions"];
    assert_eq!(
        (&extensions["code"], &extensions["limit"]),
        (&json!("RATE_LIMITED"), &json!(60))
    );
    assert_eq!(extensions["retryAfter"].to_string(), wait);
    // On a socket each operation counts, and the socket itself goes on.
    let mut operation = ada
        .subscribe("{ __typename }", json!({}))
        .await
        .expect("it opens");
    assert!(
        operation
            .next()
            .await
            .expect_err("too many")
            .to_string()
            .contains("RATE_LIMITED")
    );
    let bob = app.client.with_token(token("bob", &[]));
    bob.ask("{ __typename }", json!({})).await;
}
