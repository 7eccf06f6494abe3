//! The one place where callers are let in.

use super::jwks::Jwks;
use super::settings::{AuthSettings, TokenKeys};
use super::token::{self, MAX_TOKEN};
use super::{TokenSettings, Viewer};
use crate::data::{DatabaseConnection, api_keys};
use crate::outside::{Outside, OutsideSettings};
use jsonwebtoken::{DecodingKey, Validation};
use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

/// How often those who stay connected are looked at again: a key that was taken back, or a signing key that is no
/// longer good, ends what runs under it.
const AGAIN: Duration = Duration::from_secs(60);

/// How somebody showed who they are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Means {
    /// Nobody was asked.
    Nothing,
    /// By a token.
    Token,
    /// By a personal API key.
    ApiKey,
}

/// Somebody who was let in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Admission {
    /// Who it is.
    pub viewer: Viewer,
    /// How they showed it.
    pub means: Means,
    /// When to look again at one who stays; none where there is nothing to look at.
    pub again: Option<Duration>,
}

/// Why somebody was not let in. No more is told: what is wrong with a token helps those who forge them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refused {
    /// Nothing was shown.
    #[error("show who you are: send the header Authorization with `Bearer` and a token or an API key")]
    Nothing,
    /// What was shown is no good, or no longer.
    #[error("the token or API key is not good, or no longer")]
    NotGood,
    /// It could not be looked at.
    #[error("who you are cannot be looked up now: try again in a moment")]
    Unavailable,
}

/// Lets callers in, or not. Cheap to clone.
#[derive(Clone)]
pub struct Gate(Arc<Inner>);

struct Inner {
    db: DatabaseConnection,
    demands: Demands,
}

enum Demands {
    Nothing,
    Keys,
    Tokens {
        keys: Keys,
        rules: Box<Validation>,
        leeway: Duration,
    },
}

enum Keys {
    Secret(Box<DecodingKey>),
    Published(Box<Jwks>),
}

impl Gate {
    /// A gate as the settings have it; key sets are fetched into `folder`.
    ///
    /// # Errors
    /// When the proxy of `outside` cannot be used.
    pub fn new(
        settings: &AuthSettings,
        db: DatabaseConnection,
        outside: &OutsideSettings,
        folder: PathBuf,
    ) -> anyhow::Result<Self> {
        let demands = match settings {
            AuthSettings::Off => Demands::Nothing,
            AuthSettings::Keys => Demands::Keys,
            AuthSettings::Tokens(tokens) => Demands::Tokens {
                keys: keys(tokens, outside, folder)?,
                rules: Box::new(token::rules(tokens)),
                leeway: Duration::from_secs(tokens.leeway),
            },
        };
        Ok(Self(Arc::new(Inner { db, demands })))
    }

    /// Whether callers have to show who they are.
    pub fn asks(&self) -> bool {
        !matches!(self.0.demands, Demands::Nothing)
    }

    /// Lets somebody in who shows this, as the header `Authorization` has it.
    ///
    /// # Errors
    /// Why not.
    pub async fn admit(&self, authorization: Option<&str>) -> Result<Admission, Refused> {
        if let Demands::Nothing = self.0.demands {
            return Ok(Admission {
                viewer: Viewer::local(),
                means: Means::Nothing,
                again: None,
            });
        }
        let shown = authorization.ok_or(Refused::Nothing)?;
        let (scheme, secret) = shown.trim().split_once(' ').ok_or(Refused::NotGood)?;
        let secret = secret.trim();
        if !scheme.eq_ignore_ascii_case("bearer") || secret.is_empty() || secret.len() > MAX_TOKEN {
            return Err(Refused::NotGood);
        }
        match &self.0.demands {
            _ if secret.starts_with(api_keys::PREFIX) => self.by_key(secret).await,
            Demands::Tokens { keys, rules, leeway } => by_token(secret, keys, rules, *leeway).await,
            Demands::Nothing | Demands::Keys => Err(Refused::NotGood),
        }
    }

    async fn by_key(&self, secret: &str) -> Result<Admission, Refused> {
        match api_keys::owner(&self.0.db, secret, chrono::Utc::now()).await {
            Ok(Some(user_id)) => Ok(Admission {
                viewer: Viewer { user_id },
                means: Means::ApiKey,
                again: Some(AGAIN),
            }),
            Ok(None) => Err(Refused::NotGood),
            Err(error) => {
                tracing::error!(%error, "an API key cannot be looked up");
                Err(Refused::Unavailable)
            }
        }
    }
}

fn keys(settings: &TokenSettings, outside: &OutsideSettings, folder: PathBuf) -> anyhow::Result<Keys> {
    match &settings.keys {
        TokenKeys::Secret(secret) => Ok(Keys::Secret(Box::new(DecodingKey::from_secret(secret)))),
        TokenKeys::Jwks { address, keep } => {
            // The operator named this host, so it may be a private one; where it redirects to, may not.
            let host = reqwest::Url::parse(address)?
                .host_str()
                .unwrap_or_default()
                .to_owned();
            let outside = OutsideSettings {
                allow: vec![host],
                proxy: outside.proxy.clone(),
            };
            let jwks = Jwks::new(address.clone(), *keep, Outside::new(&outside)?, folder);
            Ok(Keys::Published(Box::new(jwks)))
        }
    }
}

async fn by_token(
    token: &str,
    keys: &Keys,
    rules: &Validation,
    leeway: Duration,
) -> Result<Admission, Refused> {
    let id = token::key_id(token, rules).ok_or(Refused::NotGood)?;
    let claims = match keys {
        Keys::Secret(key) => token::check(token, key, rules),
        Keys::Published(jwks) => {
            let keys = jwks.named(id.as_deref()).await.ok_or(Refused::Unavailable)?;
            keys.iter().find_map(|key| token::check(token, key, rules))
        }
    };
    let claims = claims.ok_or(Refused::NotGood)?;
    let end = UNIX_EPOCH.checked_add(Duration::from_secs(claims.exp).saturating_add(leeway));
    let left = end.and_then(|end| end.duration_since(SystemTime::now()).ok());
    // A second more than is left: looked at again in the very second of its end, it would still be good.
    let left = left.map_or(AGAIN, |left| left + Duration::from_secs(1));
    Ok(Admission {
        viewer: Viewer { user_id: claims.sub },
        means: Means::Token,
        again: Some(left.min(AGAIN)),
    })
}
