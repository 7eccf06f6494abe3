//! The database's history, one dated file for each change.

pub use sea_orm_migration::prelude::*;

/// Runs the changes in their order.
pub struct Migrator;

#[async_trait::async_trait]
impl MigratorTrait for Migrator {
    fn migrations() -> Vec<Box<dyn MigrationTrait>> {
        vec![]
    }
}
