//! Tokens: JSON Web Tokens (RFC 7519) as identity providers make them, and as we make them for development.

use super::{TokenSettings, crypto};
use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, Header, Validation, decode, decode_header, encode};
use serde::{Deserialize, Serialize};

/// The longest token that is looked at, in bytes.
pub const MAX_TOKEN: usize = 8 << 10;
/// The longest subject, in bytes.
const MAX_SUBJECT: usize = 255;

/// What is read of a token.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
pub struct Claims {
    /// The user.
    pub sub: String,
    /// When it ends, in seconds since 1970.
    pub exp: u64,
    /// When it was made.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub iat: Option<u64>,
    /// Who made it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub iss: Option<String>,
    /// Whom it is meant for: one or several.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub aud: Option<serde_json::Value>,
}

/// What has to hold of every token, from the settings alone.
pub fn rules(settings: &TokenSettings) -> Validation {
    let first = settings.algorithms.first().copied().unwrap_or(Algorithm::HS256);
    let mut rules = Validation::new(first);
    rules.algorithms.clone_from(&settings.algorithms);
    rules.leeway = settings.leeway;
    rules.validate_nbf = true;
    let mut required = vec!["exp", "sub"];
    if let Some(issuer) = &settings.issuer {
        rules.set_issuer(&[issuer]);
        required.push("iss");
    }
    if !settings.audience.is_empty() {
        rules.set_audience(&settings.audience);
        required.push("aud");
    }
    rules.set_required_spec_claims(&required);
    rules
}

/// The id of the key that a token says it was signed with; none where it is no token of these rules at all.
pub fn key_id(token: &str, rules: &Validation) -> Option<Option<String>> {
    let header = decode_header(token).ok()?;
    // What a token calls critical must be understood, and no extension is (RFC 7515, section 4.1.11).
    (rules.algorithms.contains(&header.alg) && header.crit.is_none()).then_some(header.kid)
}

/// What a token says, if it is good.
pub fn check(token: &str, key: &DecodingKey, rules: &Validation) -> Option<Claims> {
    crypto::install();
    // The library takes no rules with algorithms that this key has nothing to do with.
    let mut rules = rules.clone();
    rules.algorithms.retain(|algorithm| algorithm.family() == key.family());
    let claims = decode::<Claims>(token, key, &rules).ok()?.claims;
    let known = !claims.sub.trim().is_empty() && claims.sub.len() <= MAX_SUBJECT;
    known.then_some(claims)
}

/// Makes a token that is signed with a secret.
///
/// # Errors
/// When it cannot be written.
pub fn make(claims: &Claims, secret: &[u8]) -> anyhow::Result<String> {
    crypto::install();
    let header = Header::new(Algorithm::HS256);
    Ok(encode(&header, claims, &EncodingKey::from_secret(secret))?)
}
