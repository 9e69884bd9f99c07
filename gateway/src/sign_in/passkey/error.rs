//! Why there are no passkeys, or why one was refused, told by what to do next. Nothing of an answer is in it.

use webauthn_rs::prelude::WebauthnError;

/// Why browsers would offer no passkeys.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NoPasskeys {
    /// The site is a bare address.
    #[error(
        "passkeys need a host name, and this gateway is opened by a bare IP address; give it a name to use them"
    )]
    BareAddress,
    /// The site is not reached by https.
    #[error("passkeys need https, or the name localhost; serve the gateway by https to use them")]
    NotSecure,
    /// The address has no host that could name the site.
    #[error("passkeys need a host name, and the gateway's address has none; give it one to use them")]
    NoHost,
}

/// Why a ceremony failed.
#[derive(Debug, thiserror::Error)]
pub enum PasskeyError {
    /// There is no such ceremony, or none any more.
    #[error("this took longer than five minutes, or was done already; begin again")]
    Over,
    /// The answer is no answer of a browser.
    #[error("what the browser sent is no passkey; begin again")]
    Malformed,
    /// The browser was at another address.
    #[error("the browser was at another address than the one this gateway is configured with; open that one")]
    OtherAddress,
    /// The authenticator did not check who holds it.
    #[error("the device did not ask for a PIN or a fingerprint; set one up on it, then begin again")]
    NotVerified,
    /// The passkey is somebody else's.
    #[error("this passkey does not belong to that account; choose another one")]
    OtherAccount,
    /// No account has this passkey.
    #[error("it is not known here; sign in another way, and add it in your profile")]
    NotKnown,
    /// The account has no passkeys.
    #[error("this account has no passkey; sign in another way, then add one")]
    NoneStored,
    /// The counter of the passkey stands where it stood, or before: there may be two of it.
    #[error("there may be a copy of this passkey; remove it from the account, and add a new one")]
    Copied,
    /// What is stored of a passkey cannot be read or written.
    #[error("what is stored of a passkey cannot be read; remove it from the account, and add it again")]
    Stored,
    /// The system gives no random bytes.
    #[error("the system gives no random bytes: {0}")]
    Random(getrandom::Error),
    /// Any other reason of the standard.
    #[error("it was refused ({0}); begin again, or use another one")]
    Refused(#[source] WebauthnError),
}

impl From<WebauthnError> for PasskeyError {
    fn from(error: WebauthnError) -> Self {
        match error {
            WebauthnError::InvalidRPOrigin | WebauthnError::InvalidRPIDHash => Self::OtherAddress,
            WebauthnError::UserNotVerified => Self::NotVerified,
            WebauthnError::CredentialPossibleCompromise => Self::Copied,
            WebauthnError::CredentialNotFound => Self::OtherAccount,
            // the library's list is long and grows; none of the others has advice of its own
            other => Self::Refused(other),
        }
    }
}
