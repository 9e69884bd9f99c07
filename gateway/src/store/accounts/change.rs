//! Changes of accounts: one after the other, and none after which nobody could manage accounts any more.

use super::entity::{account, passkey, provider};
use crate::admin_log::{Act, By};
use crate::error::{AccountError, Error, Result};
use crate::store::Store;
use crate::store::admin_log::append;
use policy::Role;
use sea_orm::sea_query::Query;
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, DatabaseTransaction, DbBackend, DbErr, EntityTrait,
    PaginatorTrait, QueryFilter, SqlErr, TransactionTrait,
};

/// A change of accounts or of what belongs to them; dropped, nothing of it is done.
pub(super) struct Change<'a> {
    store: &'a Store,
    doing: &'static str,
    pub(super) transaction: DatabaseTransaction,
}

impl Store {
    /// Begins a change. Others wait until it is committed or dropped: what it reads stays so.
    pub(super) async fn change(&self, doing: &'static str) -> Result<Change<'_>> {
        let failed = |error| self.failed(doing, error);
        let transaction = self.database.begin().await.map_err(failed)?;
        // SQLite's transactions may write from their first write on only; one that read before would have to be given
        // up where somebody else wrote meanwhile.
        let lock = match transaction.get_database_backend() {
            DbBackend::Postgres => "LOCK TABLE accounts IN SHARE ROW EXCLUSIVE MODE",
            _ => "UPDATE accounts SET id = id WHERE 1 = 0",
        };
        transaction.execute_unprepared(lock).await.map_err(failed)?;
        Ok(Change { store: self, doing, transaction })
    }
}

impl Change<'_> {
    /// The error of a statement of this change. What must be there once only is a name that is taken.
    pub(super) fn failed(&self, error: DbErr) -> Error {
        match error.sql_err() {
            Some(SqlErr::UniqueConstraintViolation(_)) => AccountError::NameTaken.into(),
            Some(SqlErr::ForeignKeyConstraintViolation(_)) => {
                AccountError::NotThere { what: "account" }.into()
            }
            _ => self.store.failed(self.doing, error),
        }
    }

    /// Commits what somebody did, with its entry in the administrator log. When this returns, both are on the disk.
    pub(super) async fn commit_logged(self, by: &By, act: &Act) -> Result<()> {
        self.log(by, act).await?;
        self.commit().await
    }

    /// Logs what somebody does by this change.
    pub(super) async fn log(&self, by: &By, act: &Act) -> Result<()> {
        append(&self.transaction, by, act, true).await.map_err(|error| self.store.not_logged(error))
    }

    /// Commits what nobody needs to be told of. When this returns, the change is on the disk.
    pub(super) async fn commit(self) -> Result<()> {
        let (store, doing) = (self.store, self.doing);
        self.transaction.commit().await.map_err(|error| store.failed(doing, error))
    }

    /// The same if a full admin is left who can sign in, by a role of the account's own.
    pub(super) async fn commit_with_full_admin(self, by: &By, act: &Act) -> Result<()> {
        let with = |accounts| account::Column::Id.in_subquery(accounts);
        let passkeys = Query::select().column(passkey::Column::AccountId).from(passkey::Entity).to_owned();
        let providers = Query::select().column(provider::Column::AccountId).from(provider::Entity).to_owned();
        let can_sign_in = Condition::any()
            .add(account::Column::PasswordHash.is_not_null())
            .add(with(passkeys))
            .add(with(providers))
            .add(account::Column::SignedInAtMs.is_not_null());
        let left = account::Entity::find()
            .filter(account::Column::Role.eq(Role::FullAdmin.word()))
            .filter(account::Column::IsDisabled.eq(false))
            .filter(can_sign_in)
            .count(&self.transaction)
            .await
            .map_err(|error| self.failed(error))?;
        if left == 0 {
            return Err(AccountError::LastFullAdmin.into());
        }
        self.commit_logged(by, act).await
    }
}
