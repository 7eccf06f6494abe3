//! `webhook_deliveries`: messages to webhooks, and how sending them went.

use sea_orm::entity::prelude::*;

/// A row of `webhook_deliveries`.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "webhook_deliveries")]
pub struct Model {
    /// UUID version 7; the message's own id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: String,
    /// The webhook it goes to.
    pub webhook_id: String,
    /// Whose it is.
    pub user_id: String,
    /// What it tells of.
    pub event: String,
    /// The export it tells of.
    pub job_id: Option<String>,
    /// What it tells, as it was when it happened.
    pub facts: Json,
    /// Where it stands.
    pub status: DeliveryStatus,
    /// How often it was sent in all.
    pub attempts: i32,
    /// How often it was sent since it was last asked for: after the last of a round it has failed.
    pub round: i32,
    /// When it is sent next; while it is being sent, when it would be taken up again.
    pub next_at: Option<ChronoDateTimeUtc>,
    /// How each sending went: a list, the oldest first.
    pub log: Json,
    /// When it came about.
    pub created_at: ChronoDateTimeUtc,
    /// When it last changed.
    pub updated_at: ChronoDateTimeUtc,
}

/// Where a message stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "String(StringLen::N(16))")]
pub enum DeliveryStatus {
    /// It is to be sent.
    #[sea_orm(string_value = "pending")]
    Pending,
    /// It was taken.
    #[sea_orm(string_value = "delivered")]
    Delivered,
    /// It was given up.
    #[sea_orm(string_value = "failed")]
    Failed,
}

/// There are no relations: rows are found by user and id.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
