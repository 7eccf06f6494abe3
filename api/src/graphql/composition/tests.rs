//! Everything that is declared is in the API and comes back as it was given.

mod declared;

use super::names;
use crate::auth::Viewer;
use crate::data::tests::{memory, midi};
use crate::data::{DatabaseConnection, assets};
use crate::graphql::{Schema, builder, ids, sdl};
use async_graphql::{Request, Response, Variables};
use declared::{Declared, declared};
use phonoglyph_engine::composition::json_schema;
use serde_json::{Value, json};

/// A schema, and a song of the user `ada` to make compositions of.
async fn studio() -> (Schema, String, DatabaseConnection) {
    let db = memory().await;
    let song = midi("ada");
    assets::insert(&db, song.clone()).await.expect("stored");
    let id = ids::encode(ids::Kind::Asset, &song.id).to_string();
    (builder().data(db.clone()).finish(), id, db)
}

async fn run(schema: &Schema, query: &str, variables: Value) -> Response {
    let user_id = "ada".to_owned();
    let request = Request::new(query).variables(Variables::from_json(variables));
    schema.execute(request.data(Viewer { user_id })).await
}

async fn create(schema: &Schema, input: Value, selected: &str) -> Value {
    let query = format!(
        "mutation($input: CreateCompositionInput!) {{ createComposition(input: $input) {{ composition {{ {selected} }} }} }}"
    );
    let response = run(schema, &query, json!({ "input": input })).await;
    assert_eq!(response.errors, [], "{query}");
    let data = response.data.into_json().expect("plain data");
    data["createComposition"]["composition"].clone()
}

#[test]
fn every_declared_part_is_in_the_schema() {
    let sdl = sdl();
    let block = |head: &str| {
        let start = sdl.find(&format!("\n{head} "))?;
        let end = sdl[start..].find("\n}")?;
        Some(&sdl[start..start + end])
    };
    let has = |head: &str, entries: &[String]| {
        let found = block(head).unwrap_or_else(|| panic!("{head} is missing"));
        for entry in entries {
            assert!(
                found.contains(&format!("\n  {entry}")),
                "{entry} is missing in {head}"
            );
        }
    };
    for part in declared() {
        match part {
            Declared::Part(shape) => {
                let fields: Vec<_> = shape
                    .fields
                    .iter()
                    .map(|field| format!("{}: ", names::field(&field.name)))
                    .collect();
                has(&format!("type {}", shape.name), &fields);
                has(&format!("input {}", names::input(shape)), &fields);
            }
            Declared::Variant(variants, word, part) => {
                let fields: Vec<_> = variants
                    .fields(part)
                    .map(|field| format!("{}: ", names::field(&field.name)))
                    .collect();
                has(&format!("type {}", variants.full_name(part)), &fields);
                has(
                    &format!("input {}", names::variant_input(variants, part)),
                    &fields,
                );
                has(
                    &format!("input {}", names::choice_input(variants)),
                    &[format!("{word}: ")],
                );
            }
            Declared::Choice(choices) => {
                let words: Vec<_> = choices
                    .entries
                    .iter()
                    .map(|(word, _)| names::constant(word))
                    .collect();
                has(&format!("enum {}", choices.name), &words);
            }
        }
    }
    let document: Vec<_> = super::fields().map(|field| format!("{}: ", field.name)).collect();
    for head in [
        "type Composition",
        "input CreateCompositionInput",
        "input UpdateCompositionInput",
    ] {
        has(head, &document);
    }
}

#[test]
fn every_declared_part_is_in_the_json_schema() {
    let schema = json_schema();
    let has = |pointer: &str, name: &str| {
        let found = schema.pointer(pointer).and_then(|it| it["properties"].get(name));
        assert!(found.is_some(), "{name} is missing in {pointer}");
    };
    for part in declared() {
        match part {
            Declared::Part(shape) => {
                for field in &shape.fields {
                    has(&format!("/$defs/{}", shape.name), &field.name);
                }
            }
            Declared::Variant(variants, word, part) => {
                let pointer = format!("/$defs/{}", variants.full_name(part));
                variants.fields(part).for_each(|field| has(&pointer, &field.name));
                assert_eq!(
                    schema.pointer(&format!("{pointer}/properties/type/const")),
                    Some(&word.into())
                );
            }
            Declared::Choice(choices) => {
                let words = schema.pointer(&format!("/$defs/{}/oneOf", choices.name));
                let words = words.and_then(Value::as_array).map_or(0, Vec::len);
                assert_eq!(words, choices.entries.len(), "{}", choices.name);
            }
        }
    }
    super::fields().for_each(|field| has("", &field.name));
}

