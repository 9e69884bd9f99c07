//! One-time links: what is stored is the hash of their secret.

use super::account::{FirstAdmin, drop_links, insert};
use super::entity::{account, link};
use crate::admin_log::{Act, Action, By};
use crate::error::{AccountError, Error, Result};
use crate::store::Store;
use api::LinkPurpose;
use policy::Role;
use sea_orm::ActiveValue::{Set, Unchanged};
use sea_orm::{ActiveModelTrait, ColumnTrait, Condition, ConnectionTrait, DbErr, EntityTrait, QueryFilter};

/// A one-time link that can be used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LinkRow {
    /// What it is for.
    pub purpose: LinkPurpose,
    /// The account that it is for, where there is one.
    pub account_id: Option<String>,
    /// When it expires, in milliseconds since 1970-01-01 UTC.
    pub expires_at_ms: i64,
}

impl Store {
    /// Makes a link usable. Earlier ones for the same purpose and account are no longer.
    ///
    /// # Errors
    /// [`AccountError::NotThere`] where the account is none, [`Error::Database`].
    pub async fn add_link(
        &self,
        purpose: LinkPurpose,
        account_id: Option<&str>,
        secret_hash: &str,
        expires_at_ms: i64,
        by: &By,
    ) -> Result<()> {
        let change = self.change("making a one-time link").await?;
        let mut earlier = Condition::all().add(link::Column::Purpose.eq(word(purpose)));
        earlier = match account_id {
            Some(id) => earlier.add(link::Column::AccountId.eq(id)),
            None => earlier.add(link::Column::AccountId.is_null()),
        };
        let dropped = link::Entity::delete_many().filter(earlier).exec(&change.transaction).await;
        dropped.map_err(|error| change.failed(error))?;
        let row = link::ActiveModel {
            secret_hash: Set(secret_hash.to_owned()),
            purpose: Set(word(purpose).to_owned()),
            account_id: Set(account_id.map(str::to_owned)),
            expires_at_ms: Set(expires_at_ms),
            used_at_ms: Set(None),
        };
        let added = link::Entity::insert(row).exec_without_returning(&change.transaction).await;
        added.map_err(|error| change.failed(error))?;
        let action = match purpose {
            LinkPurpose::FirstAdmin => Action::MakeFirstLink,
            LinkPurpose::Invitation => Action::Invite,
            LinkPurpose::SignIn => Action::MakeSignInLink,
        };
        let name = match account_id {
            Some(id) => super::methods::account_name(&change, id).await?,
            None => String::new(),
        };
        change.commit_logged(by, &Act::new(action, account_id, &name)).await
    }

    /// The link with this secret, while it can be used.
    ///
    /// # Errors
    /// [`AccountError::LinkNotValid`], [`Error::Database`] or [`Error::Row`].
    pub async fn link(&self, secret_hash: &str, now_ms: i64) -> Result<LinkRow> {
        let found = usable(&self.database, secret_hash, now_ms).await;
        found.map_err(|error| self.failed("looking for a one-time link", error))?.map_or_else(
            || Err(AccountError::LinkNotValid.into()),
            |row| {
                let purpose = purpose_of(&row.purpose).ok_or(Error::Row { what: "link" })?;
                Ok(LinkRow { purpose, account_id: row.account_id, expires_at_ms: row.expires_at_ms })
            },
        )
    }

    /// Makes the first full admin, once: the link is used up, and works only while there is no account.
    ///
    /// # Errors
    /// [`AccountError::LinkNotValid`], [`AccountError::NameNotValid`], [`Error::Database`].
    pub async fn add_first_admin(&self, secret_hash: &str, admin: FirstAdmin<'_>, by: &By) -> Result<String> {
        let change = self.change("making the first account").await?;
        use_up(&change, secret_hash, LinkPurpose::FirstAdmin, by.at_ms).await?;
        let others = account::Entity::find().one(&change.transaction).await;
        if others.map_err(|error| change.failed(error))?.is_some() {
            return Err(AccountError::LinkNotValid.into());
        }
        let FirstAdmin { name, password_hash } = admin;
        let role = Some(Role::FullAdmin);
        let id = insert(&change.transaction, name, "", role, Some(password_hash), by.at_ms)
            .await?
            .map_err(|error| change.failed(error))?;
        let act = Act::new(Action::AddAccount, Some(&id), name.trim()).with("Role", Role::FullAdmin.label());
        change.commit_logged(&of_account(by, &id, name.trim()), &act).await?;
        Ok(id)
    }

