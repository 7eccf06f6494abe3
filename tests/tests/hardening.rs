//! What the audit tool graphql-cop looks for, one check each: found nothing, or the documented choice.

use phonoglyph_tests::app::TestApp;
use reqwest::StatusCode;
use serde_json::{Value, json};

struct Answer {
    status: StatusCode,
    body: Value,
}

impl Answer {
    fn code(&self) -> &str {
        self.body["errors"][0]["extensions"]["code"]
            .as_str()
            .unwrap_or_default()
    }
}

async fn answer(request: reqwest::RequestBuilder) -> Answer {
    let response = request.send().await.expect("the server answers");
    let status = response.status();
    let text = response.text().await.expect("a whole answer");
    let body = serde_json::from_str(&text).unwrap_or(Value::String(text));
    Answer { status, body }
}

async fn ask(app: &TestApp, query: &str) -> Answer {
    answer(app.client.post().json(&json!({ "query": query }))).await
}

/// Alias Overloading, Directive Overloading, Field Duplication, Circular Query via Introspection.
#[tokio::test]
async fn overloading_is_refused_by_its_code() {
    let app = TestApp::start().await;
    let aliases: String = (0..101).map(|n| format!("alias{n}: __typename ")).collect();
    let circle = "fields { type { ".repeat(4) + "name" + &" } }".repeat(4);
    let cases = [
        (format!("{{ {aliases} }}"), "TOO_MANY_ALIASES"),
        (
            format!("{{ __typename {} }}", "@aa".repeat(101)),
            "TOO_MANY_DIRECTIVES",
        ),
        (format!("{{ {} }}", "__typename ".repeat(5001)), "TOO_MANY_FIELDS"),
        (
            format!("{{ {} }}", "__typename ".repeat(10_001)),
            "TOO_MANY_TOKENS",
        ),
        (
            format!("{{ __schema {{ types {{ {circle} }} }} }}"),
            "QUERY_TOO_DEEP",
        ),
    ];
    for (query, code) in cases {
        let answer = ask(&app, &query).await;
        assert_eq!((answer.status, answer.code()), (StatusCode::OK, code));
        let extensions = &answer.body["errors"][0]["extensions"];
        assert!(
            extensions["value"].as_u64() > extensions["limit"].as_u64(),
            "{extensions}"
        );
    }
    let alive = ask(&app, "{ __typename }").await;
    assert_eq!(alive.body["data"]["__typename"], "Query");
}

/// What would overflow the stack of a parser that works by recursion, in every way a document comes in.
#[tokio::test]
async fn brackets_without_end_do_not_bring_the_server_down() {
    let app = TestApp::start().await;
    for (open, close) in [("[", "]"), ("{ a ", "}"), ("{a:", "}"), ("(a:", ")")] {
        let bomb = |depth: usize| format!("{{ a(b: {}1{}) }}", open.repeat(depth), close.repeat(depth));
        assert_eq!(ask(&app, &bomb(60_000)).await.code(), "TOO_MANY_TOKENS");
        assert_eq!(ask(&app, &bomb(1000)).await.code(), "QUERY_TOO_DEEP");
        let get = answer(app.client.get(&bomb(1000))).await;
        assert_eq!(get.code(), "QUERY_TOO_DEEP");
    }
    let nested = format!("{}1{}", "[".repeat(100_000), "]".repeat(100_000));
    let body = format!("{{\"query\":\"{{ __typename }}\",\"variables\":{{\"a\":{nested}}}}}");
    let request = app
        .client
        .post()
        .header("content-type", "application/json")
        .body(body);
    assert_eq!(answer(request).await.status, StatusCode::BAD_REQUEST);
    assert_eq!(
        ask(&app, "{ __typename }").await.body["data"]["__typename"],
        "Query"
    );
}

