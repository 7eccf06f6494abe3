//! Export settings that users keep under a name.

use sea_orm_migration::{prelude::*, schema::*};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.create_table(presets()).await?;
        let index = Index::create()
            .name("idx_export_presets_user_id")
            .table("export_presets")
            .col("user_id")
            .to_owned();
        manager.create_index(index).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager
            .drop_table(Table::drop().table("export_presets").to_owned())
            .await
    }
}

fn presets() -> TableCreateStatement {
    Table::create()
        .table("export_presets")
        .col(text("id").primary_key())
        .col(text("user_id"))
        .col(text("name"))
        .col(text("description"))
        .col(json("settings"))
        .col(timestamp_with_time_zone("created_at"))
        .col(timestamp_with_time_zone("updated_at"))
        .to_owned()
}
