//! Accounts, groups, playback permissions, and one's own profile.

use super::ClientError;
use super::request::{ask, delete, get, send, tell};
use api::{
    Account, AccountChange, Administrator, Group, GroupContent, HolderKind, HostGroup, HostGroupContent,
    Invitation, NewAccount, OpenSession, OwnMethods, PasskeyAnswer, PasskeyCeremony, PasswordChange,
    PlaybackPermission, ProfileChange, Proof, RecoveryCodes, SignInSession, TotpConfirmation, TotpOffer,
    paths,
};
use gloo::net::http::Method;

type Answer<T> = Result<T, ClientError>;

/// All accounts, by name.
pub(crate) async fn accounts() -> Answer<Vec<Account>> {
    get(paths::ACCOUNTS, &[]).await
}

/// Makes an account and a link for its owner.
pub(crate) async fn invite(new: &NewAccount) -> Answer<Invitation> {
    send(Method::POST, paths::ACCOUNTS, new).await
}

/// A new link for the owner of an account.
pub(crate) async fn invite_again(id: &str) -> Answer<Invitation> {
    ask(Method::POST, &paths::account_invitation(id)).await
}

/// Changes an account.
pub(crate) async fn change_account(id: &str, change: &AccountChange) -> Answer<Account> {
    send(Method::PATCH, &paths::account(id), change).await
}

/// Removes an account.
pub(crate) async fn remove_account(id: &str) -> Answer<()> {
    delete(&paths::account(id)).await
}

/// Ends all sign-in sessions of an account.
pub(crate) async fn end_sessions_of(id: &str) -> Answer<()> {
    delete(&paths::account_sessions(id)).await
}

/// The open sign-in sessions of an account, the newest first.
pub(crate) async fn sessions_of(id: &str) -> Answer<Vec<OpenSession>> {
    get(&paths::account_sessions(id), &[]).await
}

/// Removes the authenticator app and the passkeys of an account.
pub(crate) async fn remove_methods(id: &str) -> Answer<()> {
    delete(&paths::account_methods(id)).await
}

/// All groups of accounts, by name.
pub(crate) async fn groups() -> Answer<Vec<Group>> {
    get(paths::GROUPS, &[]).await
}

/// Makes a group of accounts, or all of the one of this id anew.
pub(crate) async fn save_group(id: Option<&str>, content: &GroupContent) -> Answer<Group> {
    match id {
        None => send(Method::POST, paths::GROUPS, content).await,
        Some(id) => send(Method::PUT, &paths::group(id), content).await,
    }
}

/// Removes a group of accounts.
pub(crate) async fn remove_group(id: &str) -> Answer<()> {
    delete(&paths::group(id)).await
}

/// Makes a group of hosts, or all of the one of this id anew.
pub(crate) async fn save_host_group(id: Option<&str>, content: &HostGroupContent) -> Answer<HostGroup> {
    match id {
        None => send(Method::POST, paths::HOST_GROUPS, content).await,
        Some(id) => send(Method::PUT, &paths::host_group(id), content).await,
    }
}

/// Removes a group of hosts.
pub(crate) async fn remove_host_group(id: &str) -> Answer<()> {
    delete(&paths::host_group(id)).await
}

/// All groups of hosts, by name.
pub(crate) async fn host_groups() -> Answer<Vec<HostGroup>> {
    get(paths::HOST_GROUPS, &[]).await
}

/// All administrators with their playback permissions.
pub(crate) async fn administrators() -> Answer<Vec<Administrator>> {
    get(paths::PLAYBACK_PERMISSIONS, &[]).await
}

/// Gives an account or a group another playback permission.
pub(crate) async fn permit(
    kind: HolderKind,
    id: &str,
    permission: &PlaybackPermission,
) -> Answer<PlaybackPermission> {
    let path = match kind {
        HolderKind::Account => paths::account_permission(id),
        HolderKind::Group => paths::group_permission(id),
    };
    send(Method::PUT, &path, permission).await
}

/// Changes one's own profile.
pub(crate) async fn change_profile(change: &ProfileChange) -> Answer<SignInSession> {
    send(Method::PATCH, paths::PROFILE, change).await
}

/// Changes one's own password.
pub(crate) async fn change_password(change: &PasswordChange) -> Answer<()> {
    tell(Method::PUT, paths::PROFILE_PASSWORD, change).await
}

/// One's own open sign-in sessions.
pub(crate) async fn own_sessions() -> Answer<Vec<OpenSession>> {
    get(paths::PROFILE_SESSIONS, &[]).await
}

/// Ends one of one's own sign-in sessions.
pub(crate) async fn end_own_session(id: &str) -> Answer<()> {
    delete(&paths::profile_session(id)).await
}

/// Ends all of one's own sign-in sessions but this one.
pub(crate) async fn end_other_sessions() -> Answer<()> {
    delete(paths::PROFILE_SESSIONS).await
}

/// One's own ways to sign in.
pub(crate) async fn own_methods() -> Answer<OwnMethods> {
    get(paths::PROFILE_METHODS, &[]).await
}

/// A secret for an authenticator app, which counts once it is confirmed.
pub(crate) async fn offer_totp(proof: &Proof) -> Answer<TotpOffer> {
    send(Method::POST, paths::PROFILE_TOTP, proof).await
}

/// Confirms the app with a code of it.
pub(crate) async fn confirm_totp(code: &str) -> Answer<RecoveryCodes> {
    send(Method::PUT, paths::PROFILE_TOTP, &TotpConfirmation { code: code.to_owned() }).await
}

/// Removes the app.
pub(crate) async fn remove_totp(proof: &Proof) -> Answer<()> {
    tell(Method::DELETE, paths::PROFILE_TOTP, proof).await
}

/// Begins to add a passkey.
pub(crate) async fn offer_passkey(proof: &Proof) -> Answer<PasskeyCeremony> {
    send(Method::POST, paths::PROFILE_PASSKEYS, proof).await
}

/// Adds the passkey that the browser made.
pub(crate) async fn add_passkey(answer: &PasskeyAnswer) -> Answer<()> {
    tell(Method::PUT, paths::PROFILE_PASSKEYS, answer).await
}

/// Removes a passkey.
pub(crate) async fn remove_passkey(id: &str, proof: &Proof) -> Answer<()> {
    tell(Method::DELETE, &paths::profile_passkey(id), proof).await
}
