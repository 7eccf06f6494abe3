//! The settings about who callers are.

use super::{ConfigError, MIN_SECRET};
use crate::auth::{AuthSettings, TokenKeys, TokenSettings};
use clap::{Args, ValueEnum};
use jsonwebtoken::Algorithm;
use std::net::IpAddr;
use std::time::Duration;

/// The most seconds by which clocks may differ.
const MAX_LEEWAY: u64 = 300;
/// Hours for which public keys are good when they cannot be fetched again: by default, and at most.
const KEPT_HOURS: u64 = 24;
const MOST_HOURS: u64 = 8760;

/// A signature of tokens.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
#[value(rename_all = "UPPER")]
pub enum Signature {
    /// HMAC with SHA-256 and a shared secret
    Hs256,
    /// RSA with SHA-256 and a published key
    Rs256,
    /// ECDSA with P-256 and a published key
    Es256,
}

impl Signature {
    fn algorithm(self) -> Algorithm {
        match self {
            Self::Hs256 => Algorithm::HS256,
            Self::Rs256 => Algorithm::RS256,
            Self::Es256 => Algorithm::ES256,
        }
    }
}

/// What a token is made with and must say, where a secret signs it.
#[derive(Args, Clone, Debug, Default, PartialEq, Eq)]
#[command(next_help_heading = "Who is asking")]
pub struct SecretArgs {
    /// Secret that signs tokens (HS256), at least 32 bytes; with it every request needs a token or an API key
    #[arg(
        long,
        env = "PHONOGLYPH_AUTH_SECRET",
        hide_env_values = true,
        value_name = "TEXT"
    )]
    pub auth_secret: Option<String>,
    /// Issuer (`iss`) that tokens must name
    #[arg(long, env = "PHONOGLYPH_AUTH_ISSUER", value_name = "TEXT")]
    pub auth_issuer: Option<String>,
    /// Audiences (`aud`) of which tokens must name one, separated by commas, such as `authenticated`
    #[arg(
        long,
        env = "PHONOGLYPH_AUTH_AUDIENCE",
        value_delimiter = ',',
        value_name = "TEXT"
    )]
    pub auth_audience: Vec<String>,
}

/// Who callers are.
#[derive(Args, Clone, Debug, Default, PartialEq, Eq)]
#[command(next_help_heading = "Who is asking")]
pub struct AuthArgs {
    /// The secret, and what tokens must say.
    #[command(flatten)]
    pub secret: SecretArgs,
    /// Address of the identity provider's public keys (JWKS); issuer and audience must be given with it
    #[arg(long, env = "PHONOGLYPH_AUTH_JWKS", value_name = "URL")]
    pub auth_jwks: Option<String>,
    /// Hours for which fetched public keys are good when their address does not answer, up to 8760 [default: 24]
    #[arg(long, env = "PHONOGLYPH_AUTH_JWKS_HOURS", value_name = "HOURS")]
    pub auth_jwks_hours: Option<u64>,
    /// Signatures that tokens may have, separated by commas [default: HS256 with a secret, RS256 and ES256 with
    /// --auth-jwks]
    #[arg(
        long,
        env = "PHONOGLYPH_AUTH_ALGORITHMS",
        value_enum,
        value_delimiter = ',',
        value_name = "NAME"
    )]
    pub auth_algorithms: Vec<Signature>,
    /// Seconds by which clocks may differ when a token begins and ends, up to 300
    #[arg(
        long,
        env = "PHONOGLYPH_AUTH_LEEWAY",
        default_value_t = 30,
        value_name = "SECONDS"
    )]
    pub auth_leeway: u64,
    /// Let callers in by API keys alone, which `phonoglyph key` makes
    #[arg(long, env = "PHONOGLYPH_AUTH_KEYS")]
    pub auth_keys: bool,
}

