//! Composition documents through the API, and judged by their published JSON Schema.

use phonoglyph_engine::composition::{Composition, LayerKind, Look, json_schema};
use phonoglyph_tests::app::TestApp;
use phonoglyph_tests::documents::{every_kind, graphql, refer};
use phonoglyph_tests::{cli, node, songs, studio};
use serde_json::{Value, json};
use std::collections::{HashMap, HashSet};
use std::path::Path;

const CREATE: &str =
    "mutation($input: CreateCompositionInput!) { createComposition(input: $input) { composition {";

async fn create(app: &TestApp, input: Value, selected: &str) -> Value {
    let query = format!("{CREATE} {selected} }} }} }}");
    let data = app.client.ask(&query, json!({ "input": input })).await;
    data["createComposition"]["composition"].clone()
}

/// Something of each kind that compositions refer to, uploaded: its id by the kind's name.
async fn material(app: &TestApp) -> HashMap<&'static str, String> {
    let folder = tempfile::tempdir().expect("a folder");
    let recording = folder.path().join("stem.wav");
    songs::click_track(&recording, 44_100, 1, &[100]).expect("written");
    let mut picture = std::io::Cursor::new(Vec::new());
    image::RgbImage::new(2, 2)
        .write_to(&mut picture, image::ImageFormat::Png)
        .expect("encoded");
    let font = repository().join("assets/fonts/NotoSansThai-Medium.ttf");
    let voice = repository().join("assets/soundfonts/fluidr3mono-families.sf3");
    let table = "LUT_3D_SIZE 2\n0 0 0\n1 0 0\n0 1 0\n1 1 0\n0 0 1\n1 0 1\n0 1 1\n1 1 1\n";
    let files = [
        ("Picture", "cover.png", picture.into_inner()),
        ("Lut", "same.cube", table.as_bytes().to_vec()),
        ("SoundFont", "own.sf3", std::fs::read(voice).expect("it is there")),
        ("Lyrics", "song.lrc", b"[00:01.00]Line\n".to_vec()),
        ("Font", "own.ttf", std::fs::read(font).expect("it is there")),
        (
            "Sound",
            "stem.wav",
            std::fs::read(recording).expect("it is there"),
        ),
    ];
    let mut found = HashMap::new();
    for (kind, name, bytes) in files {
        let id = studio::upload(&app.client, name, bytes).await;
        found.insert(kind, id.unwrap_or_else(|errors| panic!("{name}: {errors:?}")));
    }
    found
}

#[tokio::test]
async fn what_a_composition_refers_to_must_be_there() {
    let app = TestApp::start().await;
    let song = studio::upload(&app.client, "song.mid", songs::scale(1))
        .await
        .expect("taken");
    let query = format!("{CREATE} id }} }} }}");
    let refused = async |input: Value| app.client.refused(&query, json!({ "input": input })).await;
    let error = refused(json!({ "midiAssetId": song, "palettePicture": song })).await;
    assert_eq!(
        (error.code(), &error.extensions["field"]),
        ("BAD_USER_INPUT", &json!("input.palettePicture"))
    );
    let document = json!({ "fonts": ["nowhere"] });
    let error = refused(json!({ "midiAssetId": song, "document": document })).await;
    assert_eq!(error.extensions["field"], "input.document.fonts[0]");
    let stems = json!([{ "name": "drums", "sound": format!("{song}0") }]);
    let error =
        refused(json!({ "midiAssetId": song, "document": document, "stems": stems, "fonts": [] })).await;
    assert_eq!(error.extensions["field"], "input.stems[0].sound");
}

