//! Opening the database so that the queue and the API do not stand in each other's way.

use sea_orm::sqlx::sqlite::{SqliteJournalMode, SqliteSynchronous};
use sea_orm::{ConnectOptions, Database, DatabaseConnection, DbErr};
use std::time::Duration;

/// Connections of a pool; SQLite readers do not block each other, its one writer waits its turn.
const CONNECTIONS: u32 = 8;
/// How long a statement waits for SQLite's write lock before it fails.
const BUSY: Duration = Duration::from_secs(10);

/// Opens a database, `sqlite:` or `postgres:`. A SQLite file is created if need be and kept in write-ahead mode, in
/// which readers never wait for the writer; a database in memory has one connection that is never closed.
///
/// # Errors
/// When it cannot be opened.
pub async fn connect(url: &str) -> Result<DatabaseConnection, DbErr> {
    let mut options = ConnectOptions::new(url);
    options.sqlx_logging(false).max_connections(CONNECTIONS);
    if url.contains(":memory:") || url.contains("mode=memory") {
        options
            .min_connections(1)
            .max_connections(1)
            .idle_timeout(None)
            .map_sqlx_sqlite_pool_opts(|pool| pool.max_lifetime(None));
    }
    options.map_sqlx_sqlite_opts(|sqlite| {
        sqlite
            .create_if_missing(true)
            .journal_mode(SqliteJournalMode::Wal)
            // In write-ahead mode a crash of the program loses nothing; one of the machine at most the last moments.
            .synchronous(SqliteSynchronous::Normal)
            .busy_timeout(BUSY)
    });
    Database::connect(options).await
}
