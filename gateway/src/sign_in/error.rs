//! Why somebody is not signed in, or why an account, a group or a permission is not changed.

/// What went wrong with accounts, by what to do next.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum AccountError {
    /// Nobody is signed in, or no longer.
    #[error("nobody is signed in; sign in and do it again")]
    NotSignedIn,
    /// Name and password do not belong together, or the account cannot be used: which of them is not told.
    #[error("name or password are wrong")]
    SignInFailed,
    /// The password is right, and a code is asked for.
    #[error("a code of the authenticator app is needed")]
    CodeNeeded,
    /// The code is wrong, or was used already.
    #[error("the code is wrong, or was used already; wait for the next one")]
    CodeWrong,
    /// The password that was typed as proof is wrong.
    #[error("the password is wrong")]
    PasswordWrong,
    /// An account without a password must have signed in just before.
    #[error("sign out and in again before changing how you sign in")]
    SignInAgain,
    /// Too many attempts from one address, or at one account from it.
    #[error("too many attempts; wait {retry_after_s} s")]
    TooManyAttempts {
        /// When it may be tried again.
        retry_after_s: u64,
    },
    /// A one-time link that is used up, expired or made up.
    #[error("this link is not valid, or no longer; ask for a new one")]
    LinkNotValid,
    /// The account cannot be used.
    #[error("this account is disabled; a full admin can enable it")]
    Disabled,
    /// A password that would be guessed soon, or one that is too long.
    #[error("the password is too easy to guess: {advice}")]
    PasswordWeak {
        /// What makes it better.
        advice: String,
    },
    /// Another account or group of this kind has the name.
    #[error("this name is taken; choose another")]
    NameTaken,
    /// A name that is empty, too long, or holds control characters.
    #[error("a name has 1 to 256 characters, and no control characters")]
    NameNotValid,
    /// Text that must be the name of a time zone or a language.
    #[error("{what} is not known; choose one of the list")]
    NotKnown {
        /// What it should have been the name of.
        what: &'static str,
    },
    /// Nobody would be left who can manage accounts.
    #[error("this is the last full admin who can sign in; make somebody else one first")]
    LastFullAdmin,
    /// There is no such thing, or none any longer.
    #[error("there is no such {what}; it may have been removed meanwhile")]
    NotThere {
        /// What it should have been.
        what: &'static str,
    },
    /// Nobody is given a recording by a link that is restricted.
    #[error("the access to this recording is restricted: it cannot be shared by an unrestricted link")]
    Restricted,
    /// More than fits.
    #[error("at most {most} {what} fit; leave some out, or use groups")]
    TooMany {
        /// What there are too many of.
        what: &'static str,
        /// How many fit.
        most: usize,
    },
    /// The playback permissions of somebody name too much together to be looked up.
    #[error("the playback permissions name more than 5,000 of a kind; a full admin can narrow them")]
    ScopeTooWide,
    /// This gateway is reached by a bare address, which passkeys cannot belong to.
    #[error("passkeys need a gateway that is reached by a name, not by a bare address")]
    NoPasskeys,
    /// The passkey was refused.
    #[error("the passkey was not accepted; {why}")]
    PasskeyRefused {
        /// Why, and what to do.
        why: String,
    },
    /// An authenticator app must be added before anything else.
    #[error("this gateway asks for an authenticator app beside the password; add one in your profile")]
    TotpNeeded,
    /// The provider cannot be asked.
    #[error("the provider does not answer; try again later, or sign in another way")]
    ProviderUnavailable,
    /// The provider's id stood for another issuer before, which had people of its own.
    #[error(
        "this provider is not the one it was when you signed in before; an admin must give it an id of its own"
    )]
    OtherIssuer,
    /// The provider did not vouch for anybody.
    #[error("the provider did not sign you in; try again, or sign in another way")]
    ProviderRefused,
}

impl AccountError {
    /// HTTP status and stable code.
    pub const fn status(&self) -> (u16, &'static str) {
        match self {
            Self::NotSignedIn => (401, "not_signed_in"),
            Self::SignInFailed => (401, "sign_in_failed"),
            Self::CodeNeeded => (401, "code_needed"),
            Self::CodeWrong => (422, "code_wrong"),
            Self::PasswordWrong => (422, "password_wrong"),
            Self::SignInAgain => (403, "sign_in_again"),
            Self::TooManyAttempts { .. } => (429, "too_many_attempts"),
            Self::LinkNotValid => (404, "link_not_valid"),
            Self::Disabled => (403, "account_disabled"),
            Self::PasswordWeak { .. } => (422, "password_weak"),
            Self::NameTaken => (422, "name_taken"),
            Self::NameNotValid => (422, "name_not_valid"),
            Self::NotKnown { .. } => (422, "not_known"),
            Self::LastFullAdmin => (409, "last_full_admin"),
            Self::NotThere { .. } => (404, "not_there"),
            Self::Restricted => (409, "recording_restricted"),
            Self::TooMany { .. } => (422, "too_many"),
            Self::ScopeTooWide => (403, "scope_too_wide"),
            Self::NoPasskeys => (404, "no_passkeys"),
            Self::TotpNeeded => (403, "totp_needed"),
            Self::PasskeyRefused { .. } => (422, "passkey_refused"),
            Self::OtherIssuer => (422, "provider_refused"),
            Self::ProviderUnavailable => (503, "provider_unavailable"),
            Self::ProviderRefused => (422, "provider_refused"),
        }
    }
}
