//! The schema by itself: its language, its limits, and what needs no queue.

use super::*;
use crate::auth::Viewer;
use crate::data::tests::{memory, midi};
use crate::data::{assets, new_id};
use async_graphql::{Request, Response};
use serde_json::Value;
use std::path::Path;

mod templates;

async fn schema_of(db: &DatabaseConnection) -> Schema {
    builder().data(db.clone()).finish()
}

async fn ask(schema: &Schema, user: &str, query: &str) -> Response {
    let user_id = user.to_owned();
    schema.execute(Request::new(query).data(Viewer { user_id })).await
}

async fn data(schema: &Schema, user: &str, query: &str) -> Value {
    let response = ask(schema, user, query).await;
    assert_eq!(response.errors, [], "{query}");
    response.data.into_json().expect("plain data")
}

async fn code(schema: &Schema, query: &str) -> String {
    let response = ask(schema, "ada", query).await;
    let extensions = response.errors[0].extensions.clone().unwrap_or_default();
    extensions
        .get("code")
        .expect("every error has a code")
        .to_string()
}

/// `PHONOGLYPH_BLESS=1 cargo test -p phonoglyph schema_file` renews the file.
#[test]
fn the_schema_file_is_what_the_program_prints() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../schema.graphql");
    if std::env::var_os("PHONOGLYPH_BLESS").is_some() {
        std::fs::write(&path, sdl()).expect("the file can be written");
    }
    let file = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(
        file == sdl(),
        "schema.graphql is out of date: renew it with PHONOGLYPH_BLESS=1"
    );
}

#[test]
fn everything_in_the_schema_is_described() {
    let sdl = sdl();
    let lines: Vec<_> = sdl.lines().map(str::trim).collect();
    let mut in_text = false;
    for (index, line) in lines.iter().enumerate() {
        if line.matches("\"\"\"").count() % 2 == 1 {
            in_text = !in_text;
        }
        let names = [
            "directive",
            "schema",
            "query:",
            "mutation:",
            "subscription:",
            "}",
            ")",
            "\"\"\"",
        ];
        if in_text || line.is_empty() || names.iter().any(|name| line.starts_with(name)) {
            continue;
        }
        assert!(lines[index - 1].ends_with("\"\"\""), "{line} has no description");
    }
}

#[tokio::test]
async fn presets_are_listed_with_their_platforms() {
    let schema = schema_of(&memory().await).await;
    let query =
        "{ exportPresets { id name video { width height profile } platform { platform maxFileSize } } }";
    let presets = data(&schema, "ada", query).await["exportPresets"].clone();
    assert_eq!(presets[0]["id"], "YOUTUBE_1080P");
    assert_eq!(presets[1]["id"], "YOUTUBE_4K");
    assert_eq!(presets[1]["platform"]["maxFileSize"], 128_u64 << 30);
    assert_eq!(presets[6]["platform"], Value::Null);
    assert_eq!(presets.as_array().map(Vec::len), Some(7));
}

