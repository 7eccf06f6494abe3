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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::job::store::{Store, now};
    use crate::job::tests::new_job;
    use futures_util::future::join_all;
    use phonoglyph_migration::{Migrator, MigratorTrait};
    use sea_orm::{ConnectionTrait, Statement};

    async fn pragma(db: &DatabaseConnection, name: &str) -> String {
        let statement = Statement::from_string(db.get_database_backend(), format!("PRAGMA {name}"));
        let row = db.query_one_raw(statement).await.expect("asked").expect("a row");
        let text = row.try_get_by_index::<String>(0);
        text.or_else(|_| row.try_get_by_index::<i64>(0).map(|number| number.to_string()))
            .expect("a value")
    }

    #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
    async fn a_file_takes_many_writers_at_once() {
        let folder = tempfile::tempdir().expect("a folder");
        let url = format!("sqlite://{}", folder.path().join("jobs.db").display());
        let db = connect(&url).await.expect("created");
        Migrator::up(&db, None).await.expect("migrated");
        assert_eq!(pragma(&db, "journal_mode").await, "wal");
        assert_eq!(pragma(&db, "synchronous").await, "1", "normal");
        let store = Store::new(db.clone());
        let writers = (0..40).map(|_| {
            let store = store.clone();
            tokio::spawn(async move {
                let jobs = store.insert(vec![new_job("ann"), new_job("ann")], now()).await?;
                store.cancel("ann", &jobs[0].id, now()).await
            })
        });
        for written in join_all(writers).await {
            assert!(written.expect("no panic").expect("nobody is turned away"));
        }
        assert_eq!(store.active("ann").await.expect("read").len(), 40);
    }
}
