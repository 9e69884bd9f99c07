//! Playback permissions.

use super::account::role_of;
use super::entity::{account, group, host_group, scope_entry};
use crate::admin_log::{Act, Action, By};
use crate::error::{AccountError, Error, Result};
use crate::store::Store;
use crate::store::text::storable;
use api::{Administrator, HolderKind, PermissionLevel, PermissionScope, PlaybackPermission};
use policy::Name;
use sea_orm::ActiveValue::{Set, Unchanged};
use sea_orm::{ActiveModelTrait, ColumnTrait, EntityTrait, QueryFilter, QueryOrder};
use std::collections::{BTreeMap, HashMap};

/// How many names or groups of a kind a permission may name.
const MOST_OF_A_KIND: usize = 1_000;

/// How many characters a name of a scope may have.
const LONGEST_RECORDED_NAME: usize = 1_024;

/// What entries of a scope are, as words in the database.
pub(super) mod words {
    pub(in super::super) const USER: &str = "user";
    pub(in super::super) const GROUP: &str = "group";
    pub(in super::super) const APPLICATION: &str = "application";
    pub(in super::super) const HOST: &str = "host";
    pub(in super::super) const HOST_GROUP: &str = "host_group";
}

/// Whose permission it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Holder<'a> {
    /// An account or a group.
    pub kind: HolderKind,
    /// Its id.
    pub id: &'a str,
}

impl Store {
    /// All administrators, accounts first, by name, with their playback permissions.
    ///
    /// # Errors
    /// [`Error::Database`] or [`Error::Row`].
    pub async fn administrators(&self) -> Result<Vec<Administrator>> {
        let failed = |error| self.failed("listing playback permissions", error);
        let accounts = account::Entity::find().filter(account::Column::Role.is_not_null());
        let accounts = accounts.order_by_asc(account::Column::NameKey).all(&self.database).await;
        let groups = group::Entity::find().filter(group::Column::Role.is_not_null());
        let groups = groups.order_by_asc(group::Column::NameKey).all(&self.database).await;
        let entries = scope_entry::Entity::find().order_by_asc(scope_entry::Column::Value);
        let entries = entries.all(&self.database).await.map_err(failed)?;
        let mut by_holder: HashMap<String, Vec<scope_entry::Model>> = HashMap::new();
        for entry in entries {
            by_holder.entry(entry.holder_id.clone()).or_default().push(entry);
        }
        let accounts = accounts.map_err(failed)?.into_iter();
        let accounts = accounts
            .map(|row| (HolderKind::Account, row.id, row.display_name, row.role, row.permission_level));
        let groups = groups.map_err(failed)?.into_iter();
        let groups = groups.map(|row| (HolderKind::Group, row.id, row.name, row.role, row.permission_level));
        let mut all = Vec::new();
        for (kind, id, name, role, level) in accounts.chain(groups) {
            if let Some(role) = role_of(role.as_deref())? {
                let scope = scope_of(by_holder.remove(&id).unwrap_or_default())?;
                let permission = PlaybackPermission { level: level_of(&level)?, scope };
                all.push(Administrator { kind, id, name, role, permission });
            }
        }
        Ok(all)
    }

    /// The playback permission of an account or a group.
    ///
    /// # Errors
    /// [`AccountError::NotThere`], [`Error::Database`] or [`Error::Row`].
    pub async fn permission(&self, holder: Holder<'_>) -> Result<PlaybackPermission> {
        let failed = |error| self.failed("looking for a playback permission", error);
        let database = &self.database;
        let level = match holder.kind {
            HolderKind::Account => {
                let row = account::Entity::find_by_id(holder.id).one(database).await.map_err(failed)?;
                row.map(|row| row.permission_level).ok_or(AccountError::NotThere { what: "account" })
            }
            HolderKind::Group => {
                let row = group::Entity::find_by_id(holder.id).one(database).await.map_err(failed)?;
                row.map(|row| row.permission_level).ok_or(AccountError::NotThere { what: "group" })
            }
        }?;
        let entries = scope_entry::Entity::find()
            .filter(scope_entry::Column::HolderId.eq(holder.id))
            .order_by_asc(scope_entry::Column::Value)
            .all(database)
            .await
            .map_err(failed)?;
        Ok(PlaybackPermission { level: level_of(&level)?, scope: scope_of(entries)? })
    }

