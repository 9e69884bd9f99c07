//! Opening the database.

use super::address::DatabaseAddress;
use super::migrations::Migrator;
use crate::error::{Error, Result};
use sea_orm::{
    ConnectOptions, ConnectionTrait, Database, DatabaseConnection, DbBackend, DbErr, RuntimeErr, Statement,
    TransactionTrait,
};
use sea_orm_migration::MigratorTrait;
use sqlx::sqlite::{SqliteJournalMode, SqliteSynchronous};
use std::borrow::Cow;
use std::path::{Path, PathBuf};
use std::time::Duration;

/// How many connections a gateway has at most to a SQLite file, which has one writer at a time.
const SQLITE_CONNECTIONS: u32 = 4;
/// How many it has to PostgreSQL, which lets in 100 by default.
const POSTGRES_CONNECTIONS: u32 = 10;
/// How long a request waits for a connection: one that is free and answers, or a new one.
const WAIT: Duration = Duration::from_secs(5);
/// Held in PostgreSQL while tables are brought up to date, by one gateway or command at a time.
const MIGRATION_LOCK: i64 = 0x0061_6674_6572_696d;

/// Connections to the database; clones share them. One that broke is replaced when it is needed next.
#[derive(Clone, Debug)]
pub struct Store {
    pub(super) database: DatabaseConnection,
    /// What an error for want of space names.
    place: PathBuf,
}

impl Store {
    /// Opens the SQLite database in this file, as [`Self::open_at`] does.
    ///
    /// # Errors
    /// [`Error::NoSpace`] or [`Error::Database`].
    pub async fn open(path: &Path) -> Result<Self> {
        Self::open_at(&DatabaseAddress::Sqlite(path.to_owned())).await
    }

    /// Opens the database, makes a SQLite file where it is missing, and brings its tables up to date. What is committed
    /// is on the disk.
    ///
    /// # Errors
    /// [`Error::DatabaseUnfit`] where texts could not be kept or commits could be lost, [`Error::NoSpace`] or
    /// [`Error::Database`].
    pub async fn open_at(address: &DatabaseAddress) -> Result<Self> {
        let store = Self::connect(address).await?;
        if let DatabaseAddress::Postgres(_) = address {
            store.require_setting("server_encoding", "UTF8", "create it with ENCODING 'UTF8'").await?;
            let next = "see that nothing between the gateway and PostgreSQL changes settings";
            store.require_setting("synchronous_commit", "on", next).await?;
            if store.setting("fsync").await? != "on" {
                tracing::warn!("fsync is off on the PostgreSQL server: a power cut may damage the database");
            }
        }
        let brought = store.bring_up_to_date().await;
        brought.map_err(|error| store.failed("bringing its tables up to date", error))?;
        Ok(store)
    }

    /// Connects, and leaves the tables as they are.
    pub(super) async fn connect(address: &DatabaseAddress) -> Result<Self> {
        match address {
            DatabaseAddress::Sqlite(path) => {
                let file = path.clone();
                // The path goes in by the options, not in the address, where `?` and `%` would be read.
                let mut options = ConnectOptions::new("sqlite://");
                options.max_connections(SQLITE_CONNECTIONS).map_sqlx_sqlite_opts(move |options| {
                    options
                        .filename(&file)
                        .create_if_missing(true)
                        .journal_mode(SqliteJournalMode::Wal)
                        .synchronous(SqliteSynchronous::Full)
                        .foreign_keys(true)
                        .busy_timeout(Duration::from_secs(10))
                });
                Self::connect_with(options, path.clone()).await
            }
            DatabaseAddress::Postgres(address) => {
                let place = PathBuf::from("the PostgreSQL server");
                let read = address.options();
                let read = read.map_err(|error| DbErr::Conn(RuntimeErr::SqlxError(error.into())));
                let read = read.map_err(|error| failure(&place, "reading its address", error))?;
                // Whatever the server, the database or the role are set to, a commit that was answered is on the disk.
                let read = read.options([("synchronous_commit", "on")]);
                // in place of these, which sea-orm sets on options that are not used
                let read = sqlx::ConnectOptions::disable_statement_logging(read);
                let mut options = ConnectOptions::new("postgres://");
                options
                    .max_connections(POSTGRES_CONNECTIONS)
                    .acquire_timeout(WAIT)
                    .map_sqlx_postgres_opts(move |_| read.clone());
                Self::connect_with(options, place).await
            }
        }
    }

    async fn connect_with(mut options: ConnectOptions, place: PathBuf) -> Result<Self> {
        options.sqlx_logging(false);
        let database = Database::connect(options).await;
        Ok(Self { database: database.map_err(|error| failure(&place, "opening it", error))?, place })
    }

    /// In PostgreSQL all steps or none, while no other gateway does the same.
    async fn bring_up_to_date(&self) -> Result<(), DbErr> {
        if self.database.get_database_backend() == DbBackend::Sqlite {
            return Migrator::up(&self.database, None).await;
        }
        let transaction = self.database.begin().await?;
        transaction.execute_unprepared(&format!("SELECT pg_advisory_xact_lock({MIGRATION_LOCK})")).await?;
        Migrator::up(&transaction, None).await?;
        transaction.commit().await
    }

    async fn setting(&self, name: &'static str) -> Result<String> {
        let statement = Statement::from_string(self.database.get_database_backend(), format!("SHOW {name}"));
        let row = self.database.query_one_raw(statement).await;
        row.and_then(|row| row.ok_or_else(|| DbErr::RecordNotFound(name.to_owned()))?.try_get_by_index(0))
            .map_err(|error| self.failed("asking for its settings", error))
    }

    async fn require_setting(
        &self,
        what: &'static str,
        needed: &'static str,
        next: &'static str,
    ) -> Result<()> {
        let found = self.setting(what).await?;
        if found == needed { Ok(()) } else { Err(Error::DatabaseUnfit { what, found, needed, next }) }
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

    /// Tells of every statement from now on how long it took and whether it failed; clones made later do the same.
    pub fn watch(&mut self, seen: impl Fn(Duration, bool) + Send + Sync + 'static) {
        self.database.set_metric_callback(move |info| seen(info.elapsed, info.failed));
    }

    /// Closes the connections, so that SQLite merges its write-ahead log.
    ///
    /// # Errors
    /// [`Error::Database`].
    pub async fn close(self) -> Result<()> {
        let place = self.place;
        self.database.close().await.map_err(|error| failure(&place, "closing it", error))
    }

    pub(super) fn failed(&self, doing: &'static str, error: DbErr) -> Error {
        failure(&self.place, doing, error)
    }
}

fn failure(place: &Path, doing: &'static str, source: DbErr) -> Error {
    // PostgreSQL says it by its code for a full disk. SQLite has one too (SQLITE_FULL); its driver passes on the
    // message only.
    let is_full = code(&source).is_some_and(|code| code == "53100")
        || source.to_string().contains("database or disk is full");
    if is_full {
        return Error::NoSpace { file: place.to_owned(), source: std::io::ErrorKind::StorageFull.into() };
    }
    Error::Database { doing, source }
}

/// The code that the database gave with an error: SQLSTATE in PostgreSQL.
fn code(error: &DbErr) -> Option<String> {
    let (DbErr::Conn(RuntimeErr::SqlxError(error))
    | DbErr::Exec(RuntimeErr::SqlxError(error))
    | DbErr::Query(RuntimeErr::SqlxError(error))) = error
    else {
        return None;
    };
    error.as_database_error()?.code().map(Cow::into_owned)
}
