//! Signing in through OpenID Connect providers: the authorization code flow with PKCE (RFC 7636), state and nonce.
//!
//! [`Providers::begin`] says where to send the browser and what to keep on the server; [`Providers::finish`] turns what
//! the browser brings back into [`Claims`] that are verified, or into an [`OidcError`] that says what to do.

mod claims;
mod error;
mod fetch;
mod known;
mod provider;
mod providers;
mod token;

pub use claims::Claims;
pub use error::OidcError;
pub use fetch::FetchError;
pub use provider::Provider;
pub use providers::{Begun, PENDING_MS, Pending, Providers};
pub use token::CLOCK_SKEW_MS;
