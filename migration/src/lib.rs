//! The database's history, one dated file for each change. Every change works on SQLite and on PostgreSQL.

mod m20261121_000001_create_tables;
mod m20261121_000002_add_job_warnings;
mod m20261121_000003_create_templates;
mod m20261121_000004_previews;
mod m20261121_000005_export_facts;
mod m20261121_000006_export_presets;
mod m20261121_000007_webhooks;
mod m20261121_000050_api_keys;

pub use sea_orm_migration::prelude::*;

/// Runs the changes in their order.
pub struct Migrator;

#[async_trait::async_trait]
impl MigratorTrait for Migrator {
    fn migrations() -> Vec<Box<dyn MigrationTrait>> {
        vec![
            Box::new(m20261121_000001_create_tables::Migration),
            Box::new(m20261121_000002_add_job_warnings::Migration),
            Box::new(m20261121_000003_create_templates::Migration),
            Box::new(m20261121_000004_previews::Migration),
            Box::new(m20261121_000005_export_facts::Migration),
            Box::new(m20261121_000006_export_presets::Migration),
            Box::new(m20261121_000007_webhooks::Migration),
            Box::new(m20261121_000050_api_keys::Migration),
        ]
    }
}
