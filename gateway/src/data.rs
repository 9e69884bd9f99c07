//! The data folder: the database and the containers.

use crate::error::{Error, Result};
use crate::objects::{Objects, sync_folder};
use crate::store::Store;
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
    /// Opens the data folder, making what is missing for its owner alone to see, and removes what stopped writers left behind.
    ///
    /// # Errors
    /// [`Error::WriteFile`], [`Error::NoSpace`] or [`Error::Database`].
    pub async fn create(folder: &Path) -> Result<Self> {
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
        Ok(Self { store: Store::open(&Self::database(folder)).await?, objects })
    }

    /// Opens a data folder that is there already.
    ///
    /// # Errors
    /// [`Error::NoData`] where it is not, [`Error::Database`].
    pub async fn open(folder: &Path) -> Result<Self> {
        let database = Self::database(folder);
        if !database.is_file() {
            return Err(Error::NoData { folder: folder.to_owned() });
        }
        Ok(Self { store: Store::open(&database).await?, objects: Objects::new(folder) })
    }

    fn database(folder: &Path) -> std::path::PathBuf {
        folder.join("afterimage.sqlite")
    }
}
