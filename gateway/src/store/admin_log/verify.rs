//! Checking the logs from the first entry to the last.

use super::append::heads;
use super::entity::log;
use crate::admin_log::{Chain, Checkpoint, Fault, Hash, Head};
use crate::error::Result;
use crate::store::Store;
use sea_orm::{
    AccessMode, ColumnTrait, DbBackend, DbErr, EntityTrait, IsolationLevel, QueryFilter, QueryOrder,
    QuerySelect, TransactionTrait,
};
use std::collections::BTreeMap;

/// Entries that are read at once.
const BATCH: u64 = 1_000;

/// What was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verified {
    /// How many entries there are.
    pub entries: u64,
    /// The last of them.
    pub head: Head,
    /// What is wrong, at most [`Chain::MOST_FAULTS`].
    pub faults: Vec<Fault>,
}

impl Store {
    /// Checks every entry of the logs, and that they hold what these checkpoints say.
    ///
    /// # Errors
    /// [`crate::Error::Database`].
    pub async fn verify_log(&self, checkpoints: &[Checkpoint]) -> Result<Verified> {
        self.verified(checkpoints).await.map_err(|error| self.failed("reading the administrator log", error))
    }

    async fn verified(&self, checkpoints: &[Checkpoint]) -> Result<Verified, DbErr> {
        // entries that are added meanwhile are not seen
        let transaction = match self.database.get_database_backend() {
            DbBackend::Postgres => {
                let (isolation, access) = (IsolationLevel::RepeatableRead, AccessMode::ReadOnly);
                self.database.begin_with_config(Some(isolation), Some(access)).await?
            }
            _ => self.database.begin().await?,
        };
        let mut expected: BTreeMap<i64, Vec<Hash>> = BTreeMap::new();
        for Checkpoint { head, .. } in checkpoints {
            let hashes = expected.entry(head.sequence).or_default();
            if !hashes.contains(&head.hash) {
                hashes.push(head.hash);
            }
        }
        let is_as_expected = |expected: &mut BTreeMap<i64, Vec<Hash>>, sequence, hash: Option<Hash>| {
            expected.remove(&sequence).is_none_or(|hashes| hashes.as_slice() == hash.as_slice())
        };
        let mut wrong = Vec::new();
        let nothing = Head::default();
        if !is_as_expected(&mut expected, nothing.sequence, Some(nothing.hash)) {
            wrong.push(nothing.sequence);
        }
        let (mut chain, mut entries, mut last) = (Chain::default(), 0_u64, None);
        loop {
            let mut batch = log::Entity::find().order_by_asc(log::Column::Sequence).limit(BATCH);
            if let Some(last) = last {
                batch = batch.filter(log::Column::Sequence.gt(last));
            }
            let batch = batch.all(&transaction).await?;
            let Some(newest) = batch.last() else { break };
            last = Some(newest.sequence);
            for row in batch {
                let (entry, hash) = log::entry(row);
                let hash = Hash::of_hex(&hash);
                if !is_as_expected(&mut expected, entry.sequence, hash) {
                    wrong.push(entry.sequence);
                }
                chain.push(&entry, hash);
                entries = entries.saturating_add(1);
            }
        }
        for sequence in wrong.into_iter().chain(expected.into_keys()) {
            chain.fault(Fault::NotAsCheckpoint { sequence });
        }
        let kept = heads(&transaction).await?;
        let head = chain.head();
        Ok(Verified { entries, head, faults: chain.finish(&kept) })
    }

    /// Whether the log goes on from what this checkpoint says, by the entry that it names alone.
    ///
    /// # Errors
    /// [`crate::Error::Database`].
    pub async fn log_continues(&self, checkpoint: &Checkpoint) -> Result<bool> {
        let head = checkpoint.head;
        if head == Head::default() {
            return Ok(true);
        }
        let row = log::Entity::find_by_id(head.sequence).one(&self.database).await;
        let row = row.map_err(|error| self.failed("reading the administrator log", error))?;
        Ok(row.is_some_and(|row| Hash::of_hex(&row.hash) == Some(head.hash)))
    }

    /// Where the log ends.
    ///
    /// # Errors
    /// [`crate::Error::NotLogged`] where that is not kept any longer, [`crate::Error::Database`].
    pub async fn log_head(&self) -> Result<Head> {
        let kept = heads(&self.database).await;
        let kept = kept.map_err(|error| self.failed("reading the administrator log", error))?;
        match kept.as_slice() {
            [Some(head)] => Ok(*head),
            _ => Err(crate::Error::NotLogged),
        }
    }
}
