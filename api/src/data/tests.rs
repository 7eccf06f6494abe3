//! The tables as the API uses them, over a database in memory.

use super::*;
use phonoglyph_migration::{Migrator, MigratorTrait};
use sea_orm::{ConnectOptions, Database};

/// A migrated database in memory.
pub async fn memory() -> DatabaseConnection {
    // One connection: each would have a database of its own.
    let mut options = ConnectOptions::new("sqlite::memory:");
    options.max_connections(1);
    let db = Database::connect(options).await.expect("SQLite is built in");
    Migrator::up(&db, None).await.expect("the migrations run");
    db
}

/// An asset of a user, as it is after an upload.
pub fn midi(user_id: &str) -> Asset {
    Asset {
        id: new_id(),
        user_id: user_id.to_owned(),
        kind: AssetKind::Midi,
        file_name: "song.mid".to_owned(),
        media_type: "audio/midi".to_owned(),
        bytes: 26,
        sha256: "0".repeat(64),
        duration_seconds: Some(1.5),
        created_at: chrono::Utc::now(),
    }
}

fn composition(user_id: &str) -> Composition {
    Composition {
        id: new_id(),
        user_id: user_id.to_owned(),
        name: "Evening".to_owned(),
        midi_asset_id: new_id(),
        audio_asset_id: None,
        document: serde_json::json!({}),
        created_at: chrono::Utc::now(),
        updated_at: chrono::Utc::now(),
    }
}

#[tokio::test]
async fn a_user_sees_nothing_of_another() {
    let db = memory().await;
    let (asset, song) = (midi("ada"), composition("ada"));
    assets::insert(&db, asset.clone()).await.expect("stored");
    compositions::insert(&db, song.clone()).await.expect("stored");
    let all = Slice {
        after: None,
        limit: 10,
    };
    for (user, seen) in [("ada", 1), ("bob", 0)] {
        let found = assets::find(&db, user, &asset.id).await.expect("read");
        assert_eq!(found.iter().len(), seen);
        assert_eq!(assets::list(&db, user, &all).await.expect("read").1, seen as u64);
        let found = compositions::find(&db, user, &song.id).await.expect("read");
        assert_eq!(found.iter().len(), seen);
        assert_eq!(
            compositions::list(&db, user, &all).await.expect("read").1,
            seen as u64
        );
    }
    assert!(!compositions::delete(&db, "bob", &song.id).await.expect("read"));
    assert!(compositions::delete(&db, "ada", &song.id).await.expect("read"));
    assert!(!compositions::update(&db, song).await.expect("read"));
}

#[tokio::test]
async fn lists_go_on_after_a_row_newest_first() {
    let db = memory().await;
    for _ in 0..5 {
        assets::insert(&db, midi("ada")).await.expect("stored");
    }
    let mut after = None;
    let mut seen = Vec::new();
    loop {
        let (page, total) = assets::list(&db, "ada", &Slice { after, limit: 2 })
            .await
            .expect("read");
        assert_eq!(total, 5);
        let Some(last) = page.last() else { break };
        after = Some(last.id.clone());
        seen.extend(page.into_iter().map(|asset| asset.id));
    }
    assert_eq!(seen.len(), 5);
    assert!(seen.is_sorted_by(|a, b| a > b), "{seen:?}");
}

fn template(user_id: &str) -> Template {
    Template {
        id: new_id(),
        user_id: user_id.to_owned(),
        name: "Ours".to_owned(),
        description: String::new(),
        branding: serde_json::json!({}),
        share_hash: None,
        created_at: chrono::Utc::now(),
        updated_at: chrono::Utc::now(),
    }
}

#[tokio::test]
async fn a_template_is_its_users_until_it_is_shared_and_again_after() {
    let db = memory().await;
    let mut ours = template("ada");
    templates::insert(&db, ours.clone()).await.expect("stored");
    // Two that are not shared do not stand in each other's way.
    templates::insert(&db, template("bob")).await.expect("stored");
    assert!(
        templates::find(&db, "ada", &ours.id)
            .await
            .expect("read")
            .is_some()
    );
    assert_eq!(templates::find(&db, "bob", &ours.id).await.expect("read"), None);
    assert_eq!(templates::list(&db, "ada", 10).await.expect("read").len(), 1);
    assert_eq!(templates::shared(&db, "secret").await.expect("read"), None);
    ours.share_hash = Some(secret::hash("secret"));
    assert!(templates::update(&db, ours.clone()).await.expect("written"));
    let seen = templates::shared(&db, "secret").await.expect("read");
    assert_eq!(seen.map(|row| row.id), Some(ours.id.clone()));
    assert_eq!(templates::shared(&db, "secreu").await.expect("read"), None);
    ours.share_hash = None;
    assert!(templates::update(&db, ours.clone()).await.expect("written"));
    assert_eq!(templates::shared(&db, "secret").await.expect("read"), None);
    assert!(!templates::delete(&db, "bob", &ours.id).await.expect("read"));
    assert!(templates::delete(&db, "ada", &ours.id).await.expect("read"));
    assert!(!templates::update(&db, ours).await.expect("read"));
}

#[test]
fn a_shares_secret_is_never_the_same_and_fits_an_address() {
    let secrets: std::collections::BTreeSet<_> =
        (0..50).map(|_| secret::new().expect("there is chance")).collect();
    assert_eq!(secrets.len(), 50);
    let fits = |letter: char| letter.is_ascii_alphanumeric() || "-_".contains(letter);
    assert!(
        secrets
            .iter()
            .all(|secret| secret.len() == 43 && secret.chars().all(fits))
    );
}

#[tokio::test]
async fn a_file_is_deleted_once_nothing_needs_it() {
    let db = memory().await;
    let (picture, song) = (midi("ada"), midi("ada"));
    for row in [&picture, &song] {
        assets::insert(&db, row.clone()).await.expect("stored");
    }
    let made = Composition {
        midi_asset_id: song.id.clone(),
        document: serde_json::json!({ "cover": "QXNzZXQ6cGljdHVyZQ" }),
        ..composition("ada")
    };
    compositions::insert(&db, made.clone()).await.expect("stored");
    let needed = |id: String, name: &'static str| {
        let db = db.clone();
        async move { assets::needed_by(&db, "ada", &id, name).await.expect("asked") }
    };
    let other = "QXNzZXQ6b3RoZXI";
    assert_eq!(
        needed(picture.id.clone(), "QXNzZXQ6cGljdHVyZQ").await,
        Some("a composition")
    );
    assert_eq!(needed(song.id.clone(), other).await, Some("a composition"));
    assert_eq!(needed(picture.id.clone(), other).await, None);
    assert!(compositions::delete(&db, "ada", &made.id).await.expect("gone"));
    assert_eq!(needed(song.id.clone(), other).await, None);
    let branded = Template {
        branding: serde_json::json!({ "watermark": { "imageUrl": other } }),
        ..template("ada")
    };
    templates::insert(&db, branded).await.expect("stored");
    assert_eq!(needed(song.id.clone(), other).await, Some("an export template"));
    assert!(!assets::delete(&db, "bob", &song.id).await.expect("asked"));
    assert!(assets::delete(&db, "ada", &song.id).await.expect("gone"));
    assert!(!assets::delete(&db, "ada", &song.id).await.expect("asked"));
}