#[tokio::test]
async fn every_kind_of_everything_comes_back_as_it_was_given() {
    let app = TestApp::start().await;
    let song = studio::upload(&app.client, "song.mid", songs::scale(1))
        .await
        .expect("taken");
    let material = material(&app).await;
    for (index, mut document) in every_kind().into_iter().enumerate() {
        refer(&mut document, &|kind| material[kind].clone());
        let read = Composition::from_value(document.clone());
        let expected = read
            .unwrap_or_else(|error| panic!("document {index}: {error}"))
            .to_value();
        let mut input = graphql::given(&document);
        input["midiAssetId"] = song.as_str().into();
        let selected = format!("document {}", graphql::selection());
        let made = create(&app, input, &selected).await;
        assert_eq!(made["document"], expected, "document {index}");
        assert_eq!(graphql::shown(&made), expected, "document {index}");
        let whole = json!({ "midiAssetId": song, "document": expected });
        assert_eq!(create(&app, whole, "document").await["document"], expected);
    }
}

#[test]
fn every_kind_of_layer_is_among_the_documents() {
    let documents = every_kind();
    for (word, _) in &LayerKind::variants().entries {
        let mut layers = documents
            .iter()
            .filter_map(|it| it["layers"].as_array())
            .flatten();
        let found = layers.find(|layer| layer["type"] == word.as_str());
        let layer = found.unwrap_or_else(|| panic!("{word} is in no document"));
        assert_eq!(layer["keyframes"][0]["parameter"], "opacity");
    }
}

fn repository() -> &'static Path {
    Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/.."))
}

#[tokio::test]
async fn tools_of_clients_find_the_schema_sound() {
    let file = repository().join("schema.graphql");
    let file = file.to_string_lossy();
    let text = std::fs::read_to_string(repository().join("docs/compositions.md")).expect("it is there");
    let blocks = text.split("```graphql\n").skip(1);
    let examples: Vec<_> = blocks.filter_map(|block| block.split("```").next()).collect();
    assert!(!examples.is_empty());
    let arguments: Vec<&str> = std::iter::once(&*file).chain(examples).collect();
    let output = node::run("schema.mjs", &arguments).await;
    assert!(output.status.success(), "{}", cli::text(&output));
}

#[tokio::test]
async fn looks_are_listed_and_chosen_by_name() {
    let app = TestApp::start().await;
    let data = app
        .client
        .ask("{ looks { look description document } }", json!({}))
        .await;
    let looks = data["looks"].as_array().expect("a list");
    assert_eq!(looks.len(), Look::ALL.len());
    let song = studio::upload(&app.client, "song.mid", songs::scale(1))
        .await
        .expect("taken");
    for look in looks {
        let made = create(
            &app,
            json!({ "midiAssetId": song, "look": look["look"] }),
            "document",
        )
        .await;
        assert_eq!(made["document"], look["document"], "{}", look["look"]);
    }
}

#[tokio::test]
async fn the_json_schema_is_served_and_printed() {
    let file = std::fs::read_to_string(repository().join("composition.schema.json")).expect("it is there");
    assert_eq!(serde_json::from_str::<Value>(&file).expect("JSON"), json_schema());
    let app = TestApp::start().await;
    let request = app
        .client
        .http
        .get(format!("{}/composition.schema.json", app.client.base));
    let response = request.send().await.expect("the server answers");
    assert_eq!(response.headers()["content-type"], "application/schema+json");
    assert_eq!(response.text().await.expect("text"), file);
    let printed = cli::phonoglyph()
        .args(["schema", "composition"])
        .output()
        .expect("it runs");
    assert_eq!(String::from_utf8_lossy(&printed.stdout), file);
}

/// What an independent validator says of each document.
async fn judged(documents: &[Value]) -> Vec<bool> {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("documents.json");
    let content = json!({ "schema": json_schema(), "documents": documents });
    std::fs::write(&file, content.to_string()).expect("written");
    let output = node::run("composition.mjs", &[&file.to_string_lossy()]).await;
    assert!(output.status.success(), "{}", cli::text(&output));
    serde_json::from_slice(&output.stdout).expect("a list")
}

