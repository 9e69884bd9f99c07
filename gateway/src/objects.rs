//! The containers, each a file in the data folder. One is listed only after it, its name and its folders are on
//! the disk: it is written under `objects/.writing/`, synced, renamed into place, and the folders are synced.

use crate::error::{Error, Result};
use std::fs::{self, File, OpenOptions, TryLockError};
use std::io;
use std::path::{Path, PathBuf};
use uuid::Uuid;

/// The folder of containers.
#[derive(Clone, Debug)]
pub struct Objects {
    root: PathBuf,
}

impl Objects {
    /// The containers of the data folder `data`.
    pub fn new(data: &Path) -> Self {
        Self { root: data.join("objects") }
    }

    /// Makes the folders where they are missing.
    ///
    /// # Errors
    /// [`Error::WriteFile`] or [`Error::NoSpace`].
    pub fn create(&self) -> Result<()> {
        let writing = self.writing();
        fs::create_dir_all(&writing).map_err(|error| Error::writing(&writing, error))?;
        for folder in [Some(self.root.as_path()), self.root.parent()].into_iter().flatten() {
            sync_folder(folder)?;
        }
        Ok(())
    }

    /// Whether the folders were made.
    pub fn is_there(&self) -> bool {
        self.writing().is_dir()
    }

    /// Where the container of recording `id` is, or would be.
    pub fn path(&self, id: Uuid) -> PathBuf {
        // The last digits of an id are random, the first ones are its time: they spread the files over 256 folders.
        let id = id.hyphenated().to_string();
        let shard = id.get(id.len().saturating_sub(2)..).unwrap_or_default();
        self.root.join(shard).join(format!("{id}.afterimage"))
    }

    /// Starts to write the container of recording `id`. What is written is gone unless it is kept
    /// ([`Writing::keep`]).
    ///
    /// # Errors
    /// [`Error::WriteFile`] or [`Error::NoSpace`].
    pub fn write(&self, id: Uuid) -> Result<Writing> {
        let lock = self.lock_file()?;
        lock.lock_shared().map_err(|error| Error::writing(self.lock_path(), error))?;
        let temporary = self.writing().join(format!("{}.afterimage", id.hyphenated()));
        let file = OpenOptions::new()
            .read(true)
            .write(true)
            .create_new(true)
            .open(&temporary)
            .map_err(|error| Error::writing(&temporary, error))?;
        Ok(Writing { file, temporary: Some(temporary), target: self.path(id), _lock: lock })
    }

    /// Removes what writers left behind that were stopped halfway, and returns how many there were. While another
    /// process writes, it removes nothing.
    ///
    /// # Errors
    /// [`Error::ReadFile`] or [`Error::WriteFile`].
    pub fn remove_leftovers(&self) -> Result<usize> {
        let lock = self.lock_file()?;
        match lock.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => return Ok(0),
            Err(TryLockError::Error(error)) => return Err(Error::writing(self.lock_path(), error)),
        }
        let folder = self.writing();
        let mut removed = 0;
        for entry in fs::read_dir(&folder).map_err(|error| Error::reading(&folder, error))? {
            let path = entry.map_err(|error| Error::reading(&folder, error))?.path();
            if path.extension().is_some_and(|extension| extension == "afterimage") {
                fs::remove_file(&path).map_err(|error| Error::writing(&path, error))?;
                removed += 1;
            }
        }
        Ok(removed)
    }

    /// Removes the container of a recording that is not listed.
    ///
    /// # Errors
    /// [`Error::WriteFile`].
    pub fn remove_unlisted(&self, id: Uuid) -> Result<()> {
        let path = self.path(id);
        fs::remove_file(&path).map_err(|error| Error::writing(&path, error))?;
        path.parent().map_or(Ok(()), sync_folder)
    }

    fn writing(&self) -> PathBuf {
        self.root.join(".writing")
    }

    fn lock_path(&self) -> PathBuf {
        self.writing().join("lock")
    }

    /// Writers hold this file's lock together, the removal of leftovers alone. The lock ends with its process.
    fn lock_file(&self) -> Result<File> {
        let path = self.lock_path();
        OpenOptions::new()
            .write(true)
            .create(true)
            .truncate(false)
            .open(&path)
            .map_err(|error| Error::writing(&path, error))
    }
}

