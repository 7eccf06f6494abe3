//! Personal API keys.

use super::scalars::DateTime;
use crate::data;
use crate::graphql::ids::{self, Kind};
use async_graphql::{ID, Object};

/// A personal API key.
pub struct ApiKey(pub data::ApiKey);

/// A personal API key, which scripts show in place of a token. Only a hash of it is kept.
#[Object]
impl ApiKey {
    /// The opaque id of this key; it is not the key.
    pub async fn id(&self) -> ID {
        ids::encode(Kind::ApiKey, &self.0.id)
    }

    /// Its name.
    async fn name(&self) -> &str {
        &self.0.name
    }

    /// How the key begins, to tell keys apart.
    async fn hint(&self) -> &str {
        &self.0.hint
    }

    /// When it was made.
    async fn created_at(&self) -> DateTime {
        self.0.created_at.into()
    }

    /// When it ends by itself; null where it does not.
    async fn expires_at(&self) -> Option<DateTime> {
        self.0.expires_at.map(Into::into)
    }

    /// When it was last used, to the minute; null where it was not.
    async fn last_used_at(&self) -> Option<DateTime> {
        self.0.used_at.map(Into::into)
    }
}
