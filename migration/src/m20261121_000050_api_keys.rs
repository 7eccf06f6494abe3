//! Personal API keys.

use sea_orm_migration::{prelude::*, schema::*};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.create_table(api_keys()).await?;
        for index in indexes() {
            manager.create_index(index).await?;
        }
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager
            .drop_table(Table::drop().table("api_keys").to_owned())
            .await
    }
}

fn api_keys() -> TableCreateStatement {
    Table::create()
        .table("api_keys")
        .col(text("id").primary_key())
        .col(text("user_id"))
        .col(text("name"))
        .col(text("hint"))
        .col(text("hash"))
        .col(timestamp_with_time_zone("created_at"))
        .col(timestamp_with_time_zone_null("expires_at"))
        .col(timestamp_with_time_zone_null("used_at"))
        .to_owned()
}

fn indexes() -> [IndexCreateStatement; 2] {
    let on = |name: &str| Index::create().name(name).table("api_keys").to_owned();
    [
        on("idx_api_keys_user_id").col("user_id").to_owned(),
        on("idx_api_keys_hash").col("hash").unique().to_owned(),
    ]
}
