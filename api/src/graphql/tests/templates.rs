//! Export templates: whose they are, and what a link shows of them.

use super::*;
use crate::links::Links;
use crate::outside::{Outside, OutsideSettings};
use std::time::Duration;

async fn schema(db: &DatabaseConnection) -> Schema {
    let links = Links::new(b"secret", "http://here".to_owned(), Duration::from_secs(60));
    let outside = Outside::new(&OutsideSettings::default()).expect("settings are good");
    builder().data(db.clone()).data(links).data(outside).finish()
}

const TEMPLATE: &str = "id key name description readOnly shared branding {
    watermark { imageUrl position opacity scale }
    endCard { duration backgroundColor logoUrl text
        socialMedia { handles { youtube instagram tiktok twitter } showQrCode qrText } } }";

async fn made(schema: &Schema, user: &str, branding: &str) -> Value {
    let create = format!(
        r#"mutation {{ createExportTemplate(input: {{ name: " Ours ", templateId: "social-media-pack",
            branding: {branding} }}) {{ template {{ {TEMPLATE} }} }} }}"#
    );
    data(schema, user, &create).await["createExportTemplate"]["template"].clone()
}

#[tokio::test]
async fn the_templates_of_the_program_are_there_for_all() {
    let schema = schema(&memory().await).await;
    let all = data(&schema, "ada", &format!("{{ exportTemplates {{ {TEMPLATE} }} }}")).await;
    let expected = serde_json::json!([
        {
            "key": "clean-minimal",
            "name": "Clean & Minimal",
            "description": "Simple branding with subtle watermark",
            "readOnly": true,
            "shared": false,
            "branding": {
                "watermark": {
                    "imageUrl": "/templates/minimal-logo.png",
                    "position": "BOTTOM_RIGHT",
                    "opacity": 0.3,
                    "scale": 0.1,
                },
                "endCard": null,
            },
        },
        {
            "key": "social-media-pack",
            "name": "Social Media Pack",
            "description": "Optimized for social sharing with end card",
            "readOnly": true,
            "shared": false,
            "branding": {
                "watermark": {
                    "imageUrl": "/templates/social-logo.png",
                    "position": "BOTTOM_LEFT",
                    "opacity": 0.5,
                    "scale": 0.15,
                },
                "endCard": {
                    "duration": 3.0,
                    "backgroundColor": "#1a1a1a",
                    "logoUrl": "/templates/end-card-logo.png",
                    "text": "Subscribe for more music visualizations",
                    "socialMedia": {
                        "handles": {
                            "youtube": "@yourmusic",
                            "instagram": "@yourmusic",
                            "tiktok": "@yourmusic",
                            "twitter": null,
                        },
                        "showQrCode": true,
                        "qrText": null,
                    },
                },
            },
        },
    ]);
    let mut found = all["exportTemplates"].clone();
    let mut ids = Vec::new();
    for template in found.as_array_mut().expect("a list") {
        ids.extend(template.as_object_mut().and_then(|fields| fields.remove("id")));
    }
    assert_eq!(found, expected);
    for id in ids {
        let node = format!(r#"{{ node(id: {id}) {{ id ... on ExportTemplate {{ key }} }} }}"#);
        assert_eq!(data(&schema, "ada", &node).await["node"]["id"], id);
        let update = format!(
            r#"mutation {{ updateExportTemplate(input: {{ id: {id}, name: "Mine" }}) {{ template {{ id }} }} }}"#
        );
        assert_eq!(code(&schema, &update).await, "\"CONFLICT\"");
    }
}

#[tokio::test]
async fn a_template_of_ones_own_lives_its_life_unseen_by_others() {
    let schema = schema(&memory().await).await;
    let ours = made(
        &schema,
        "ada",
        r#"{ watermark: null, endCard: { text: null, socialMedia: { handles: { youtube: "@ada" } } } }"#,
    )
    .await;
    assert_eq!(
        (&ours["name"], &ours["readOnly"]),
        (&"Ours".into(), &false.into())
    );
    assert_eq!(ours["branding"]["watermark"], Value::Null);
    let card = &ours["branding"]["endCard"];
    assert_eq!(
        (&card["text"], &card["backgroundColor"]),
        (&Value::Null, &"#1a1a1a".into())
    );
    assert_eq!(card["socialMedia"]["handles"]["youtube"], "@ada");
    assert_eq!(card["socialMedia"]["handles"]["tiktok"], "@yourmusic");
    let id = ours["id"].as_str().expect("an id");

    let find = format!(r#"{{ exportTemplate(id: "{id}") {{ name }} }}"#);
    let node = format!(r#"{{ node(id: "{id}") {{ id }} exportTemplates {{ id }} }}"#);
    let update = format!(
        r#"mutation {{ updateExportTemplate(input: {{ id: "{id}", description: "New", branding: {{ endCard: {{ duration: 5 }} }} }}) {{
            template {{ {TEMPLATE} }} }} }}"#
    );
    let share = format!(
        r#"mutation {{ shareExportTemplate(input: {{ id: "{id}" }}) {{ token url template {{ shared }} }} }}"#
    );
    let unshare = format!(
        r#"mutation {{ unshareExportTemplate(input: {{ id: "{id}" }}) {{ template {{ shared }} }} }}"#
    );
    let delete =
        format!(r#"mutation {{ deleteExportTemplate(input: {{ id: "{id}" }}) {{ deletedTemplateId }} }}"#);
    for query in [&find, &update, &share, &unshare, &delete] {
        let refused = ask(&schema, "bob", query).await;
        assert_eq!(
            refused.errors[0].message, "there is no such export template",
            "{query}"
        );
    }
    let seen = data(&schema, "bob", &node).await;
    assert_eq!(seen["node"], Value::Null);
    assert_eq!(seen["exportTemplates"].as_array().map(Vec::len), Some(2));

    let changed = data(&schema, "ada", &update).await["updateExportTemplate"]["template"].clone();
    assert_eq!(
        (&changed["name"], &changed["description"]),
        (&"Ours".into(), &"New".into())
    );
    assert_eq!(changed["branding"]["endCard"]["duration"], 5.0);
    assert_eq!(
        changed["branding"]["endCard"]["socialMedia"]["handles"]["youtube"],
        "@ada"
    );
    let seen = data(&schema, "ada", &node).await;
    assert_eq!(seen["exportTemplates"][2]["id"], id);
    assert_eq!(
        data(&schema, "ada", &delete).await["deleteExportTemplate"]["deletedTemplateId"],
        id
    );
    assert_eq!(data(&schema, "ada", &node).await["node"], Value::Null);
}

