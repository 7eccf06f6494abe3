//! The first tables: assets, compositions and the queue of exports.

use sea_orm_migration::{prelude::*, schema::*};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.create_table(assets()).await?;
        manager.create_table(compositions()).await?;
        manager.create_table(export_jobs()).await?;
        for index in indexes() {
            manager.create_index(index).await?;
        }
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for table in ["export_jobs", "compositions", "assets"] {
            manager.drop_table(Table::drop().table(table).to_owned()).await?;
        }
        Ok(())
    }
}

fn assets() -> TableCreateStatement {
    Table::create()
        .table("assets")
        .col(text("id").primary_key())
        .col(text("user_id"))
        .col(string_len("kind", 16))
        .col(text("file_name"))
        .col(text("media_type"))
        .col(big_integer("bytes"))
        .col(text("sha256"))
        .col(double_null("duration_seconds"))
        .col(timestamp_with_time_zone("created_at"))
        .to_owned()
}

fn compositions() -> TableCreateStatement {
    Table::create()
        .table("compositions")
        .col(text("id").primary_key())
        .col(text("user_id"))
        .col(text("name"))
        .col(text("midi_asset_id"))
        .col(text_null("audio_asset_id"))
        .col(json("document"))
        .col(timestamp_with_time_zone("created_at"))
        .col(timestamp_with_time_zone("updated_at"))
        .to_owned()
}

/// It refers to its composition by id alone: the history of exports outlives a deleted composition.
fn export_jobs() -> TableCreateStatement {
    Table::create()
        .table("export_jobs")
        .col(text("id").primary_key())
        .col(text("user_id"))
        .col(text("composition_id"))
        .col(json("config"))
        .col(json("source"))
        .col(string_len("status", 16))
        .col(string_len_null("stage", 16))
        .col(double("progress").default(0.0))
        .col(big_integer("frames_done").default(0))
        .col(big_integer_null("frames_total"))
        .col(integer("attempt").default(0))
        .col(big_integer("sequence").default(0))
        .col(text_null("error_code"))
        .col(text_null("error_message"))
        .col(text_null("download_url"))
        .col(big_integer_null("file_size"))
        .col(double_null("duration_seconds"))
        .col(text_null("sha256"))
        .col(text_null("lease_owner"))
        .col(timestamp_with_time_zone_null("lease_until"))
        .col(timestamp_with_time_zone_null("not_before"))
        .col(timestamp_with_time_zone("created_at"))
        .col(timestamp_with_time_zone("updated_at"))
        .col(timestamp_with_time_zone_null("completed_at"))
        .to_owned()
}

fn indexes() -> [IndexCreateStatement; 5] {
    let on = |name: &str, table: &'static str| Index::create().name(name).table(table).to_owned();
    [
        on("idx_assets_user_id", "assets").col("user_id").to_owned(),
        on("idx_compositions_user_id", "compositions")
            .col("user_id")
            .to_owned(),
        on("idx_export_jobs_user_id", "export_jobs")
            .col("user_id")
            .to_owned(),
        on("idx_export_jobs_status", "export_jobs")
            .col("status")
            .to_owned(),
        on("idx_export_jobs_created_at", "export_jobs")
            .col(("created_at", IndexOrder::Desc))
            .to_owned(),
    ]
}
