//! Adding entries, in the transaction of what they are about.

use super::entity::{head, log};
use crate::admin_log::{Act, By, Entry, Hash, Head};
use crate::error::{Error, Result};
use crate::store::Store;
use crate::store::text::storable;
use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, TransactionTrait,
    sea_query::Expr, sea_query::ExprTrait,
};

/// The only row of the table of the log's end.
const HEAD: i64 = 1;

/// What keeps an entry from being added.
#[derive(Debug)]
pub(in crate::store) enum NotLogged {
    /// The database failed.
    Database(DbErr),
    /// The log's end is not what it must be: somebody changed it.
    Damaged,
}

impl From<DbErr> for NotLogged {
    fn from(error: DbErr) -> Self {
        Self::Database(error)
    }
}

impl Store {
    /// Logs something that changes nothing else in the database. When this returns, the entry is on the disk.
    ///
    /// # Errors
    /// [`Error::NotLogged`], [`Error::NoSpace`] or [`Error::Database`].
    pub async fn log(&self, by: &By, act: &Act, is_authorized: bool) -> Result<()> {
        let failed = |error| self.not_logged(NotLogged::Database(error));
        let transaction = self.database.begin().await.map_err(failed)?;
        let added = append(&transaction, by, act, is_authorized).await;
        added.map_err(|error| self.not_logged(error))?;
        transaction.commit().await.map_err(failed)
    }

    /// The same, unless the same was logged of the same account so many milliseconds ago or later.
    ///
    /// # Errors
    /// As [`Self::log`].
    pub async fn log_unless_lately(
        &self,
        by: &By,
        act: &Act,
        is_authorized: bool,
        lately_ms: i64,
    ) -> Result<()> {
        let lately = log::Entity::find()
            .filter(log::Column::ById.eq(by.account_id.as_deref()))
            .filter(log::Column::AtMs.gt(by.at_ms.saturating_sub(lately_ms)))
            .filter(log::Column::Action.eq(act.action.label()))
            .filter(log::Column::Subject.eq(storable(&act.subject)))
            .one(&self.database)
            .await;
        match lately.map_err(|error| self.not_logged(NotLogged::Database(error)))? {
            Some(_) => Ok(()),
            None => self.log(by, act, is_authorized).await,
        }
    }

    /// The error for an entry that could not be added: what it is about does not happen.
    pub(in crate::store) fn not_logged(&self, error: NotLogged) -> Error {
        let error = match error {
            NotLogged::Database(error) => self.failed("writing to the administrator log", error),
            NotLogged::Damaged => Error::NotLogged,
        };
        tracing::error!(event_id = 6001, %error, "the administrator log cannot be written to: what it should tell of is not done");
        error
    }
}

/// Waits for others that change what is logged, and keeps them waiting until this transaction has ended.
pub(in crate::store) async fn wait_for_turn(database: &impl ConnectionTrait) -> Result<(), DbErr> {
    let as_it_is = head::Entity::update_many().col_expr(head::Column::Id, Expr::value(HEAD));
    as_it_is.filter(head::Column::Id.eq(HEAD)).exec(database).await?;
    Ok(())
}

/// Adds an entry. Others that want to add one wait until this transaction has ended.
pub(in crate::store) async fn append(
    database: &impl ConnectionTrait,
    by: &By,
    act: &Act,
    is_authorized: bool,
) -> Result<(), NotLogged> {
    // changed first, so that the row is ours from here on
    let claimed = head::Entity::update_many()
        .col_expr(head::Column::Sequence, Expr::col(head::Column::Sequence).add(1))
        .filter(head::Column::Id.eq(HEAD))
        .exec(database)
        .await?;
    let row = head::Entity::find_by_id(HEAD).one(database).await?;
    let (1, Some(row)) = (claimed.rows_affected, row) else { return Err(NotLogged::Damaged) };
    let previous = Hash::of_hex(&row.hash).ok_or(NotLogged::Damaged)?;
    let action = act.action;
    let details = serde_json::to_string(&act.details).map_err(|_| NotLogged::Damaged)?;
    let entry = Entry {
        sequence: row.sequence,
        at_ms: by.at_ms,
        log: action.log().word().to_owned(),
        category: action.category().word().to_owned(),
        action: action.label().to_owned(),
        subject_id: act.subject_id.clone(),
        subject: storable(&act.subject),
        by_id: by.account_id.clone(),
        by_name: storable(&by.name),
        address: by.address.map(|address| address.to_string()),
        is_authorized,
        // JSON has no U+0000 in it
        details,
    };
    let sequence = entry.sequence;
    let hash = entry.hash(previous).to_string();
    log::Entity::insert(log::row(entry, hash.clone())).exec_without_returning(database).await?;
    let row = head::ActiveModel { hash: Set(hash), ..Default::default() };
    let named = head::Entity::update_many().set(row).filter(head::Column::Id.eq(HEAD));
    named.filter(head::Column::Sequence.eq(sequence)).exec(database).await?;
    Ok(())
}

/// Where the log ends, as it is kept.
pub(super) async fn heads(database: &impl ConnectionTrait) -> Result<Vec<Option<Head>>, DbErr> {
    let rows = head::Entity::find().all(database).await?;
    let head = |row: head::Model| {
        let hash = Hash::of_hex(&row.hash).filter(|_| row.id == HEAD)?;
        Some(Head { sequence: row.sequence, hash })
    };
    Ok(rows.into_iter().map(head).collect())
}
