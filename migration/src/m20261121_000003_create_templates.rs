//! Branding that users keep for their exports, and share by link.

use sea_orm_migration::{prelude::*, schema::*};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.create_table(templates()).await?;
        for index in indexes() {
            manager.create_index(index).await?;
        }
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager
            .drop_table(Table::drop().table("templates").to_owned())
            .await
    }
}

fn templates() -> TableCreateStatement {
    Table::create()
        .table("templates")
        .col(text("id").primary_key())
        .col(text("user_id"))
        .col(text("name"))
        .col(text("description"))
        .col(json("branding"))
        .col(text_null("share_hash"))
        .col(timestamp_with_time_zone("created_at"))
        .col(timestamp_with_time_zone("updated_at"))
        .to_owned()
}

fn indexes() -> [IndexCreateStatement; 2] {
    let on = |name: &str| Index::create().name(name).table("templates").to_owned();
    [
        on("idx_templates_user_id").col("user_id").to_owned(),
        on("idx_templates_share_hash")
            .col("share_hash")
            .unique()
            .to_owned(),
    ]
}