#[tokio::test]
async fn a_link_shows_a_template_and_lets_nobody_change_it() {
    let schema = schema(&memory().await).await;
    let ours = made(&schema, "ada", "{}").await;
    let id = ours["id"].as_str().expect("an id");
    let share = format!(
        r#"mutation {{ shareExportTemplate(input: {{ id: "{id}" }}) {{ token url template {{ shared }} }} }}"#
    );
    let first = data(&schema, "ada", &share).await["shareExportTemplate"].clone();
    let token = first["token"].as_str().expect("a token");
    assert_eq!(first["url"], format!("http://here/templates/shared/{token}"));
    assert_eq!(first["template"]["shared"], true);
    let seen = |token: &str| {
        format!(
            r#"{{ sharedExportTemplate(token: "{token}") {{ name readOnly branding {{ endCard {{ text }} }} }} }}"#
        )
    };
    let bobs = data(&schema, "bob", &seen(token)).await["sharedExportTemplate"].clone();
    assert_eq!((&bobs["name"], &bobs["readOnly"]), (&"Ours".into(), &true.into()));
    let update = format!(
        r#"mutation {{ updateExportTemplate(input: {{ id: "{id}", name: "Bob's" }}) {{ template {{ id }} }} }}"#
    );
    assert_eq!(ask(&schema, "bob", &update).await.errors.len(), 1, "read-only");

    let second = data(&schema, "ada", &share).await["shareExportTemplate"].clone();
    assert_eq!(
        code(&schema, &seen(token)).await,
        "\"NOT_FOUND\"",
        "a new link ends the old one"
    );
    let token = second["token"].as_str().expect("a token");
    let unshare = format!(
        r#"mutation {{ unshareExportTemplate(input: {{ id: "{id}" }}) {{ template {{ shared }} }} }}"#
    );
    data(&schema, "bob", &seen(token)).await;
    data(&schema, "ada", &unshare).await;
    assert_eq!(code(&schema, &seen(token)).await, "\"NOT_FOUND\"");
}

#[tokio::test]
async fn what_is_wrong_in_a_template_is_named_by_its_field() {
    let db = memory().await;
    let schema = schema(&db).await;
    let song = midi("ada");
    assets::insert(&db, song.clone()).await.expect("stored");
    let song = ids::encode(ids::Kind::Asset, &song.id).to_string();
    let unknown = ids::encode(ids::Kind::Asset, &new_id()).to_string();
    let image = |name: &str| format!(r#"{{ watermark: {{ imageUrl: "{name}" }} }}"#);
    for (branding, field, code) in [
        (
            "{ watermark: { opacity: 1.5 } }".to_owned(),
            "input.branding.watermark.opacity",
            "BAD_USER_INPUT",
        ),
        (
            "{ endCard: { duration: 0 } }".to_owned(),
            "input.branding.endCard.duration",
            "BAD_USER_INPUT",
        ),
        (
            image("logo.png"),
            "input.branding.watermark.imageUrl",
            "BAD_USER_INPUT",
        ),
        (
            image(&song),
            "input.branding.watermark.imageUrl",
            "BAD_USER_INPUT",
        ),
        (image(&unknown), "input.branding.watermark.imageUrl", "NOT_FOUND"),
        (
            image("http://127.0.0.1/logo.png"),
            "input.branding.watermark.imageUrl",
            "FETCH_FAILED",
        ),
        (
            image("file:///etc/passwd"),
            "input.branding.watermark.imageUrl",
            "FETCH_FAILED",
        ),
    ] {
        let create = format!(
            r#"mutation {{ createExportTemplate(input: {{ name: "Ours", templateId: "clean-minimal",
                branding: {branding} }}) {{ template {{ id }} }} }}"#
        );
        let refused = ask(&schema, "ada", &create).await;
        let extensions = refused.errors[0].extensions.clone().unwrap_or_default();
        let said = |name: &str| extensions.get(name).map(ToString::to_string);
        assert_eq!(said("field"), Some(format!("{field:?}")), "{branding}");
        assert_eq!(said("code"), Some(format!("{code:?}")), "{branding}");
    }
}
