//! How callers show who they are, as the settings have it.

use jsonwebtoken::Algorithm;
use std::time::Duration;

/// How callers show who they are.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum AuthSettings {
    /// Nobody is asked: everyone is the one local user.
    #[default]
    Off,
    /// By personal API keys alone.
    Keys,
    /// By tokens, and by API keys that users make for themselves.
    Tokens(TokenSettings),
}

/// What a token must be.
#[derive(Clone, PartialEq, Eq)]
pub struct TokenSettings {
    /// What it is checked against.
    pub keys: TokenKeys,
    /// The algorithms of its signature.
    pub algorithms: Vec<Algorithm>,
    /// Who must have made it; none is anybody with the key.
    pub issuer: Option<String>,
    /// Whom it must be meant for, one of these; empty where it must be meant for nobody in particular.
    pub audience: Vec<String>,
    /// By how many seconds clocks may differ.
    pub leeway: u64,
}

/// What tokens are checked against.
#[derive(Clone, PartialEq, Eq)]
pub enum TokenKeys {
    /// A secret that the maker of the tokens shares.
    Secret(Vec<u8>),
    /// Public keys (RFC 7517).
    Jwks {
        /// Where they are.
        address: String,
        /// How long they are good when they cannot be fetched again.
        keep: Duration,
    },
}

/// Without the secret, for logs.
impl std::fmt::Debug for TokenSettings {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let keys = match &self.keys {
            TokenKeys::Secret(_) => "a secret",
            TokenKeys::Jwks { address, .. } => address,
        };
        f.debug_struct("TokenSettings")
            .field("keys", &keys)
            .field("algorithms", &self.algorithms)
            .field("issuer", &self.issuer)
            .field("audience", &self.audience)
            .field("leeway", &self.leeway)
            .finish()
    }
}