#[tokio::test]
async fn a_composition_lives_its_life() {
    let db = memory().await;
    let song = midi("ada");
    assets::insert(&db, song.clone()).await.expect("stored");
    let schema = schema_of(&db).await;
    let id = ids::encode(ids::Kind::Asset, &song.id).to_string();
    let create = format!(
        r##"mutation {{ createComposition(input: {{ midiAssetId: "{id}", artist: "Ada", palette: ["#FF0000"],
            layers: [{{ background: {{ top: "#000000" }} }}, {{ title: {{}} }}] }}) {{
            composition {{ id name artist palette midi {{ fileName }} audio {{ id }}
            layers {{ __typename ... on BackgroundLayer {{ top vignette }} }} }} }} }}"##
    );
    let made = data(&schema, "ada", &create).await["createComposition"]["composition"].clone();
    assert_eq!((&made["name"], &made["artist"]), (&"song".into(), &"Ada".into()));
    assert_eq!(made["palette"][0], "#ff0000");
    assert_eq!(made["midi"]["fileName"], "song.mid");
    assert_eq!(made["layers"][0]["vignette"], 0.35);
    assert_eq!(made["layers"][1]["__typename"], "TitleLayer");
    let id = made["id"].as_str().expect("an id");
    let update = format!(
        r#"mutation {{ updateComposition(input: {{ id: "{id}", name: "Night", artist: null }}) {{
            composition {{ name artist palette }} }} }}"#
    );
    let changed = data(&schema, "ada", &update).await["updateComposition"]["composition"].clone();
    assert_eq!(
        (&changed["name"], &changed["artist"]),
        (&"Night".into(), &Value::Null)
    );
    assert_eq!(changed["palette"][0], "#ff0000");
    let node = format!(
        r#"{{ node(id: "{id}") {{ id ... on Composition {{ name }} }} compositions {{ totalCount }} }}"#
    );
    assert_eq!(data(&schema, "ada", &node).await["node"]["name"], "Night");
    let others = data(&schema, "bob", &node).await;
    assert_eq!(
        (&others["node"], &others["compositions"]["totalCount"]),
        (&Value::Null, &0.into())
    );
    let delete =
        format!(r#"mutation {{ deleteComposition(input: {{ id: "{id}" }}) {{ deletedCompositionId }} }}"#);
    assert_eq!(ask(&schema, "bob", &delete).await.errors.len(), 1);
    assert_eq!(
        data(&schema, "ada", &delete).await["deleteComposition"]["deletedCompositionId"],
        id
    );
}

#[tokio::test]
async fn nobody_previews_what_is_anothers() {
    let db = memory().await;
    let song = midi("ada");
    assets::insert(&db, song.clone()).await.expect("stored");
    let schema = schema_of(&db).await;
    let asset = ids::encode(ids::Kind::Asset, &song.id).to_string();
    let create = format!(
        r#"mutation {{ createComposition(input: {{ midiAssetId: "{asset}" }}) {{ composition {{ id }} }} }}"#
    );
    let made = data(&schema, "ada", &create).await["createComposition"]["composition"]["id"].clone();
    let asked = [
        format!("{{ previewFrame(input: {{ compositionId: {made}, time: 0 }}) {{ url }} }}"),
        format!("{{ previewStrip(input: {{ compositionId: {made} }}) {{ url }} }}"),
        format!("mutation {{ queuePreview(input: {{ compositionId: {made} }}) {{ job {{ id }} }} }}"),
        format!(
            "{{ previewFrame(input: {{ composition: {{ midiAssetId: \"{asset}\" }}, time: 0 }}) {{ url }} }}"
        ),
    ];
    for query in asked {
        let response = ask(&schema, "bob", &query).await;
        let code = response.errors[0]
            .extensions
            .as_ref()
            .and_then(|extensions| extensions.get("code"));
        assert_eq!(code, Some(&async_graphql::Value::from("NOT_FOUND")), "{query}");
    }
}

#[tokio::test]
async fn pictures_exhaust_a_query() {
    let schema = schema_of(&memory().await).await;
    let one = r#"previewFrame(input: { compositionId: "x", time: 0 }) { url }"#;
    let many: String = (0..30).map(|alias| format!("a{alias}: {one} ")).collect();
    assert_eq!(
        code(&schema, &format!("{{ {many} }}")).await,
        "\"QUERY_TOO_COMPLEX\""
    );
}

#[tokio::test]
async fn lists_are_read_page_by_page() {
    let db = memory().await;
    for _ in 0..3 {
        assets::insert(&db, midi("ada")).await.expect("stored");
    }
    let schema = schema_of(&db).await;
    let page = |after: &str| {
        format!(
            "{{ assets(first: 2{after}) {{ totalCount edges {{ node {{ id }} }} pageInfo {{ hasNextPage endCursor }} }} }}"
        )
    };
    let first = data(&schema, "ada", &page("")).await["assets"].clone();
    assert_eq!(
        (&first["totalCount"], &first["pageInfo"]["hasNextPage"]),
        (&3.into(), &true.into())
    );
    let cursor = format!(", after: {}", first["pageInfo"]["endCursor"]);
    let second = data(&schema, "ada", &page(&cursor)).await["assets"].clone();
    assert_eq!(second["edges"].as_array().map(Vec::len), Some(1));
    assert_eq!(second["pageInfo"]["hasNextPage"], false);
}

