//! Signing in and out.

use super::ClientError;
use super::request::{ask, delete, get, send};
use api::{
    LinkFacts, LinkSecret, LinkUse, PasskeyAnswer, PasskeyCeremony, PasswordSignIn, SignInMethods,
    SignInSession, paths,
};
use gloo::net::http::Method;

/// Who is signed in.
///
/// # Errors
/// [`ClientError::Refused`] with the code `not_signed_in` where nobody is.
pub(crate) async fn session() -> Result<SignInSession, ClientError> {
    ask(Method::GET, paths::SESSION).await
}

/// Signs out.
///
/// # Errors
/// As [`ClientError`] says.
pub(crate) async fn sign_out() -> Result<(), ClientError> {
    delete(paths::SESSION).await
}

/// The ways to sign in.
///
/// # Errors
/// As [`ClientError`] says.
pub(crate) async fn sign_in_methods() -> Result<SignInMethods, ClientError> {
    get(paths::SIGN_IN, &[]).await
}

/// Signs in with name and password.
///
/// # Errors
/// [`ClientError::Refused`] with the codes that [`PasswordSignIn`] names.
pub(crate) async fn sign_in(wanted: &PasswordSignIn) -> Result<SignInSession, ClientError> {
    send(Method::POST, paths::SIGN_IN_PASSWORD, wanted).await
}

/// Begins to sign in with a passkey.
///
/// # Errors
/// As [`ClientError`] says.
pub(crate) async fn begin_passkey() -> Result<PasskeyCeremony, ClientError> {
    ask(Method::POST, paths::SIGN_IN_PASSKEY).await
}

/// Signs in with what the browser answered for a passkey.
///
/// # Errors
/// [`ClientError::Refused`] with the code `passkey_refused`.
pub(crate) async fn sign_in_by_passkey(answer: &PasskeyAnswer) -> Result<SignInSession, ClientError> {
    send(Method::PUT, paths::SIGN_IN_PASSKEY, answer).await
}

/// What a one-time link is good for.
///
/// # Errors
/// [`ClientError::Refused`] with the code `link_not_valid`.
pub(crate) async fn link_facts(secret: String) -> Result<LinkFacts, ClientError> {
    send(Method::POST, paths::LINK_LOOK, &LinkSecret { secret }).await
}

/// Uses a one-time link.
///
/// # Errors
/// [`ClientError::Refused`] with the codes that [`LinkUse`] names.
pub(crate) async fn redeem(wanted: &LinkUse) -> Result<SignInSession, ClientError> {
    send(Method::POST, paths::LINK_USE, wanted).await
}
