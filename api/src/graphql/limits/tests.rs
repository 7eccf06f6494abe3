//! Each limit by a request that goes just over it, against the schema itself.

use super::*;
use crate::auth::Viewer;
use crate::data::tests::memory;
use crate::graphql::{Schema, builder_within};
use async_graphql::{Response, Variables};
use serde_json::{Value, json};

async fn schema(limits: ApiLimits) -> Schema {
    builder_within(limits).data(memory().await).finish()
}

async fn ask(schema: &Schema, request: Request) -> Response {
    schema.execute(request.data(Viewer::local())).await
}

async fn refused(schema: &Schema, request: Request) -> Value {
    let response = ask(schema, request).await;
    let error = response.errors.first().expect("it is refused");
    json!(error.extensions)
}

fn over(code: &str, value: usize, limit: usize) -> Value {
    json!({ "code": code, "value": value, "limit": limit })
}

#[tokio::test]
async fn every_limit_has_its_code_its_value_and_itself() {
    let schema = schema(ApiLimits::default()).await;
    let one = "looks { name }";
    let aliases: String = (0..=MAX_ALIASES)
        .map(|alias| format!("a{alias}: {one} "))
        .collect();
    let directives = "@skip(if: false) ".repeat(MAX_DIRECTIVES + 1);
    let list = vec!["QUEUED"; MAX_LIST + 1].join(" ");
    let deep = |depth: usize| format!("{} {{ a }} {}", "{ a ".repeat(depth - 1), "}".repeat(depth - 1));
    let types = "kind name ofType { ".repeat(20) + "name" + &" }".repeat(20);
    let lists = "fields { type { ".repeat(4) + "name" + &" } }".repeat(4);
    let cases = [
        (format!("{{ {aliases} }}"), over("TOO_MANY_ALIASES", 101, 100)),
        (
            format!("{{ __typename {directives} }}"),
            over("TOO_MANY_DIRECTIVES", 101, 100),
        ),
        (deep(21), over("QUERY_TOO_DEEP", 21, 20)),
        (
            format!("{{ __type(name: \"Query\") {{ {types} }} }}"),
            over("QUERY_TOO_DEEP", 22, 20),
        ),
        (
            format!("{{ __schema {{ types {{ {lists} }} }} }}"),
            over("QUERY_TOO_DEEP", 4, 3),
        ),
        (
            format!("{{ exportHistory(statuses: [{list}]) {{ totalCount }} }}"),
            over("TOO_MANY_TOKENS", 10_013, 10_000),
        ),
    ];
    for (query, expected) in cases {
        assert_eq!(
            refused(&schema, Request::new(&query)).await,
            expected,
            "{}",
            &query[..60.min(query.len())]
        );
    }
}

#[tokio::test]
async fn lists_cost_by_their_size() {
    let schema = schema(ApiLimits {
        complexity: 1000,
        ..ApiLimits::default()
    })
    .await;
    let page = |first: usize| {
        format!("{{ assets(first: {first}) {{ edges {{ node {{ id fileName fileSize kind }} cursor }} }} }}")
    };
    assert_eq!(ask(&schema, Request::new(page(20))).await.errors, []);
    let dear = format!(
        "{{ a: {one} b: {one} }}",
        one = &page(100)[1..page(100).len() - 1]
    );
    let error = refused(&schema, Request::new(dear)).await;
    assert_eq!(
        (&error["code"], &error["limit"]),
        (&json!("QUERY_TOO_COMPLEX"), &json!(1000))
    );
    assert!(
        error["value"].as_u64().is_some_and(|value| value > 1000),
        "{error}"
    );
}

#[tokio::test]
async fn variables_are_bounded() {
    let schema = schema(ApiLimits::default()).await;
    let query = "query H($s: [ExportStatus!]) { exportHistory(statuses: $s) { totalCount } }";
    let with = |variables: Value| Request::new(query).variables(Variables::from_json(variables));
    let long = json!({ "s": vec!["QUEUED"; MAX_LIST + 1] });
    assert_eq!(
        refused(&schema, with(long)).await,
        over("LIST_TOO_LONG", 10_001, 10_000)
    );
    let large = json!({ "s": vec![vec!["QUEUED"; 10_000]; 6] });
    assert_eq!(
        refused(&schema, with(large)).await,
        over("INPUT_TOO_LARGE", 60_007, 50_000)
    );
}

#[tokio::test]
async fn fragments_that_grow_without_end_are_counted_in_no_time() {
    let schema = schema(ApiLimits::default()).await;
    let fragment = |n: usize| format!("fragment F{n} on Query {{ ...F{} ...F{} }} ", n + 1, n + 1);
    let bomb: String = (0..40).map(fragment).collect();
    let bomb = format!("{{ ...F0 }} {bomb} fragment F40 on Query {{ __typename }}");
    let error = refused(&schema, Request::new(&bomb)).await;
    assert_eq!(
        (&error["code"], &error["limit"]),
        (&json!("TOO_MANY_FIELDS"), &json!(MAX_FIELDS))
    );
    let circle = "{ ...A } fragment A on Query { ...B ...B } fragment B on Query { ...A ...A }";
    let nowhere = bomb.replace("fragment F40 on Query", "fragment Other on Query");
    for (document, code) in [
        (circle, "GRAPHQL_VALIDATION_FAILED"),
        (&nowhere, "TOO_MANY_FIELDS"),
    ] {
        assert_eq!(refused(&schema, Request::new(document)).await["code"], code);
    }
}

#[tokio::test]
async fn introspection_and_suggestions_can_be_switched_off() {
    let told = schema(ApiLimits::default()).await;
    let silent = schema(ApiLimits {
        introspection: false,
        suggestions: false,
        ..ApiLimits::default()
    })
    .await;
    for query in [
        "{ __schema { queryType { name } } }",
        "{ a: __type(name: \"Query\") { name } }",
    ] {
        assert_eq!(ask(&told, Request::new(query)).await.errors, []);
        assert_eq!(
            refused(&silent, Request::new(query)).await["code"],
            "INTROSPECTION_DISABLED"
        );
    }
    assert_eq!(ask(&silent, Request::new("{ __typename }")).await.errors, []);
    let message = |response: Response| response.errors[0].message.clone();
    assert!(message(ask(&told, Request::new("{ look { name } }")).await).contains("looks"));
    assert!(!message(ask(&silent, Request::new("{ look { name } }")).await).contains("looks"));
}

#[tokio::test]
async fn a_wrong_input_is_named_by_its_path() {
    let schema = schema(ApiLimits::default()).await;
    let document = "mutation C($input: CreateCompositionInput!) { createComposition(input: $input) { composition { id } } }";
    let with =
        |input: Value| Request::new(document).variables(Variables::from_json(json!({ "input": input })));
    let cases = [
        (with(json!({})), "input"),
        (
            with(json!({ "midiAssetId": "x", "palette": ["#ff0000", "red"] })),
            "input.palette[1]",
        ),
        (with(json!({ "midiAssetId": "x", "nothing": 1 })), "input"),
        (
            with(json!({ "midiAssetId": "x", "layers": [{ "title": { "blend": "UP" } }] })),
            "input.layers[0].title.blend",
        ),
        (Request::new("{ assets(first: \"a\") { totalCount } }"), "first"),
    ];
    for (request, field) in cases {
        let error = refused(&schema, request).await;
        assert_eq!(
            (&error["code"], &error["field"]),
            (&json!("BAD_USER_INPUT"), &json!(field)),
            "{error}"
        );
    }
}
