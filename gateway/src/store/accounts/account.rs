//! Accounts.

use super::entity::{account, link, member, passkey, provider, scope_entry, session};
use super::sessions::SessionLimits;
use crate::admin_log::{Act, Action, By};
use crate::error::{AccountError, Error, Result};
use crate::store::Store;
use api::{Account, AccountChange, AccountMethods, AccountState, PermissionLevel};
use policy::{Name, Role, Standing};
use sea_orm::ActiveValue::{Set, Unchanged};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
};
use std::collections::HashMap;
use uuid::Uuid;

/// What entries of the log call these.
pub(super) const ROLE: &str = "Role";
const DISPLAY_NAME: &str = "Display name";

/// What is held against somebody who signs in with a password.
#[derive(Clone)]
pub struct Credentials {
    /// The account.
    pub account_id: String,
    /// Its name.
    pub name: String,
    /// It cannot be signed in with.
    pub is_disabled: bool,
    /// The password's hash (PHC string), where it has one.
    pub password_hash: Option<String>,
    /// The secret of the authenticator app, where it has one.
    pub totp_secret: Option<String>,
    /// The last time step whose code was used.
    pub totp_step: Option<i64>,
}

/// The first account of a gateway.
#[derive(Clone, Copy)]
pub struct FirstAdmin<'a> {
    /// Its name.
    pub name: &'a str,
    /// The password's hash (PHC string).
    pub password_hash: &'a str,
}

impl Store {
    /// Whether there is any account.
    ///
    /// # Errors
    /// [`Error::Database`].
    pub async fn has_accounts(&self) -> Result<bool> {
        let first = account::Entity::find().limit(1).one(&self.database).await;
        Ok(first.map_err(|error| self.failed("looking for accounts", error))?.is_some())
    }

    /// What is held against somebody who signs in with this name.
    ///
    /// # Errors
    /// [`Error::Database`].
    pub async fn credentials(&self, name: &Name) -> Result<Option<Credentials>> {
        let row = account::Entity::find().filter(account::Column::NameKey.eq(name.as_str()));
        self.credentials_of(row).await
    }

    /// What is held against whoever has this account.
    ///
    /// # Errors
    /// [`Error::Database`].
    pub async fn credentials_of_account(&self, id: &str) -> Result<Option<Credentials>> {
        self.credentials_of(account::Entity::find_by_id(id)).await
    }

    async fn credentials_of(&self, rows: sea_orm::Select<account::Entity>) -> Result<Option<Credentials>> {
        let row =
            rows.one(&self.database).await.map_err(|error| self.failed("looking for an account", error))?;
        Ok(row.map(|row| Credentials {
            account_id: row.id,
            name: row.name,
            is_disabled: row.is_disabled,
            password_hash: row.password_hash,
            totp_secret: row.totp_secret,
            totp_step: row.totp_step,
        }))
    }

    /// All accounts, by name.
    ///
    /// # Errors
    /// [`Error::Database`] or [`Error::Row`].
    pub async fn accounts(&self, limits: SessionLimits, now_ms: i64) -> Result<Vec<Account>> {
        self.told(account::Entity::find(), limits, now_ms).await
    }

    /// One account.
    ///
    /// # Errors
    /// [`AccountError::NotThere`], [`Error::Database`] or [`Error::Row`].
    pub async fn account(&self, id: &str, limits: SessionLimits, now_ms: i64) -> Result<Account> {
        let mut found = self.told(account::Entity::find_by_id(id), limits, now_ms).await?;
        found.pop().ok_or_else(|| AccountError::NotThere { what: "account" }.into())
    }

    /// Makes an account that nobody can sign in with yet, and gives its id.
    ///
    /// # Errors
    /// [`AccountError::NameTaken`], [`AccountError::NameNotValid`], [`Error::Database`].
    pub async fn add_account(&self, new: &api::NewAccount, by: &By) -> Result<String> {
        let change = self.change("making an account").await?;
        let id = insert(&change.transaction, &new.name, &new.display_name, new.role, None, by.at_ms)
            .await?
            .map_err(|error| change.failed(error))?;
        let act = Act::new(Action::AddAccount, Some(&id), new.name.trim()).changed(
            ROLE,
            None,
            new.role.map(Role::label),
        );
        change.commit_logged(by, &act).await?;
        Ok(id)
    }

