//! Where the database is.

use crate::error::{Error, Result};
use sqlx::postgres::PgConnectOptions;
use std::fmt;
use std::path::{Path, PathBuf};
use std::str::FromStr;

/// What an address of PostgreSQL may say after its `?`: what sqlx reads of it. It logs others together with their values.
const PARAMETERS: [&str; 13] = [
    "application_name",
    "dbname",
    "host",
    "hostaddr",
    "options",
    "password",
    "port",
    "ssl-mode",
    "sslcert",
    "sslkey",
    "sslmode",
    "sslrootcert",
    "user",
];

/// Which database is used, and where it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DatabaseAddress {
    /// SQLite, in this file.
    Sqlite(PathBuf),
    /// A database of a PostgreSQL server.
    Postgres(PostgresAddress),
}

/// The address of a database in PostgreSQL. It may hold a password, so that it is never shown.
#[derive(Clone, PartialEq, Eq)]
pub struct PostgresAddress(String);

impl DatabaseAddress {
    /// The database where none is named: a SQLite file in the data folder.
    pub fn in_folder(folder: &Path) -> Self {
        Self::Sqlite(folder.join("afterimage.sqlite"))
    }
}

impl FromStr for DatabaseAddress {
    type Err = Error;

    /// Reads `postgres://USER@HOST/DATABASE`, also with `:PASSWORD` after the user, a port, and parameters of sqlx.
    fn from_str(text: &str) -> Result<Self> {
        let wrong = |expected: &str| {
            // the text itself is not told: it may hold a password
            Error::Usage(format!("the address of the database cannot be read: {expected}"))
        };
        if !text.starts_with("postgres://") && !text.starts_with("postgresql://") {
            return Err(wrong(
                "write it as postgres://USER@HOST/DATABASE, or leave --database out for SQLite",
            ));
        }
        let parameters = text.split_once('?').map_or("", |(_, parameters)| parameters);
        let names = parameters.split('&').filter(|parameter| !parameter.is_empty());
        let mut names = names.map(|parameter| parameter.split('=').next().unwrap_or_default());
        if let Some(unknown) = names.find(|name| !PARAMETERS.contains(name)) {
            return Err(wrong(&format!("it has no parameter `{unknown}`")));
        }
        let address = PostgresAddress(text.to_owned());
        address.options().map_err(|_| wrong("write it as postgres://USER@HOST/DATABASE"))?;
        Ok(Self::Postgres(address))
    }
}

impl PostgresAddress {
    pub(super) fn options(&self) -> Result<PgConnectOptions, sqlx::Error> {
        self.0.parse()
    }
}

impl fmt::Debug for PostgresAddress {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("PostgresAddress(..)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_read_and_never_shown() {
        for text in [
            "postgres://ada:secret@db.example/afterimage",
            "postgresql://ada:secret@[::1]:5433/afterimage?sslmode=verify-full&sslrootcert=/etc/ca.pem",
            "postgres:///afterimage?host=/run/postgresql&user=ada&password=secret",
        ] {
            let address: DatabaseAddress = text.parse().expect("an address");
            assert_eq!(format!("{address:?}"), "Postgres(PostgresAddress(..))");
        }
    }

    #[test]
    fn what_cannot_be_read_is_refused_without_being_shown() {
        for text in [
            "",
            "secret",
            "mysql://ada:secret@db.example/afterimage",
            "sqlite:///secret",
            "postgres://ada:secret@db.example:port/afterimage",
            "postgres://ada@db.example/afterimage?sslmode=secret",
            "postgres://ada@db.example/afterimage?word=secret",
        ] {
            let error = text.parse::<DatabaseAddress>().expect_err(text);
            assert!(matches!(error, Error::Usage(_)) && error.exit_code() == 2);
            assert!(!format!("{error} {error:?}").contains("secret"), "{error}");
        }
    }
}