    /// Accepts an invitation with a password, once, and gives the id of the account.
    ///
    /// # Errors
    /// [`AccountError::LinkNotValid`], [`Error::Database`].
    pub async fn accept_invitation(&self, secret_hash: &str, password_hash: &str, by: &By) -> Result<String> {
        let change = self.change("accepting an invitation").await?;
        let used = use_up(&change, secret_hash, LinkPurpose::Invitation, by.at_ms).await?;
        let id = used.ok_or(AccountError::LinkNotValid)?;
        let row = account::ActiveModel {
            id: Unchanged(id.clone()),
            password_hash: Set(Some(password_hash.to_owned())),
            ..Default::default()
        };
        let row = row.update(&change.transaction).await.map_err(|error| change.failed(error))?;
        drop_links(&change.transaction, &id).await.map_err(|error| change.failed(error))?;
        let act = Act::new(Action::AcceptInvitation, Some(&id), &row.name);
        change.commit_logged(&of_account(by, &id, &row.name), &act).await?;
        Ok(id)
    }

    /// Uses a link that signs in at once, and gives the id of the account.
    ///
    /// # Errors
    /// [`AccountError::LinkNotValid`], [`Error::Database`].
    pub async fn use_sign_in_link(&self, secret_hash: &str, now_ms: i64) -> Result<String> {
        let change = self.change("using a one-time link").await?;
        let used = use_up(&change, secret_hash, LinkPurpose::SignIn, now_ms).await?;
        change.commit().await?;
        used.ok_or_else(|| AccountError::LinkNotValid.into())
    }
}

/// Somebody of this account, who had no session yet when the request came.
fn of_account(by: &By, id: &str, name: &str) -> By {
    By { account_id: Some(id.to_owned()), name: name.to_owned(), ..by.clone() }
}

/// The link with this secret, while it can be used.
async fn usable(
    database: &impl ConnectionTrait,
    secret_hash: &str,
    now_ms: i64,
) -> Result<Option<link::Model>, DbErr> {
    let row = link::Entity::find_by_id(secret_hash).one(database).await?;
    Ok(row.filter(|row| row.used_at_ms.is_none() && row.expires_at_ms > now_ms))
}

/// Marks a link as used, and gives its account.
async fn use_up(
    change: &super::change::Change<'_>,
    secret_hash: &str,
    purpose: LinkPurpose,
    now_ms: i64,
) -> Result<Option<String>> {
    let found =
        usable(&change.transaction, secret_hash, now_ms).await.map_err(|error| change.failed(error))?;
    let found = found.filter(|row| row.purpose == word(purpose)).ok_or(AccountError::LinkNotValid)?;
    let used = link::ActiveModel {
        secret_hash: Unchanged(found.secret_hash),
        used_at_ms: Set(Some(now_ms)),
        ..Default::default()
    };
    used.update(&change.transaction).await.map_err(|error| change.failed(error))?;
    Ok(found.account_id)
}

const fn word(purpose: LinkPurpose) -> &'static str {
    match purpose {
        LinkPurpose::FirstAdmin => "first_admin",
        LinkPurpose::Invitation => "invitation",
        LinkPurpose::SignIn => "sign_in",
    }
}

fn purpose_of(text: &str) -> Option<LinkPurpose> {
    let all = [LinkPurpose::FirstAdmin, LinkPurpose::Invitation, LinkPurpose::SignIn];
    all.into_iter().find(|purpose| word(*purpose) == text)
}
