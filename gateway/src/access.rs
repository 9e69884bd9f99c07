//! Who a request comes from, and what a route asks of them.
//!
//! Each route names its [`Access`] where it is registered. What a route may show of the recordings is the
//! [`Visibility`] of the [`Identity`], which every query of the store takes.

use crate::admin_log::{Act, Action, By};
use crate::monitor;
use crate::routes::App;
use crate::sign_in::{AccountError, Secret, cleared_cookie, token_of};
use crate::store::{Presence, SignedIn};
use crate::{Error, Result};
use api::{LogCategory, SignInMethod};
use axum::extract::{FromRequestParts, MatchedPath, Request};
use axum::http::request::Parts;
use axum::http::{HeaderMap, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use policy::{Right, Standing, Visibility};
use std::fmt;
use std::sync::Arc;

/// How often it is logged that somebody asks for the same that their role does not allow, in milliseconds.
const REFUSED_EVERY_MS: i64 = 60_000;

/// Who a request comes from: somebody with an open sign-in session.
#[derive(Clone, Debug)]
pub struct Identity {
    signed_in: Arc<SignedIn>,
    needs_totp: bool,
    token_hash: Arc<str>,
}

/// What a route asks of whom it answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Access {
    /// Nothing: it tells nothing of recordings or people.
    Public,
    /// An account, whatever its role: it shows nothing but one's own.
    SignedIn,
    /// A role, whichever: it shows what the visibility allows.
    AnyRole,
    /// A role with this right.
    Right(Right),
}

impl Identity {
    /// Who has the token of this hash now; `None` where the session has ended.
    ///
    /// # Errors
    /// As [`crate::store::Store::signed_in`] says.
    pub async fn of_token(app: &App, token_hash: &str) -> Result<Option<Self>> {
        Self::looked_up(app, token_hash, Presence::Request).await
    }

    async fn looked_up(app: &App, token_hash: &str, presence: Presence) -> Result<Option<Self>> {
        let now_ms = app.sign_in.clock.now_ms();
        let signed_in = app.data.store.signed_in(token_hash, app.sign_in.limits, now_ms, presence).await?;
        Ok(signed_in.map(|mut signed_in| {
            let needs_totp = app.sign_in.is_totp_required && is_by_password_alone(&signed_in);
            if needs_totp {
                // as somebody without a role: nothing but one's own account, where the app is added
                signed_in.standing = Standing::default();
                signed_in.visibility = Visibility::Nothing;
            }
            Self { signed_in: Arc::new(signed_in), needs_totp, token_hash: token_hash.into() }
        }))
    }

    /// The same person now: roles and permissions may have changed, the session may have ended.
    ///
    /// # Errors
    /// As [`crate::store::Store::signed_in`] says.
    pub async fn again(&self, app: &App) -> Result<Option<Self>> {
        Self::of_token(app, &self.token_hash).await
    }

    /// The same person now, for a stream that is still open: it keeps no session from ending.
    ///
    /// # Errors
    /// As [`crate::store::Store::signed_in`] says.
    pub async fn watched(&self, app: &App) -> Result<Option<Self>> {
        Self::looked_up(app, &self.token_hash, Presence::Stream).await
    }

    /// What is known of the account and its session.
    pub fn signed_in(&self) -> &SignedIn {
        &self.signed_in
    }

    /// Whether an authenticator app must be added before anything else.
    pub fn needs_totp(&self) -> bool {
        self.needs_totp
    }

    /// The hash of the session's token.
    pub(crate) fn token_hash(&self) -> &str {
        &self.token_hash
    }

    /// All roles that count.
    pub fn standing(&self) -> Standing {
        self.signed_in.standing
    }

    /// Which recordings they may see.
    pub fn visibility(&self) -> &Visibility {
        &self.signed_in.visibility
    }
}

impl Access {
    /// Whether somebody who is signed in with these roles, or with none, is answered.
    pub fn admits(self, standing: Standing) -> bool {
        match self {
            Self::Public | Self::SignedIn => true,
            Self::AnyRole => standing.role().is_some(),
            Self::Right(right) => standing.has(right),
        }
    }
}

impl fmt::Display for Access {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Public => formatter.write_str("public"),
            Self::SignedIn => formatter.write_str("signed in"),
            Self::AnyRole => formatter.write_str("any role"),
            Self::Right(right) => formatter.write_str(right.label()),
        }
    }
}

