//! Groups of accounts.

use super::account::{ROLE, role_of};
use super::change::Change;
use super::entity::{account, group, member, scope_entry};
use crate::admin_log::{Act, Action, By};
use crate::error::{AccountError, Result};
use crate::store::Store;
use api::{Group, GroupContent, PermissionLevel};
use policy::{Name, Role};
use sea_orm::ActiveValue::{Set, Unchanged};
use sea_orm::sea_query::Query;
use sea_orm::{
    ActiveModelTrait, ColumnTrait, Condition, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder,
    QuerySelect,
};
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use uuid::Uuid;

impl Store {
    /// All groups of accounts, by name.
    ///
    /// # Errors
    /// [`crate::Error::Database`] or [`crate::Error::Row`].
    pub async fn groups(&self) -> Result<Vec<Group>> {
        let failed = |error| self.failed("listing groups", error);
        let rows = group::Entity::find().order_by_asc(group::Column::NameKey);
        let rows = rows.all(&self.database).await.map_err(failed)?;
        let members = member::Entity::find().all(&self.database).await.map_err(failed)?;
        rows.into_iter().map(|row| told(row, &members)).collect()
    }

    /// One group of accounts.
    ///
    /// # Errors
    /// [`AccountError::NotThere`], [`crate::Error::Database`] or [`crate::Error::Row`].
    pub async fn group(&self, id: &str) -> Result<Group> {
        let failed = |error| self.failed("looking for a group", error);
        let row = group::Entity::find_by_id(id).one(&self.database).await.map_err(failed)?;
        let row = row.ok_or(AccountError::NotThere { what: "group" })?;
        let members = member::Entity::find().filter(member::Column::GroupId.eq(id));
        told(row, &members.all(&self.database).await.map_err(failed)?)
    }

    /// Makes a group of accounts, and gives its id.
    ///
    /// # Errors
    /// [`AccountError::NameTaken`], [`AccountError::NameNotValid`], [`AccountError::NotThere`] where a member is none,
    /// [`crate::Error::Database`].
    pub async fn add_group(&self, content: &GroupContent, by: &By) -> Result<String> {
        let change = self.change("making a group").await?;
        let id = Uuid::now_v7().hyphenated().to_string();
        let mut row = row_of(content)?;
        row.id = Set(id.clone());
        row.permission_level = Set(PermissionLevel::default().word().to_owned());
        let added = group::Entity::insert(row).exec_without_returning(&change.transaction).await;
        added.map_err(|error| change.failed(error))?;
        set_members(&change, &id, &content.members).await?;
        let act = Act::new(Action::AddGroup, Some(&id), content.name.trim());
        let after = state(&change, &id).await?;
        change.commit_logged(by, &differing(act, &State::default(), &after)).await?;
        Ok(id)
    }

    /// Gives a group another name, role, claim and members.
    ///
    /// # Errors
    /// As [`Store::add_group`], and [`AccountError::NotThere`] where there is no such group.
    pub async fn change_group(&self, id: &str, content: &GroupContent, by: &By) -> Result<()> {
        let change = self.change("changing a group").await?;
        let before = state(&change, id).await?;
        let mut row = row_of(content)?;
        row.id = Unchanged(id.to_owned());
        row.update(&change.transaction).await.map_err(|error| change.failed(error))?;
        set_members(&change, id, &content.members).await?;
        let after = state(&change, id).await?;
        let act = Act::new(Action::ChangeGroup, Some(id), &before.name);
        change.commit_logged(by, &differing(act, &before, &after)).await
    }

    /// Removes a group of accounts: its members stay, without its role, and no scope names it any longer.
    ///
    /// # Errors
    /// [`AccountError::NotThere`], [`crate::Error::Database`].
    pub async fn delete_group(&self, id: &str, by: &By) -> Result<()> {
        let change = self.change("removing a group").await?;
        let before = state(&change, id).await?;
        let named = Condition::all()
            .add(scope_entry::Column::Kind.eq(super::permissions::words::GROUP))
            .add(scope_entry::Column::Value.eq(id));
        let of_scopes = Condition::any().add(scope_entry::Column::HolderId.eq(id)).add(named);
        let entries = scope_entry::Entity::delete_many().filter(of_scopes).exec(&change.transaction).await;
        entries.map_err(|error| change.failed(error))?;
        let removed = group::Entity::delete_by_id(id).exec(&change.transaction).await;
        removed.map_err(|error| change.failed(error))?;
        let act = Act::new(Action::RemoveGroup, Some(id), &before.name);
        change.commit_logged(by, &differing(act, &before, &State::default())).await
    }

