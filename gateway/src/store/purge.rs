//! Purging what was deleted, once its time has come and the clock can be trusted.

use super::Store;
use super::admin_log::{append, wait_for_turn};
use super::entity::{Column, Entity};
use super::recordings::parse_id;
use crate::admin_log::{Act, Action, By};
use crate::error::Result;
use sea_orm::sea_query::Query;
use sea_orm::{
    ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, TransactionTrait,
};
use uuid::Uuid;

/// The only row of the table of the trusted clock.
const CLOCK: i64 = 1;

mod file {
    #![expect(unreachable_pub, reason = "the derives make public items of their own from these")]

    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "purges")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub recording_id: String,
        pub purged_at_ms: i64,
    }

    #[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

mod clock {
    #![expect(unreachable_pub, reason = "the derives make public items of their own from these")]

    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "trusted_clock")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: i64,
        pub seen_ms: i64,
    }

    #[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// What was purged.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Purged {
    /// How many recordings.
    pub recordings: u64,
}

/// Whether a time of the machine's clock can be trusted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SeenTime {
    /// It follows on the last one.
    Trusted,
    /// It lies too far from the last one that was trusted, this one.
    Jumped {
        /// In milliseconds since 1970-01-01 UTC.
        seen_ms: i64,
    },
}

impl Store {
    /// Notes what time it is, unless it lies more than `most_ms` from the last time that was noted: then only an operator
    /// can say that it is right ([`Self::confirm_time`]).
    ///
    /// # Errors
    /// [`crate::Error::NoSpace`] or [`crate::Error::Database`].
    pub async fn see_time(&self, now_ms: i64, most_ms: i64) -> Result<SeenTime> {
        let failed = |error| self.failed("noting the time", error);
        let seen = clock::Entity::find_by_id(CLOCK).one(&self.database).await.map_err(failed)?;
        if let Some(seen) = seen {
            let seen_ms = seen.seen_ms;
            if now_ms.abs_diff(seen_ms) > most_ms.unsigned_abs() {
                return Ok(SeenTime::Jumped { seen_ms });
            }
            let later = clock::ActiveModel { id: Set(CLOCK), seen_ms: Set(now_ms) };
            let noted = clock::Entity::update_many().set(later).filter(clock::Column::Id.eq(CLOCK));
            // another process may have noted a later one
            let noted = noted.filter(clock::Column::SeenMs.lt(now_ms)).exec(&self.database).await;
            noted.map_err(failed)?;
            return Ok(SeenTime::Trusted);
        }
        let first = clock::ActiveModel { id: Set(CLOCK), seen_ms: Set(now_ms) };
        clock::Entity::insert(first).exec_without_returning(&self.database).await.map_err(failed)?;
        Ok(SeenTime::Trusted)
    }

    /// The clock jumped while it was watched: no time is trusted until an operator says that it is right.
    ///
    /// # Errors
    /// [`crate::Error::NoSpace`] or [`crate::Error::Database`].
    pub async fn distrust_time(&self) -> Result<()> {
        // further from any time than a clock may be
        let never = clock::ActiveModel { id: Set(CLOCK), seen_ms: Set(i64::MIN) };
        let noted = clock::Entity::update_many().set(never).filter(clock::Column::Id.eq(CLOCK));
        let noted = noted.exec(&self.database).await;
        noted.map(|_| ()).map_err(|error| self.failed("noting that the clock jumped", error))
    }

    /// An operator says that the machine's clock is right, which is logged.
    ///
    /// # Errors
    /// [`crate::Error::NotLogged`], [`crate::Error::NoSpace`] or [`crate::Error::Database`].
    pub async fn confirm_time(&self, by: &By) -> Result<()> {
        let failed = |error| self.failed("noting the time", error);
        let transaction = self.database.begin().await.map_err(failed)?;
        wait_for_turn(&transaction).await.map_err(failed)?;
        clock::Entity::delete_by_id(CLOCK).exec(&transaction).await.map_err(failed)?;
        let first = clock::ActiveModel { id: Set(CLOCK), seen_ms: Set(by.at_ms) };
        clock::Entity::insert(first).exec_without_returning(&transaction).await.map_err(failed)?;
        let act = Act::new(Action::ConfirmClock, None, "clock").with("Milliseconds", &by.at_ms.to_string());
        append(&transaction, by, &act, true).await.map_err(|error| self.not_logged(error))?;
        transaction.commit().await.map_err(failed)
    }

    /// Takes out the records of at most `most` recordings that were deleted and whose time to be brought back has ended,
    /// and of none whose session is held. Their entries in the administrator log keep what their content was. The files
    /// that go with them are those of [`Self::files_to_purge`] from then on.
    ///
    /// # Errors
    /// [`crate::Error::NotLogged`], [`crate::Error::NoSpace`] or [`crate::Error::Database`]; nothing is purged then.
    pub async fn purge(&self, by: &By, most: u64) -> Result<Purged> {
        let failed = |error| self.failed("purging recordings", error);
        let transaction = self.database.begin().await.map_err(failed)?;
        wait_for_turn(&transaction).await.map_err(failed)?;
        let mut held = Query::select();
        held.column(Column::SessionId).from(Entity).and_where(Column::HoldAtMs.is_not_null());
        let rows = Entity::find()
            .filter(Column::PurgedFromMs.lte(by.at_ms))
            .filter(Column::DeletedAtMs.is_not_null())
            .filter(Column::SessionId.not_in_subquery(held))
            .order_by_asc(Column::PurgedFromMs)
            .limit(most)
            .all(&transaction)
            .await
            .map_err(failed)?;
        for row in &rows {
            let act = Act::new(Action::PurgeRecording, Some(&row.id), &row.name)
                .with("Session", &row.session_id)
                .with("Hash of its content", &row.root_sha256)
                .with("Hash of its source", &row.source_sha256)
                .with("Files", if row.is_deleted_with_files { "deleted as well" } else { "kept" });
            append(&transaction, by, &act, true).await.map_err(|error| self.not_logged(error))?;
            if row.is_deleted_with_files {
                let gone =
                    file::ActiveModel { recording_id: Set(row.id.clone()), purged_at_ms: Set(by.at_ms) };
                file::Entity::insert(gone).exec_without_returning(&transaction).await.map_err(failed)?;
            }
            Entity::delete_by_id(&row.id).exec(&transaction).await.map_err(failed)?;
        }
        transaction.commit().await.map_err(failed)?;
        Ok(Purged { recordings: rows.len() as u64 })
    }

    /// The recordings whose records are gone and whose files are to go; at most 1,000.
    ///
    /// # Errors
    /// [`crate::Error::Database`] or [`crate::Error::Row`].
    pub async fn files_to_purge(&self) -> Result<Vec<Uuid>> {
        let rows = file::Entity::find().order_by_asc(file::Column::PurgedAtMs).limit(1_000);
        let rows = rows.all(&self.database).await;
        let rows = rows.map_err(|error| self.failed("looking for files to purge", error))?;
        rows.iter().map(|row| parse_id(&row.recording_id)).collect()
    }

    /// The file of a recording is gone.
    ///
    /// # Errors
    /// [`crate::Error::NoSpace`] or [`crate::Error::Database`].
    pub async fn file_is_purged(&self, id: Uuid) -> Result<()> {
        let gone = file::Entity::delete_by_id(id.hyphenated().to_string()).exec(&self.database).await;
        gone.map(|_| ()).map_err(|error| self.failed("noting that a file is purged", error))
    }
}
