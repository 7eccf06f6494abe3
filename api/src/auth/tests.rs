//! Who gets in by what, with signatures of our own making; `tests/` lets another implementation sign.

use super::*;
use crate::data::api_keys;
use crate::data::tests::memory;
use crate::outside::OutsideSettings;
use jsonwebtoken::Algorithm;
use serde_json::{Value, json};
use std::path::PathBuf;
use std::time::{SystemTime, UNIX_EPOCH};

const SECRET: &[u8] = b"a secret that is thirty-two bytes";

fn now() -> u64 {
    SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .expect("after 1970")
        .as_secs()
}

fn settings() -> TokenSettings {
    TokenSettings {
        keys: TokenKeys::Secret(SECRET.to_vec()),
        algorithms: vec![Algorithm::HS256],
        issuer: Some("https://id.example".to_owned()),
        audience: vec!["authenticated".to_owned()],
        leeway: 30,
    }
}

async fn gate(settings: AuthSettings) -> Gate {
    let gate = Gate::new(
        &settings,
        memory().await,
        &OutsideSettings::default(),
        PathBuf::new(),
    );
    gate.expect("good settings")
}

fn base64(bytes: &[u8]) -> String {
    use base64::Engine;
    base64::engine::general_purpose::URL_SAFE_NO_PAD.encode(bytes)
}

/// A token with any header and any claims, signed with a secret by HS256 whatever the header says.
fn token(header: &Value, claims: &Value, secret: &[u8]) -> String {
    let text = format!(
        "{}.{}",
        base64(header.to_string().as_bytes()),
        base64(claims.to_string().as_bytes())
    );
    let key = ring::hmac::Key::new(ring::hmac::HMAC_SHA256, secret);
    let signature = ring::hmac::sign(&key, text.as_bytes());
    format!("{text}.{}", base64(signature.as_ref()))
}

fn claims() -> Value {
    json!({ "sub": "ada", "exp": now() + 60, "iss": "https://id.example", "aud": "authenticated" })
}

fn with(name: &str, value: Value) -> Value {
    let mut claims = claims();
    claims[name] = value;
    claims
}

fn without(name: &str) -> Value {
    let mut claims = claims();
    claims.as_object_mut().expect("an object").remove(name);
    claims
}

async fn user(gate: &Gate, secret: &str) -> Option<String> {
    let admitted = gate.admit(Some(&format!("Bearer {secret}"))).await;
    admitted.ok().map(|admission| admission.viewer.user_id)
}

#[tokio::test]
async fn a_good_token_is_its_subjects() {
    let gate = gate(AuthSettings::Tokens(settings())).await;
    let header = json!({ "alg": "HS256", "typ": "JWT" });
    for claims in [
        claims(),
        with("aud", json!(["other", "authenticated"])),
        with("exp", json!(now() - 10)),
        with("nbf", json!(now() + 10)),
        with("role", json!("service_role")),
    ] {
        assert_eq!(
            user(&gate, &token(&header, &claims, SECRET)).await.as_deref(),
            Some("ada"),
            "{claims}"
        );
    }
    let made = make_token(&serde_json::from_value(claims()).expect("claims"), SECRET).expect("written");
    assert_eq!(user(&gate, &made).await.as_deref(), Some("ada"));
}

#[tokio::test]
async fn a_bad_token_lets_nobody_in() {
    let gate = gate(AuthSettings::Tokens(settings())).await;
    let header = json!({ "alg": "HS256" });
    let bad = [
        with("exp", json!(now() - 40)),
        with("exp", json!("tomorrow")),
        with("nbf", json!(now() + 40)),
        with("iss", json!("https://evil.example")),
        with("aud", json!("anon")),
        with("sub", json!(" ")),
        with("sub", json!("x".repeat(256))),
        without("exp"),
        without("sub"),
        without("iss"),
        without("aud"),
    ];
    for claims in bad {
        assert_eq!(
            user(&gate, &token(&header, &claims, SECRET)).await,
            None,
            "{claims}"
        );
    }
    let good = token(&header, &claims(), SECRET);
    let (text, signature) = good.rsplit_once('.').expect("three parts");
    let forged = [
        token(&header, &claims(), b"another secret of thirty-two bytes"),
        token(&json!({ "alg": "none" }), &claims(), SECRET),
        token(&json!({ "alg": "HS512" }), &claims(), SECRET),
        token(&json!({ "alg": "RS256" }), &claims(), SECRET),
        token(
            &json!({ "alg": "HS256", "crit": ["b64"], "b64": false }),
            &claims(),
            SECRET,
        ),
        token(&json!({}), &claims(), SECRET),
        format!("{text}."),
        text.to_owned(),
        format!("{text}.{}", &signature[1..]),
        format!("{good}.{signature}"),
        "x".repeat(9000),
        ".".to_owned(),
    ];
    for secret in forged {
        assert_eq!(user(&gate, &secret).await, None, "{secret:.80}");
    }
    for shown in ["", "Bearer", "Bearer ", "Basic YTpi", &good] {
        assert_eq!(
            gate.admit(Some(shown)).await,
            Err(Refused::NotGood),
            "{shown:.20}"
        );
    }
    assert_eq!(gate.admit(None).await, Err(Refused::Nothing));
}

#[tokio::test]
async fn a_token_that_names_an_audience_needs_one_that_expects_it() {
    let mut any = settings();
    (any.issuer, any.audience) = (None, Vec::new());
    let gate = gate(AuthSettings::Tokens(any)).await;
    let header = json!({ "alg": "HS256" });
    assert_eq!(user(&gate, &token(&header, &claims(), SECRET)).await, None);
    assert_eq!(
        user(&gate, &token(&header, &without("aud"), SECRET))
            .await
            .as_deref(),
        Some("ada")
    );
}

#[tokio::test]
async fn one_who_stays_is_looked_at_again_when_the_token_ends() {
    let gate = gate(AuthSettings::Tokens(settings())).await;
    let again = async |left: u64| {
        let token = token(
            &json!({ "alg": "HS256" }),
            &with("exp", json!(now() + left)),
            SECRET,
        );
        let admission = gate
            .admit(Some(&format!("Bearer {token}")))
            .await
            .expect("a good token");
        admission.again.expect("it ends").as_secs()
    };
    assert!((30..=32).contains(&again(1).await), "with the leeway");
    assert_eq!(
        again(100_000).await,
        60,
        "the signing key may go before the token does"
    );
}

#[tokio::test]
async fn keys_let_their_owners_in_where_anybody_is_asked() {
    for settings in [AuthSettings::Keys, AuthSettings::Tokens(settings())] {
        let db = memory().await;
        let gate = Gate::new(&settings, db.clone(), &OutsideSettings::default(), PathBuf::new())
            .expect("good settings");
        let (row, secret) = api_keys::new("ada", "script".to_owned(), None).expect("chance");
        api_keys::insert(&db, row).await.expect("stored");
        let admission = gate
            .admit(Some(&format!("bearer {secret}")))
            .await
            .expect("a good key");
        assert_eq!(
            (admission.viewer.user_id.as_str(), admission.means),
            ("ada", Means::ApiKey)
        );
        assert_eq!(user(&gate, &format!("{secret}x")).await, None);
        assert!(gate.asks());
    }
    let open = gate(AuthSettings::Off).await;
    assert_eq!(
        open.admit(None).await.map(|admission| admission.viewer),
        Ok(Viewer::local())
    );
    assert!(!open.asks());
}
