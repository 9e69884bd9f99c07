//! Who a request comes from, and what a route asks of them.
//!
//! Each route names its [`Access`] where it is registered. What a route may show of the recordings is the
//! [`Visibility`] of the [`Identity`], which every query of the store takes.

use crate::Error;
use axum::extract::{FromRequestParts, Request};
use axum::http::request::Parts;
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use policy::{Permission, Right, Role, Visibility};
use std::fmt;
use std::sync::Arc;

/// Who a request comes from.
#[derive(Clone, Debug)]
pub struct Identity {
    role: Option<Role>,
    visibility: Arc<Visibility>,
}

/// What a route asks of whom it answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Access {
    /// Nothing: it tells nothing of recordings or people.
    Public,
    /// A role, whichever: it shows what the visibility allows.
    AnyRole,
    /// A role with this right.
    Right(Right),
}

impl Identity {
    /// Somebody with a role, or none, and a playback permission.
    pub fn new(role: Option<Role>, permission: &Permission) -> Self {
        Self { role, visibility: Arc::new(Visibility::of(role, permission)) }
    }

    /// Whoever works on the machine itself. Until there are accounts the gateway listens on its own addresses only, and
    /// whoever reaches it may do everything.
    pub fn of_this_machine() -> Self {
        Self::new(Some(Role::FullAdmin), &Permission::Full)
    }

    /// Which recordings they may see.
    pub fn visibility(&self) -> &Visibility {
        &self.visibility
    }
}

impl Access {
    /// Whether somebody of this role, or of none, is answered.
    pub fn admits(self, role: Option<Role>) -> bool {
        match self {
            Self::Public => true,
            Self::AnyRole => role.is_some(),
            Self::Right(right) => role.is_some_and(|role| role.has(right)),
        }
    }
}

impl fmt::Display for Access {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Public => formatter.write_str("public"),
            Self::AnyRole => formatter.write_str("any role"),
            Self::Right(right) => formatter.write_str(right.label()),
        }
    }
}

/// Answers only those whom the access of the route admits. A request of nobody is one without a role.
pub(crate) async fn admit(access: Access, request: Request, next: Next) -> Response {
    let role = request.extensions().get::<Identity>().and_then(|identity| identity.role);
    if access.admits(role) { next.run(request).await } else { Error::Forbidden.into_response() }
}

impl<S: Sync> FromRequestParts<S> for Identity {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Error> {
        parts.extensions.get::<Self>().cloned().ok_or(Error::Forbidden)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_right_is_asked_for_by_its_route() {
        let admitted = |access: Access| Role::ALL.map(|role| access.admits(Some(role)));
        assert_eq!(admitted(Access::Public), [true; 3]);
        assert_eq!(admitted(Access::AnyRole), [true; 3]);
        assert_eq!(admitted(Access::Right(Right::ManageLinks)), [true, false, false]);
        assert_eq!(admitted(Access::Right(Right::RemoveRestrictions)), [true, true, false]);
    }

    #[test]
    fn without_a_role_only_what_is_public_answers() {
        assert!(Access::Public.admits(None));
        assert!(!Access::AnyRole.admits(None));
        assert!(!Right::ALL.into_iter().any(|right| Access::Right(right).admits(None)));
    }
}
