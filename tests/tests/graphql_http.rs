//! GraphQL over HTTP to the letter, and nothing that a request can break.

use phonoglyph_tests::app::TestApp;
use phonoglyph_tests::{cli, node, songs, studio};
use reqwest::StatusCode;
use serde_json::{Value, json};

#[tokio::test]
async fn every_audit_of_graphql_over_http_passes() {
    let app = TestApp::start().await;
    let output = node::run("http.mjs", &[&format!("{}/graphql", app.client.base)]).await;
    assert!(output.status.success(), "{}", cli::text(&output));
}

/// The status and code with which a body is refused.
async fn refused(app: &TestApp, media_type: &str, body: &str) -> (StatusCode, String) {
    let request = app.client.http.post(format!("{}/graphql", app.client.base));
    let request = request.header("content-type", media_type).body(body.to_owned());
    let response = request.send().await.expect("the server answers");
    let status = response.status();
    let body: Value = response.json().await.expect("refusals are JSON");
    (status, studio::text(&body["errors"][0]["extensions"]["code"]))
}

#[tokio::test]
async fn what_is_no_request_is_refused_in_json() {
    let app = TestApp::start().await;
    let query = r#"{"query":"{__typename}"}"#;
    let (list, large) = (
        format!("[{query}]"),
        format!("{{\"query\":\"{}\"}}", " ".repeat(1 << 20)),
    );
    let cases = [
        ("application/json", list.as_str(), 400, "BAD_REQUEST"),
        ("application/json", r#"["{__typename}"]"#, 400, "BAD_REQUEST"),
        (
            "application/json",
            r#"{"qeury":"{__typename}"}"#,
            400,
            "BAD_REQUEST",
        ),
        ("application/json", large.as_str(), 413, "REQUEST_TOO_LARGE"),
        ("text/plain", query, 415, "UNSUPPORTED_MEDIA_TYPE"),
        (
            "application/x-www-form-urlencoded",
            "query={__typename}",
            415,
            "UNSUPPORTED_MEDIA_TYPE",
        ),
        (
            "multipart/form-data; boundary=x",
            "--x--",
            400,
            "PREFLIGHT_REQUIRED",
        ),
    ];
    for (media_type, body, status, code) in cases {
        let (found, found_code) = refused(&app, media_type, body).await;
        assert_eq!(
            (found.as_u16(), found_code.as_str()),
            (status, code),
            "{media_type}"
        );
    }
}

#[tokio::test]
async fn what_is_liked_best_is_answered_and_what_cannot_be_read_is_refused() {
    let app = TestApp::start().await;
    let post = |headers: &[(&str, &str)]| {
        let request = app.client.post().body(r#"{"query":"{__typename}"}"#);
        let mut request = request.header("content-type", "application/json");
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        async move {
            let response = request.send().await.expect("the server answers");
            let kind = studio::text(&json!(response.headers()["content-type"].to_str().expect("text")));
            (response.status().as_u16(), kind)
        }
    };
    let newer = "application/graphql-response+json";
    let weighed = "application/json, application/graphql-response+json;q=0.5";
    let cases = [
        (("accept", newer), 200, newer),
        (("accept", weighed), 200, "application/json"),
        (("accept", "*/*"), 200, "application/json"),
        (("accept", "text/html"), 406, "application/json"),
        (("content-encoding", "gzip"), 415, "application/json"),
    ];
    for (header, status, kind) in cases {
        let expected = (status, format!("{kind}; charset=utf-8"));
        assert_eq!(post(&[header]).await, expected, "{header:?}");
    }
}

#[tokio::test]
async fn a_refused_upload_is_read_so_that_the_refusal_is_heard() {
    let app = TestApp::start().await;
    let part = reqwest::multipart::Part::bytes(vec![0; 8 << 20]);
    let form = reqwest::multipart::Form::new().part("0", part);
    let request = app.client.post().header("apollo-require-preflight", "1");
    let response = request.multipart(form).send().await.expect("the answer is heard");
    assert_eq!(response.status(), StatusCode::BAD_REQUEST);
}

#[tokio::test]
async fn an_upload_that_is_only_claimed_is_an_error_of_its_field() {
    let app = TestApp::start().await;
    let query = "mutation($file: Upload!) { uploadAsset(input: { file: $file }) { asset { id } } }";
    // This is how the library that the server is built on marks a file that has come.
    for claim in ["#__graphql_file__:0", "#__graphql_file__:7"] {
        let error = app.client.refused(query, json!({ "file": claim })).await;
        assert_eq!(
            (error.code(), &error.extensions["field"]),
            ("BAD_USER_INPUT", &json!("input.file"))
        );
    }
    let log = app.log();
    assert!(!log.contains("panicked"), "{log}");
}

#[tokio::test]
async fn a_document_that_cannot_be_read_is_not_sent_back() {
    let app = TestApp::start().await;
    let error = app
        .client
        .refused(&format!("{{ {} ", "a ".repeat(1000)), json!({}))
        .await;
    assert_eq!(error.code(), "GRAPHQL_PARSE_FAILED");
    assert!(error.message.len() < 200, "{}", error.message);
}

#[tokio::test]
async fn cancelling_what_has_ended_names_the_argument() {
    let app = TestApp::start().await;
    let midi = studio::upload(&app.client, "a.mid", songs::scale(1))
        .await
        .expect("a good song");
    let composition = studio::compose(&app.client, &midi, None).await;
    let job = studio::queue(&app.client, &composition, studio::small())
        .await
        .expect("a good export");
    let id = studio::text(&job["id"]);
    studio::follow(&app.client, &id).await.rest().await;
    let errors = studio::cancel(&app.client, &id).await.expect_err("it has ended");
    assert_eq!(
        (errors[0].code(), &errors[0].extensions["field"]),
        ("CONFLICT", &json!("input.jobId"))
    );
    assert!(errors[0].message.contains("COMPLETED"), "{}", errors[0].message);
}
