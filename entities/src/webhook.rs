//! `webhooks`: addresses that hear of exports.

use sea_orm::entity::prelude::*;

/// A row of `webhooks`.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "webhooks")]
pub struct Model {
    /// UUID version 7.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: String,
    /// Whose it is.
    pub user_id: String,
    /// Where messages are sent.
    pub url: String,
    /// What it is for.
    pub description: String,
    /// The events that it hears of: a list of names; empty is all.
    pub events: Json,
    /// What messages are signed with. It must be known to sign, so it cannot be hashed.
    pub secret: String,
    /// The secret before, which signs beside the new one for a while.
    pub old_secret: Option<String>,
    /// Until when the secret before signs.
    pub old_secret_until: Option<ChronoDateTimeUtc>,
    /// Since when every message has failed.
    pub failing_since: Option<ChronoDateTimeUtc>,
    /// When it was switched off.
    pub disabled_at: Option<ChronoDateTimeUtc>,
    /// Why it was switched off.
    pub disabled_reason: Option<String>,
    /// When it was made.
    pub created_at: ChronoDateTimeUtc,
    /// When it was last changed.
    pub updated_at: ChronoDateTimeUtc,
}

/// There are no relations: rows are found by user and id.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
