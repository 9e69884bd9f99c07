//! Reverse proxies in front, and what they say of who asks.

use crate::edge::Client;
use axum::http::HeaderMap;
use axum::http::header::{FORWARDED, HeaderName};
use ipnet::IpNet;
use std::net::{IpAddr, SocketAddr};

/// The reverse proxies in front.
#[derive(Clone, Debug, Default)]
pub struct Proxies {
    /// Their networks, or addresses as networks of one.
    pub networks: Vec<IpNet>,
    /// Which headers they write.
    pub forwarding: Forwarding,
}

/// Which headers the proxies write. The others may be the client's own words, since a proxy passes on what it does not
/// know: they are not read.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Forwarding {
    /// `X-Forwarded-For` and `X-Forwarded-Proto`.
    #[default]
    XForwarded,
    /// `Forwarded` (RFC 7239).
    Forwarded,
}

const X_FORWARDED_FOR: HeaderName = HeaderName::from_static("x-forwarded-for");
const X_FORWARDED_PROTO: HeaderName = HeaderName::from_static("x-forwarded-proto");

impl Proxies {
    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.networks.is_empty()
    }

    /// Whether this is the address of one.
    pub fn has(&self, address: IpAddr) -> bool {
        self.networks.iter().any(|network| network.contains(&address))
    }

    /// Who asks: the peer, or where that is a proxy, the last one in its list who is none.
    pub(super) fn client(&self, peer: IpAddr, is_tls: bool, headers: &HeaderMap) -> Client {
        if !self.has(peer) {
            return Client { address: peer, is_secure: is_tls };
        }
        let (hops, scheme) = match self.forwarding {
            Forwarding::XForwarded => (
                values(headers, &X_FORWARDED_FOR).map(str::to_owned).collect(),
                values(headers, &X_FORWARDED_PROTO).last().map(str::to_owned),
            ),
            Forwarding::Forwarded => {
                let hops: Vec<&str> = values(headers, &FORWARDED).collect();
                let of = |hop: &str, name: &str| parameter(hop, name).unwrap_or_default();
                let scheme = hops.last().map(|hop| of(hop, "proto"));
                (hops.iter().map(|hop| of(hop, "for")).collect::<Vec<_>>(), scheme)
            }
        };
        let is_secure = scheme.is_some_and(|scheme| scheme.eq_ignore_ascii_case("https"));
        let mut address = peer;
        for hop in hops.iter().rev() {
            // what no proxy of ours has written may be anything: the one who passed it on counts then
            let Some(hop) = address_of(hop) else { break };
            address = hop;
            if !self.has(hop) {
                break;
            }
        }
        Client { address, is_secure }
    }
}

/// The entries of a list that may stand in several headers, in order (RFC 9110, section 5.3).
fn values<'a>(headers: &'a HeaderMap, name: &HeaderName) -> impl Iterator<Item = &'a str> {
    let lines = headers.get_all(name).iter();
    // a line that is no text is an entry that cannot be read, not one that is not there
    lines.flat_map(|line| line.to_str().unwrap_or("?").split(',')).map(str::trim)
}

/// A parameter of one hop of `Forwarded`: `for="[2001:db8::1]:80";proto=https`.
fn parameter(hop: &str, name: &str) -> Option<String> {
    let pairs = hop.split(';').filter_map(|pair| pair.trim().split_once('='));
    let mut found = pairs.filter(|(key, _)| key.trim().eq_ignore_ascii_case(name));
    match (found.next(), found.next()) {
        (Some((_, value)), None) => Some(value.trim().trim_matches('"').to_owned()),
        _ => None,
    }
}

