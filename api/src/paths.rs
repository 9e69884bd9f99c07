//! Addresses of the HTTP interface. Ids are UUIDs, or come from the configuration: nothing in them is escaped here.

/// The ways to sign in.
pub const SIGN_IN: &str = "/api/v1/sign-in";
/// Signing in with name and password.
pub const SIGN_IN_PASSWORD: &str = "/api/v1/sign-in/password";
/// Signing in with a passkey.
pub const SIGN_IN_PASSKEY: &str = "/api/v1/sign-in/passkey";
/// What a one-time link is good for.
pub const LINK_LOOK: &str = "/api/v1/sign-in/link/look";
/// Using a one-time link.
pub const LINK_USE: &str = "/api/v1/sign-in/link/use";
/// The page of the console that a one-time link opens; its secret follows as the fragment.
pub const LINK_PAGE: &str = "/sign-in/link";
/// The sign-in session.
pub const SESSION: &str = "/api/v1/session";
/// One's own account.
pub const PROFILE: &str = "/api/v1/profile";
/// One's own password.
pub const PROFILE_PASSWORD: &str = "/api/v1/profile/password";
/// One's own sign-in sessions: `GET` lists them, `DELETE` ends all but the one that asks.
pub const PROFILE_SESSIONS: &str = "/api/v1/profile/sessions";
/// One's own second factor and passkeys.
pub const PROFILE_METHODS: &str = "/api/v1/profile/methods";
/// One's own authenticator app.
pub const PROFILE_TOTP: &str = "/api/v1/profile/totp";
/// One's own passkeys.
pub const PROFILE_PASSKEYS: &str = "/api/v1/profile/passkeys";
/// All accounts.
pub const ACCOUNTS: &str = "/api/v1/accounts";
/// All groups of accounts.
pub const GROUPS: &str = "/api/v1/groups";
/// All groups of hosts.
pub const HOST_GROUPS: &str = "/api/v1/host-groups";
/// All administrators with their playback permissions.
pub const PLAYBACK_PERMISSIONS: &str = "/api/v1/playback-permissions";
/// The WebSocket that tells an open page what changed for it.
pub const WATCH: &str = "/api/v1/watch";
/// The administrator logs.
pub const ADMIN_LOG: &str = "/api/v1/admin-log";
/// One's own comments.
pub const COMMENTS: &str = "/api/v1/comments";
/// The list of recordings.
pub const RECORDINGS: &str = "/api/v1/recordings";
/// Access restrictions, to be placed on recordings.
pub const RESTRICTIONS: &str = "/api/v1/restrictions";
/// Access restrictions, to be removed from recordings.
pub const RESTRICTIONS_REMOVAL: &str = "/api/v1/restrictions/removal";
/// The archive, to put recordings into.
pub const ARCHIVE: &str = "/api/v1/archive";
/// Recordings to be deleted.
pub const DELETIONS: &str = "/api/v1/deletions";
/// Deleted recordings to be brought back.
pub const DELETIONS_UNDO: &str = "/api/v1/deletions/undo";
/// Legal holds, to be placed on recordings.
pub const HOLDS: &str = "/api/v1/holds";
/// Legal holds, to be removed from recordings.
pub const HOLDS_REMOVAL: &str = "/api/v1/holds/removal";
/// Links with which recordings are shared.
pub const LINKS: &str = "/api/v1/links";
/// Opens one of them.
pub const LINKS_OPEN: &str = "/api/v1/links/open";
/// Clears away those that cannot be opened any longer.
pub const LINKS_CLEARING: &str = "/api/v1/links/clearing";
/// The page of the console that such a link opens; its secret follows as the fragment.
pub const SHARED_PAGE: &str = "/shared";
/// The sites that recordings are of.
pub const SITES: &str = "/api/v1/sites";

/// Signing in through a provider, to be navigated to.
pub fn provider(id: &str) -> String {
    format!("{SIGN_IN}/provider/{id}")
}

/// Where a provider sends the browser back to.
pub fn provider_callback(id: &str) -> String {
    format!("{SIGN_IN}/provider/{id}/callback")
}

/// One of one's own sign-in sessions, to be ended.
pub fn profile_session(id: &str) -> String {
    format!("{PROFILE_SESSIONS}/{id}")
}

/// One of one's own passkeys, to be removed.
pub fn profile_passkey(id: &str) -> String {
    format!("{PROFILE_PASSKEYS}/{id}")
}

/// One account.
pub fn account(id: &str) -> String {
    format!("{ACCOUNTS}/{id}")
}

/// A new link to invite its owner with.
pub fn account_invitation(id: &str) -> String {
    format!("{ACCOUNTS}/{id}/invitation")
}

/// Its sign-in sessions: `GET` lists them, `DELETE` ends them all.
pub fn account_sessions(id: &str) -> String {
    format!("{ACCOUNTS}/{id}/sessions")
}

/// Its authenticator app and passkeys, to be removed for somebody who lost them.
pub fn account_methods(id: &str) -> String {
    format!("{ACCOUNTS}/{id}/methods")
}

/// Its playback permission.
pub fn account_permission(id: &str) -> String {
    format!("{ACCOUNTS}/{id}/playback-permission")
}

/// One group of accounts.
pub fn group(id: &str) -> String {
    format!("{GROUPS}/{id}")
}

/// The playback permission of its members.
pub fn group_permission(id: &str) -> String {
    format!("{GROUPS}/{id}/playback-permission")
}

/// One group of hosts.
pub fn host_group(id: &str) -> String {
    format!("{HOST_GROUPS}/{id}")
}

/// One recording.
pub fn recording(id: &str) -> String {
    format!("{RECORDINGS}/{id}")
}

/// The bytes of its container.
pub fn content(id: &str) -> String {
    format!("{RECORDINGS}/{id}/content")
}

/// Who watches it, and why.
pub fn playback(id: &str) -> String {
    format!("{RECORDINGS}/{id}/playback")
}

/// The comments on it.
pub fn comments(id: &str) -> String {
    format!("{RECORDINGS}/{id}/comments")
}

/// One comment.
pub fn comment(id: &str) -> String {
    format!("{COMMENTS}/{id}")
}

/// Links to a recording, to be made.
pub fn recording_links(id: &str) -> String {
    format!("{RECORDINGS}/{id}/links")
}

/// Revokes a link.
pub fn link_revocation(id: &str) -> String {
    format!("{LINKS}/{id}/revocation")
}

/// Who opened a link.
pub fn link_openings(id: &str) -> String {
    format!("{LINKS}/{id}/openings")
}
