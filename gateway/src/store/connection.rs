//! Opening the database.

use super::migrations::Migrator;
use crate::error::{Error, Result};
use sea_orm::sqlx::sqlite::{SqliteJournalMode, SqliteSynchronous};
use sea_orm::{ConnectOptions, ConnectionTrait, Database, DatabaseConnection, DbErr};
use sea_orm_migration::MigratorTrait;
use std::path::{Path, PathBuf};
use std::time::Duration;

/// Connections to the database; clones share them.
#[derive(Clone, Debug)]
pub struct Store {
    pub(super) database: DatabaseConnection,
    path: PathBuf,
}

impl Store {
    /// Opens the SQLite database in this file, makes it where it is missing, and brings its tables up to date.
    /// What is committed is on the disk.
    ///
    /// # Errors
    /// [`Error::NoSpace`] or [`Error::Database`].
    pub async fn open(path: &Path) -> Result<Self> {
        let file = path.to_owned();
        // The path goes in by the options, not in the address, where `?` and `%` would be read.
        let mut options = ConnectOptions::new("sqlite://");
        options.max_connections(4).sqlx_logging(false).map_sqlx_sqlite_opts(move |options| {
            options
                .filename(&file)
                .create_if_missing(true)
                .journal_mode(SqliteJournalMode::Wal)
                .synchronous(SqliteSynchronous::Full)
                .foreign_keys(true)
                .busy_timeout(Duration::from_secs(10))
        });
        let failed = |error| Self::failure(path, "opening it", error);
        let database = Database::connect(options).await.map_err(failed)?;
        Migrator::up(&database, None)
            .await
            .map_err(|error| Self::failure(path, "bringing its tables up to date", error))?;
        Ok(Self { database, path: path.to_owned() })
    }

    /// Whether the database answers.
    ///
    /// # Errors
    /// [`Error::Database`] where it does not.
    pub async fn ping(&self) -> Result<()> {
        self.database
            .execute_unprepared("SELECT 1")
            .await
            .map(|_| ())
            .map_err(|error| self.failed("asking whether it is there", error))
    }

    /// Closes the connections, so that the write-ahead log is merged.
    ///
    /// # Errors
    /// [`Error::Database`].
    pub async fn close(self) -> Result<()> {
        let path = self.path;
        self.database.close().await.map_err(|error| Self::failure(&path, "closing it", error))
    }

    pub(super) fn failed(&self, doing: &'static str, error: DbErr) -> Error {
        Self::failure(&self.path, doing, error)
    }

    fn failure(path: &Path, doing: &'static str, source: DbErr) -> Error {
        // SQLite has a code of its own for a full disk (SQLITE_FULL); the drivers pass on its message only.
        if source.to_string().contains("database or disk is full") {
            return Error::NoSpace { file: path.to_owned(), source: std::io::ErrorKind::StorageFull.into() };
        }
        Error::Database { doing, source }
    }
}
