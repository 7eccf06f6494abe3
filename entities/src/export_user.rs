//! `export_users`: a row for each user who exports. Who queues holds it, so that counts stay true until they are used.

use sea_orm::entity::prelude::*;

/// A row of `export_users`.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "export_users")]
pub struct Model {
    /// The user.
    #[sea_orm(primary_key, auto_increment = false)]
    pub user_id: String,
    /// When they last queued something.
    pub touched_at: ChronoDateTimeUtc,
}

/// There are no relations: rows are found by user and id.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
