//! What pages know of the sign-in session.

use api::{Right, SignInSession};
use std::rc::Rc;
use yew::prelude::*;

/// Who is signed in, and what can be done about it.
#[derive(Clone, PartialEq)]
pub(crate) struct Session {
    /// Who.
    pub(crate) who: Rc<SignInSession>,
    /// Rises each time somebody signed in again: what failed before is worth another try.
    pub(crate) epoch: u32,
    /// The session has ended, and a dialog lies over the pages until somebody signs in again: what plays rests.
    pub(crate) has_ended: bool,
    /// The session changed, as after a change of the profile.
    pub(crate) on_change: Callback<SignInSession>,
    /// Signs out.
    pub(crate) on_sign_out: Callback<()>,
}

impl Session {
    /// Whether there is a role at all: without one nothing but the own profile is to be seen.
    pub(crate) fn has_role(&self) -> bool {
        self.who.role.is_some()
    }

    /// Whether the role gives a right.
    pub(crate) fn has(&self, right: Right) -> bool {
        self.who.rights.contains(&right)
    }
}

/// Who is signed in; `None` outside of pages.
#[hook]
pub(crate) fn use_session() -> Option<Session> {
    use_context::<Session>()
}