/// The JSON of the repository that shows compositions: in the documentation, and the finished looks.
fn examples() -> Vec<(String, Value)> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(repository().join("docs"))
        .expect("it is there")
        .flatten()
    {
        let text = std::fs::read_to_string(entry.path()).unwrap_or_default();
        for block in text.split("```json\n").skip(1) {
            let block = block.split("```").next().unwrap_or_default();
            for value in serde_json::Deserializer::from_str(block).into_iter::<Value>() {
                let value = value.expect("examples are JSON");
                if value.get("layers").is_some() {
                    found.push((entry.path().display().to_string(), value));
                }
            }
        }
    }
    for look in Look::ALL {
        let value = serde_json::from_str(look.document()).expect("looks are JSON");
        found.push((look.name(), value));
    }
    found
}

#[tokio::test]
async fn examples_are_valid() {
    let examples = examples();
    assert!(!examples.is_empty());
    let documents: Vec<_> = examples.iter().map(|(_, document)| document.clone()).collect();
    for ((name, document), valid) in examples.into_iter().zip(judged(&documents).await) {
        let read = Composition::from_value(document);
        assert!(valid && read.is_ok(), "{name}: {read:?}");
    }
}

/// The path of every value below `value`.
fn pointers(value: &Value, at: &str, found: &mut Vec<String>) {
    let mut below = |name: &str, value: &Value| {
        let pointer = format!("{at}/{name}");
        pointers(value, &pointer, found);
        found.push(pointer);
    };
    match value {
        Value::Object(map) => map.iter().for_each(|(name, value)| below(name, value)),
        Value::Array(list) => list
            .iter()
            .enumerate()
            .for_each(|(index, value)| below(&index.to_string(), value)),
        _ => {}
    }
}

/// The documents with one thing in them changed, and where.
fn changed(document: &Value, change: impl Fn(&mut Value)) -> Vec<(String, Value)> {
    let mut found = Vec::new();
    pointers(document, "", &mut found);
    let one = |pointer: String| {
        let mut document = document.clone();
        document.pointer_mut(&pointer).map(&change);
        (pointer, document)
    };
    found.into_iter().map(one).collect()
}

/// Small documents: one with each kind of layer, of effect and of source, and one with all else.
fn small() -> Vec<Value> {
    let mut found = Vec::new();
    let mut seen = HashSet::new();
    for mut document in every_kind() {
        for name in ["layers", "effects", "modulation"] {
            let Some(entries) = document[name].as_array_mut() else {
                continue;
            };
            for entry in entries.iter() {
                let kind = entry.get("source").unwrap_or(entry)["type"].clone();
                if seen.insert(format!("{name} {kind}")) {
                    found.push(json!({ name: [entry] }));
                }
            }
            entries.truncate(1);
        }
        if found.iter().all(|it| it.get("version").is_none()) {
            found.push(document);
        }
    }
    found
}

/// Documents that are one thing apart from good ones.
fn variations() -> Vec<(String, Value)> {
    let document = |document: &Value| {
        let others = [
            changed(document, |value| *value = Value::Null),
            changed(document, |value| *value = json!({ "wrong": true })),
            changed(document, |value| *value = json!(1e30)),
            changed(document, |value| *value = json!("x".repeat(300))),
            changed(document, |value| match value {
                Value::Object(map) => drop(map.insert("unknown".to_owned(), json!(1))),
                other => *other = json!([{}]),
            }),
        ];
        let good = ("the whole".to_owned(), document.clone());
        others.into_iter().flatten().chain([good]).collect::<Vec<_>>()
    };
    small().iter().flat_map(document).collect()
}

/// Whether a value must suit others besides its own limits: the schema cannot tell.
fn depends(pointer: &str) -> bool {
    let name = pointer.rsplit('/').find(|name| name.parse::<u32>().is_err());
    name == Some("value")
}

#[tokio::test]
async fn schema_and_reader_are_of_one_mind() {
    let variations = variations();
    let documents: Vec<_> = variations.iter().map(|(_, document)| document.clone()).collect();
    let mut refused = 0;
    for ((pointer, document), valid) in variations.into_iter().zip(judged(&documents).await) {
        let read = Composition::from_value(document);
        refused += usize::from(!valid);
        if !depends(&pointer) {
            assert_eq!(valid, read.is_ok(), "{pointer}: {read:?}");
        }
    }
    assert!(refused > 300, "{refused}");
}
