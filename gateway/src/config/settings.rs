//! What the configuration means for the server.

use super::{Config, TlsFiles};
use crate::Result;
use crate::server::{Limits, Proxies, Settings, Tls};
use std::time::Duration;

impl Config {
    /// How the server listens. Whether it may is asked by [`Settings::check`].
    ///
    /// # Errors
    /// [`crate::Error::Usage`] where `address` is none to open the console at.
    pub fn settings(&self) -> Result<Settings> {
        let address = self.address.as_ref().map(|address| address.as_str().parse()).transpose()?;
        let tls = self.tls.clone().map(|TlsFiles { certificate, key }| Tls { certificate, key });
        let proxies = Proxies { networks: self.proxies.clone(), forwarding: self.forwarding };
        Ok(Settings { listen: self.listen, tls, proxies, address, limits: self.limits_of_server() })
    }

    fn limits_of_server(&self) -> Limits {
        let number = |number: u64| usize::try_from(number).unwrap_or(usize::MAX);
        Limits {
            head_timeout: Duration::from_secs(self.limits.head_timeout_s),
            body_bytes: self.limits.body_bytes,
            connections: number(self.limits.connections),
            connections_per_address: number(self.limits.connections_per_client),
            ..Limits::default()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::path::Path;

    #[test]
    fn what_is_configured_reaches_the_server() {
        let options = vec![
            ("data", "--data", "d".into()),
            ("listen", "--listen", "[::]:443".into()),
            ("address", "--address", "https://A.example:443/".into()),
            ("tls.certificate", "--certificate", "c".into()),
            ("tls.key", "--key", "k".into()),
            ("proxy.networks", "--proxy", "10.0.0.0/8".into()),
            ("proxy.header", "--header", "forwarded".into()),
            ("limits.body_bytes", "--body", "2048".into()),
            ("limits.connections", "--connections", "7".into()),
            ("limits.connections_per_client", "--per-client", "5".into()),
            ("limits.head_timeout_s", "--head", "3".into()),
        ];
        let config = Config::read(options, [], None).expect("it is sound").config;
        let Settings { listen, tls, proxies, address, limits } = config.settings().expect("settings");
        assert_eq!(listen.to_string(), "[::]:443");
        assert_eq!(tls, Some(Tls { certificate: "c".into(), key: "k".into() }));
        assert!(proxies.has([10, 1, 2, 3].into()) && !proxies.has([11, 1, 2, 3].into()));
        assert_eq!(proxies.forwarding, crate::server::Forwarding::Forwarded);
        assert_eq!(address.expect("an address").to_string(), "https://a.example");
        assert_eq!((limits.body_bytes, limits.connections, limits.connections_per_address), (2048, 7, 5));
        assert_eq!(limits.head_timeout, Duration::from_secs(3));
        let plain = Config::of(Path::new("d")).settings().expect("settings");
        assert!(plain.check().is_ok() && plain.tls.is_none() && plain.address.is_none());
    }
}
