//! Webhooks, and what is to be sent to them: written in the transaction that ends an export.

use sea_orm_migration::{prelude::*, schema::*};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.create_table(webhooks()).await?;
        manager.create_table(deliveries()).await?;
        for index in indexes() {
            manager.create_index(index).await?;
        }
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for table in ["webhook_deliveries", "webhooks"] {
            manager.drop_table(Table::drop().table(table).to_owned()).await?;
        }
        Ok(())
    }
}

fn webhooks() -> TableCreateStatement {
    Table::create()
        .table("webhooks")
        .col(text("id").primary_key())
        .col(text("user_id"))
        .col(text("url"))
        .col(text("description"))
        .col(json("events"))
        .col(text("secret"))
        .col(text_null("old_secret"))
        .col(timestamp_with_time_zone_null("old_secret_until"))
        .col(timestamp_with_time_zone_null("failing_since"))
        .col(timestamp_with_time_zone_null("disabled_at"))
        .col(text_null("disabled_reason"))
        .col(timestamp_with_time_zone("created_at"))
        .col(timestamp_with_time_zone("updated_at"))
        .to_owned()
}

fn deliveries() -> TableCreateStatement {
    Table::create()
        .table("webhook_deliveries")
        .col(text("id").primary_key())
        .col(text("webhook_id"))
        .col(text("user_id"))
        .col(string_len("event", 32))
        .col(text_null("job_id"))
        .col(json("facts"))
        .col(string_len("status", 16))
        .col(integer("attempts").default(0))
        .col(integer("round").default(0))
        .col(timestamp_with_time_zone_null("next_at"))
        .col(json("log"))
        .col(timestamp_with_time_zone("created_at"))
        .col(timestamp_with_time_zone("updated_at"))
        .to_owned()
}

fn indexes() -> [IndexCreateStatement; 3] {
    let on = |name: &str, table: &'static str| Index::create().name(name).table(table).to_owned();
    [
        on("idx_webhooks_user_id", "webhooks").col("user_id").to_owned(),
        on("idx_webhook_deliveries_webhook_id", "webhook_deliveries")
            .col("webhook_id")
            .to_owned(),
        on("idx_webhook_deliveries_due", "webhook_deliveries")
            .col("status")
            .col("next_at")
            .to_owned(),
    ]
}
