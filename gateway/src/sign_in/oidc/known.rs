//! What is known of a provider: its discovery document and its keys, fetched when they are needed and kept for a while.

use super::fetch::Fetch;
use super::provider::{is_allowed, is_loopback};
use super::{FetchError, OidcError, Provider};
use openidconnect::core::{CoreJsonWebKeySet, CoreProviderMetadata};
use openidconnect::{DiscoveryError, IssuerUrl};
use std::sync::Arc;
use tokio::sync::Mutex;
use url::Url;

/// Milliseconds for which a discovery document counts.
const KNOWN_MS: i64 = 60 * 60 * 1000;
/// Milliseconds between two looks at the keys: tokens with made-up keys must not make the gateway ask all the time.
const KEYS_MS: i64 = 60 * 1000;
/// Milliseconds for which a failure counts: whoever waited while it was found out must not wait for it once more.
const FAILURE_MS: i64 = 10 * 1000;

/// A discovery document and keys.
#[derive(Debug)]
pub(super) struct Known {
    pub(super) metadata: CoreProviderMetadata,
    pub(super) keys: CoreJsonWebKeySet,
}

/// One provider, and what is known of it.
#[derive(Debug)]
pub(super) struct Source {
    pub(super) provider: Provider,
    pub(super) issuer: IssuerUrl,
    pub(super) fetch: Fetch,
    is_local: bool,
    found: Mutex<Found>,
}

#[derive(Debug, Default)]
struct Found {
    known: Option<(Arc<Known>, i64)>,
    /// When the keys were looked at last.
    keys_at: i64,
    failure: Option<(OidcError, i64)>,
}

impl Source {
    pub(super) fn new(provider: Provider) -> Result<Self, OidcError> {
        let wrong = |expected| OidcError::Setting { provider: provider.id.clone(), what: "issuer", expected };
        let url = Url::parse(&provider.issuer)
            .map_err(|_| wrong("write an address, such as https://id.example"))?;
        let is_local = is_loopback(&url);
        if !is_allowed(&url, is_local) {
            return Err(wrong("only providers on this machine may be without https"));
        }
        let issuer = IssuerUrl::new(provider.issuer.clone())
            .map_err(|_| wrong("write an address, such as https://id.example"))?;
        let fetch = Fetch::new(is_local)?;
        Ok(Self { provider, issuer, fetch, is_local, found: Mutex::default() })
    }

    /// What is known at `now`, asked for where it is not known or too old.
    pub(super) async fn known(&self, now: i64) -> Result<Arc<Known>, OidcError> {
        let mut found = self.found.lock().await;
        if let Some((known, at)) = &found.known
            && now.saturating_sub(*at) < KNOWN_MS
        {
            return Ok(Arc::clone(known));
        }
        if let Some((failure, at)) = &found.failure
            && now.saturating_sub(*at) < FAILURE_MS
        {
            return Err(failure.clone());
        }
        match self.discover().await {
            Ok(known) => {
                let known = Arc::new(known);
                *found = Found { known: Some((Arc::clone(&known), now)), keys_at: now, failure: None };
                Ok(known)
            }
            Err(failure) => {
                found.failure = Some((failure.clone(), now));
                Err(failure)
            }
        }
    }

    /// Newer keys than those of `used`, which did not fit; none where they were looked at less than a minute ago.
    pub(super) async fn newer(&self, used: &Arc<Known>, now: i64) -> Result<Option<Arc<Known>>, OidcError> {
        let mut found = self.found.lock().await;
        let at = match &found.known {
            Some((known, _)) if !Arc::ptr_eq(known, used) => return Ok(Some(Arc::clone(known))),
            Some((_, at)) => *at,
            None => now,
        };
        if now.saturating_sub(found.keys_at) < KEYS_MS {
            return Ok(None);
        }
        // a look that fails is one too
        found.keys_at = now;
        let call = |request| self.fetch.clone().call(request);
        let keys = CoreJsonWebKeySet::fetch_async(used.metadata.jwks_uri(), &call)
            .await
            .map_err(|error| self.explain(&error))?;
        let known = Arc::new(Known { metadata: used.metadata.clone(), keys });
        found.known = Some((Arc::clone(&known), at));
        Ok(Some(known))
    }

    async fn discover(&self) -> Result<Known, OidcError> {
        let call = |request| self.fetch.clone().call(request);
        let metadata = CoreProviderMetadata::discover_async(self.issuer.clone(), &call)
            .await
            .map_err(|error| self.explain(&error))?;
        let token = metadata.token_endpoint().ok_or_else(|| self.unusable("it names no token endpoint"))?;
        for url in [metadata.authorization_endpoint().url(), token.url()] {
            if !is_allowed(url, self.is_local) {
                return Err(self.unusable("it names an address that is not https"));
            }
        }
        let keys = metadata.jwks().clone();
        Ok(Known { metadata, keys })
    }

    fn explain(&self, error: &DiscoveryError<FetchError>) -> OidcError {
        match error {
            DiscoveryError::Request(FetchError::Insecure) => {
                self.unusable("it names an address that is not https")
            }
            DiscoveryError::Request(why) => self.unavailable(why.clone()),
            DiscoveryError::Response(status, ..) if status.as_u16() != 200 => {
                self.unavailable(FetchError::Status(status.as_u16()))
            }
            DiscoveryError::Validation(_) => OidcError::WrongIssuer,
            // the library may add to its list; whatever it adds is about what the provider sent
            _ => self.unusable("its discovery document or its keys cannot be read"),
        }
    }

    pub(super) fn unavailable(&self, why: FetchError) -> OidcError {
        OidcError::Unavailable { label: self.provider.label.clone(), why }
    }

    fn unusable(&self, what: &'static str) -> OidcError {
        OidcError::Metadata { label: self.provider.label.clone(), what }
    }
}