    /// Gives an account or a group another playback permission. It holds from the next request on.
    ///
    /// # Errors
    /// [`AccountError::NotThere`] also where a group that it names is none; [`AccountError::TooMany`],
    /// [`AccountError::NameNotValid`], [`Error::Database`].
    pub async fn set_permission(
        &self,
        holder: Holder<'_>,
        wanted: &PlaybackPermission,
        by: &By,
    ) -> Result<()> {
        let change = self.change("changing a playback permission").await?;
        let database = &change.transaction;
        let failed = |error| change.failed(error);
        let level = wanted.level.word().to_owned();
        let (name, level_before) = match holder.kind {
            HolderKind::Account => {
                let found = account::Entity::find_by_id(holder.id).one(database).await.map_err(failed)?;
                let found = found.ok_or(AccountError::NotThere { what: "account" })?;
                let row = account::ActiveModel {
                    id: Unchanged(found.id),
                    permission_level: Set(level),
                    ..Default::default()
                };
                row.update(database).await.map_err(failed)?;
                (found.name, found.permission_level)
            }
            HolderKind::Group => {
                let found = group::Entity::find_by_id(holder.id).one(database).await.map_err(failed)?;
                let found = found.ok_or(AccountError::NotThere { what: "group" })?;
                let row = group::ActiveModel {
                    id: Unchanged(found.id),
                    permission_level: Set(level),
                    ..Default::default()
                };
                row.update(database).await.map_err(failed)?;
                (found.name, found.permission_level)
            }
        };
        let of_holder = scope_entry::Column::HolderId.eq(holder.id);
        let before =
            scope_entry::Entity::find().filter(of_holder.clone()).all(database).await.map_err(failed)?;
        scope_entry::Entity::delete_many().filter(of_holder.clone()).exec(database).await.map_err(failed)?;
        let groups = group::Entity::find().all(database).await.map_err(failed)?;
        let host_groups = host_group::Entity::find().all(database).await.map_err(failed)?;
        let names_of: HashMap<String, String> = groups
            .iter()
            .map(|group| (group.id.clone(), group.name.clone()))
            .chain(host_groups.iter().map(|group| (group.id.clone(), group.name.clone())))
            .collect();
        let groups: Vec<String> = groups.into_iter().map(|group| group.id).collect();
        let host_groups: Vec<String> = host_groups.into_iter().map(|group| group.id).collect();
        let scope = &wanted.scope;
        let mut rows = Vec::new();
        for (kind, texts) in [
            (words::USER, &scope.users),
            (words::APPLICATION, &scope.applications),
            (words::HOST, &scope.hosts),
        ] {
            rows.extend(names(texts)?.into_iter().map(|name| entry(holder.id, kind, name)));
        }
        for (kind, ids, known) in
            [(words::GROUP, &scope.groups, &groups), (words::HOST_GROUP, &scope.host_groups, &host_groups)]
        {
            rows.extend(ids_of(ids, known)?.into_iter().map(|id| entry(holder.id, kind, id)));
        }
        if !rows.is_empty() {
            let added = scope_entry::Entity::insert_many(rows).exec_without_returning(database).await;
            added.map_err(failed)?;
        }
        let after = scope_entry::Entity::find().filter(of_holder).all(database).await.map_err(failed)?;
        let label = |word: &str| level_of(word).map(PermissionLevel::label);
        let mut act = Act::new(Action::ChangePlaybackPermission, Some(holder.id), &name).changed(
            "Permission",
            Some(label(&level_before)?),
            Some(wanted.level.label()),
        );
        for (kind, what) in [
            (words::USER, "Users"),
            (words::GROUP, "Groups"),
            (words::APPLICATION, "Applications"),
            (words::HOST, "Hosts"),
            (words::HOST_GROUP, "Host groups"),
        ] {
            let named = |entries: &[scope_entry::Model]| -> Vec<String> {
                let of_kind = entries.iter().filter(|entry| entry.kind == kind);
                of_kind.map(|entry| names_of.get(&entry.value).unwrap_or(&entry.value).clone()).collect()
            };
            act = act.changed_list(what, &named(&before), &named(&after));
        }
        change.commit_logged(by, &act).await
    }
}

fn entry(holder_id: &str, kind: &str, value: String) -> scope_entry::ActiveModel {
    scope_entry::ActiveModel {
        holder_id: Set(holder_id.to_owned()),
        kind: Set(kind.to_owned()),
        value: Set(value),
    }
}

/// A name that recordings may hold: what they hold was not chosen by us, so that any character goes.
pub(super) fn recorded_name(text: &str) -> Result<String> {
    let text = storable(text.trim());
    match text.chars().count() > LONGEST_RECORDED_NAME {
        true => {
            Err(AccountError::TooMany { what: "characters of a name", most: LONGEST_RECORDED_NAME }.into())
        }
        false => Ok(text),
    }
}

/// The names as they were typed, each once by the form in which names are compared.
fn names(texts: &[String]) -> Result<Vec<String>> {
    let mut by_key = BTreeMap::new();
    for text in texts.iter().filter(|text| !text.trim().is_empty()) {
        let text = recorded_name(text)?;
        if let Some(name) = Name::of(&text) {
            by_key.insert(name, text);
        }
    }
    checked(by_key.into_values().collect())
}

fn ids_of(ids: &[String], known: &[String]) -> Result<Vec<String>> {
    let mut wanted = ids.to_vec();
    wanted.sort_unstable();
    wanted.dedup();
    match wanted.iter().all(|id| known.contains(id)) {
        true => checked(wanted),
        false => Err(AccountError::NotThere { what: "group" }.into()),
    }
}

fn checked(values: Vec<String>) -> Result<Vec<String>> {
    match values.len() > MOST_OF_A_KIND {
        true => Err(AccountError::TooMany { what: "names of a kind", most: MOST_OF_A_KIND }.into()),
        false => Ok(values),
    }
}

/// The level of a word in the database.
pub(super) fn level_of(word: &str) -> Result<PermissionLevel> {
    PermissionLevel::of_word(word).ok_or(Error::Row { what: "playback permission" })
}

fn scope_of(entries: Vec<scope_entry::Model>) -> Result<PermissionScope> {
    let mut scope = PermissionScope::default();
    for scope_entry::Model { kind, value, .. } in entries {
        match kind.as_str() {
            words::USER => scope.users.push(value),
            words::GROUP => scope.groups.push(value),
            words::APPLICATION => scope.applications.push(value),
            words::HOST => scope.hosts.push(value),
            words::HOST_GROUP => scope.host_groups.push(value),
            _ => return Err(Error::Row { what: "scope" }),
        }
    }
    Ok(scope)
}
