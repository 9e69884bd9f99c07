//! What signing in works with.

use super::kept::Kept;
use super::oidc::{OidcError, PENDING_MS, Pending, Provider, Providers};
use super::passkey::Passkeys;
use super::{AccountError, Passwords, Throttle, check_strength, totp};
use crate::Result;
use crate::clock::Clock;
use crate::store::{Credentials, SessionLimits, Store};
use policy::Name;
use std::fmt;
use std::net::IpAddr;
use std::num::NonZeroU32;
use std::sync::Arc;
use url::Url;

/// How long links last, in milliseconds.
const INVITATION_MS: i64 = 7 * 86_400_000;
const FIRST_ADMIN_MS: i64 = 86_400_000;
const SIGN_IN_LINK_MS: i64 = 10 * 60_000;
/// How long an authenticator app can be confirmed that was offered a secret, in milliseconds.
const OFFER_MS: i64 = 10 * 60_000;

/// How signing in is set up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Settings {
    /// How long sessions last.
    pub limits: SessionLimits,
    /// How often an account can be tried from an address, in a minute.
    pub attempts_per_minute: NonZeroU32,
    /// How strong passwords must be, as zxcvbn judges: 0 to 4.
    pub password_score: u8,
    /// Whoever signs in with a password may do nothing before they add an authenticator app.
    pub is_totp_required: bool,
}

impl Default for Settings {
    fn default() -> Self {
        let attempts_per_minute = NonZeroU32::MIN.saturating_add(9);
        let limits = SessionLimits::default();
        Self { limits, attempts_per_minute, password_score: 3, is_totp_required: false }
    }
}

/// Signing in, as one process does it. Clones share what they count.
#[derive(Clone, Debug)]
pub struct SignIn {
    /// The time of day.
    pub clock: Clock,
    /// How long sessions last.
    pub limits: SessionLimits,
    /// Hashes passwords.
    pub passwords: Passwords,
    /// Counts attempts.
    pub throttle: Throttle,
    /// Whoever signs in with a password may do nothing before they add an authenticator app.
    pub is_totp_required: bool,
    /// The OpenID Connect providers.
    pub providers: Arc<Providers>,
    /// What was begun at providers, by the hash of the cookie that the browser has.
    pub pending: Kept<Pending>,
    /// Secrets that authenticator apps were offered, by the hash of the session's token.
    pub offers: Kept<totp::Secret>,
    passkeys: Option<Arc<OfSite>>,
    password_score: u8,
}

/// The passkeys of a site.
struct OfSite {
    /// Its origin, as browsers write it.
    origin: String,
    passkeys: Passkeys,
}

impl fmt::Debug for OfSite {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("OfSite").field("origin", &self.origin).finish_non_exhaustive()
    }
}

impl SignIn {
    /// Set up so.
    ///
    /// # Errors
    /// [`crate::Error::Random`] where the system gives no random bytes.
    pub fn new(settings: Settings, clock: Clock) -> Result<Self> {
        Ok(Self {
            clock,
            limits: settings.limits,
            passwords: Passwords::new()?,
            throttle: Throttle::new(settings.attempts_per_minute),
            is_totp_required: settings.is_totp_required,
            providers: Arc::default(),
            pending: Kept::for_ms(PENDING_MS),
            offers: Kept::for_ms(OFFER_MS),
            passkeys: None,
            password_score: settings.password_score,
        })
    }

    /// The same with these providers.
    ///
    /// # Errors
    /// As [`Providers::new`].
    pub fn with_providers(self, providers: Vec<Provider>) -> Result<Self, OidcError> {
        Ok(Self { providers: Arc::new(Providers::new(providers)?), ..self })
    }

    /// The same with the passkeys of the site that people open at `address`, where browsers offer any there.
    pub fn with_passkeys_at(self, address: &Url) -> Self {
        match Passkeys::new(address) {
            Ok(passkeys) => {
                let origin = address.origin().ascii_serialization();
                Self { passkeys: Some(Arc::new(OfSite { origin, passkeys })), ..self }
            }
            Err(why) => {
                tracing::info!(%why, "passkeys are off");
                Self { passkeys: None, ..self }
            }
        }
    }

    /// The passkeys, for pages of this origin: they belong to one.
    pub fn passkeys(&self, origin: &str) -> Option<&Passkeys> {
        self.passkeys.as_ref().filter(|site| site.origin == origin).map(|site| &site.passkeys)
    }

    /// The account whose name and password these are. Names that are none take as long as wrong passwords.
    ///
    /// # Errors
    /// [`AccountError::TooManyAttempts`], [`AccountError::SignInFailed`]; [`crate::Error::Database`].
    pub async fn check_password(
        &self,
        store: &Store,
        from: IpAddr,
        name: &str,
        password: &str,
    ) -> Result<Credentials> {
        let name = Name::of(name).ok_or(AccountError::SignInFailed)?;
        self.throttle.attempt(from, name.as_str())?;
        let found = store.credentials(&name).await?;
        let kept = found.as_ref().and_then(|found| found.password_hash.as_deref());
        let is_right = self.passwords.verify(password, kept).await?;
        match found {
            Some(found) if is_right && !found.is_disabled => Ok(found),
            _ => Err(AccountError::SignInFailed.into()),
        }
    }

    /// Whether a code was asked for after the password; it was right then. A recovery code takes its place, once.
    ///
    /// # Errors
    /// [`AccountError::CodeNeeded`], [`AccountError::CodeWrong`], [`AccountError::TooManyAttempts`];
    /// [`crate::Error::Totp`], [`crate::Error::Database`].
    pub async fn check_code(
        &self,
        store: &Store,
        from: IpAddr,
        found: &Credentials,
        code: Option<&str>,
    ) -> Result<bool> {
        let Some(kept) = &found.totp_secret else { return Ok(false) };
        let code = code.filter(|code| !code.trim().is_empty()).ok_or(AccountError::CodeNeeded)?;
        self.throttle.attempt(from, &format!("code {}", found.account_id))?;
        let secret = totp::Secret::from_base32(kept).map_err(crate::Error::Totp)?;
        let is_right = match totp::verify(&secret, code, self.clock.now_ms(), found.totp_step) {
            // somebody who was faster with the same code has used it up
            Some(step) => store.use_totp_step(&found.account_id, step).await?,
            None => store.use_recovery_code(&found.account_id, &totp::recovery_hash(code)).await?,
        };
        match is_right {
            true => Ok(true),
            false => Err(AccountError::CodeWrong.into()),
        }
    }

    /// The hash of a new password.
    ///
    /// # Errors
    /// [`AccountError::PasswordWeak`], [`crate::Error::Password`].
    pub async fn new_password(&self, password: &str, known: &[&str]) -> Result<String> {
        check_strength(password, self.password_score, known)?;
        self.passwords.hash(password).await
    }

    /// When a link for this purpose expires that is made now, in milliseconds since 1970-01-01 UTC.
    pub fn link_expires_at_ms(&self, purpose: api::LinkPurpose) -> i64 {
        let lasts_ms = match purpose {
            api::LinkPurpose::FirstAdmin => FIRST_ADMIN_MS,
            api::LinkPurpose::Invitation => INVITATION_MS,
            api::LinkPurpose::SignIn => SIGN_IN_LINK_MS,
        };
        self.clock.now_ms().saturating_add(lasts_ms)
    }
}