/// A container being written. Dropped, it is gone.
#[derive(Debug)]
pub struct Writing {
    file: File,
    // None once it is kept.
    temporary: Option<PathBuf>,
    target: PathBuf,
    _lock: File,
}

impl Writing {
    /// The file to write to.
    ///
    /// # Errors
    /// [`Error::WriteFile`] where the system has no handle left.
    pub fn file(&self) -> Result<File> {
        self.file.try_clone().map_err(|error| Error::writing(&self.target, error))
    }

    /// Puts it in its place. When this returns, the content and the name are on the disk.
    ///
    /// # Errors
    /// [`Error::WriteFile`] or [`Error::NoSpace`]; nothing is kept then.
    pub fn keep(mut self) -> Result<()> {
        let failed = |error: io::Error| Error::writing(&self.target, error);
        self.file.sync_all().map_err(failed)?;
        let folder = self.target.parent().unwrap_or(Path::new("."));
        if !folder.is_dir() {
            fs::create_dir_all(folder).map_err(failed)?;
            folder.parent().map_or(Ok(()), sync_folder)?;
        }
        if let Some(temporary) = &self.temporary {
            fs::rename(temporary, &self.target).map_err(failed)?;
        }
        self.temporary = None;
        sync_folder(folder)
    }
}

impl Drop for Writing {
    fn drop(&mut self) {
        if let Some(temporary) = self.temporary.take()
            && let Err(error) = fs::remove_file(&temporary)
        {
            // The next start removes it.
            tracing::warn!(%error, "an unfinished container could not be removed");
        }
    }
}

/// Makes the names in a folder durable.
pub(crate) fn sync_folder(folder: &Path) -> Result<()> {
    File::open(folder).and_then(|folder| folder.sync_all()).map_err(|error| Error::writing(folder, error))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Write;

    fn objects() -> (tempfile::TempDir, Objects) {
        let folder = tempfile::tempdir().expect("a folder");
        let objects = Objects::new(folder.path());
        objects.create().expect("folders");
        (folder, objects)
    }

    fn unfinished(objects: &Objects) -> usize {
        fs::read_dir(objects.writing()).expect("the folder").count() - 1 // the lock
    }

    #[test]
    fn what_is_kept_is_there_and_what_is_dropped_is_gone() {
        let (_folder, objects) = objects();
        let (kept, dropped) = (Uuid::now_v7(), Uuid::now_v7());
        let writing = objects.write(kept).expect("a file");
        writing.file().expect("a handle").write_all(b"abc").expect("written");
        assert!(!objects.path(kept).exists());
        writing.keep().expect("kept");
        assert_eq!(fs::read(objects.path(kept)).expect("the object"), b"abc");

        drop(objects.write(dropped).expect("a file"));
        assert!(!objects.path(dropped).exists());
        assert_eq!(unfinished(&objects), 0);

        objects.remove_unlisted(kept).expect("removed");
        assert!(!objects.path(kept).exists());
    }

    #[test]
    fn leftovers_are_removed_but_not_under_a_writer() {
        let (_folder, objects) = objects();
        objects.lock_file().expect("the lock file");
        fs::write(objects.writing().join("left.afterimage"), b"half").expect("a leftover");
        let writing = objects.write(Uuid::now_v7()).expect("a file");
        assert_eq!(objects.remove_leftovers().expect("looked"), 0);
        assert_eq!(unfinished(&objects), 2);
        drop(writing);
        assert_eq!(objects.remove_leftovers().expect("removed"), 1);
        assert_eq!(unfinished(&objects), 0);
    }
}
