//! Why a sign-in through a provider failed, told by what to do next. Nothing of a token is in it.

use super::FetchError;
use api::Problem;

/// Why a sign-in through a provider failed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum OidcError {
    /// There is no provider of this name.
    #[error("there is no such provider; the sign-in page lists those that there are")]
    UnknownProvider,
    /// An address in the configuration is none.
    #[error("{what} of the provider {provider} cannot be used; {expected}")]
    Setting {
        /// The provider's id.
        provider: String,
        /// Which setting.
        what: &'static str,
        /// What it must be.
        expected: &'static str,
    },
    /// There are no certificates to trust.
    #[error("this system has no certificates to trust; install them (Debian's package is ca-certificates)")]
    NoTrust,
    /// The provider cannot be asked now.
    #[error(
        "{label} does not answer ({why}); try again in a minute, or sign in with a password or a passkey"
    )]
    Unavailable {
        /// What people call the provider.
        label: String,
        /// What happened.
        why: FetchError,
    },
    /// The provider describes itself in a way that cannot be used.
    #[error(
        "{label} describes itself in a way that cannot be used: {what}; an admin must compare its issuer"
    )]
    Metadata {
        /// What people call the provider.
        label: String,
        /// What is wrong.
        what: &'static str,
    },
    /// The sign-in took too long.
    #[error("this sign-in took longer than ten minutes; begin again")]
    PendingExpired,
    /// What came back does not belong to what was begun.
    #[error("this answer does not belong to a sign-in of this browser; begin again")]
    WrongState,
    /// The person, or the provider, said no.
    #[error("the provider did not let you sign in; begin again, or ask its admin for access")]
    Denied,
    /// The provider does not take the code.
    #[error("the provider does not take this answer (any more); begin again")]
    CodeRefused,
    /// The provider does not take this gateway for the client that it knows.
    #[error("the provider does not know this gateway; an admin must compare client_id and client_secret")]
    ClientRefused,
    /// The provider's answer is not what OpenID Connect says.
    #[error("the provider's answer cannot be read; an admin must check that it speaks OpenID Connect")]
    Answer,
    /// The provider sent no ID token.
    #[error("the provider sent no ID token; an admin must allow this client the scope openid")]
    NoIdToken,
    /// Another issuer than the one configured.
    #[error(
        "the provider says it is another issuer; an admin must write issuer exactly as the provider does"
    )]
    WrongIssuer,
    /// The token is for another client.
    #[error("the ID token is for another client; an admin must compare client_id")]
    WrongAudience,
    /// The token belongs to another sign-in.
    #[error("the ID token belongs to another sign-in; begin again")]
    WrongNonce,
    /// The token has no signature (`alg` is `none`).
    #[error("the ID token is not signed; an admin must have the provider sign it, with RS256 for example")]
    NotSigned,
    /// The token is signed in a way that proves nothing here.
    #[error(
        "the ID token is signed with a shared secret or an unknown algorithm; an admin must choose RS256 for example"
    )]
    WrongAlgorithm,
    /// No key of the provider fits.
    #[error("no key that the provider publishes fits its ID token; try again in a minute")]
    UnknownKey,
    /// The signature is not that of the key.
    #[error("the signature of the ID token is wrong; begin again, and tell an admin if it stays so")]
    WrongSignature,
    /// The token is too old.
    #[error(
        "the ID token has expired; begin again, and if it stays so compare the clocks of provider and gateway"
    )]
    Expired,
    /// The token is of a time to come.
    #[error("the ID token is not valid yet; an admin must compare the clocks of provider and gateway")]
    NotYetValid,
    /// The token is otherwise not what OpenID Connect says.
    #[error("the ID token cannot be used; an admin must check that the provider speaks OpenID Connect")]
    Token,
    /// A claim is missing, or is not what is needed.
    #[error(
        "the claim {claim} must be {expected}; an admin must change the setting that names it, or the provider"
    )]
    Claim {
        /// Its name.
        claim: String,
        /// What it must be.
        expected: &'static str,
    },
}

impl OidcError {
    /// The provider cannot be asked now: other ways to sign in go on.
    pub fn is_unavailable(&self) -> bool {
        matches!(self, Self::Unavailable { .. })
    }

    /// What people are told: 503 `provider_unavailable`, 404 `not_there`, otherwise 422 `provider_refused`, each with what
    /// to do. Faults of the gateway itself are told as such.
    pub fn problem(&self) -> Problem {
        let problem = match self {
            Self::Unavailable { .. } => {
                Problem::new(503, "provider_unavailable", "the provider does not answer")
            }
            Self::UnknownProvider => Problem::new(404, "not_there", "there is no such provider"),
            Self::Setting { .. } | Self::NoTrust => return crate::problem::internal(),
            Self::PendingExpired
            | Self::WrongState
            | Self::Denied
            | Self::CodeRefused
            | Self::Metadata { .. }
            | Self::ClientRefused
            | Self::Answer
            | Self::NoIdToken
            | Self::WrongIssuer
            | Self::WrongAudience
            | Self::WrongNonce
            | Self::NotSigned
            | Self::WrongAlgorithm
            | Self::UnknownKey
            | Self::WrongSignature
            | Self::Expired
            | Self::NotYetValid
            | Self::Token
            | Self::Claim { .. } => Problem::new(422, "provider_refused", "the provider did not sign you in"),
        };
        problem.with_detail(self.to_string())
    }
}