    /// Makes the account of somebody whom a provider vouches for, or finds it, and notes the groups that the provider
    /// names. Gives its id. `who` is the issuer and the subject (OpenID Connect Core, section 5.7), `names` the account's
    /// and the person's.
    ///
    /// # Errors
    /// [`AccountError::OtherIssuer`] where the provider's id stood for another issuer before, [`AccountError::Disabled`],
    /// [`Error::Database`].
    pub async fn account_of_provider(
        &self,
        provider: &str,
        who: (&str, &str),
        names: (&str, &str),
        claims: &[String],
        by: &By,
    ) -> Result<String> {
        let change = self.change("signing in through a provider").await?;
        let database = &change.transaction;
        let (issuer, subject) = who;
        let key = (provider.to_owned(), subject.to_owned());
        let known =
            provider::Entity::find_by_id(key).one(database).await.map_err(|error| change.failed(error))?;
        let id = match known {
            Some(known) if known.issuer == issuer => known.account_id,
            Some(_) => return Err(AccountError::OtherIssuer.into()),
            None => {
                let (name, display_name) = names;
                let id = insert_with_free_name(database, name, display_name, provider, by.at_ms)
                    .await?
                    .map_err(|error| change.failed(error))?;
                let row = provider::ActiveModel {
                    provider: Set(provider.to_owned()),
                    subject: Set(subject.to_owned()),
                    account_id: Set(id.clone()),
                    issuer: Set(issuer.to_owned()),
                };
                let inserted = provider::Entity::insert(row).exec_without_returning(database).await;
                inserted.map_err(|error| change.failed(error))?;
                let act = Act::new(Action::AddAccountOfProvider, Some(&id), name).with("Provider", provider);
                change.log(by, &act).await?;
                id
            }
        };
        let row =
            account::Entity::find_by_id(&id).one(database).await.map_err(|error| change.failed(error))?;
        if row.is_none_or(|row| row.is_disabled) {
            return Err(AccountError::Disabled.into());
        }
        super::groups::set_claimed(&change, &id, provider, claims).await?;
        change.commit().await?;
        Ok(id)
    }

    /// Changes an account. Where it is disabled, its sign-in sessions end.
    ///
    /// # Errors
    /// [`AccountError::NotThere`], [`AccountError::LastFullAdmin`], [`Error::Database`].
    pub async fn change_account(&self, id: &str, wanted: &AccountChange, by: &By) -> Result<()> {
        let change = self.change("changing an account").await?;
        let database = &change.transaction;
        let found =
            account::Entity::find_by_id(id).one(database).await.map_err(|error| change.failed(error))?;
        let found = found.ok_or(AccountError::NotThere { what: "account" })?;
        let mut act = Act::new(Action::ChangeAccount, Some(id), &found.name);
        let mut row = account::ActiveModel { id: Unchanged(found.id), ..Default::default() };
        if let Some(display_name) = &wanted.display_name {
            let display_name = display_name_of(display_name, &found.name)?;
            act = act.changed(DISPLAY_NAME, Some(&found.display_name), Some(&display_name));
            row.display_name = Set(display_name);
        }
        if let Some(role) = wanted.role {
            let before = role_of(found.role.as_deref())?;
            act = act.changed(ROLE, before.map(Role::label), role.map(Role::label));
            row.role = Set(role.map(|role| role.word().to_owned()));
        }
        if let Some(is_disabled) = wanted.is_disabled {
            let told = |is_disabled| Some(if is_disabled { "disabled" } else { "enabled" });
            act = act.changed("Signing in", told(found.is_disabled), told(is_disabled));
            row.is_disabled = Set(is_disabled);
            if is_disabled {
                let of_account = session::Column::AccountId.eq(id);
                let ended = session::Entity::delete_many().filter(of_account).exec(database).await;
                ended.map_err(|error| change.failed(error))?;
            }
        }
        if row.is_changed() {
            row.update(database).await.map_err(|error| change.failed(error))?;
        }
        // what took nothing away cannot have taken the last one
        match wanted.role.is_some() || wanted.is_disabled == Some(true) {
            true => change.commit_with_full_admin(by, &act).await,
            false => change.commit_logged(by, &act).await,
        }
    }

