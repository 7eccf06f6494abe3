//! Secrets that are told once: links and API keys. Only their hashes are kept.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use sha2::{Digest, Sha256};

/// Bytes of chance in a secret: more than can be guessed.
const CHANCE: usize = 32;

/// A new secret: 256 bits of chance in letters that fit an address.
///
/// # Errors
/// When the machine has no chance to give.
pub fn new() -> Result<String, getrandom::Error> {
    let mut bytes = [0; CHANCE];
    getrandom::fill(&mut bytes)?;
    Ok(URL_SAFE_NO_PAD.encode(bytes))
}

/// What is kept of a secret. So many bits of chance need no slow hash.
pub fn hash(secret: &str) -> String {
    let hash = Sha256::digest(secret.as_bytes());
    hash.iter().map(|byte| format!("{byte:02x}")).collect()
}
