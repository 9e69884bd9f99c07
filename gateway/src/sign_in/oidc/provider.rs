//! A provider, as it is configured.

use crate::config::{ProviderConfig, Secret};
use url::{Host, Url};

/// An OpenID Connect provider.
#[derive(Clone, Debug)]
pub struct Provider {
    /// Its name in addresses.
    pub id: String,
    /// What people call it.
    pub label: String,
    /// Its issuer, as it writes it itself: providers are compared by character.
    pub issuer: String,
    /// What it calls this gateway.
    pub client_id: String,
    /// What it gave this gateway to prove itself; none for a public client.
    pub client_secret: Option<Secret>,
    /// What is asked for beside `openid`.
    pub scopes: Vec<String>,
    /// The claim that lists somebody's groups: its name, or names with dots between them where it lies within others.
    pub groups_claim: String,
    /// The claim with the name of the account, written in the same way.
    pub name_claim: String,
}

impl From<&ProviderConfig> for Provider {
    fn from(config: &ProviderConfig) -> Self {
        Self {
            id: config.id.clone(),
            label: config.label.clone(),
            // as it was written: parsed, it would have a slash at its end that the provider does not write
            issuer: config.issuer_text.clone(),
            client_id: config.client_id.clone(),
            client_secret: config.client_secret.clone(),
            scopes: config.scopes.clone(),
            groups_claim: config.groups_claim.clone(),
            name_claim: config.name_claim.clone(),
        }
    }
}

/// `url` leads to this machine.
pub(super) fn is_loopback(url: &Url) -> bool {
    match url.host() {
        Some(Host::Domain(name)) => name == "localhost",
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    }
}

/// `url` may be asked: by https, or within this machine where the provider runs on it.
pub(super) fn is_allowed(url: &Url, is_local: bool) -> bool {
    match url.scheme() {
        "https" => url.has_host(),
        "http" => is_local && is_loopback(url),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_issuer_stays_as_it_was_written() {
        let config = ProviderConfig {
            id: "corp".to_owned(),
            label: "Corp".to_owned(),
            issuer: Url::parse("https://id.example").unwrap(),
            issuer_text: "https://id.example".to_owned(),
            client_id: "afterimage".to_owned(),
            client_secret: Some(Secret::new("a secret")),
            scopes: vec!["openid".to_owned()],
            groups_claim: "groups".to_owned(),
            name_claim: "email".to_owned(),
            roles: std::collections::BTreeMap::new(),
        };
        assert_ne!(config.issuer.as_str(), config.issuer_text);
        let provider = Provider::from(&config);
        assert_eq!(provider.issuer, "https://id.example");
        assert_eq!((provider.groups_claim.as_str(), provider.name_claim.as_str()), ("groups", "email"));
        assert_eq!(provider.client_secret, config.client_secret);
    }

    #[test]
    fn http_is_for_this_machine_only() {
        for (url, elsewhere, here) in [
            ("https://id.example", true, true),
            ("http://id.example", false, false),
            ("http://127.0.0.1:8080/a", false, true),
            ("http://127.8.9.1", false, true),
            ("http://[::1]", false, true),
            ("http://localhost:1", false, true),
            ("http://localhost.id.example", false, false),
            ("http://10.0.0.1", false, false),
            ("file:///etc/passwd", false, false),
        ] {
            let parsed = Url::parse(url).unwrap();
            assert_eq!((is_allowed(&parsed, false), is_allowed(&parsed, true)), (elsewhere, here), "{url}");
        }
    }
}