    /// Removes an account with all that belongs to it.
    ///
    /// # Errors
    /// [`AccountError::NotThere`], [`AccountError::LastFullAdmin`], [`Error::Database`].
    pub async fn delete_account(&self, id: &str, by: &By) -> Result<()> {
        let change = self.change("removing an account").await?;
        let found = account::Entity::find_by_id(id).one(&change.transaction).await;
        let found = found.map_err(|error| change.failed(error))?;
        let found = found.ok_or(AccountError::NotThere { what: "account" })?;
        let entries = scope_entry::Entity::delete_many().filter(scope_entry::Column::HolderId.eq(id));
        entries.exec(&change.transaction).await.map_err(|error| change.failed(error))?;
        let removed = account::Entity::delete_by_id(id).exec(&change.transaction).await;
        removed.map_err(|error| change.failed(error))?;
        let role = role_of(found.role.as_deref())?.map(Role::label);
        let act = Act::new(Action::RemoveAccount, Some(id), &found.name).changed(ROLE, role, None);
        change.commit_with_full_admin(by, &act).await
    }

    /// Changes what somebody is called, and their time zone and language. Empty texts take them away.
    ///
    /// # Errors
    /// [`AccountError::NameNotValid`], [`AccountError::NotThere`], [`Error::Database`].
    pub async fn change_profile(&self, id: &str, wanted: &api::ProfileChange, by: &By) -> Result<()> {
        let change = self.change("changing a profile").await?;
        let database = &change.transaction;
        let found =
            account::Entity::find_by_id(id).one(database).await.map_err(|error| change.failed(error))?;
        let found = found.ok_or(AccountError::NotThere { what: "account" })?;
        let mut act = Act::new(Action::ChangeAccount, Some(id), &found.name);
        let mut row = account::ActiveModel { id: Unchanged(found.id), ..Default::default() };
        if let Some(display_name) = &wanted.display_name {
            let display_name = display_name_of(display_name, &found.name)?;
            act = act.changed(DISPLAY_NAME, Some(&found.display_name), Some(&display_name));
            row.display_name = Set(display_name);
        }
        let some = |text: &String| (!text.is_empty()).then(|| text.clone());
        if let Some(time_zone) = &wanted.time_zone {
            act = act.changed("Time zone", found.time_zone.as_deref(), some(time_zone).as_deref());
            row.time_zone = Set(some(time_zone));
        }
        if let Some(language) = &wanted.language {
            act = act.changed("Language", found.language.as_deref(), some(language).as_deref());
            row.language = Set(some(language));
        }
        if row.is_changed() {
            row.update(database).await.map_err(|error| change.failed(error))?;
        }
        change.commit_logged(by, &act).await
    }

    async fn told(
        &self,
        accounts: sea_orm::Select<account::Entity>,
        limits: SessionLimits,
        now_ms: i64,
    ) -> Result<Vec<Account>> {
        let failed = |error| self.failed("listing accounts", error);
        let database = &self.database;
        let rows = accounts.order_by_asc(account::Column::NameKey).all(database).await.map_err(failed)?;
        let memberships = member::Entity::find().all(database).await.map_err(failed)?;
        let groups: HashMap<String, Option<Role>> = self.group_roles().await?;
        let sessions = session::Entity::find().all(database).await.map_err(failed)?;
        let passkeys: Vec<String> = passkey::Entity::find()
            .select_only()
            .column(passkey::Column::AccountId)
            .into_tuple()
            .all(database)
            .await
            .map_err(failed)?;
        let providers = provider::Entity::find().all(database).await.map_err(failed)?;

        let mut groups_of: HashMap<&str, Vec<String>> = HashMap::new();
        for membership in &memberships {
            let of_account = groups_of.entry(&membership.account_id).or_default();
            if !of_account.contains(&membership.group_id) {
                of_account.push(membership.group_id.clone());
            }
        }
        let mut open: HashMap<&str, u32> = HashMap::new();
        for session in sessions.iter().filter(|session| limits.is_open(session, now_ms)) {
            let number = open.entry(&session.account_id).or_default();
            *number = number.saturating_add(1);
        }
        let tell = |row: account::Model| {
            let own = role_of(row.role.as_deref())?;
            let groups_of_account = groups_of.get(row.id.as_str()).cloned().unwrap_or_default();
            let by_groups = groups_of_account.iter().filter_map(|id| groups.get(id).copied().flatten());
            let providers: Vec<String> = providers
                .iter()
                .filter(|known| known.account_id == row.id)
                .map(|known| known.provider.clone())
                .collect();
            let number_of_passkeys = passkeys.iter().filter(|account| **account == row.id).count();
            let has_signed_in = row.signed_in_at_ms.is_some() || row.password_hash.is_some();
            Ok(Account {
                role: own,
                effective_role: Standing::of(own, by_groups).role(),
                groups: groups_of_account,
                state: match (row.is_disabled, has_signed_in) {
                    (true, _) => AccountState::Disabled,
                    (false, true) => AccountState::Active,
                    (false, false) => AccountState::Invited,
                },
                created_at_ms: row.created_at_ms,
                signed_in_at_ms: row.signed_in_at_ms,
                methods: AccountMethods {
                    password: row.password_hash.is_some(),
                    totp: row.totp_secret.is_some(),
                    passkeys: u32::try_from(number_of_passkeys).unwrap_or(u32::MAX),
                    providers,
                },
                open_sessions: open.get(row.id.as_str()).copied().unwrap_or_default(),
                id: row.id,
                name: row.name,
                display_name: row.display_name,
            })
        };
        rows.into_iter().map(tell).collect()
    }
}