    /// Gives those whom a provider names in these groups of its own these roles: each is a group here, which is made where
    /// it is missing, under the claim as its name.
    ///
    /// # Errors
    /// [`AccountError::NameNotValid`] where a group's name is too long, [`crate::Error::Database`].
    pub async fn set_claimed_roles(
        &self,
        provider: &str,
        roles: &BTreeMap<String, Role>,
        by: &By,
    ) -> Result<()> {
        let change = self.change("giving the groups of a provider their roles").await?;
        for (group, role) in roles {
            let claim = claim_of(provider, group);
            let known =
                group::Entity::find().filter(group::Column::Claim.eq(&claim)).all(&change.transaction);
            let known = known.await.map_err(|error| change.failed(error))?;
            if known.is_empty() {
                let id = Uuid::now_v7().hyphenated().to_string();
                let key = Name::of(&claim).ok_or(AccountError::NameNotValid)?;
                let taken = group::Entity::find().filter(group::Column::NameKey.eq(key.as_str()));
                let taken = taken.count(&change.transaction).await.map_err(|error| change.failed(error))?;
                // a group of this name that has another claim is somebody's own
                let name = if taken == 0 { claim.clone() } else { format!("{claim} ({id})") };
                let content =
                    GroupContent { name, role: Some(*role), claim: Some(claim), members: Vec::new() };
                let mut row = row_of(&content)?;
                row.id = Set(id.clone());
                row.permission_level = Set(PermissionLevel::default().word().to_owned());
                let added = group::Entity::insert(row).exec_without_returning(&change.transaction).await;
                added.map_err(|error| change.failed(error))?;
                let act = Act::new(Action::AddGroup, Some(&id), &content.name);
                let after = state(&change, &id).await?;
                change.log(by, &differing(act, &State::default(), &after)).await?;
            }
            for found in known.into_iter().filter(|found| found.role.as_deref() != Some(role.word())) {
                let before = role_of(found.role.as_deref())?.map(Role::label);
                let act = Act::new(Action::ChangeGroup, Some(&found.id), &found.name);
                change.log(by, &act.changed(ROLE, before, Some(role.label()))).await?;
                let row = group::ActiveModel {
                    id: Unchanged(found.id),
                    role: Set(Some(role.word().to_owned())),
                    ..Default::default()
                };
                row.update(&change.transaction).await.map_err(|error| change.failed(error))?;
            }
        }
        change.commit().await
    }

    pub(super) async fn group_roles(&self) -> Result<HashMap<String, Option<Role>>> {
        let rows = group::Entity::find().all(&self.database).await;
        let rows = rows.map_err(|error| self.failed("looking for groups", error))?;
        rows.into_iter().map(|row| Ok((row.id, role_of(row.role.as_deref())?))).collect()
    }
}

/// What a group is, as entries of the log tell it.
#[derive(Default)]
struct State {
    name: String,
    role: Option<Role>,
    claim: Option<String>,
    /// Their names.
    members: Vec<String>,
}

async fn state(change: &Change<'_>, id: &str) -> Result<State> {
    let database = &change.transaction;
    let row = group::Entity::find_by_id(id).one(database).await.map_err(|error| change.failed(error))?;
    let row = row.ok_or(AccountError::NotThere { what: "group" })?;
    let members = Query::select()
        .column(member::Column::AccountId)
        .from(member::Entity)
        .and_where(member::Column::GroupId.eq(id))
        .and_where(member::Column::IsClaimed.eq(false))
        .to_owned();
    let members = account::Entity::find()
        .select_only()
        .column(account::Column::Name)
        .filter(account::Column::Id.in_subquery(members))
        .into_tuple()
        .all(database)
        .await
        .map_err(|error| change.failed(error))?;
    Ok(State { role: role_of(row.role.as_deref())?, claim: row.claim, name: row.name, members })
}

