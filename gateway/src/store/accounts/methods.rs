//! The ways to sign in that an account has: password, authenticator app with recovery codes, passkeys.

use super::account::drop_links;
use super::change::Change;
use super::entity::{account, passkey, recovery_code, session};
use crate::admin_log::{Act, Action, By};
use crate::error::{AccountError, Result};
use crate::store::Store;
use sea_orm::ActiveValue::{Set, Unchanged};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, Condition, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder,
};
use uuid::Uuid;

impl Store {
    /// Gives an account another password. All its sign-in sessions end but the one of this token, and its links are
    /// worthless.
    ///
    /// # Errors
    /// [`AccountError::NotThere`], [`crate::Error::Database`].
    pub async fn set_password(&self, account_id: &str, hash: &str, but: Option<&str>, by: &By) -> Result<()> {
        let change = self.change("changing a password").await?;
        let name = update(&change, account_id, |row| row.password_hash = Set(Some(hash.to_owned()))).await?;
        let mut others = Condition::all().add(session::Column::AccountId.eq(account_id));
        if let Some(token_hash) = but {
            others = others.add(session::Column::TokenHash.ne(token_hash));
        }
        let ended = session::Entity::delete_many().filter(others).exec(&change.transaction).await;
        ended.map_err(|error| change.failed(error))?;
        drop_links(&change.transaction, account_id).await.map_err(|error| change.failed(error))?;
        change.commit_logged(by, &Act::new(Action::ChangePassword, Some(account_id), &name)).await
    }

    /// Asks for the codes of an authenticator app from now on. `codes` are the hashes of its recovery codes.
    ///
    /// # Errors
    /// [`AccountError::NotThere`], [`crate::Error::Database`].
    pub async fn set_totp(
        &self,
        account_id: &str,
        secret: &str,
        step: i64,
        codes: &[String],
        by: &By,
    ) -> Result<()> {
        let change = self.change("adding an authenticator app").await?;
        let name = update(&change, account_id, |row| {
            row.totp_secret = Set(Some(secret.to_owned()));
            row.totp_step = Set(Some(step));
        })
        .await?;
        drop_codes(&change, account_id).await?;
        let rows = codes.iter().map(|hash| recovery_code::ActiveModel {
            account_id: Set(account_id.to_owned()),
            code_hash: Set(hash.clone()),
        });
        let added =
            recovery_code::Entity::insert_many(rows).exec_without_returning(&change.transaction).await;
        added.map_err(|error| change.failed(error))?;
        change.commit_logged(by, &Act::new(Action::AddAuthenticatorApp, Some(account_id), &name)).await
    }

    /// Asks for no codes any longer.
    ///
    /// # Errors
    /// [`AccountError::NotThere`], [`crate::Error::Database`].
    pub async fn remove_totp(&self, account_id: &str, by: &By) -> Result<()> {
        let change = self.change("removing an authenticator app").await?;
        let name = forget_totp(&change, account_id).await?;
        change.commit_logged(by, &Act::new(Action::RemoveAuthenticatorApp, Some(account_id), &name)).await
    }

    /// Notes the time step of a code that was used; `false` where it or a later one was used already, by somebody who
    /// was faster.
    ///
    /// # Errors
    /// [`crate::Error::Database`].
    pub async fn use_totp_step(&self, account_id: &str, step: i64) -> Result<bool> {
        let is_newer =
            Condition::any().add(account::Column::TotpStep.is_null()).add(account::Column::TotpStep.lt(step));
        let used = account::Entity::update_many()
            .set(account::ActiveModel { totp_step: Set(Some(step)), ..Default::default() })
            .filter(account::Column::Id.eq(account_id))
            .filter(is_newer)
            .exec(&self.database)
            .await;
        Ok(used.map_err(|error| self.failed("using a code", error))?.rows_affected == 1)
    }

    /// Uses a recovery code up; `false` where there is no such code.
    ///
    /// # Errors
    /// [`crate::Error::Database`].
    pub async fn use_recovery_code(&self, account_id: &str, hash: &str) -> Result<bool> {
        let key = (account_id.to_owned(), hash.to_owned());
        let used = recovery_code::Entity::delete_by_id(key).exec(&self.database).await;
        Ok(used.map_err(|error| self.failed("using a recovery code", error))?.rows_affected == 1)
    }