#[tokio::test]
async fn selections_are_answered_as_graphql_has_it() {
    let (schema, song, _) = studio().await;
    let input =
        json!({ "midiAssetId": song, "layers": [{ "fallingNotes": { "glow": 2 } }, { "title": {} }] });
    let selected = "layers {
        kind: __typename ...Place ... on Layer { place { y } } ... { opacity }
        ... on FallingNotesLayer { brightness: glow } ... on TitleLayer { size @skip(if: true) blend }
        blend @include(if: false)
      }";
    let query = format!(
        "mutation($input: CreateCompositionInput!) {{ createComposition(input: $input) {{ composition {{ {selected} }} }} }}
         fragment Place on Layer {{ place {{ x }} }}"
    );
    let response = run(&schema, &query, json!({ "input": input })).await;
    assert_eq!(response.errors, []);
    let data = response.data.into_json().expect("plain data");
    let place = json!({ "x": 0.5, "y": 0.5 });
    assert_eq!(
        data["createComposition"]["composition"]["layers"],
        json!([
            { "kind": "FallingNotesLayer", "place": place, "opacity": 1.0, "brightness": 2.0 },
            { "kind": "TitleLayer", "place": place, "opacity": 1.0, "blend": "NORMAL" },
        ])
    );
}

#[tokio::test]
async fn the_local_name_of_a_layer_is_no_id() {
    let (schema, song, _) = studio().await;
    let input = json!({ "midiAssetId": song, "layers": [{ "title": { "name": "a" } }, { "title": {} }],
        "effects": [{ "bloom": { "name": "b" } }] });
    let selected = "layers { name ... on TitleLayer { again: name } } effects { name } document";
    let made = create(&schema, input, selected).await;
    assert_eq!(
        made["layers"],
        json!([{ "name": "a", "again": "a" }, { "name": null, "again": null }])
    );
    assert_eq!(made["effects"], json!([{ "name": "b" }]));
    assert_eq!(
        made["document"]["layers"][0]["id"], "a",
        "the document has its own word"
    );
    let query = "mutation($input: CreateCompositionInput!) { createComposition(input: $input) { composition { id } } }";
    let twice = json!([{ "title": { "name": "a" } }, { "keyboard": { "name": "a" } }]);
    let input = json!({ "midiAssetId": song, "layers": twice });
    let response = run(&schema, query, json!({ "input": input })).await;
    let extensions = serde_json::to_value(&response.errors[0].extensions).expect("plain data");
    assert_eq!(extensions["field"], "input.layers[1].keyboard.name");
    let input = json!({ "midiAssetId": song, "layers": [{ "title": { "id": "a" } }] });
    assert!(
        !run(&schema, query, json!({ "input": input }))
            .await
            .errors
            .is_empty()
    );
}

#[tokio::test]
async fn what_is_left_out_of_a_change_stays() {
    let (schema, song, _) = studio().await;
    let input =
        json!({ "midiAssetId": song, "paletteName": "NEON", "seed": 4_294_967_295_u32, "title": "Evening" });
    let made = create(&schema, input, "id paletteName").await;
    assert_eq!(made["paletteName"], "NEON");
    let query = "mutation($input: UpdateCompositionInput!) {
        updateComposition(input: $input) { composition { paletteName palette seed title layers { __typename } } } }";
    let change = json!({ "id": made["id"], "palette": "#FF0000", "title": null, "layers": null });
    let data = run(&schema, query, json!({ "input": change }))
        .await
        .data
        .into_json()
        .expect("plain data");
    let changed = &data["updateComposition"]["composition"];
    assert_eq!(
        (&changed["paletteName"], &changed["palette"], &changed["title"]),
        (&Value::Null, &json!(["#ff0000"]), &Value::Null)
    );
    assert_eq!(
        (&changed["seed"], changed["layers"].as_array().map(Vec::len)),
        (&json!(4_294_967_295_u32), Some(4))
    );
}

