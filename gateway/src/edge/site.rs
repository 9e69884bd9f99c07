//! What the server is called.

use crate::server::{Address, Limits, Settings};
use axum::http::Uri;
use std::net::IpAddr;

/// What the server is called, and by which way requests reach it.
#[derive(Clone, Debug)]
pub struct Site {
    address: Option<Address>,
    is_loopback: bool,
    is_tls: bool,
    pub(super) limits: Limits,
}

impl Site {
    /// A server that only this machine reaches.
    pub fn of_this_machine() -> Self {
        Self { address: None, is_loopback: true, is_tls: false, limits: Limits::default() }
    }

    /// One that listens on `listening`.
    pub fn new(settings: &Settings, listening: IpAddr) -> Self {
        Self {
            address: settings.address.clone(),
            is_loopback: listening.is_loopback(),
            is_tls: settings.tls.is_some(),
            limits: settings.limits.clone(),
        }
    }

    /// Whether browsers are to open it by TLS only.
    pub fn is_https(&self) -> bool {
        self.is_tls || self.address.as_ref().is_some_and(Address::is_https)
    }

    /// The origin of our own pages, for a request that names `host`; `None` where that is no name of ours. Any other name
    /// that leads here may be a foreign web site's, made to point to us (DNS rebinding).
    pub(super) fn origin(&self, host: &str) -> Option<String> {
        if let Some(address) = self.address.as_ref().filter(|address| address.is_named_by(host)) {
            return Some(address.origin());
        }
        let scheme = if self.is_tls { "https" } else { "http" };
        (self.is_loopback && names_loopback(host)).then(|| format!("{scheme}://{host}"))
    }
}

fn names_loopback(host: &str) -> bool {
    // with a scheme, so that a name alone is not read as a path
    let Ok(uri) = format!("http://{host}/").parse::<Uri>() else { return false };
    let Some(authority) = uri.authority().filter(|authority| authority.as_str() == host) else {
        return false;
    };
    let name = authority.host();
    if host != name && authority.port_u16().is_none() {
        return false;
    }
    let address = name.strip_prefix('[').and_then(|name| name.strip_suffix(']')).unwrap_or(name);
    name.eq_ignore_ascii_case("localhost")
        || address.parse::<IpAddr>().is_ok_and(|address| address.is_loopback())
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::net::SocketAddr;

    #[test]
    fn only_names_of_this_machine_are_served_on_it() {
        let site = Site::of_this_machine();
        for host in
            ["127.0.0.1", "127.0.0.1:8080", "localhost", "LOCALHOST:1", "[::1]", "[::1]:8080", "127.9.9.9:1"]
        {
            assert_eq!(site.origin(host), Some(format!("http://{host}")));
        }
        for host in [
            "",
            "evil.example",
            "evil.example:8080",
            "localhost.evil.example",
            "127.0.0.1.evil.example",
            "10.0.0.1",
            "0.0.0.0:8080",
            "[::]:8080",
            "localhost:",
            "localhost:99999",
            "localhost/",
            "localhost?",
            "127.0.0.1@evil.example",
            "evil.example@127.0.0.1",
            "2130706433",
        ] {
            assert_eq!(site.origin(host), None, "{host}");
        }
    }

    #[test]
    fn a_public_address_is_served_and_this_machine_only_where_it_is_listened_to() {
        let listen: SocketAddr = "127.0.0.1:8080".parse().expect("an address");
        let address = Some("https://afterimage.example".parse().expect("an address"));
        let settings = Settings { address, ..Settings::from(listen) };
        let behind = Site::new(&settings, listen.ip());
        let ours = Some("https://afterimage.example".to_owned());
        assert_eq!(behind.origin("afterimage.example"), ours);
        assert_eq!(behind.origin("Afterimage.example:443"), ours);
        assert_eq!(behind.origin("localhost:8080"), Some("http://localhost:8080".to_owned()));
        assert_eq!(behind.origin("evil.example"), None);
        let open = Site::new(&settings, IpAddr::from([0, 0, 0, 0]));
        assert_eq!(open.origin("afterimage.example"), ours);
        assert_eq!(open.origin("localhost:8080"), None);
        assert!(open.is_https() && !Site::of_this_machine().is_https());
    }
}
