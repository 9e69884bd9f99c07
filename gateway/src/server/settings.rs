//! How the server listens.

use super::{Address, Proxies};
use crate::{Error, Result};
use std::net::SocketAddr;
use std::path::PathBuf;
use std::time::Duration;

/// How the server listens, and to whom.
#[derive(Clone, Debug)]
pub struct Settings {
    /// The address to listen on; port 0 takes one that is free.
    pub listen: SocketAddr,
    /// The certificate to speak TLS with. Without it, only this machine and the proxies are listened to.
    pub tls: Option<Tls>,
    /// The reverse proxies in front, whose word on who asks is believed.
    pub proxies: Proxies,
    /// The address that people open. Needed as soon as other machines can connect.
    pub address: Option<Address>,
    /// How much one client, and all together, may take.
    pub limits: Limits,
}

/// Files in PEM.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tls {
    /// The certificate, followed by those between it and a root.
    pub certificate: PathBuf,
    /// Its private key.
    pub key: PathBuf,
}

/// How much one client, and all together, may take.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Limits {
    /// How long a TLS handshake may take.
    pub handshake_timeout: Duration,
    /// How long the head of a request may take, from its first byte; for the first request, from the connection.
    pub head_timeout: Duration,
    /// Bytes that the head of a request may have, its request line included.
    pub head_bytes: usize,
    /// Headers that a request may have.
    pub headers: usize,
    /// How long a body may make no progress, which is a KiB or the rest of it.
    pub body_timeout: Duration,
    /// Bytes that a body may have, where its route says nothing else.
    pub body_bytes: u64,
    /// How long a connection may stay open between two requests.
    pub idle_timeout: Duration,
    /// How long a client may take nothing of its answer.
    pub write_timeout: Duration,
    /// Connections at the same time, of all clients.
    pub connections: usize,
    /// Connections at the same time of one address, or of one /64 of IPv6. Proxies may have any number.
    pub connections_per_address: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            handshake_timeout: Duration::from_secs(10),
            head_timeout: Duration::from_secs(10),
            head_bytes: 32 * 1024,
            headers: 100,
            body_timeout: Duration::from_secs(10),
            body_bytes: 1024 * 1024,
            idle_timeout: Duration::from_secs(75),
            write_timeout: Duration::from_secs(120),
            connections: 4096,
            connections_per_address: 256,
        }
    }
}

impl From<SocketAddr> for Settings {
    /// Listens on this address, with nothing in front.
    fn from(listen: SocketAddr) -> Self {
        Self { listen, tls: None, proxies: Proxies::default(), address: None, limits: Limits::default() }
    }
}

impl Settings {
    /// Whether these make sense together.
    ///
    /// # Errors
    /// [`Error::NotLoopback`] where passwords could be read on the way, [`Error::NoAddress`], [`Error::Usage`].
    pub fn check(&self) -> Result<()> {
        let is_loopback = self.listen.ip().is_loopback();
        if !is_loopback && self.tls.is_none() && self.proxies.is_empty() {
            return Err(Error::NotLoopback { address: self.listen });
        }
        if !is_loopback && self.address.is_none() {
            return Err(Error::NoAddress { address: self.listen });
        }
        match &self.address {
            Some(address) if self.tls.is_some() && !address.is_https() => Err(Error::Usage(format!(
                "people cannot open {address}, since this server speaks TLS: write it with https://"
            ))),
            _ => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(listen: &str) -> Settings {
        Settings::from(listen.parse::<SocketAddr>().expect("an address"))
    }

    #[test]
    fn other_machines_need_tls_or_a_proxy_and_a_name() {
        assert!(at("127.0.0.1:0").check().is_ok() && at("[::1]:0").check().is_ok());
        let tls = Some(Tls { certificate: "a.pem".into(), key: "a.key".into() });
        let address = Some("https://afterimage.example".parse().expect("an address"));
        let proxies =
            Proxies { networks: vec!["10.0.0.1/32".parse().expect("a network")], ..Proxies::default() };
        for listen in ["0.0.0.0:0", "[::]:0", "192.168.1.1:80"] {
            let open = Settings { address: address.clone(), ..at(listen) };
            assert!(matches!(open.check(), Err(Error::NotLoopback { .. })), "{listen}");
            let unnamed = Settings { tls: tls.clone(), ..at(listen) };
            assert!(matches!(unnamed.check(), Err(Error::NoAddress { .. })), "{listen}");
            assert!(Settings { tls: tls.clone(), ..open.clone() }.check().is_ok());
            assert!(Settings { proxies: proxies.clone(), ..open }.check().is_ok());
        }
        let plain = Some("http://afterimage.example".parse().expect("an address"));
        let settings = Settings { tls, address: plain, ..at("127.0.0.1:0") };
        assert!(matches!(settings.check(), Err(Error::Usage(_))));
    }
}
