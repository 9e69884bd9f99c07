//! Groups of hosts, which scopes name.

use super::change::Change;
use super::entity::{host, host_group, scope_entry};
use super::permissions::recorded_name;
use crate::admin_log::{Act, Action, By};
use crate::error::{AccountError, Result};
use crate::store::Store;
use api::{HostGroup, HostGroupContent};
use policy::Name;
use sea_orm::ActiveValue::{Set, Unchanged};
use sea_orm::{ActiveModelTrait, ColumnTrait, Condition, EntityTrait, QueryFilter, QueryOrder};
use std::collections::BTreeMap;
use uuid::Uuid;

/// What entries of the log call them.
const HOSTS: &str = "Hosts";
/// How many hosts a group may have.
const MOST_HOSTS: usize = 1_000;

impl Store {
    /// All groups of hosts, by name.
    ///
    /// # Errors
    /// [`crate::Error::Database`].
    pub async fn host_groups(&self) -> Result<Vec<HostGroup>> {
        let failed = |error| self.failed("listing host groups", error);
        let rows = host_group::Entity::find().order_by_asc(host_group::Column::NameKey);
        let rows = rows.all(&self.database).await.map_err(failed)?;
        let hosts = host::Entity::find().order_by_asc(host::Column::HostKey);
        let hosts = hosts.all(&self.database).await.map_err(failed)?;
        Ok(rows.into_iter().map(|row| told(row, &hosts)).collect())
    }

    /// One group of hosts.
    ///
    /// # Errors
    /// [`AccountError::NotThere`], [`crate::Error::Database`].
    pub async fn host_group(&self, id: &str) -> Result<HostGroup> {
        let failed = |error| self.failed("looking for a host group", error);
        let row = host_group::Entity::find_by_id(id).one(&self.database).await.map_err(failed)?;
        let row = row.ok_or(AccountError::NotThere { what: "host group" })?;
        let hosts = host::Entity::find().filter(host::Column::HostGroupId.eq(id));
        let hosts = hosts.order_by_asc(host::Column::HostKey).all(&self.database).await.map_err(failed)?;
        Ok(told(row, &hosts))
    }

    /// Makes a group of hosts, and gives its id.
    ///
    /// # Errors
    /// [`AccountError::NameTaken`], [`AccountError::NameNotValid`], [`AccountError::TooMany`],
    /// [`crate::Error::Database`].
    pub async fn add_host_group(&self, content: &HostGroupContent, by: &By) -> Result<String> {
        let change = self.change("making a host group").await?;
        let id = Uuid::now_v7().hyphenated().to_string();
        let mut row = row_of(content)?;
        row.id = Set(id.clone());
        let added = host_group::Entity::insert(row).exec_without_returning(&change.transaction).await;
        added.map_err(|error| change.failed(error))?;
        set_hosts(&change, &id, &content.hosts).await?;
        let act = Act::new(Action::AddHostGroup, Some(&id), content.name.trim());
        let (_, hosts) = state(&change, &id).await?;
        change.commit_logged(by, &act.changed_list(HOSTS, &[], &hosts)).await?;
        Ok(id)
    }

    /// Gives a group of hosts another name and other hosts.
    ///
    /// # Errors
    /// As [`Store::add_host_group`], and [`AccountError::NotThere`].
    pub async fn change_host_group(&self, id: &str, content: &HostGroupContent, by: &By) -> Result<()> {
        let change = self.change("changing a host group").await?;
        let (name, hosts) = state(&change, id).await?;
        let mut row = row_of(content)?;
        row.id = Unchanged(id.to_owned());
        row.update(&change.transaction).await.map_err(|error| change.failed(error))?;
        set_hosts(&change, id, &content.hosts).await?;
        let (name_after, hosts_after) = state(&change, id).await?;
        let act = Act::new(Action::ChangeHostGroup, Some(id), &name)
            .changed("Name", Some(&name), Some(&name_after))
            .changed_list(HOSTS, &hosts, &hosts_after);
        change.commit_logged(by, &act).await
    }

    /// Removes a group of hosts; no scope names it any longer.
    ///
    /// # Errors
    /// [`AccountError::NotThere`], [`crate::Error::Database`].
    pub async fn delete_host_group(&self, id: &str, by: &By) -> Result<()> {
        let change = self.change("removing a host group").await?;
        let (name, hosts) = state(&change, id).await?;
        let named = Condition::all()
            .add(scope_entry::Column::Kind.eq(super::permissions::words::HOST_GROUP))
            .add(scope_entry::Column::Value.eq(id));
        let entries = scope_entry::Entity::delete_many().filter(named).exec(&change.transaction).await;
        entries.map_err(|error| change.failed(error))?;
        let removed = host_group::Entity::delete_by_id(id).exec(&change.transaction).await;
        removed.map_err(|error| change.failed(error))?;
        let act = Act::new(Action::RemoveHostGroup, Some(id), &name);
        change.commit_logged(by, &act.changed_list(HOSTS, &hosts, &[])).await
    }
}

/// The name of a group and its hosts.
async fn state(change: &Change<'_>, id: &str) -> Result<(String, Vec<String>)> {
    let database = &change.transaction;
    let row = host_group::Entity::find_by_id(id).one(database).await.map_err(|error| change.failed(error))?;
    let row = row.ok_or(AccountError::NotThere { what: "host group" })?;
    let hosts = host::Entity::find().filter(host::Column::HostGroupId.eq(id)).all(database).await;
    let hosts = hosts.map_err(|error| change.failed(error))?;
    Ok((row.name, hosts.into_iter().map(|host| host.host).collect()))
}

async fn set_hosts(change: &Change<'_>, id: &str, hosts: &[String]) -> Result<()> {
    let mut by_key = BTreeMap::new();
    for host in hosts.iter().filter(|host| !host.trim().is_empty()) {
        let host = recorded_name(host)?;
        if let Some(key) = Name::of(&host) {
            by_key.insert(key, host);
        }
    }
    if by_key.len() > MOST_HOSTS {
        return Err(AccountError::TooMany { what: "hosts", most: MOST_HOSTS }.into());
    }
    let database = &change.transaction;
    let removed = host::Entity::delete_many().filter(host::Column::HostGroupId.eq(id)).exec(database).await;
    removed.map_err(|error| change.failed(error))?;
    if by_key.is_empty() {
        return Ok(());
    }
    let rows = by_key.into_iter().map(|(key, host)| host::ActiveModel {
        host_group_id: Set(id.to_owned()),
        host_key: Set(key.into_string()),
        host: Set(host),
    });
    let added = host::Entity::insert_many(rows).exec_without_returning(database).await;
    added.map(|_| ()).map_err(|error| change.failed(error))
}

fn row_of(content: &HostGroupContent) -> Result<host_group::ActiveModel> {
    let name = crate::sign_in::checked_name(&content.name)?;
    Ok(host_group::ActiveModel {
        name: Set(name.to_owned()),
        name_key: Set(Name::of(name).ok_or(AccountError::NameNotValid)?.into_string()),
        ..Default::default()
    })
}

fn told(row: host_group::Model, hosts: &[host::Model]) -> HostGroup {
    let of_group = hosts.iter().filter(|host| host.host_group_id == row.id);
    HostGroup { hosts: of_group.map(|host| host.host.clone()).collect(), name: row.name, id: row.id }
}
