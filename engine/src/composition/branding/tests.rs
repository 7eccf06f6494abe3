use super::*;
use serde_json::json;

fn wrong(branding: Value) -> Vec<String> {
    match Branding::from_value(branding) {
        Err(CompositionError::Values(list)) => list.iter().map(ToString::to_string).collect(),
        other => unreachable!("{other:?}"),
    }
}

#[test]
fn the_templates_are_what_they_always_were() {
    let [clean, pack] = templates() else {
        unreachable!("there are two")
    };
    assert_eq!(
        (clean.id.as_str(), clean.name.as_str()),
        ("clean-minimal", "Clean & Minimal")
    );
    assert_eq!(clean.description, "Simple branding with subtle watermark");
    let mark = clean.branding.watermark.as_ref().expect("a watermark");
    assert_eq!(mark.image_url.as_str(), "/templates/minimal-logo.png");
    assert_eq!(mark.position, WatermarkPosition::BottomRight);
    assert_eq!((mark.opacity, mark.scale), (0.3, 0.1));
    assert_eq!(clean.branding.end_card, None);

    assert_eq!(
        (pack.id.as_str(), pack.name.as_str()),
        ("social-media-pack", "Social Media Pack")
    );
    assert_eq!(pack.description, "Optimized for social sharing with end card");
    let mark = pack.branding.watermark.as_ref().expect("a watermark");
    assert_eq!(mark.position, WatermarkPosition::BottomLeft);
    assert_eq!((mark.opacity, mark.scale), (0.5, 0.15));
    let card = pack.branding.end_card.as_ref().expect("an end card");
    assert_eq!(
        (card.duration, card.background_color),
        (3.0, Rgb::new(0x1a, 0x1a, 0x1a))
    );
    assert_eq!(
        card.text.as_deref(),
        Some("Subscribe for more music visualizations")
    );
    let social = &card.social_media;
    assert_eq!(social.handles.given().count(), 3);
    assert!(social.handles.given().all(|(_, name)| name == "@yourmusic"));
    assert_eq!(
        social.code().as_deref(),
        Some("https://www.youtube.com/@yourmusic")
    );
}

#[test]
fn every_picture_of_a_template_comes_with_the_program() {
    let named = templates()
        .iter()
        .flat_map(|template| template.branding.references());
    let named: Vec<_> = named.collect();
    assert_eq!(named.len(), 3);
    for picture in named {
        assert!(["watermark.imageUrl", "endCard.logoUrl"].contains(&picture.path.as_str()));
        let found = bundled_picture(&picture.name).expect("it is bundled");
        assert!(found.png.starts_with(b"\x89PNG"));
    }
    assert_eq!(bundled_picture("/templates/../Cargo.toml"), None);
}

#[test]
fn what_is_written_reads_back() {
    for template in templates() {
        let json = template.branding.to_value();
        assert_eq!(Branding::from_value(json).as_ref(), Ok(&template.branding));
    }
    assert!(
        Branding::from_json("{}")
            .expect("nothing is branding too")
            .is_empty()
    );
}

#[test]
fn bad_values_are_told_by_path() {
    let list = wrong(json!({
        "watermark": { "imageUrl": "", "opacity": 1.5, "scale": 0.0, "position": "middle", "blur": 1 },
        "endCard": { "duration": 31, "backgroundColor": "red", "text": "x".repeat(201) },
    }));
    for path in [
        "watermark.imageUrl",
        "watermark.opacity is 1.5: it must be from 0 to 1",
        "watermark.scale",
        "watermark.position",
        "watermark.blur",
        "endCard.duration is 31: it must be from 0.5 to 30",
        "endCard.backgroundColor",
        "endCard.text",
    ] {
        assert!(list.iter().any(|line| line.starts_with(path)), "{path}: {list:?}");
    }
    assert_eq!(
        wrong(json!({ "watermark": {} })).len(),
        1,
        "the picture must be given"
    );
}

#[test]
fn a_code_must_have_something_to_say() {
    let card = |social: Value| json!({ "endCard": { "socialMedia": social } });
    let list = wrong(card(json!({ "showQrCode": true })));
    assert!(
        list[0].starts_with("endCard.socialMedia.qrText is missing"),
        "{list:?}"
    );
    let given = card(json!({ "showQrCode": true, "qrText": "https://example.com" }));
    let branding = Branding::from_value(given).expect("it says something");
    let social = branding.end_card.expect("a card").social_media;
    assert_eq!(social.code().as_deref(), Some("https://example.com"));
    let hidden = SocialMedia {
        show_qr_code: false,
        ..social
    };
    assert_eq!(hidden.code(), None);
}

#[test]
fn handles_lead_to_their_pages() {
    for (network, handle, address) in [
        (SocialNetwork::Youtube, "@ours", "https://www.youtube.com/@ours"),
        (
            SocialNetwork::Instagram,
            "@ours",
            "https://www.instagram.com/ours",
        ),
        (SocialNetwork::Tiktok, "ours", "https://www.tiktok.com/@ours"),
        (SocialNetwork::Twitter, "@a b/c?d", "https://x.com/a%20b%2Fc%3Fd"),
        (SocialNetwork::Bandcamp, "ours", "https://ours.bandcamp.com"),
        (SocialNetwork::Soundcloud, "é", "https://soundcloud.com/%C3%A9"),
        (
            SocialNetwork::Website,
            "example.com/music",
            "https://example.com/music",
        ),
        (
            SocialNetwork::Spotify,
            "https://open.spotify.com/artist/1",
            "https://open.spotify.com/artist/1",
        ),
    ] {
        assert_eq!(network.address(handle), address);
    }
}

#[test]
fn changes_keep_the_rest() {
    let pack = &template("social-media-pack").expect("it is bundled").branding;
    let changed = pack.changed(json!({
        "watermark": { "opacity": 0.8 },
        "endCard": { "text": null, "socialMedia": { "handles": { "youtube": "@ours", "tiktok": null } } },
    }));
    let changed = changed.expect("it is good");
    let (before, after) = (pack.watermark.as_ref(), changed.watermark.as_ref());
    assert_eq!(after.map(|mark| mark.opacity), Some(0.8));
    assert_eq!(
        after.map(|mark| &mark.image_url),
        before.map(|mark| &mark.image_url)
    );
    let card = changed.end_card.as_ref().expect("a card");
    assert_eq!(card.text, None);
    let given: Vec<_> = card.social_media.handles.given().map(|(_, name)| name).collect();
    assert_eq!(given, ["@ours", "@yourmusic"]);
    let bare = changed.changed(json!({ "watermark": null, "endCard": null }));
    assert!(bare.expect("it is good").is_empty());
    let alone = Branding::default().changed(json!({ "watermark": { "opacity": 0.8 } }));
    assert!(alone.is_err(), "a watermark needs a picture");
}
