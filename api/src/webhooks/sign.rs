//! Signatures of the Standard Webhooks specification, version `v1`: HMAC-SHA-256 over id, time and body.
//!
//! <https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md>

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

/// What every secret begins with.
pub const PREFIX: &str = "whsec_";
/// Bytes of chance in a secret; the specification asks for 24 to 64.
const BYTES: usize = 32;

/// A new secret, `whsec_` and base64.
///
/// # Errors
/// When the machine has no chance to give.
pub fn new_secret() -> Result<String, getrandom::Error> {
    let mut bytes = [0; BYTES];
    getrandom::fill(&mut bytes)?;
    Ok(format!("{PREFIX}{}", STANDARD.encode(bytes)))
}

/// The header `webhook-signature`: one signature for each secret, separated by spaces.
pub fn signatures<'a>(
    secrets: impl Iterator<Item = &'a str>,
    id: &str,
    timestamp: i64,
    body: &str,
) -> String {
    let signature = |secret: &str| {
        let key = STANDARD
            .decode(secret.strip_prefix(PREFIX).unwrap_or(secret))
            .unwrap_or_default();
        #[expect(
            clippy::expect_used,
            reason = "HMAC takes keys of any length (RFC 2104, section 2)"
        )]
        let mut mac = Hmac::<Sha256>::new_from_slice(&key).expect("a key of any length");
        mac.update(format!("{id}.{timestamp}.{body}").as_bytes());
        format!("v1,{}", STANDARD.encode(mac.finalize().into_bytes()))
    };
    secrets.map(signature).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_example_of_the_specifications_libraries_is_signed_as_they_do() {
        let secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
        let (id, time, body) = (
            "msg_p5jXN8AQM9LWM0D4loKWxJek",
            1_614_265_330,
            r#"{"test": 2432232314}"#,
        );
        let one = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=";
        assert_eq!(signatures([secret].into_iter(), id, time, body), one);
        let two = signatures([secret, "whsec_AAAA"].into_iter(), id, time, body);
        assert!(two.starts_with(&format!("{one} v1,")), "{two}");
    }

    #[test]
    fn secrets_are_never_the_same() {
        let (one, two) = (new_secret().expect("chance"), new_secret().expect("chance"));
        assert_ne!(one, two);
        let bytes = STANDARD.decode(one.strip_prefix(PREFIX).expect("the prefix"));
        assert_eq!(bytes.expect("base64").len(), BYTES);
    }
}