    /// How many recovery codes of an account are left.
    ///
    /// # Errors
    /// [`crate::Error::Database`].
    pub async fn recovery_codes_left(&self, account_id: &str) -> Result<u32> {
        let left = recovery_code::Entity::find().filter(recovery_code::Column::AccountId.eq(account_id));
        let left = left.count(&self.database).await;
        let left = left.map_err(|error| self.failed("counting recovery codes", error))?;
        Ok(u32::try_from(left).unwrap_or(u32::MAX))
    }

    /// Removes the authenticator app and the passkeys of somebody who lost them, and ends their sign-in sessions.
    ///
    /// # Errors
    /// [`AccountError::NotThere`], [`AccountError::LastFullAdmin`] where a passkey was the last way in,
    /// [`crate::Error::Database`].
    pub async fn remove_methods(&self, account_id: &str, by: &By) -> Result<()> {
        let change = self.change("removing ways to sign in").await?;
        let name = forget_totp(&change, account_id).await?;
        let of_account = passkey::Column::AccountId.eq(account_id);
        let removed = passkey::Entity::delete_many().filter(of_account).exec(&change.transaction).await;
        removed.map_err(|error| change.failed(error))?;
        let sessions = session::Entity::delete_many().filter(session::Column::AccountId.eq(account_id));
        sessions.exec(&change.transaction).await.map_err(|error| change.failed(error))?;
        let act = Act::new(Action::RemoveMethods, Some(account_id), &name);
        change.commit_with_full_admin(by, &act).await
    }

    /// The passkeys of an account, the oldest first.
    ///
    /// # Errors
    /// [`crate::Error::Database`].
    pub async fn passkeys(&self, account_id: &str) -> Result<Vec<api::Passkey>> {
        let rows = passkey::Entity::find()
            .filter(passkey::Column::AccountId.eq(account_id))
            .order_by_asc(passkey::Column::Id)
            .all(&self.database)
            .await
            .map_err(|error| self.failed("listing passkeys", error))?;
        let tell = |row: passkey::Model| api::Passkey {
            id: row.id,
            name: row.name,
            added_at_ms: row.added_at_ms,
            used_at_ms: row.used_at_ms,
        };
        Ok(rows.into_iter().map(tell).collect())
    }

    /// The credentials of an account's passkeys, as JSON texts.
    ///
    /// # Errors
    /// [`crate::Error::Database`].
    pub async fn passkey_credentials(&self, account_id: &str) -> Result<Vec<String>> {
        let rows = passkey::Entity::find().filter(passkey::Column::AccountId.eq(account_id));
        let rows = rows.all(&self.database).await;
        let rows = rows.map_err(|error| self.failed("looking for passkeys", error))?;
        Ok(rows.into_iter().map(|row| row.credential).collect())
    }

    /// The account and the credential (JSON text) of the passkey with this credential id.
    ///
    /// # Errors
    /// [`crate::Error::Database`].
    pub async fn passkey_of_credential(&self, credential_id: &str) -> Result<Option<(String, String)>> {
        let row = passkey::Entity::find().filter(passkey::Column::CredentialId.eq(credential_id));
        let row = row.one(&self.database).await;
        let row = row.map_err(|error| self.failed("looking for a passkey", error))?;
        Ok(row.map(|row| (row.account_id, row.credential)))
    }

