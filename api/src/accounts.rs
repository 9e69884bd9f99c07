//! Accounts, groups of accounts, and groups of hosts.

use crate::Role;
use serde::{Deserialize, Serialize};

/// An account as administrators see it. `GET paths::ACCOUNTS` answers all of them, by name.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Account {
    /// A UUID.
    pub id: String,
    /// The name to sign in with; case does not count.
    pub name: String,
    /// What the person is called.
    pub display_name: String,
    /// Its own role, apart from those of its groups.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub role: Option<Role>,
    /// The most powerful one of its own and those of its groups.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub effective_role: Option<Role>,
    /// Ids of the groups it is a member of.
    pub groups: Vec<String>,
    /// What has become of it.
    pub state: AccountState,
    /// When it was made, in milliseconds since 1970-01-01 UTC.
    pub created_at_ms: i64,
    /// When somebody signed in with it last.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub signed_in_at_ms: Option<i64>,
    /// The ways to sign in that it has.
    pub methods: AccountMethods,
    /// How many sign-in sessions are open.
    pub open_sessions: u32,
}

/// What has become of an account.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum AccountState {
    /// Nobody has signed in with it yet: the invitation is open, or expired.
    Invited,
    /// It can be used.
    Active,
    /// It cannot be signed in with.
    Disabled,
}

impl AccountState {
    /// What people call it.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Invited => "Invited",
            Self::Active => "Active",
            Self::Disabled => "Disabled",
        }
    }
}

/// The ways to sign in that an account has.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct AccountMethods {
    /// A password.
    pub password: bool,
    /// An authenticator app as the second factor.
    pub totp: bool,
    /// How many passkeys.
    pub passkeys: u32,
    /// Ids of the providers through which it signed in.
    pub providers: Vec<String>,
}

/// Inviting somebody: `POST paths::ACCOUNTS` answers 201 and an [`Invitation`]. 422 `name_taken`, `name_not_valid`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct NewAccount {
    /// The name to sign in with: 1 to 256 characters, none of them a control character.
    pub name: String,
    /// What the person is called; the name where it is empty.
    #[serde(default)]
    pub display_name: String,
    /// Its role.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub role: Option<Role>,
}

/// A link that lets somebody set the password of their account. It is told once.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Invitation {
    /// The account it is for.
    pub account: Account,
    /// Path and fragment of the link, to follow the gateway's address.
    pub link: String,
    /// When it expires, in milliseconds since 1970-01-01 UTC.
    pub expires_at_ms: i64,
}

/// What changes of an account: `PATCH paths::account(id)` answers the [`Account`]. What is missing stays.
///
/// 409 `last_full_admin` where nobody would be left who can manage accounts.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct AccountChange {
    /// What the person is called.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub display_name: Option<String>,
    /// Its role; `null` takes it away.
    #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "present")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<Role>))]
    pub role: Option<Option<Role>>,
    /// Whether it cannot be signed in with. Its sessions end at once.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub is_disabled: Option<bool>,
}

/// A group of accounts. Its members have no rights until it is given a role.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Group {
    /// A UUID.
    pub id: String,
    /// What people call it.
    pub name: String,
    /// The role of its members.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub role: Option<Role>,
    /// The group of a provider whose members are members here: the provider's id, a slash, and the name that the group has
    /// there, such as `corp/auditors`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub claim: Option<String>,
    /// Ids of the accounts that are members because somebody put them in.
    pub members: Vec<String>,
    /// Ids of the accounts that are members because a provider said so when they signed in last.
    pub claimed_members: Vec<String>,
}

/// A new group, or all of a group anew: `POST paths::GROUPS`, `PUT paths::group(id)`; both answer the [`Group`].
/// 422 `name_taken`, `name_not_valid`; 409 `last_full_admin`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct GroupContent {
    /// What people call it: 1 to 256 characters, none of them a control character.
    pub name: String,
    /// The role of its members.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub role: Option<Role>,
    /// The group of a provider whose members are members here, such as `corp/auditors`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub claim: Option<String>,
    /// Ids of the accounts that somebody puts in.
    #[serde(default)]
    pub members: Vec<String>,
}

/// A group of hosts, to be named by scopes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct HostGroup {
    /// A UUID.
    pub id: String,
    /// What people call it.
    pub name: String,
    /// The names of its hosts; case does not count.
    pub hosts: Vec<String>,
}

/// A new group of hosts, or all of one anew: `POST paths::HOST_GROUPS`, `PUT paths::host_group(id)`; both answer the
/// [`HostGroup`]. At most 1,000 hosts.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct HostGroupContent {
    /// What people call it: 1 to 256 characters, none of them a control character.
    pub name: String,
    /// The names of its hosts.
    #[serde(default)]
    pub hosts: Vec<String>,
}

/// A field that is there, `null` or not: without this, `null` would read as missing.
fn present<'de, T, D>(deserializer: D) -> Result<Option<T>, D::Error>
where
    T: Deserialize<'de>,
    D: serde::Deserializer<'de>,
{
    T::deserialize(deserializer).map(Some)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_role_is_kept_changed_or_taken_away() {
        let read = |text| serde_json::from_str::<AccountChange>(text).expect("a change").role;
        assert_eq!(read("{}"), None);
        assert_eq!(read("{\"role\": null}"), Some(None));
        assert_eq!(read("{\"role\": \"read_only_admin\"}"), Some(Some(Role::ReadOnlyAdmin)));
    }
}
