//! Webhooks, and the messages that are to be sent to them.
//!
//! Messages about exports are written by the queue, in the transaction that ends an export. Sending is claimed by raising
//! the count of attempts, and whoever claimed writes only while the count is its own, so that several processes may send
//! from one table and a late answer changes nothing.

use super::Slice;
use chrono::{DateTime, SubsecRound, TimeDelta, Utc};
use phonoglyph_entities::webhook::{Column, Entity, Model};
use phonoglyph_entities::webhook_delivery::{
    Column as Of, DeliveryStatus, Entity as Deliveries, Model as Delivery,
};
use sea_orm::prelude::Expr;
use sea_orm::sea_query::ExprTrait;
use sea_orm::{
    ActiveEnum, ActiveModelTrait, ColumnTrait, DatabaseConnection, DbErr, EntityTrait, IntoActiveModel,
    PaginatorTrait, QueryFilter, QueryOrder, QuerySelect, Select, TransactionTrait,
};

/// The most webhooks of a user.
pub const MOST: u64 = 20;
/// How long messages that are over are kept.
const KEPT: TimeDelta = TimeDelta::days(30);

/// Now, no finer than every database keeps it.
pub fn now() -> DateTime<Utc> {
    Utc::now().trunc_subsecs(6)
}

fn of(user_id: &str) -> Select<Entity> {
    Entity::find().filter(Column::UserId.eq(user_id))
}

/// A user's webhook.
pub async fn find(db: &DatabaseConnection, user_id: &str, id: &str) -> Result<Option<Model>, DbErr> {
    of(user_id).filter(Column::Id.eq(id)).one(db).await
}

/// A user's webhooks, newest first.
pub async fn list(db: &DatabaseConnection, user_id: &str) -> Result<Vec<Model>, DbErr> {
    of(user_id).order_by_desc(Column::Id).limit(MOST).all(db).await
}

/// How many webhooks a user has.
pub async fn count(db: &DatabaseConnection, user_id: &str) -> Result<u64, DbErr> {
    of(user_id).count(db).await
}

/// Adds a webhook.
pub async fn insert(db: &DatabaseConnection, webhook: Model) -> Result<(), DbErr> {
    let row = webhook.into_active_model().reset_all();
    Entity::insert(row).exec_without_returning(db).await?;
    Ok(())
}

/// Writes a webhook that was read before; false if it is gone.
pub async fn update(db: &DatabaseConnection, webhook: Model) -> Result<bool, DbErr> {
    super::was_there(webhook.into_active_model().reset_all().update(db).await)
}

/// Deletes a user's webhook with all its messages; false if there is none.
pub async fn delete(db: &DatabaseConnection, user_id: &str, id: &str) -> Result<bool, DbErr> {
    let transaction = db.begin().await?;
    let query = Entity::delete_many()
        .filter(Column::UserId.eq(user_id))
        .filter(Column::Id.eq(id));
    let gone = query.exec(&transaction).await?.rows_affected > 0;
    if gone {
        let messages = Deliveries::delete_many().filter(Of::WebhookId.eq(id));
        messages.exec(&transaction).await?;
    }
    transaction.commit().await?;
    Ok(gone)
}

/// A user's message.
pub async fn delivery(db: &DatabaseConnection, user_id: &str, id: &str) -> Result<Option<Delivery>, DbErr> {
    let query = Deliveries::find_by_id(id).filter(Of::UserId.eq(user_id));
    query.one(db).await
}

/// The messages to a webhook, newest first, and how many there are.
pub async fn deliveries(
    db: &DatabaseConnection,
    webhook_id: &str,
    slice: &Slice,
) -> Result<(Vec<Delivery>, u64), DbErr> {
    let all = Deliveries::find().filter(Of::WebhookId.eq(webhook_id));
    let total = all.clone().count(db).await?;
    let mut page = all.order_by_desc(Of::Id).limit(slice.limit);
    if let Some(after) = &slice.after {
        page = page.filter(Of::Id.lt(after));
    }
    Ok((page.all(db).await?, total))
}

/// Adds a message.
pub async fn add(db: &DatabaseConnection, delivery: Delivery) -> Result<(), DbErr> {
    let row = delivery.into_active_model().reset_all();
    Deliveries::insert(row).exec_without_returning(db).await?;
    Ok(())
}

/// Has a message sent again, from the first attempt on; false if it is gone or is being sent.
pub async fn again(db: &DatabaseConnection, delivery: &Delivery, now: DateTime<Utc>) -> Result<bool, DbErr> {
    let done = Deliveries::update_many()
        .col_expr(Of::Status, Expr::value(DeliveryStatus::Pending.to_value()))
        .col_expr(Of::Round, Expr::value(0))
        .col_expr(Of::NextAt, Expr::value(now))
        .col_expr(Of::UpdatedAt, Expr::value(now))
        .filter(Of::Id.eq(&delivery.id))
        .filter(Of::Attempts.eq(delivery.attempts))
        .exec(db)
        .await?;
    Ok(done.rows_affected == 1)
}