    /// Adds a passkey.
    ///
    /// # Errors
    /// [`AccountError::NameTaken`] where it is there already, [`AccountError::NameNotValid`],
    /// [`crate::Error::Database`].
    pub async fn add_passkey(
        &self,
        account_id: &str,
        credential: (&str, &str),
        name: &str,
        by: &By,
    ) -> Result<()> {
        let change = self.change("adding a passkey").await?;
        let account = account_name(&change, account_id).await?;
        let (credential_id, credential) = credential;
        let row = passkey::ActiveModel {
            id: Set(Uuid::now_v7().hyphenated().to_string()),
            account_id: Set(account_id.to_owned()),
            credential_id: Set(credential_id.to_owned()),
            name: Set(crate::sign_in::checked_name(name)?.to_owned()),
            credential: Set(credential.to_owned()),
            added_at_ms: Set(by.at_ms),
            used_at_ms: Set(None),
        };
        let added = passkey::Entity::insert(row).exec_without_returning(&change.transaction).await;
        added.map_err(|error| change.failed(error))?;
        let act = Act::new(Action::AddPasskey, Some(account_id), &account).with("Passkey", name.trim());
        change.commit_logged(by, &act).await
    }

    /// Notes that a passkey was used, whose credential was `before` and is `after` now; `false` where it is another one
    /// meanwhile: somebody else used it at the same time, or it was removed.
    ///
    /// # Errors
    /// [`crate::Error::Database`].
    pub async fn use_passkey(
        &self,
        credential_id: &str,
        before: &str,
        after: &str,
        now_ms: i64,
    ) -> Result<bool> {
        let row = passkey::ActiveModel {
            credential: Set(after.to_owned()),
            used_at_ms: Set(Some(now_ms)),
            ..Default::default()
        };
        let used = passkey::Entity::update_many()
            .set(row)
            .filter(passkey::Column::CredentialId.eq(credential_id))
            .filter(passkey::Column::Credential.eq(before))
            .exec(&self.database)
            .await;
        used.map(|used| used.rows_affected == 1).map_err(|error| self.failed("using a passkey", error))
    }

    /// Removes a passkey of an account.
    ///
    /// # Errors
    /// [`AccountError::NotThere`], [`AccountError::LastFullAdmin`] where it was the last way in,
    /// [`crate::Error::Database`].
    pub async fn remove_passkey(&self, account_id: &str, id: &str, by: &By) -> Result<()> {
        let change = self.change("removing a passkey").await?;
        let of_account =
            Condition::all().add(passkey::Column::Id.eq(id)).add(passkey::Column::AccountId.eq(account_id));
        let found = passkey::Entity::find().filter(of_account).one(&change.transaction).await;
        let found = found.map_err(|error| change.failed(error))?;
        let found = found.ok_or(AccountError::NotThere { what: "passkey" })?;
        let removed = passkey::Entity::delete_by_id(id).exec(&change.transaction).await;
        removed.map_err(|error| change.failed(error))?;
        let account = account_name(&change, account_id).await?;
        let act = Act::new(Action::RemovePasskey, Some(account_id), &account);
        change.commit_with_full_admin(by, &act.changed("Passkey", Some(&found.name), None)).await
    }
}

/// What an account is called.
pub(super) async fn account_name(change: &Change<'_>, account_id: &str) -> Result<String> {
    let known = account::Entity::find_by_id(account_id).one(&change.transaction).await;
    let known = known.map_err(|error| change.failed(error))?;
    known.map(|known| known.name).ok_or_else(|| AccountError::NotThere { what: "account" }.into())
}

/// Changes the row of an account, and gives its name.
async fn update(
    change: &Change<'_>,
    account_id: &str,
    set: impl FnOnce(&mut account::ActiveModel),
) -> Result<String> {
    let name = account_name(change, account_id).await?;
    let mut row = account::ActiveModel { id: Unchanged(account_id.to_owned()), ..Default::default() };
    set(&mut row);
    row.update(&change.transaction).await.map_err(|error| change.failed(error))?;
    Ok(name)
}

/// Forgets the authenticator app of an account, and gives its name.
async fn forget_totp(change: &Change<'_>, account_id: &str) -> Result<String> {
    let name = update(change, account_id, |row| {
        row.totp_secret = Set(None);
        row.totp_step = Set(None);
    })
    .await?;
    drop_codes(change, account_id).await?;
    Ok(name)
}

async fn drop_codes(change: &Change<'_>, account_id: &str) -> Result<()> {
    let codes = recovery_code::Entity::delete_many().filter(recovery_code::Column::AccountId.eq(account_id));
    codes.exec(&change.transaction).await.map(|_| ()).map_err(|error| change.failed(error))
}
