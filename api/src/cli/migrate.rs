//! `phonoglyph migrate`: the database up to date, and nothing else.

use crate::config::DataArgs;
use crate::server;

/// Brings the database up to date.
pub fn run(data: &DataArgs) -> anyhow::Result<()> {
    std::fs::create_dir_all(&data.data_dir)?;
    super::block_on(async {
        server::database(&data.database_url()).await?.close().await?;
        println!("the database is up to date");
        Ok(())
    })
}