/// Messages that are due, claimed to be sent now: whoever stops meanwhile leaves them to be claimed again after `lease`.
pub async fn claim(
    db: &DatabaseConnection,
    most: u64,
    lease: TimeDelta,
    now: DateTime<Utc>,
) -> Result<Vec<Delivery>, DbErr> {
    let due = Deliveries::find()
        .filter(Of::Status.eq(DeliveryStatus::Pending))
        .filter(Of::NextAt.lte(now))
        .order_by_asc(Of::NextAt)
        .limit(most)
        .all(db)
        .await?;
    let mut claimed = Vec::new();
    for mut delivery in due {
        let done = Deliveries::update_many()
            .col_expr(Of::Attempts, Expr::col(Of::Attempts).add(1))
            .col_expr(Of::Round, Expr::col(Of::Round).add(1))
            .col_expr(Of::NextAt, Expr::value(now + lease))
            .filter(Of::Id.eq(&delivery.id))
            .filter(Of::Attempts.eq(delivery.attempts))
            .filter(Of::Status.eq(DeliveryStatus::Pending))
            .exec(db)
            .await?;
        if done.rows_affected == 1 {
            delivery.attempts += 1;
            delivery.round += 1;
            claimed.push(delivery);
        }
    }
    Ok(claimed)
}

/// When the next message is due.
pub async fn next_due(db: &DatabaseConnection) -> Result<Option<DateTime<Utc>>, DbErr> {
    let next: Option<Option<DateTime<Utc>>> = Deliveries::find()
        .select_only()
        .column_as(Of::NextAt.min(), "next")
        .filter(Of::Status.eq(DeliveryStatus::Pending))
        .into_tuple()
        .one(db)
        .await?;
    Ok(next.flatten())
}

/// Writes how sending a claimed message went; false if somebody else has claimed it since.
pub async fn finish(db: &DatabaseConnection, delivery: &Delivery) -> Result<bool, DbErr> {
    let done = Deliveries::update_many()
        .col_expr(Of::Status, Expr::value(delivery.status.to_value()))
        .col_expr(Of::NextAt, Expr::value(delivery.next_at))
        .col_expr(Of::Log, Expr::value(delivery.log.clone()))
        .col_expr(Of::UpdatedAt, Expr::value(delivery.updated_at))
        .filter(Of::Id.eq(&delivery.id))
        .filter(Of::Attempts.eq(delivery.attempts))
        .exec(db)
        .await?;
    Ok(done.rows_affected == 1)
}

/// The webhook that a message goes to.
pub async fn of_delivery(db: &DatabaseConnection, delivery: &Delivery) -> Result<Option<Model>, DbErr> {
    find(db, &delivery.user_id, &delivery.webhook_id).await
}

/// Notes that a webhook took a message.
pub async fn healthy(db: &DatabaseConnection, id: &str) -> Result<(), DbErr> {
    Entity::update_many()
        .col_expr(Column::FailingSince, Expr::value(None::<DateTime<Utc>>))
        .filter(Column::Id.eq(id))
        .filter(Column::FailingSince.is_not_null())
        .exec(db)
        .await?;
    Ok(())
}

/// Notes that a webhook did not take a message; the first time counts.
pub async fn failing(db: &DatabaseConnection, id: &str, now: DateTime<Utc>) -> Result<(), DbErr> {
    Entity::update_many()
        .col_expr(Column::FailingSince, Expr::value(now))
        .filter(Column::Id.eq(id))
        .filter(Column::FailingSince.is_null())
        .exec(db)
        .await?;
    Ok(())
}

/// Switches a webhook off and gives up what is still to be sent to it.
pub async fn disable(
    db: &DatabaseConnection,
    id: &str,
    reason: &str,
    now: DateTime<Utc>,
) -> Result<(), DbErr> {
    let transaction = db.begin().await?;
    Entity::update_many()
        .col_expr(Column::DisabledAt, Expr::value(now))
        .col_expr(Column::DisabledReason, Expr::value(reason))
        .filter(Column::Id.eq(id))
        .filter(Column::DisabledAt.is_null())
        .exec(&transaction)
        .await?;
    Deliveries::update_many()
        .col_expr(Of::Status, Expr::value(DeliveryStatus::Failed.to_value()))
        .col_expr(Of::NextAt, Expr::value(None::<DateTime<Utc>>))
        .filter(Of::WebhookId.eq(id))
        .filter(Of::Status.eq(DeliveryStatus::Pending))
        .exec(&transaction)
        .await?;
    transaction.commit().await
}

/// Forgets messages that have been over for long.
pub async fn forget_old(db: &DatabaseConnection, now: DateTime<Utc>) -> Result<u64, DbErr> {
    let old = Deliveries::delete_many()
        .filter(Of::Status.ne(DeliveryStatus::Pending))
        .filter(Of::UpdatedAt.lt(now - KEPT));
    Ok(old.exec(db).await?.rows_affected)
}
