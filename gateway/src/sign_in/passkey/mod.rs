//! Passkeys (Web Authentication): the ceremonies of adding one and of signing in with one.
//!
//! Options and answers are JSON text, as the browser's `PublicKeyCredential.parseCreationOptionsFromJSON`,
//! `parseRequestOptionsFromJSON` and `toJSON` have them. So is what is stored of a passkey: it holds its public key and
//! its counter, and no secret.

mod ceremonies;
mod error;
#[cfg(test)]
mod tests;

pub use ceremonies::{CEREMONY_MS, MAX_CEREMONIES};
pub use error::{NoPasskeys, PasskeyError};

use ceremonies::Ceremonies;
use serde::Serialize;
use serde::de::DeserializeOwned;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use url::{Host, Url};
use uuid::Uuid;
use webauthn_rs::prelude::{
    DiscoverableAuthentication, Passkey, PasskeyAuthentication, PasskeyRegistration, PublicKeyCredential,
    RegisterPublicKeyCredential, Webauthn, WebauthnBuilder,
};

/// What browsers show as the name of the site.
const SITE: &str = "Afterimage";
/// Bytes of an answer; those of authenticators have some thousand.
const MAX_ANSWER_BYTES: usize = 64 * 1024;
const EXPIRY: Duration = Duration::from_millis(CEREMONY_MS.unsigned_abs());

/// The ceremonies that are under way. They are kept in memory: a restart of the gateway ends them, and people begin
/// again.
pub struct Passkeys {
    webauthn: Webauthn,
    registrations: Mutex<Ceremonies<(Uuid, PasskeyRegistration)>>,
    sign_ins: Mutex<Ceremonies<SigningIn>>,
}

/// Who signs in.
enum SigningIn {
    /// Whoever's passkey it turns out to be.
    Anybody(DiscoverableAuthentication),
    /// This account.
    Account(Uuid, PasskeyAuthentication),
}

/// A ceremony that has begun.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Begun {
    /// Names it, for the answer.
    pub id: String,
    /// JSON text for the browser.
    pub options: String,
}

/// A passkey that was added.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Registered {
    /// Its id in base64url. No two passkeys of a gateway may have the same.
    pub id: String,
    /// What to store of it, JSON text.
    pub stored: String,
}

/// Whose passkey an answer says it is of. Nothing of it is proven before [`Passkeys::finish_sign_in`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Claimed {
    /// The passkey's id in base64url.
    pub id: String,
    /// The account, where the authenticator told it.
    pub account: Option<Uuid>,
}

/// Somebody who signed in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SignedIn {
    /// The account.
    pub account: Uuid,
    /// The passkey's id in base64url.
    pub id: String,
    /// What to store of the passkey from now on, where that changed: its counter moved on.
    pub changed: Option<String>,
}

impl Passkeys {
    /// For a gateway that people open at `address`, whose host names the site.
    ///
    /// # Errors
    /// [`NoPasskeys`] says why browsers would offer none there.
    pub fn new(address: &Url) -> Result<Self, NoPasskeys> {
        let host = match address.host() {
            Some(Host::Domain(host)) => host,
            Some(Host::Ipv4(_) | Host::Ipv6(_)) => return Err(NoPasskeys::BareAddress),
            None => return Err(NoPasskeys::NoHost),
        };
        let is_local = host == "localhost" || host.ends_with(".localhost");
        match address.scheme() {
            "https" => {}
            "http" if is_local => {}
            _ => return Err(NoPasskeys::NotSecure),
        }
        let webauthn = WebauthnBuilder::new(host, address)
            .and_then(|builder| builder.rp_name(SITE).timeout(EXPIRY).build())
            .map_err(|_| NoPasskeys::NoHost)?;
        Ok(Self { webauthn, registrations: Mutex::default(), sign_ins: Mutex::default() })
    }

    /// Begins to add a passkey to `account`, at `now` in milliseconds since 1970. Authenticators that have one of
    /// those stored already refuse to make a second one.
    ///
    /// # Errors
    /// [`PasskeyError::Stored`] where one of those stored cannot be read, [`PasskeyError::Random`],
    /// [`PasskeyError::Refused`] where the library cannot begin.
    pub fn begin_registration(
        &self,
        account: Uuid,
        name: &str,
        display_name: &str,
        stored: &[String],
        now: i64,
    ) -> Result<Begun, PasskeyError> {
        let known = read_all(stored)?.iter().map(|passkey| passkey.cred_id().clone()).collect();
        let (mut options, state) =
            self.webauthn.start_passkey_registration(account, name, display_name, Some(known))?;
        if let Some(wanted) = &mut options.public_key.authenticator_selection {
            // one that the browser finds without a name, wherever the authenticator has room for it
            wanted.resident_key = Some(webauthn_rs_proto::ResidentKeyRequirement::Preferred);
        }
        let id = lock(&self.registrations).keep((account, state), now)?;
        Ok(Begun { id, options: write(&options.public_key)? })
    }

    /// Ends the adding of a passkey to `account`. The ceremony is over, whatever comes of it.
    ///
    /// # Errors
    /// [`PasskeyError::Over`] where there is no such ceremony of this account, or none any more;
    /// [`PasskeyError::Malformed`], [`PasskeyError::OtherAddress`], [`PasskeyError::NotVerified`] and
    /// [`PasskeyError::Refused`] for an answer that does not do.
    pub fn finish_registration(
        &self,
        ceremony: &str,
        account: Uuid,
        answer: &str,
        now: i64,
    ) -> Result<Registered, PasskeyError> {
        let (owner, state) = lock(&self.registrations).take(ceremony, now).ok_or(PasskeyError::Over)?;
        if owner != account {
            return Err(PasskeyError::Over);
        }
        let answer: RegisterPublicKeyCredential = read_answer(answer)?;
        let passkey = self.webauthn.finish_passkey_registration(&answer, &state)?;
        Ok(Registered { id: base64url(passkey.cred_id()), stored: write(&passkey)? })
    }