/// What differs between a group before and after.
fn differing(act: Act, before: &State, after: &State) -> Act {
    let name = |state: &State| (!state.name.is_empty()).then(|| state.name.clone());
    act.changed("Name", name(before).as_deref(), name(after).as_deref())
        .changed(ROLE, before.role.map(Role::label), after.role.map(Role::label))
        .changed("Claim", before.claim.as_deref(), after.claim.as_deref())
        .changed_list("Members", &before.members, &after.members)
}

/// What a group has as its claim so that those are its members whom this provider names in this group of its own. An
/// id of a provider has no slash, so that no two groups of two providers have the same.
fn claim_of(provider: &str, group: &str) -> String {
    format!("{provider}/{group}")
}

/// Makes an account a claimed member of exactly the groups whose claims are these of a provider.
pub(super) async fn set_claimed(
    change: &Change<'_>,
    account_id: &str,
    provider: &str,
    groups: &[String],
) -> Result<()> {
    let claims: HashSet<String> = groups.iter().map(|group| claim_of(provider, group)).collect();
    let database = &change.transaction;
    let of_account = Condition::all()
        .add(member::Column::AccountId.eq(account_id))
        .add(member::Column::IsClaimed.eq(true));
    let left = member::Entity::delete_many().filter(of_account).exec(database).await;
    left.map_err(|error| change.failed(error))?;
    let claimed = group::Entity::find().filter(group::Column::Claim.is_not_null()).all(database).await;
    let claimed = claimed.map_err(|error| change.failed(error))?;
    let is_named = |group: &group::Model| group.claim.as_ref().is_some_and(|claim| claims.contains(claim));
    let rows: Vec<member::ActiveModel> = claimed
        .iter()
        .filter(|group| is_named(group))
        .map(|group| row(&group.id, account_id, true))
        .collect();
    if !rows.is_empty() {
        let added = member::Entity::insert_many(rows).exec_without_returning(database).await;
        added.map_err(|error| change.failed(error))?;
    }
    Ok(())
}

async fn set_members(change: &Change<'_>, id: &str, accounts: &[String]) -> Result<()> {
    let database = &change.transaction;
    let of_group =
        Condition::all().add(member::Column::GroupId.eq(id)).add(member::Column::IsClaimed.eq(false));
    let removed = member::Entity::delete_many().filter(of_group).exec(database).await;
    removed.map_err(|error| change.failed(error))?;
    let accounts: BTreeSet<&String> = accounts.iter().collect();
    if accounts.is_empty() {
        return Ok(());
    }
    let known = account::Entity::find().filter(account::Column::Id.is_in(accounts.iter().copied()));
    let known = known.count(database).await.map_err(|error| change.failed(error))?;
    if u64::try_from(accounts.len()).ok() != Some(known) {
        return Err(AccountError::NotThere { what: "account" }.into());
    }
    let rows = accounts.into_iter().map(|account_id| row(id, account_id, false));
    let added = member::Entity::insert_many(rows).exec_without_returning(database).await;
    added.map(|_| ()).map_err(|error| change.failed(error))
}

fn row(group_id: &str, account_id: &str, is_claimed: bool) -> member::ActiveModel {
    member::ActiveModel {
        group_id: Set(group_id.to_owned()),
        account_id: Set(account_id.to_owned()),
        is_claimed: Set(is_claimed),
    }
}

fn row_of(content: &GroupContent) -> Result<group::ActiveModel> {
    let name = crate::sign_in::checked_name(&content.name)?;
    let claim = content.claim.as_deref().map(str::trim).filter(|claim| !claim.is_empty());
    let claim = claim.map(crate::sign_in::checked_name).transpose()?;
    Ok(group::ActiveModel {
        name: Set(name.to_owned()),
        name_key: Set(Name::of(name).ok_or(AccountError::NameNotValid)?.into_string()),
        role: Set(content.role.map(|role| role.word().to_owned())),
        claim: Set(claim.map(str::to_owned)),
        ..Default::default()
    })
}

fn told(row: group::Model, members: &[member::Model]) -> Result<Group> {
    let of = |is_claimed: bool| {
        let of_group = members.iter().filter(|member| member.group_id == row.id);
        let wanted = of_group.filter(|member| member.is_claimed == is_claimed);
        wanted.map(|member| member.account_id.clone()).collect()
    };
    Ok(Group {
        members: of(false),
        claimed_members: of(true),
        role: role_of(row.role.as_deref())?,
        claim: row.claim,
        name: row.name,
        id: row.id,
    })
}
