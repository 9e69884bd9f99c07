//! Writes checkpoints while the gateway runs, and refuses to go on with a log that does not hold the last ones.

use super::{Checkpoint, CheckpointKey, Head, Place};
use crate::clock::Clock;
use crate::store::Store;
use crate::{Error, Result};
use std::path::{Path, PathBuf};
use std::time::Duration;

/// The file of checkpoints in the data folder.
const IN_DATA_FOLDER: &str = "admin-log.checkpoints";
/// The key, beside it.
const KEY: &str = "admin-log.key";
/// How often it is looked whether the log grew.
const LOOK_EVERY: Duration = Duration::from_secs(2);
/// How long the log may stay as it is before a further checkpoint says so, in milliseconds.
const AT_LEAST_EVERY_MS: i64 = 60_000;

/// Where checkpoints go, and what they are signed with.
#[derive(Clone, Debug)]
pub struct Keeper {
    key: CheckpointKey,
    places: Vec<Place>,
}

impl Keeper {
    /// The key and the file in this data folder, and further files.
    ///
    /// # Errors
    /// Those of [`CheckpointKey::open`].
    pub fn open(data: &Path, others: &[PathBuf]) -> Result<Self> {
        let first = std::iter::once(data.join(IN_DATA_FOLDER));
        let places = first.chain(others.iter().cloned()).map(Place::new).collect();
        Ok(Self { key: CheckpointKey::open(&data.join(KEY))?, places })
    }

    /// What checkpoints are signed with.
    pub fn key(&self) -> &CheckpointKey {
        &self.key
    }

    /// The files.
    pub fn places(&self) -> &[Place] {
        &self.places
    }

    /// Sees that the log goes on from the last checkpoint of each file.
    ///
    /// # Errors
    /// [`Error::LogNotContinued`] where it does not, [`Error::ReadFile`], [`Error::Database`].
    pub async fn check(&self, store: &Store) -> Result<()> {
        for place in &self.places {
            let (checkpoints, faults) = place.read(&self.key.verifying())?;
            for fault in &faults {
                tracing::warn!(file = %place.file().display(), "{fault}");
            }
            let last = checkpoints.iter().max_by_key(|checkpoint| checkpoint.head.sequence);
            if let Some(last) = last
                && !store.log_continues(last).await?
            {
                return Err(Error::LogNotContinued {
                    file: place.file().to_owned(),
                    sequence: last.head.sequence,
                });
            }
        }
        Ok(())
    }

    /// Writes where the log ends now to every file, and to the structured log.
    ///
    /// # Errors
    /// [`Error::NotLogged`], [`Error::Database`]; [`Error::WriteFile`] or [`Error::NoSpace`] of a file, once the others
    /// have it.
    pub async fn write(&self, store: &Store, at_ms: i64) -> Result<Head> {
        let head = store.log_head().await?;
        let checkpoint = Checkpoint { head, at_ms };
        let keeper = self.clone();
        let written = tokio::task::spawn_blocking(move || {
            let mut failed = None;
            // one that fails keeps the others from nothing
            for place in &keeper.places {
                failed = place.add(&checkpoint, &keeper.key).err().or(failed);
            }
            failed
        });
        let failed = written.await.map_err(|error| Error::Server(std::io::Error::other(error)))?;
        tracing::info!(sequence = head.sequence, hash = %head.hash, "the administrator log ends here");
        failed.map_or(Ok(head), Err)
    }

    /// Writes a checkpoint soon after the log grew, and at least once a minute, for as long as it is polled.
    pub async fn run(self, store: Store, clock: Clock) {
        let mut last: Option<(Head, i64)> = None;
        loop {
            let now_ms = clock.now_ms();
            let is_due = match (last, store.log_head().await) {
                (Some((head, at_ms)), Ok(now)) => {
                    now != head || !(0..AT_LEAST_EVERY_MS).contains(&now_ms.saturating_sub(at_ms))
                }
                _ => true,
            };
            if is_due {
                match self.write(&store, now_ms).await {
                    Ok(head) => last = Some((head, now_ms)),
                    Err(error) => {
                        tracing::error!(event_id = 6001, %error, "no checkpoint of the administrator log can be written");
                    }
                }
            }
            tokio::time::sleep(LOOK_EVERY).await;
        }
    }
}