    /// Begins a sign-in of whoever has a passkey: the browser offers those it has for this site.
    ///
    /// # Errors
    /// [`PasskeyError::Random`], or [`PasskeyError::Refused`] where the library cannot begin.
    pub fn begin_sign_in(&self, now: i64) -> Result<Begun, PasskeyError> {
        let (options, state) = self.webauthn.start_discoverable_authentication()?;
        let id = lock(&self.sign_ins).keep(SigningIn::Anybody(state), now)?;
        Ok(Begun { id, options: write(&options.public_key)? })
    }

    /// Begins a sign-in of `account`, which has these passkeys. The options name them, so this is for those who are
    /// known already: anybody else would learn that there is such an account.
    ///
    /// # Errors
    /// [`PasskeyError::NoneStored`] where it has none; otherwise as [`Passkeys::begin_registration`].
    pub fn begin_sign_in_of(
        &self,
        account: Uuid,
        stored: &[String],
        now: i64,
    ) -> Result<Begun, PasskeyError> {
        let known = read_all(stored)?;
        if known.is_empty() {
            return Err(PasskeyError::NoneStored);
        }
        let (options, state) = self.webauthn.start_passkey_authentication(&known)?;
        let id = lock(&self.sign_ins).keep(SigningIn::Account(account, state), now)?;
        Ok(Begun { id, options: write(&options.public_key)? })
    }

    /// Which passkey an answer names, so that what is stored of it can be looked up.
    ///
    /// # Errors
    /// [`PasskeyError::Malformed`] where it is no answer.
    pub fn claimed(answer: &str) -> Result<Claimed, PasskeyError> {
        let answer: PublicKeyCredential = read_answer(answer)?;
        let account = user_handle(&answer).transpose()?;
        Ok(Claimed { id: base64url(&answer.raw_id), account })
    }

    /// Ends a sign-in: proves that the answer is of the passkey `stored`, which belongs to `account`. The ceremony is
    /// over, whatever comes of it.
    ///
    /// # Errors
    /// [`PasskeyError::Over`] where there is no such ceremony any more, [`PasskeyError::OtherAccount`] where it is of
    /// somebody else or does not say of whom, [`PasskeyError::Copied`] where the counter did not move on; otherwise as
    /// [`Passkeys::finish_registration`].
    pub fn finish_sign_in(
        &self,
        ceremony: &str,
        account: Uuid,
        stored: &str,
        answer: &str,
        now: i64,
    ) -> Result<SignedIn, PasskeyError> {
        let state = lock(&self.sign_ins).take(ceremony, now).ok_or(PasskeyError::Over)?;
        let answer: PublicKeyCredential = read_answer(answer)?;
        let mut passkey: Passkey = read_stored(stored)?;
        let told = user_handle(&answer).transpose()?;
        let result = match state {
            // Web Authentication, 7.2 step 6: the authenticator must say whose it is, and it must be the owner
            SigningIn::Anybody(state) if told == Some(account) => {
                self.webauthn.finish_discoverable_authentication_v2(&answer, state, &passkey)?
            }
            SigningIn::Account(expected, state)
                if expected == account && told.is_none_or(|told| told == account) =>
            {
                self.webauthn.finish_passkey_authentication(&answer, &state)?
            }
            SigningIn::Anybody(_) | SigningIn::Account(..) => return Err(PasskeyError::OtherAccount),
        };
        let is_changed = passkey.update_credential(&result).ok_or(PasskeyError::OtherAccount)?;
        // the state is as old as the ceremony: another one may have moved the counter on since
        if result.counter() > 0 && !is_changed {
            return Err(PasskeyError::Copied);
        }
        let changed = if is_changed { Some(write(&passkey)?) } else { None };
        Ok(SignedIn { account, id: base64url(passkey.cred_id()), changed })
    }
}

/// Whoever panicked while holding it left it whole: entries are put in and taken out in one step.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

fn user_handle(answer: &PublicKeyCredential) -> Option<Result<Uuid, PasskeyError>> {
    let handle = answer.get_user_unique_id()?;
    Some(Uuid::from_slice(handle).map_err(|_| PasskeyError::OtherAccount))
}

fn read_answer<T: DeserializeOwned>(text: &str) -> Result<T, PasskeyError> {
    if text.len() > MAX_ANSWER_BYTES {
        return Err(PasskeyError::Malformed);
    }
    serde_json::from_str(text).map_err(|_| PasskeyError::Malformed)
}

fn read_stored(text: &str) -> Result<Passkey, PasskeyError> {
    serde_json::from_str(text).map_err(|_| PasskeyError::Stored)
}

fn read_all(stored: &[String]) -> Result<Vec<Passkey>, PasskeyError> {
    stored.iter().map(|text| read_stored(text)).collect()
}

fn write<T: Serialize>(value: &T) -> Result<String, PasskeyError> {
    serde_json::to_string(value).map_err(|_| PasskeyError::Stored)
}

fn base64url(bytes: &[u8]) -> String {
    use base64::Engine as _;
    base64::engine::general_purpose::URL_SAFE_NO_PAD.encode(bytes)
}