#[tokio::test]
async fn a_variable_that_is_not_given_is_left_out() {
    let (schema, song, _) = studio().await;
    let query = format!(
        "mutation($glow: Float) {{ createComposition(input: {{ midiAssetId: \"{song}\",
            layers: {{ fallingNotes: {{ glow: $glow }} }} }}) {{ composition {{ layers {{ ... on FallingNotesLayer {{ glow }} }} }} }} }}"
    );
    let response = run(&schema, &query, json!({})).await;
    assert_eq!(response.errors, []);
    let data = response.data.into_json().expect("plain data");
    assert_eq!(data["createComposition"]["composition"]["layers"][0]["glow"], 1.0);
}

#[tokio::test]
async fn wrong_values_are_told_with_path_value_and_limit() {
    let (schema, song, _) = studio().await;
    let query = "mutation($input: CreateCompositionInput!) { createComposition(input: $input) { composition { id } } }";
    let layers =
        json!([{ "title": { "fadeIn": 61 } }, { "keyboard": { "height": 2, "place": { "width": 0 } } }]);
    let input = json!({ "midiAssetId": song, "layers": layers });
    let response = run(&schema, query, json!({ "input": input })).await;
    let extensions = serde_json::to_value(&response.errors[0].extensions).expect("plain data");
    assert_eq!(extensions["code"], "BAD_USER_INPUT");
    assert_eq!(extensions["field"], "input.layers[0].title.fadeIn");
    assert_eq!(
        (&extensions["value"], &extensions["limit"]),
        (&json!("61"), &json!("from 0 to 60"))
    );
    let fields: Vec<_> = extensions["fields"]
        .as_array()
        .into_iter()
        .flatten()
        .map(|it| &it["field"])
        .collect();
    assert_eq!(fields.len(), 3, "{fields:?}");
    assert!(
        fields.contains(&&json!("input.layers[1].keyboard.place.width")),
        "{fields:?}"
    );
}

#[tokio::test]
async fn shapes_that_are_wrong_do_not_reach_the_document() {
    let (schema, song, _) = studio().await;
    let layers = [
        r#"[{ title: {}, keyboard: {} }]"#,
        r#"[{ hologram: {} }]"#,
        r#"[{ title: { colour: 1 } }]"#,
        r#"[{ title: { opacity: "much" } }]"#,
        r#"[{ title: { blend: add } }]"#,
        r#"[{ title: { start: 2, appears: null } }]"#,
    ];
    for layers in layers {
        let query = format!(
            "mutation {{ createComposition(input: {{ midiAssetId: \"{song}\", layers: {layers} }}) {{ composition {{ id }} }} }}"
        );
        let response = run(&schema, &query, json!({})).await;
        let code = response
            .errors
            .first()
            .and_then(|error| error.extensions.as_ref()?.get("code").cloned());
        assert_eq!(code, Some("BAD_USER_INPUT".into()), "{layers}");
    }
}

#[tokio::test]
async fn an_answer_has_an_end() {
    let (schema, song, _) = studio().await;
    let points: Vec<_> = (0..256).map(|at| json!({ "at": at })).collect();
    let keyframes: Vec<_> = (0..64)
        .map(|_| json!({ "parameter": "opacity", "points": points }))
        .collect();
    let input = json!({ "midiAssetId": song, "layers": [{ "title": { "keyframes": keyframes } }] });
    let made = create(&schema, input, "id").await;
    let ask = |times: usize, what: &str| {
        let many: String = (0..times).map(|alias| format!("a{alias}: {what} ")).collect();
        format!("query($id: ID!) {{ composition(id: $id) {{ {many} }} }}")
    };
    let variables = json!({ "id": made["id"] });
    for what in ["layers { keyframes { points { at } } }", "document"] {
        assert_eq!(run(&schema, &ask(2, what), variables.clone()).await.errors, []);
        let response = run(&schema, &ask(40, what), variables.clone()).await;
        let code = response
            .errors
            .first()
            .and_then(|error| error.extensions.as_ref()?.get("code").cloned());
        assert_eq!(code, Some("RESPONSE_TOO_LARGE".into()), "{what}");
    }
}
