//! One-time links.

use super::{Secret, SignIn};
use crate::Result;
use crate::admin_log::By;
use crate::store::Store;
use api::LinkPurpose;

/// Makes a one-time link, and gives its path and fragment, to follow the gateway's address. Earlier ones for the same
/// purpose and account are worthless.
///
/// # Errors
/// [`crate::sign_in::AccountError::NotThere`] where the account is none, [`crate::Error::Database`],
/// [`crate::Error::Random`].
pub async fn make(
    store: &Store,
    sign_in: &SignIn,
    purpose: LinkPurpose,
    account_id: Option<&str>,
    by: &By,
) -> Result<String> {
    let secret = Secret::new()?;
    store.add_link(purpose, account_id, &secret.hash(), sign_in.link_expires_at_ms(purpose), by).await?;
    Ok(format!("{}#{}", api::paths::LINK_PAGE, secret.reveal()))
}
