//! Whether requests can be answered well, part by part.

use crate::store::Store;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::Semaphore;
use tokio::task::spawn_blocking;
use tokio::time::timeout;

/// How long each part may take to answer.
const PATIENCE: Duration = Duration::from_secs(1);
/// The free space below which nothing should be recorded any more, in bytes.
const LEAST_FREE_BYTES: u64 = 256 << 20;

/// Asks the parts that requests need.
#[derive(Debug)]
pub struct Readiness {
    data: PathBuf,
    // A disk that hangs would otherwise take a thread for each question.
    asking: Arc<Semaphore>,
    patience: Duration,
}

impl Readiness {
    /// Asks this data folder.
    pub fn new(data: &Path) -> Self {
        Self { data: data.to_owned(), asking: Arc::new(Semaphore::new(1)), patience: PATIENCE }
    }

    /// What is not as it must be; nothing where all is well. Within about a second, whatever hangs; without paths and
    /// without what the database says.
    pub async fn faults(&self, store: &Store) -> Vec<&'static str> {
        let (database, disk) =
            tokio::join!(timeout(self.patience, store.ping()), timeout(self.patience, self.disk()));
        let mut faults = Vec::new();
        match database {
            Ok(Ok(())) => {}
            Ok(Err(error)) => {
                tracing::warn!(%error, "not ready");
                faults.push("the database fails");
            }
            Err(_) => faults.push("the database does not answer within a second"),
        }
        match disk {
            Ok(found) => faults.extend(found),
            Err(_) => faults.push("the disk of the data folder does not answer within a second"),
        }
        faults
    }

    async fn disk(&self) -> Option<&'static str> {
        // Never closed.
        let permit = Arc::clone(&self.asking).acquire_owned().await.ok()?;
        let data = self.data.clone();
        let asked = spawn_blocking(move || {
            let found = disk(&data, LEAST_FREE_BYTES);
            drop(permit);
            found
        });
        asked.await.unwrap_or(Some("the data folder cannot be looked at"))
    }
}

fn disk(data: &Path, least_free_bytes: u64) -> Option<&'static str> {
    if let Err(error) = tempfile::tempfile_in(data) {
        tracing::warn!(%error, "not ready");
        return Some("the data folder cannot be written to");
    }
    match free_bytes(data) {
        Ok(free) if free >= least_free_bytes => None,
        Ok(free_bytes) => {
            tracing::warn!(free_bytes, least_free_bytes, "not ready");
            Some("the disk of the data folder is almost full")
        }
        Err(error) => {
            tracing::warn!(%error, "not ready");
            Some("the free space of the data folder cannot be told")
        }
    }
}

/// The free space where this folder is, as far as the server's account may use it.
pub(super) fn free_bytes(folder: &Path) -> io::Result<u64> {
    let found = rustix::fs::statvfs(folder)?;
    Ok(found.f_bavail.saturating_mul(found.f_frsize))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_is_asked_whether_it_can_take_more() {
        let folder = tempfile::tempdir().expect("a folder");
        assert_eq!(disk(folder.path(), 1), None);
        assert_eq!(disk(folder.path(), u64::MAX), Some("the disk of the data folder is almost full"));
        assert_eq!(disk(&folder.path().join("gone"), 1), Some("the data folder cannot be written to"));
        assert_eq!(std::fs::read_dir(folder.path()).expect("the folder").count(), 0);
    }

    #[tokio::test]
    async fn what_hangs_is_told() {
        let folder = tempfile::tempdir().expect("a folder");
        let store = Store::open(&folder.path().join("a.sqlite")).await.expect("a database");
        let readiness = Readiness { patience: Duration::from_millis(1), ..Readiness::new(folder.path()) };
        let hanging = Arc::clone(&readiness.asking).acquire_owned().await.expect("not closed");
        let faults = readiness.faults(&store).await;
        assert!(
            faults.contains(&"the disk of the data folder does not answer within a second"),
            "{faults:?}"
        );
        drop(hanging);
    }
}