#[tokio::test]
async fn every_error_has_a_code() {
    let schema = schema_of(&memory().await).await;
    let unknown = ids::encode(ids::Kind::Asset, &new_id()).to_string();
    let missing = format!(r#"{{ asset(id: "{unknown}") {{ id }} }}"#);
    let cases = [
        ("{", "GRAPHQL_PARSE_FAILED"),
        ("{ nothing }", "GRAPHQL_VALIDATION_FAILED"),
        ("{ assets(first: 0) { totalCount } }", "BAD_USER_INPUT"),
        ("{ assets(first: 101) { totalCount } }", "BAD_USER_INPUT"),
        (r#"{ assets(after: "x") { totalCount } }"#, "BAD_USER_INPUT"),
        (r#"{ asset(id: "x") { id } }"#, "BAD_USER_INPUT"),
        (&missing, "NOT_FOUND"),
    ];
    for (query, expected) in cases {
        assert_eq!(code(&schema, query).await, format!("{expected:?}"), "{query}");
    }
}

#[tokio::test]
async fn an_error_of_one_field_leaves_the_others_alone() {
    let schema = schema_of(&memory().await).await;
    let unknown = ids::encode(ids::Kind::Asset, &new_id()).to_string();
    let fields = [
        "asset",
        "composition",
        "exportJob",
        "customPreset",
        "webhook",
        "exportTemplate",
    ];
    let fields: String = fields
        .map(|name| format!("{name}(id: \"{unknown}\") {{ id }} "))
        .concat();
    let query = format!("{{ __typename {fields} sharedExportTemplate(token: \"x\") {{ id }} }}");
    let response = ask(&schema, "ada", &query).await;
    let data = response.data.into_json().expect("plain data");
    assert_eq!(data["__typename"], "Query");
    assert_eq!(data["asset"], Value::Null);
    assert_eq!(data.as_object().map(|map| map.len()), Some(8), "{data}");
    assert_eq!(response.errors.len(), 7);
    assert!(
        response
            .errors
            .iter()
            .all(|error| error.path.len() == 1 && error.extensions.is_some())
    );
}

#[tokio::test]
async fn queries_are_bounded_and_introspection_is_not_in_the_way() {
    let schema = schema_of(&memory().await).await;
    let lists = "exportHistory(first: 100) { edges { node { composition { midi { score { title } } } } } }";
    let many: String = (0..20).map(|alias| format!("a{alias}: {lists} ")).collect();
    assert_eq!(
        code(&schema, &format!("{{ {many} }}")).await,
        "\"QUERY_TOO_COMPLEX\""
    );
    let types = "kind name ofType { ".repeat(9) + "name" + &" }".repeat(9);
    let introspection =
        format!("{{ __schema {{ types {{ fields {{ args {{ type {{ {types} }} }} }} }} }} }}");
    data(&schema, "ada", &introspection).await;
}

#[tokio::test]
async fn capabilities_are_what_the_engine_offers() {
    let schema = schema_of(&memory().await).await;
    let query =
        "{ capabilities { formats { container extension mediaType videoCodecs audioCodecs frameRates } } }";
    let formats = data(&schema, "ada", query).await["capabilities"]["formats"].clone();
    let offers = phonoglyph_engine::encode::offers();
    assert_eq!(formats.as_array().map(Vec::len), Some(offers.len()));
    for (shown, offer) in formats.as_array().into_iter().flatten().zip(&offers) {
        assert_eq!(shown["extension"], offer.format.extension);
        let count = |codecs: &str| shown[codecs].as_array().map(Vec::len);
        assert_eq!(count("videoCodecs"), Some(offer.video.len()));
        assert_eq!(count("audioCodecs"), Some(offer.audio.len()));
    }
    assert_eq!(formats[0]["container"], "MP4");
    assert_eq!(formats[0]["videoCodecs"][0], "H264");
}