/// Answers only those whom the access of the route admits.
pub(crate) async fn admit(access: Access, mut request: Request, next: Next) -> Response {
    if access == Access::Public {
        return next.run(request).await;
    }
    let app = request.extensions().get::<App>().cloned();
    let token_hash = hash_of_token(request.headers());
    let has_token = token_hash.is_some();
    match identify(app, token_hash).await {
        Ok(identity) if access.admits(identity.standing()) => {
            monitor::account_is(&identity.signed_in().account_id);
            request.extensions_mut().insert(identity);
            next.run(request).await
        }
        Ok(identity) if identity.needs_totp() => Error::from(AccountError::TotpNeeded).into_response(),
        Ok(identity) => refused(access, identity, request).await.into_response(),
        Err(error) => {
            let is_ended = matches!(error, Error::Account(AccountError::NotSignedIn));
            let mut response = error.into_response();
            if is_ended && has_token {
                response.headers_mut().insert(header::SET_COOKIE, cleared_cookie());
            }
            response
        }
    }
}

/// Refuses somebody whose role does not allow it, which is logged where it takes a right; the same within a minute once.
async fn refused(access: Access, identity: Identity, mut request: Request) -> Error {
    let (Access::Right(right), Some(app)) = (access, request.extensions().get::<App>().cloned()) else {
        return Error::Forbidden;
    };
    request.extensions_mut().insert(identity);
    let (mut parts, _) = request.into_parts();
    let path = parts.extensions.get::<MatchedPath>().map_or("", MatchedPath::as_str);
    let act = Act::new(Action::Refused(category_of(right)), None, &format!("{} {path}", parts.method));
    let logged = async {
        let by = By::from_request_parts(&mut parts, &()).await?;
        app.data.store.log_unless_lately(&by, &act, false, REFUSED_EVERY_MS).await
    };
    match logged.await {
        Ok(()) => Error::Forbidden,
        Err(error) => error,
    }
}

/// What kind of thing somebody without this right asked for.
const fn category_of(right: Right) -> LogCategory {
    match right {
        Right::ViewLog => LogCategory::LogReading,
        Right::ManageAccounts => LogCategory::AccountChange,
        Right::ConfigurePolicies | Right::ConfigurePlayback => LogCategory::PolicyChange,
        Right::PlayAll | Right::ManageLinks => LogCategory::Playback,
        Right::PlaceRestrictions | Right::RemoveRestrictions | Right::ArchiveManually => {
            LogCategory::RecordingChange
        }
        Right::AccessDashboard | Right::ConfigureServers | Right::ArchiveAutomatically => {
            LogCategory::ServerConfigurationChange
        }
    }
}

/// Whether a password, which a link has set or nobody has asked a code after, is all that somebody showed. Whoever has an
/// app and signed in by password has shown its code: at signing in, or when it was added.
fn is_by_password_alone(signed_in: &SignedIn) -> bool {
    let is_by_password = matches!(signed_in.method, SignInMethod::Password | SignInMethod::Link);
    is_by_password && !signed_in.has_totp
}

async fn identify(app: Option<App>, token_hash: Option<String>) -> Result<Identity> {
    // every router is given its App; without it nobody is let in
    let (Some(app), Some(token_hash)) = (app, token_hash) else {
        return Err(AccountError::NotSignedIn.into());
    };
    Ok(Identity::of_token(&app, &token_hash).await?.ok_or(AccountError::NotSignedIn)?)
}

/// The hash of the token in a request.
pub(crate) fn hash_of_token(headers: &HeaderMap) -> Option<String> {
    token_of(headers).map(Secret::hash_of)
}

impl<S: Sync> FromRequestParts<S> for Identity {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Error> {
        parts.extensions.get::<Self>().cloned().ok_or_else(|| AccountError::NotSignedIn.into())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use policy::Role;

    #[test]
    fn a_right_is_asked_for_by_its_route() {
        let admitted = |access: Access| {
            Role::ALL.map(|role| access.admits(Standing { own: Some(role), by_groups: None }))
        };
        assert_eq!(admitted(Access::AnyRole), [true; 3]);
        assert_eq!(admitted(Access::Right(Right::ManageLinks)), [true, false, false]);
        assert_eq!(admitted(Access::Right(Right::RemoveRestrictions)), [true, true, false]);
    }

    #[test]
    fn without_a_role_there_is_nothing_but_ones_own() {
        let nobody = Standing::default();
        assert!(Access::SignedIn.admits(nobody));
        assert!(!Access::AnyRole.admits(nobody));
        assert!(!Right::ALL.into_iter().any(|right| Access::Right(right).admits(nobody)));
    }
}