/// Array-based Query Batching.
#[tokio::test]
async fn batches_are_refused() {
    let app = TestApp::start().await;
    let one = json!({ "query": "{ __typename }" });
    let answer = answer(app.client.post().json(&vec![one; 10])).await;
    assert_eq!(
        (answer.status, answer.code()),
        (StatusCode::BAD_REQUEST, "BAD_REQUEST")
    );
}

/// Mutation is allowed over GET, POST based url-encoded query, GET Method Query Support (a documented choice: GET runs
/// queries, nothing else).
#[tokio::test]
async fn nothing_that_another_page_can_send_changes_anything() {
    let app = TestApp::start().await;
    let url = format!("{}/graphql", app.client.base);
    let mutation = "mutation { cancelJob(input: { jobId: \"x\" }) { job { id } } }";
    let get = app.client.get(mutation);
    assert_eq!(answer(get).await.status, StatusCode::METHOD_NOT_ALLOWED);
    for kind in [
        "application/x-www-form-urlencoded",
        "text/plain",
        "application/graphql",
        "",
    ] {
        let post = app
            .client
            .http
            .post(&url)
            .header("content-type", kind)
            .body(format!("query={mutation}"));
        assert_eq!(
            answer(post).await.status,
            StatusCode::UNSUPPORTED_MEDIA_TYPE,
            "{kind}"
        );
    }
}

/// Field Suggestions, Introspection, GraphQL IDE: on by default, for a server of this machine; each can be switched off.
#[tokio::test]
async fn what_is_told_of_the_schema_can_be_switched_off() {
    let told = TestApp::start().await;
    let off = [
        "PHONOGLYPH_INTROSPECTION",
        "PHONOGLYPH_SUGGESTIONS",
        "PHONOGLYPH_GRAPHIQL",
    ];
    let silent = TestApp::start_with(&off.map(|name| (name, "false"))).await;
    let schema = "{ __schema { queryType { name } } }";
    assert_eq!(
        ask(&told, schema).await.body["data"]["__schema"]["queryType"]["name"],
        "Query"
    );
    assert_eq!(ask(&silent, schema).await.code(), "INTROSPECTION_DISABLED");
    let message = |answer: Answer| answer.body["errors"][0]["message"].to_string();
    assert!(message(ask(&told, "{ asset { id } }").await).contains("asset"));
    assert!(message(ask(&told, "{ look { name } }").await).contains("Did you mean"));
    assert!(!message(ask(&silent, "{ look { name } }").await).contains("Did you mean"));
    for (app, status) in [(&told, StatusCode::OK), (&silent, StatusCode::NOT_FOUND)] {
        let page = app
            .client
            .http
            .get(format!("{}/graphiql", app.client.base))
            .send()
            .await;
        let found = page.expect("the server answers").status();
        assert!(
            found == status || found == StatusCode::SERVICE_UNAVAILABLE,
            "{found}"
        );
    }
}

/// Trace Mode, Unhandled Errors Detection: nothing of the inside in any error.
#[tokio::test]
async fn errors_tell_nothing_of_the_inside() {
    let app = TestApp::start().await;
    let queries = [
        "query IntrospectionQuery {",
        "{ assets(after: \"'; DROP TABLE assets; --\") { totalCount } }",
        "{ asset(id: \"QXNzZXQ6MQ\") { id } }",
        "{ previewFrame(input: { compositionId: \"\\u0000\", time: 1e308 }) { url } }",
        "{ exportHistory(first: 2147483648) { totalCount } }",
    ];
    for query in queries {
        let answer = ask(&app, query).await;
        assert!(
            !answer.code().is_empty() && answer.code() != "INTERNAL",
            "{query}: {}",
            answer.body
        );
        let text = answer.body.to_string();
        for inside in [
            ".rs",
            "panicked",
            "async_graphql",
            "sqlx",
            "SQLITE",
            "SELECT",
            "/home",
            "/root",
            "extensions\":{\"tracing",
        ] {
            assert!(!text.contains(inside), "{query}: {text}");
        }
    }
}
