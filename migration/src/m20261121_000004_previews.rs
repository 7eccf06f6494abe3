//! Previews among the jobs, and the frame of a finished job's poster. Jobs of before are exports without a poster.

use sea_orm_migration::{prelude::*, schema::*};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        // One column at a time: SQLite adds no more in a statement.
        for column in [
            boolean("preview").default(false).to_owned(),
            big_integer_null("poster_frame"),
        ] {
            let add = Table::alter().table("export_jobs").add_column(column).to_owned();
            manager.alter_table(add).await?;
        }
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for column in ["poster_frame", "preview"] {
            let drop = Table::alter().table("export_jobs").drop_column(column).to_owned();
            manager.alter_table(drop).await?;
        }
        Ok(())
    }
}