/// An address with or without a port, in brackets or not.
fn address_of(text: &str) -> Option<IpAddr> {
    let address = text.parse::<IpAddr>().or_else(|_| text.parse::<SocketAddr>().map(|address| address.ip()));
    let bare = || text.strip_prefix('[')?.strip_suffix(']')?.parse().ok();
    address.ok().or_else(bare).map(|address: IpAddr| address.to_canonical())
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::http::HeaderValue;

    fn client(forwarding: Forwarding, peer: &str, lines: &[(&HeaderName, &str)]) -> (String, bool) {
        let networks = ["10.0.0.0/8", "192.168.0.1/32", "fd00::/8"];
        let networks = networks.map(|network| network.parse().expect("a network")).to_vec();
        let proxies = Proxies { networks, forwarding };
        let mut headers = HeaderMap::new();
        for (name, value) in lines {
            headers.append(*name, HeaderValue::from_bytes(value.as_bytes()).expect("a value"));
        }
        let Client { address, is_secure } =
            proxies.client(peer.parse().expect("an address"), false, &headers);
        (address.to_string(), is_secure)
    }

    #[test]
    fn only_proxies_are_believed() {
        let lines = [(&X_FORWARDED_FOR, "1.2.3.4"), (&X_FORWARDED_PROTO, "https")];
        let of = |peer| client(Forwarding::XForwarded, peer, &lines);
        assert_eq!(of("10.1.2.3"), ("1.2.3.4".to_owned(), true));
        assert_eq!(of("192.168.0.1"), ("1.2.3.4".to_owned(), true));
        assert_eq!(of("fd00::1"), ("1.2.3.4".to_owned(), true));
        assert_eq!(of("192.168.0.2"), ("192.168.0.2".to_owned(), false));
        assert_eq!(of("127.0.0.1"), ("127.0.0.1".to_owned(), false));
    }

    #[test]
    fn the_last_one_who_is_no_proxy_asks() {
        for (list, expected) in [
            ("1.1.1.1, 2.2.2.2", "2.2.2.2"),
            ("1.1.1.1, 2.2.2.2, 10.0.0.7", "2.2.2.2"),
            ("10.0.0.7, 10.0.0.8", "10.0.0.7"),
            ("1.1.1.1:5000", "1.1.1.1"),
            ("[2001:db8::1]:5000", "2001:db8::1"),
            ("[2001:db8::1]", "2001:db8::1"),
            ("2001:db8::1", "2001:db8::1"),
            ("::ffff:1.1.1.1", "1.1.1.1"),
            ("", "10.0.0.1"),
            ("unknown", "10.0.0.1"),
            ("1.1.1.1, unknown", "10.0.0.1"),
            ("1.1.1.1, \u{e9}", "10.0.0.1"),
            ("1.1.1.1, 10.0.0.9,", "10.0.0.1"),
        ] {
            let found = client(Forwarding::XForwarded, "10.0.0.1", &[(&X_FORWARDED_FOR, list)]);
            assert_eq!(found.0, expected, "{list}");
        }
        let lines = [(&X_FORWARDED_FOR, "1.1.1.1"), (&X_FORWARDED_FOR, "2.2.2.2")];
        assert_eq!(client(Forwarding::XForwarded, "10.0.0.1", &lines).0, "2.2.2.2");
        let schemes = [(&X_FORWARDED_PROTO, "https"), (&X_FORWARDED_PROTO, "http")];
        assert!(!client(Forwarding::XForwarded, "10.0.0.1", &schemes).1);
    }

    #[test]
    fn the_other_header_is_the_clients_own_words() {
        let lines = [
            (&FORWARDED, "for=6.6.6.6;proto=https"),
            (&X_FORWARDED_FOR, "1.1.1.1"),
            (&X_FORWARDED_PROTO, "http"),
        ];
        assert_eq!(client(Forwarding::XForwarded, "10.0.0.1", &lines), ("1.1.1.1".to_owned(), false));
        assert_eq!(client(Forwarding::Forwarded, "10.0.0.1", &lines), ("6.6.6.6".to_owned(), true));
    }

    #[test]
    fn forwarded_is_read() {
        for (value, expected) in [
            ("for=1.1.1.1;proto=https;by=10.0.0.1", ("1.1.1.1", true)),
            ("For=\"[2001:db8::1]:80\" ; Proto=HTTPS", ("2001:db8::1", true)),
            ("for=1.1.1.1;proto=https, for=2.2.2.2", ("2.2.2.2", false)),
            ("for=2.2.2.2, for=10.0.0.3;proto=https", ("2.2.2.2", true)),
            ("for=_hidden;proto=https", ("10.0.0.1", true)),
            ("for=1.1.1.1;for=2.2.2.2", ("10.0.0.1", false)),
        ] {
            let (address, is_secure) = client(Forwarding::Forwarded, "10.0.0.1", &[(&FORWARDED, value)]);
            assert_eq!((address.as_str(), is_secure), expected, "{value}");
        }
    }
}
