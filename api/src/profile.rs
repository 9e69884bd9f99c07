//! What people change of their own account.

use serde::{Deserialize, Serialize};

/// What changes of one's own account: `PATCH paths::PROFILE` answers the [`crate::SignInSession`]. What is missing
/// stays; an empty text takes it away.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ProfileChange {
    /// What the person is called.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub display_name: Option<String>,
    /// Name in the IANA time zone database. 422 `time_zone_not_known`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub time_zone: Option<String>,
    /// Language tag (BCP 47) of at most 35 characters.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub language: Option<String>,
}

/// A new password: `PUT paths::PROFILE_PASSWORD` answers 204; all other sign-in sessions of the account end.
///
/// 401 `password_wrong`, 422 `password_weak` with what makes it better, 429 `too_many_attempts`.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PasswordChange {
    /// The password so far; missing where there is none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub current: Option<String>,
    /// The new one.
    pub new: String,
}

/// The second factor and the passkeys of one's own account: `GET paths::PROFILE_METHODS`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct OwnMethods {
    /// There is a password.
    pub password: bool,
    /// An authenticator app is asked for after the password.
    pub totp: bool,
    /// How many recovery codes are left.
    pub recovery_codes: u32,
    /// The passkeys.
    pub passkeys: Vec<Passkey>,
    /// Passkeys can be added: the gateway is reached by a name, not by a bare address.
    pub can_add_passkeys: bool,
}

/// A passkey.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Passkey {
    /// Names it.
    pub id: String,
    /// What its owner calls it.
    pub name: String,
    /// When it was added, in milliseconds since 1970-01-01 UTC.
    pub added_at_ms: i64,
    /// When it was used last.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub used_at_ms: Option<i64>,
}

/// Proof that it is still the same person: asked for before the ways to sign in change. An account without a password
/// must have signed in within the last ten minutes. 401 `password_wrong` or `sign_in_again`.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Proof {
    /// The password.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub password: Option<String>,
}

/// A second factor to be confirmed: `POST paths::PROFILE_TOTP` with a [`Proof`] answers it.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct TotpOffer {
    /// The secret in base 32, to be typed in.
    pub secret: String,
    /// The same for an authenticator app (`otpauth:`).
    pub address: String,
    /// The same as a QR code: rows of dark (`true`) and light modules, without the margin.
    pub picture: Vec<Vec<bool>>,
}

/// Confirms the second factor: `PUT paths::PROFILE_TOTP` answers [`RecoveryCodes`]. 422 `code_wrong`.
/// `DELETE paths::PROFILE_TOTP` with a [`Proof`] removes it.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct TotpConfirmation {
    /// Six digits.
    pub code: String,
}

/// Codes that take the place of the authenticator app, each once. They are told once.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct RecoveryCodes {
    /// The codes.
    pub codes: Vec<String>,
}

/// A ceremony with a passkey that has begun: `options` go to `navigator.credentials` as they are, with what is binary
/// as base64url text (`PublicKeyCredential.parseCreationOptionsFromJSON`, `parseRequestOptionsFromJSON`).
///
/// Adding one: `POST paths::PROFILE_PASSKEYS` with a [`Proof`], then `PUT` a [`PasskeyAnswer`]. Signing in: `POST
/// paths::SIGN_IN_PASSKEY` without a body, then `PUT` a [`PasskeyAnswer`], which answers the [`crate::SignInSession`].
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PasskeyCeremony {
    /// Names the ceremony.
    pub id: String,
    /// JSON text for the browser.
    pub options: String,
}

/// What the browser answered.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PasskeyAnswer {
    /// The ceremony's id.
    pub id: String,
    /// What its owner calls it: for a new one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// The credential as JSON text (`PublicKeyCredential.toJSON`).
    pub credential: String,
}
