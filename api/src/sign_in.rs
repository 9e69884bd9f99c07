//! Signing in, and the sign-in session that comes of it.
//!
//! The session itself is a cookie that no script can read; [`SignInSession`] tells what it stands for.

use crate::{Right, Role};
use serde::{Deserialize, Serialize};

/// The ways to sign in that this gateway offers.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SignInMethods {
    /// OpenID Connect providers, in the order of the configuration.
    pub providers: Vec<Provider>,
    /// Passkeys can be used: the gateway was asked by the name that they belong to.
    pub passkeys: bool,
    /// Nobody has an account yet: the gateway printed a link for the first full admin when it started.
    pub needs_first_admin: bool,
}

/// An OpenID Connect provider, as the sign-in page shows it. Its address is `paths::provider(id)`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Provider {
    /// Its id in the configuration: lower-case letters, digits, hyphens.
    pub id: String,
    /// What people call it.
    pub label: String,
}

/// Signing in with a password: `POST` to `paths::SIGN_IN_PASSWORD` answers a [`SignInSession`].
///
/// 401 `sign_in_failed` where name or password are wrong, 401 `code_needed` where the account has a second factor and
/// no code came with it, 401 `code_wrong`, 429 `too_many_attempts` with `Retry-After` in seconds.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PasswordSignIn {
    /// The account's name; case does not count.
    pub name: String,
    /// The password.
    pub password: String,
    /// Six digits of the authenticator app, or a recovery code.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub code: Option<String>,
}

/// What a one-time link is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum LinkPurpose {
    /// Makes the first full admin: a name and a password are asked for.
    FirstAdmin,
    /// An invitation to an account: a password is asked for.
    Invitation,
    /// Signs in at once: made on the gateway's own machine by whoever has its data folder.
    SignIn,
}

/// The secret of a one-time link, from the fragment of its address.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct LinkSecret {
    /// The secret.
    pub secret: String,
}

/// What a one-time link is good for: `POST` a [`LinkSecret`] to `paths::LINK_LOOK`. 404 `link_not_valid` where it is
/// used up, expired or made up.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct LinkFacts {
    /// What it is for.
    pub purpose: LinkPurpose,
    /// The name of the account, where there is one already.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// When it expires, in milliseconds since 1970-01-01 UTC.
    pub expires_at_ms: i64,
}

/// Using a one-time link: `POST` to `paths::LINK_USE` answers a [`SignInSession`]; the link is used up.
///
/// 404 `link_not_valid`; 422 `password_weak`, `name_taken` or `name_not_valid`, after which it is not used up.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct LinkUse {
    /// The secret.
    pub secret: String,
    /// Name of the account; only for the first full admin.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// The password to sign in with from now on; not where the link signs in at once.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub password: Option<String>,
}

/// How somebody signed in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum SignInMethod {
    /// Name and password.
    Password,
    /// Name, password and a code.
    PasswordAndCode,
    /// A passkey.
    Passkey,
    /// An OpenID Connect provider.
    Provider,
    /// A one-time link.
    Link,
}

impl SignInMethod {
    /// The word for it in JSON and in the database.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Password => "password",
            Self::PasswordAndCode => "password_and_code",
            Self::Passkey => "passkey",
            Self::Provider => "provider",
            Self::Link => "link",
        }
    }

    /// The method of this word, where there is one.
    pub fn of_word(word: &str) -> Option<Self> {
        let all = [Self::Password, Self::PasswordAndCode, Self::Passkey, Self::Provider, Self::Link];
        all.into_iter().find(|method| method.word() == word)
    }

    /// What people call it.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Password => "Password",
            Self::PasswordAndCode => "Password and code",
            Self::Passkey => "Passkey",
            Self::Provider => "Provider",
            Self::Link => "One-time link",
        }
    }
}

/// Who is signed in: `GET paths::SESSION`, 401 `not_signed_in` where nobody is. `DELETE` signs out.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SignInSession {
    /// Id of the account, a UUID.
    pub account_id: String,
    /// Its name.
    pub name: String,
    /// What the person is called.
    pub display_name: String,
    /// The most powerful role of those that the account and its groups have. Without one, nothing is seen.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub role: Option<Role>,
    /// All that may be done. Some rights a role gives only to accounts, not to groups.
    pub rights: Vec<Right>,
    /// Name in the IANA time zone database; the browser's where it is missing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub time_zone: Option<String>,
    /// Language tag (BCP 47); the browser's where it is missing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub language: Option<String>,
    /// How they signed in.
    pub method: SignInMethod,
    /// A password can be changed: there is one.
    pub has_password: bool,
    /// An authenticator app must be added before anything else: until then there are no rights.
    #[serde(default)]
    pub needs_totp: bool,
    /// Everybody must say why they watch a recording.
    #[serde(default)]
    pub asks_justification: bool,
    /// Without a further request it ends in this many seconds.
    pub idle_s: u64,
    /// It ends in this many seconds at the latest.
    pub ends_in_s: u64,
}

/// A sign-in session as lists show it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct OpenSession {
    /// Names it; it is not the secret in the cookie.
    pub id: String,
    /// How they signed in.
    pub method: SignInMethod,
    /// When, in milliseconds since 1970-01-01 UTC.
    pub signed_in_at_ms: i64,
    /// When the last request came, to the minute.
    pub seen_at_ms: i64,
    /// Where from.
    pub address: String,
    /// The browser, as it calls itself; at most 256 characters.
    pub browser: String,
    /// It is the one that asks.
    pub is_current: bool,
}