/// The role of a word in the database.
pub(super) fn role_of(word: Option<&str>) -> Result<Option<Role>> {
    word.map(|word| Role::of_word(word).ok_or(Error::Row { what: "role" })).transpose()
}

/// What somebody is called; the account's name where it is left empty.
fn display_name_of(text: &str, name: &str) -> Result<String> {
    match text.trim() {
        "" => Ok(name.to_owned()),
        text => Ok(crate::sign_in::checked_name(text)?.to_owned()),
    }
}

/// Adds an account. The outer error is ours, the inner one the database's.
pub(super) async fn insert(
    database: &impl ConnectionTrait,
    name: &str,
    display_name: &str,
    role: Option<Role>,
    password_hash: Option<&str>,
    now_ms: i64,
) -> Result<Result<String, sea_orm::DbErr>> {
    let name = crate::sign_in::checked_name(name)?;
    let key = Name::of(name).ok_or(AccountError::NameNotValid)?;
    let id = Uuid::now_v7().hyphenated().to_string();
    let row = account::ActiveModel {
        id: Set(id.clone()),
        name: Set(name.to_owned()),
        name_key: Set(key.into_string()),
        display_name: Set(display_name_of(display_name, name)?),
        role: Set(role.map(|role| role.word().to_owned())),
        password_hash: Set(password_hash.map(str::to_owned)),
        is_disabled: Set(false),
        created_at_ms: Set(now_ms),
        signed_in_at_ms: Set(None),
        time_zone: Set(None),
        language: Set(None),
        totp_secret: Set(None),
        totp_step: Set(None),
        permission_level: Set(PermissionLevel::default().word().to_owned()),
    };
    Ok(account::Entity::insert(row).exec_without_returning(database).await.map(|_| id))
}

/// Adds the account of a stranger. Where the name is taken, for names of providers and local ones are nothing to each
/// other, the provider's id and a number follow it.
async fn insert_with_free_name(
    database: &impl ConnectionTrait,
    name: &str,
    display_name: &str,
    provider: &str,
    now_ms: i64,
) -> Result<Result<String, sea_orm::DbErr>> {
    let mut wanted = name.to_owned();
    for number in 1_u32.. {
        let Some(key) = Name::of(&wanted) else { break };
        let taken = account::Entity::find().filter(account::Column::NameKey.eq(key.as_str()));
        match taken.one(database).await {
            Ok(None) => break,
            Ok(Some(_)) => {}
            Err(error) => return Ok(Err(error)),
        }
        wanted = match number {
            1 => format!("{name} ({provider})"),
            _ => format!("{name} ({provider} {number})"),
        };
    }
    insert(database, &wanted, display_name, None, None, now_ms).await
}

/// The links of an account, which a password that was just set makes worthless.
pub(super) async fn drop_links(database: &impl ConnectionTrait, id: &str) -> Result<(), sea_orm::DbErr> {
    link::Entity::delete_many().filter(link::Column::AccountId.eq(id)).exec(database).await.map(|_| ())
}