impl AuthArgs {
    /// Checks the settings; `allowed` are hosts that may be asked without TLS.
    ///
    /// # Errors
    /// The first that cannot be.
    pub fn check(self, allowed: &[String]) -> Result<AuthSettings, ConfigError> {
        if self.auth_leeway > MAX_LEEWAY {
            return Err(ConfigError::Leeway(self.auth_leeway, MAX_LEEWAY));
        }
        let keys = match (&self.secret.auth_secret, &self.auth_jwks) {
            (Some(_), Some(_)) => {
                return Err(ConfigError::Together("--auth-secret", "--auth-jwks"));
            }
            (Some(secret), None) => TokenKeys::Secret(secret_bytes(secret)?),
            (None, Some(address)) => TokenKeys::Jwks {
                address: self.jwks(address, allowed)?,
                keep: self.keep()?,
            },
            (None, None) => return self.without_tokens(),
        };
        if self.auth_keys {
            return Err(ConfigError::Together(
                "--auth-keys",
                "--auth-secret or --auth-jwks",
            ));
        }
        Ok(AuthSettings::Tokens(TokenSettings {
            algorithms: self.algorithms(&keys)?,
            keys,
            issuer: self.secret.auth_issuer,
            audience: self.secret.auth_audience,
            leeway: self.auth_leeway,
        }))
    }

    fn without_tokens(&self) -> Result<AuthSettings, ConfigError> {
        let Self { secret, .. } = self;
        let given = [
            ("--auth-issuer", secret.auth_issuer.is_some()),
            ("--auth-audience", !secret.auth_audience.is_empty()),
            ("--auth-algorithms", !self.auth_algorithms.is_empty()),
            ("--auth-jwks-hours", self.auth_jwks_hours.is_some()),
        ];
        match given.iter().find(|(_, given)| *given) {
            Some((name, _)) => Err(ConfigError::WithoutKeys(name)),
            None if self.auth_keys => Ok(AuthSettings::Keys),
            None => Ok(AuthSettings::Off),
        }
    }

    /// Public keys often serve many: without issuer and audience, a token for another service would be good here.
    fn jwks(&self, address: &str, allowed: &[String]) -> Result<String, ConfigError> {
        let url = reqwest::Url::parse(address).ok();
        let host = url.as_ref().and_then(|url| Some((url.scheme(), url.host_str()?)));
        let safe = match host {
            Some(("https", _)) => true,
            Some(("http", host)) => is_this_machine(host) || allowed.iter().any(|name| name == host),
            _ => false,
        };
        if !safe {
            return Err(ConfigError::Jwks(address.to_owned()));
        }
        if self.secret.auth_issuer.is_none() || self.secret.auth_audience.is_empty() {
            return Err(ConfigError::JwksAlone);
        }
        Ok(address.to_owned())
    }

    /// How long fetched keys are good without being fetched again.
    fn keep(&self) -> Result<Duration, ConfigError> {
        match self.auth_jwks_hours.unwrap_or(KEPT_HOURS) {
            hours @ 1..=MOST_HOURS => Ok(Duration::from_secs(hours * 3600)),
            hours => Err(ConfigError::JwksHours(hours, MOST_HOURS)),
        }
    }

    fn algorithms(&self, keys: &TokenKeys) -> Result<Vec<Algorithm>, ConfigError> {
        use Signature::{Es256, Hs256, Rs256};
        let possible: &[Signature] = match keys {
            TokenKeys::Secret(_) => &[Hs256],
            TokenKeys::Jwks { .. } => &[Rs256, Es256],
        };
        let wanted = match self.auth_algorithms.as_slice() {
            [] => possible,
            wanted => wanted,
        };
        match wanted.iter().find(|name| !possible.contains(name)) {
            Some(name) => Err(ConfigError::Algorithm(name.algorithm())),
            None => Ok(wanted.iter().map(|name| name.algorithm()).collect()),
        }
    }
}

/// A secret that is long enough.
///
/// # Errors
/// When it is not.
pub fn secret_bytes(secret: &str) -> Result<Vec<u8>, ConfigError> {
    match secret.len() {
        length if length < MIN_SECRET => Err(ConfigError::WeakAuthSecret(length)),
        _ => Ok(secret.as_bytes().to_vec()),
    }
}

fn is_this_machine(host: &str) -> bool {
    let address = host
        .trim_start_matches('[')
        .trim_end_matches(']')
        .parse::<IpAddr>();
    host == "localhost" || address.is_ok_and(|address| address.is_loopback())
}
