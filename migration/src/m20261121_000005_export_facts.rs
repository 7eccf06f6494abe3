//! What an export tells of itself, by what it is found and counted, and the keys under which it is queued once.
//! Jobs of before get what can be read from their settings.

use sea_orm_migration::sea_orm::{ConnectionTrait, DatabaseBackend};
use sea_orm_migration::{prelude::*, schema::*};

#[derive(DeriveMigrationName)]
pub struct Migration;

const JOBS: &str = "export_jobs";

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        // One column at a time: SQLite adds no more in a statement.
        for column in columns() {
            let add = Table::alter().table(JOBS).add_column(column).to_owned();
            manager.alter_table(add).await?;
        }
        let db = manager.get_connection();
        db.execute_unprepared(backfill(db.get_database_backend())).await?;
        for index in indexes() {
            manager.create_index(index).await?;
        }
        manager.create_table(users()).await?;
        manager.create_table(keys()).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for table in ["idempotency_keys", "export_users"] {
            manager.drop_table(Table::drop().table(table).to_owned()).await?;
        }
        for index in ["idx_export_jobs_user_day", "idx_export_jobs_expires_at"] {
            let drop = Index::drop().name(index).table(JOBS).to_owned();
            manager.drop_index(drop).await?;
        }
        for column in columns().into_iter().rev() {
            let name = column.get_column_name();
            let drop = Table::alter().table(JOBS).drop_column(name).to_owned();
            manager.alter_table(drop).await?;
        }
        Ok(())
    }
}

fn columns() -> Vec<ColumnDef> {
    vec![
        integer("priority").default(0).to_owned(),
        text("title").default("").to_owned(),
        text("search").default("").to_owned(),
        text("preset").default("").to_owned(),
        text_null("custom_preset_id").to_owned(),
        text("format").default("").to_owned(),
        text("day").default("").to_owned(),
        double_null("video_seconds").to_owned(),
        timestamp_with_time_zone_null("started_at").to_owned(),
        double_null("frames_per_second").to_owned(),
        double_null("seconds_left").to_owned(),
        json_null("last_failure").to_owned(),
        json_null("stage_seconds").to_owned(),
        double_null("work_seconds").to_owned(),
        text_null("codecs").to_owned(),
        timestamp_with_time_zone_null("expires_at").to_owned(),
        timestamp_with_time_zone_null("expired_at").to_owned(),
        timestamp_with_time_zone_null("deleted_at").to_owned(),
    ]
}

fn backfill(backend: DatabaseBackend) -> &'static str {
    match backend {
        DatabaseBackend::Postgres => {
            "UPDATE export_jobs SET preset = COALESCE(config->>'preset', ''), \
             format = CONCAT_WS(' ', config->>'container', config->'video'->>'codec', config->'audio'->>'codec'), \
             day = TO_CHAR(created_at AT TIME ZONE 'UTC', 'YYYY-MM-DD')"
        }
        _ => {
            "UPDATE export_jobs SET day = SUBSTR(created_at, 1, 10), \
             preset = CASE WHEN JSON_VALID(config) THEN COALESCE(JSON_EXTRACT(config, '$.preset'), '') ELSE '' END, \
             format = CASE WHEN JSON_VALID(config) THEN TRIM(COALESCE(JSON_EXTRACT(config, '$.container'), '') || ' ' \
             || COALESCE(JSON_EXTRACT(config, '$.video.codec'), '') || ' ' \
             || COALESCE(JSON_EXTRACT(config, '$.audio.codec'), '')) ELSE '' END"
        }
    }
}

fn indexes() -> [IndexCreateStatement; 2] {
    let on = |name: &str| Index::create().name(name).table(JOBS).to_owned();
    [
        on("idx_export_jobs_user_day")
            .col("user_id")
            .col("day")
            .to_owned(),
        on("idx_export_jobs_expires_at").col("expires_at").to_owned(),
    ]
}

/// A row for each user who exports: who holds it queues, so that what is counted stays true until it is written.
fn users() -> TableCreateStatement {
    Table::create()
        .table("export_users")
        .col(text("user_id").primary_key())
        .col(timestamp_with_time_zone("touched_at"))
        .to_owned()
}

fn keys() -> TableCreateStatement {
    Table::create()
        .table("idempotency_keys")
        .col(text("user_id"))
        .col(text("key"))
        .col(text("fingerprint"))
        .col(json("job_ids"))
        .col(timestamp_with_time_zone("created_at"))
        .primary_key(Index::create().col("user_id").col("key"))
        .to_owned()
}
