//! Who sends a request.

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use std::convert::Infallible;
use std::net::{IpAddr, Ipv4Addr};
use std::sync::Arc;

/// Who sends a request, as an extension of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Client {
    /// The client's address, not that of a proxy of ours.
    pub address: IpAddr,
    /// Whether it came by TLS, to us or to the proxy.
    pub is_secure: bool,
}

impl Client {
    /// Somebody on this machine: who asks where there is no network between, as in tests.
    pub(crate) const LOCAL: Self = Self { address: IpAddr::V4(Ipv4Addr::LOCALHOST), is_secure: false };
}

/// The origin of our own pages by the name that a request asked for, as an extension of it: `https://afterimage.example`.
/// No request gets to a route without it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ours(pub Arc<str>);

impl<S: Sync> FromRequestParts<S> for Client {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        Ok(parts.extensions.get().copied().unwrap_or(Self::LOCAL))
    }
}
