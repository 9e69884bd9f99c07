//! Who is shown one recording: whoever may see it, and whoever opened a link to it in this sign-in session.

use crate::access::Identity;
use crate::routes::App;
use crate::sign_in::AccountError;
use crate::store::Opener;
use crate::{Error, Result};
use uuid::Uuid;

/// The recording as it is shown to them, if it is. Lists, comments and all that is of more than this recording ask
/// [`Identity::visibility`] alone.
///
/// # Errors
/// [`Error::Database`] or [`Error::Row`].
pub(in crate::routes) async fn shown(
    app: &App,
    identity: &Identity,
    id: Uuid,
) -> Result<Option<api::Recording>> {
    let visible = app.data.store.recording(identity.visibility(), id).await?;
    if visible.is_some() || identity.needs_totp() {
        return Ok(visible);
    }
    let now_ms = app.sign_in.clock.now_ms();
    let opener = Opener { token_hash: identity.token_hash(), now_ms };
    app.data.store.recording_by_link(&opener, id).await
}

/// The recording as it is shown to them.
///
/// # Errors
/// [`Error::NotFound`]; where there is no role, [`Error::Forbidden`] or [`AccountError::TotpNeeded`], whether the recording
/// is there or not; [`Error::Database`] or [`Error::Row`].
pub(super) async fn must_be_shown(app: &App, identity: &Identity, id: Uuid) -> Result<api::Recording> {
    if let Some(recording) = shown(app, identity, id).await? {
        return Ok(recording);
    }
    Err(match identity.standing().role() {
        Some(_) => Error::NotFound { id },
        None if identity.needs_totp() => AccountError::TotpNeeded.into(),
        None => Error::Forbidden,
    })
}
