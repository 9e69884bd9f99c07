//! Who a request comes from: the account of its sign-in session, with all roles and permissions that count for it.

use super::account::role_of;
use super::entity::{account, group, host, member, scope_entry, session};
use super::permissions::{level_of, words};
use super::sessions::{Presence, SessionLimits, method_of};
use crate::error::{AccountError, Result};
use crate::store::Store;
use api::{PermissionLevel, SignInMethod};
use policy::{Permission, Role, Scope, Standing, Visibility};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QuerySelect};

/// Somebody who is signed in.
#[derive(Clone, Debug)]
pub struct SignedIn {
    /// Id of the account.
    pub account_id: String,
    /// Its name.
    pub name: String,
    /// What the person is called.
    pub display_name: String,
    /// There is a password.
    pub has_password: bool,
    /// There is an authenticator app.
    pub has_totp: bool,
    /// Name in the IANA time zone database.
    pub time_zone: Option<String>,
    /// Language tag.
    pub language: Option<String>,
    /// All roles that count.
    pub standing: Standing,
    /// Which recordings may be seen.
    pub visibility: Visibility,
    /// How they signed in.
    pub method: SignInMethod,
    /// When, in milliseconds since 1970-01-01 UTC.
    pub signed_in_at_ms: i64,
    /// How long the session lasts without a further request, in milliseconds.
    pub idle_left_ms: i64,
    /// How long it lasts at the most, in milliseconds.
    pub left_ms: i64,
}

impl Store {
    /// Who is signed in with the token of this hash; `None` where the session has ended, or never was.
    ///
    /// # Errors
    /// [`AccountError::ScopeTooWide`] where the permissions name too much together, [`crate::Error::Database`] or
    /// [`crate::Error::Row`].
    pub async fn signed_in(
        &self,
        token_hash: &str,
        limits: SessionLimits,
        now_ms: i64,
        presence: Presence,
    ) -> Result<Option<SignedIn>> {
        let Some((session, account)) = self.open_session(token_hash, limits, now_ms, presence).await? else {
            return Ok(None);
        };
        let groups = self.groups_of(&account.id).await?;
        let own = role_of(account.role.as_deref())?;
        let mut grants: Vec<(Role, &str, &str)> = Vec::new();
        grants.extend(own.map(|role| (role, account.id.as_str(), account.permission_level.as_str())));
        for group in &groups {
            let role = role_of(group.role.as_deref())?;
            grants.extend(role.map(|role| (role, group.id.as_str(), group.permission_level.as_str())));
        }
        let mut visibility = Visibility::Nothing;
        for (role, holder, level) in &grants {
            let permission = match (role, level_of(level)?) {
                // the scope is looked up only where it counts
                (Role::ReadOnlyAdmin, PermissionLevel::Limited) => {
                    Permission::Limited(self.scope(holder).await?)
                }
                (_, PermissionLevel::Full | PermissionLevel::Limited) => Permission::Full,
                (_, PermissionLevel::No) => Permission::No,
            };
            let by_grant = Visibility::of(Some(*role), &permission);
            visibility = visibility.or(by_grant).map_err(|_| AccountError::ScopeTooWide)?;
        }
        let by_groups = grants.iter().skip(usize::from(own.is_some())).map(|(role, ..)| *role);
        let standing = Standing::of(own, by_groups);
        Ok(Some(tell(session, account, standing, visibility, limits, now_ms)?))
    }

    async fn groups_of(&self, account_id: &str) -> Result<Vec<group::Model>> {
        let of_account = member::Entity::find()
            .select_only()
            .column(member::Column::GroupId)
            .filter(member::Column::AccountId.eq(account_id));
        group::Entity::find()
            .filter(group::Column::Id.in_subquery(sea_orm::QueryTrait::into_query(of_account)))
            .all(&self.database)
            .await
            .map_err(|error| self.failed("looking for groups", error))
    }

    /// The scope that an account or a group holds, with the names of the groups that it names.
    async fn scope(&self, holder_id: &str) -> Result<Scope> {
        let failed = |error| self.failed("looking for a scope", error);
        let rows = scope_entry::Entity::find().filter(scope_entry::Column::HolderId.eq(holder_id));
        let rows = rows.all(&self.database).await.map_err(failed)?;
        let of = |kind: &str| -> Vec<String> {
            rows.iter().filter(|row| row.kind == kind).map(|row| row.value.clone()).collect()
        };
        let (mut users, mut hosts) = (of(words::USER), of(words::HOST));
        let groups = of(words::GROUP);
        if !groups.is_empty() {
            let members = member::Entity::find()
                .select_only()
                .column(member::Column::AccountId)
                .filter(member::Column::GroupId.is_in(groups));
            let names: Vec<String> = account::Entity::find()
                .select_only()
                .column(account::Column::NameKey)
                .filter(account::Column::Id.in_subquery(sea_orm::QueryTrait::into_query(members)))
                .into_tuple()
                .all(&self.database)
                .await
                .map_err(failed)?;
            users.extend(names);
        }
        let host_groups = of(words::HOST_GROUP);
        if !host_groups.is_empty() {
            let names: Vec<String> = host::Entity::find()
                .select_only()
                .column(host::Column::HostKey)
                .filter(host::Column::HostGroupId.is_in(host_groups))
                .into_tuple()
                .all(&self.database)
                .await
                .map_err(failed)?;
            hosts.extend(names);
        }
        let applications = of(words::APPLICATION);
        Scope::new(
            users.iter().map(String::as_str),
            applications.iter().map(String::as_str),
            hosts.iter().map(String::as_str),
        )
        .map_err(|_| AccountError::ScopeTooWide.into())
    }
}

fn tell(
    session: session::Model,
    account: account::Model,
    standing: Standing,
    visibility: Visibility,
    limits: SessionLimits,
    now_ms: i64,
) -> Result<SignedIn> {
    let (idle_left_ms, left_ms) = limits.left(&session, now_ms);
    Ok(SignedIn {
        account_id: account.id,
        name: account.name,
        display_name: account.display_name,
        has_password: account.password_hash.is_some(),
        has_totp: account.totp_secret.is_some(),
        time_zone: account.time_zone,
        language: account.language,
        standing,
        visibility,
        method: method_of(&session.method)?,
        signed_in_at_ms: session.signed_in_at_ms,
        idle_left_ms,
        left_ms,
    })
}
