//! The data folder: the database and the containers.

use crate::error::{Error, Result};
use crate::objects::{Objects, sync_folder};
use crate::store::{DatabaseAddress, Store};
use std::fs::DirBuilder;
use std::os::unix::fs::DirBuilderExt;
use std::path::Path;

/// An opened data folder.
#[derive(Clone, Debug)]
pub struct Data {
    /// What is known of the recordings.
    pub store: Store,
    /// Their containers.
    pub objects: Objects,
}

impl Data {
    /// Opens the data folder with the SQLite file in it, as [`Self::create_on`] does.
    ///
    /// # Errors
    /// Those of [`Self::create_on`].
    pub async fn create(folder: &Path) -> Result<Self> {
        Self::create_on(folder, &DatabaseAddress::in_folder(folder)).await
    }

    /// Opens the data folder and its database, making what is missing for its owner alone to see, and removes what stopped
    /// writers left behind.
    ///
    /// # Errors
    /// [`Error::WriteFile`], [`Error::NoSpace`], [`Error::DatabaseUnfit`] or [`Error::Database`].
    pub async fn create_on(folder: &Path, database: &DatabaseAddress) -> Result<Self> {
        if !folder.is_dir() {
            let made = DirBuilder::new().recursive(true).mode(0o700).create(folder);
            made.map_err(|error| Error::writing(folder, error))?;
            match folder.parent() {
                Some(parent) if !parent.as_os_str().is_empty() => sync_folder(parent)?,
                _ => sync_folder(Path::new("."))?,
            }
        }
        let objects = Objects::new(folder);
        objects.create()?;
        let removed = objects.remove_leftovers()?;
        if removed > 0 {
            tracing::info!(removed, "removed containers that were never finished");
        }
        Ok(Self { store: Store::open_at(database).await?, objects })
    }

    /// Opens a data folder that is there already, with the SQLite file in it.
    ///
    /// # Errors
    /// Those of [`Self::open_on`].
    pub async fn open(folder: &Path) -> Result<Self> {
        Self::open_on(folder, &DatabaseAddress::in_folder(folder)).await
    }

    /// Opens a data folder that is there already, and its database.
    ///
    /// # Errors
    /// [`Error::NoData`] where it is not, [`Error::DatabaseUnfit`], [`Error::Database`].
    pub async fn open_on(folder: &Path, database: &DatabaseAddress) -> Result<Self> {
        let objects = Objects::new(folder);
        let is_there = match database {
            DatabaseAddress::Sqlite(file) => file.is_file(),
            DatabaseAddress::Postgres(_) => objects.is_there(),
        };
        if !is_there {
            return Err(Error::NoData { folder: folder.to_owned() });
        }
        Ok(Self { store: Store::open_at(database).await?, objects })
    }
}
