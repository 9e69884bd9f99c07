//! The address that people open.

use crate::{Error, Result};
use axum::http::Uri;
use std::fmt;
use std::str::FromStr;

/// The scheme, name and port under which people reach the server, as a browser writes them: in lower case, without the
/// port that the scheme has anyway.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Address {
    is_https: bool,
    /// The name, and the port where it is not the scheme's own.
    authority: String,
}

impl Address {
    /// Whether browsers open it by TLS.
    pub fn is_https(&self) -> bool {
        self.is_https
    }

    /// The name alone, without a port.
    pub fn host(&self) -> &str {
        match self.authority.rsplit_once(':') {
            Some((host, port)) if port.bytes().all(|byte| byte.is_ascii_digit()) => host,
            _ => &self.authority,
        }
    }

    /// What browsers send as `Origin` from its pages (RFC 6454, section 6.2).
    pub fn origin(&self) -> String {
        self.to_string()
    }

    /// Whether a `Host` header names it (RFC 9110, section 4.2.3: any case, and the scheme's own port may be there).
    pub fn is_named_by(&self, host: &str) -> bool {
        let own_port = if self.is_https { ":443" } else { ":80" };
        host.eq_ignore_ascii_case(&self.authority)
            || host.strip_suffix(own_port).is_some_and(|host| host.eq_ignore_ascii_case(&self.authority))
    }
}

impl FromStr for Address {
    type Err = Error;

    /// Reads `https://name` or `https://name:port`.
    ///
    /// # Errors
    /// [`Error::Usage`].
    fn from_str(text: &str) -> Result<Self> {
        let wrong = || {
            Error::Usage(format!(
                "{text}: this is no address to open the console at; write it as https://afterimage.example, with a \
                 port where it has one and without a path"
            ))
        };
        let uri: Uri = text.parse().map_err(|_| wrong())?;
        let is_https = match uri.scheme_str() {
            Some("https") => true,
            Some("http") => false,
            _ => return Err(wrong()),
        };
        let authority = uri.authority().ok_or_else(wrong)?;
        let is_root = matches!(uri.path(), "" | "/") && uri.query().is_none() && !text.contains('#');
        if !is_root || authority.as_str().contains('@') || authority.host().is_empty() {
            return Err(wrong());
        }
        let host = authority.host().to_ascii_lowercase();
        let own_port = if is_https { 443 } else { 80 };
        let authority = match (authority.port_u16(), authority.as_str().rsplit_once(':')) {
            (Some(port), _) if port == own_port => host,
            (Some(port), _) => format!("{host}:{port}"),
            (None, Some((before, _))) if before.eq_ignore_ascii_case(&host) => return Err(wrong()),
            (None, _) => host,
        };
        Ok(Self { is_https, authority })
    }
}

impl fmt::Display for Address {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}://{}", if self.is_https { "https" } else { "http" }, self.authority)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_written_as_browsers_write_it() {
        for (text, origin, host) in [
            ("https://Afterimage.Example", "https://afterimage.example", "afterimage.example"),
            ("https://afterimage.example:443/", "https://afterimage.example", "afterimage.example"),
            ("https://afterimage.example:8443", "https://afterimage.example:8443", "afterimage.example"),
            ("http://10.0.0.1:80", "http://10.0.0.1", "10.0.0.1"),
            ("https://[2001:db8::1]:444", "https://[2001:db8::1]:444", "[2001:db8::1]"),
            ("https://[2001:db8::1]", "https://[2001:db8::1]", "[2001:db8::1]"),
        ] {
            let address: Address = text.parse().expect(text);
            assert_eq!((address.origin().as_str(), address.host()), (origin, host), "{text}");
        }
        for text in [
            "",
            "afterimage.example",
            "ftp://a",
            "https://",
            "https://a/console",
            "https://a?b",
            "https://a#b",
            "https://me@a",
            "https://a:99999",
            "https://a:",
        ] {
            assert!(text.parse::<Address>().is_err(), "{text}");
        }
    }

    #[test]
    fn a_host_names_it_with_or_without_the_port_of_the_scheme() {
        let address: Address = "https://afterimage.example".parse().expect("an address");
        for host in ["afterimage.example", "AFTERIMAGE.example", "afterimage.example:443"] {
            assert!(address.is_named_by(host), "{host}");
        }
        for host in [
            "",
            "afterimage.example:80",
            "afterimage.example:8443",
            "afterimage.example.",
            "afterimage.example.evil.example",
            "evil-afterimage.example",
            "afterimage.example:443:443",
        ] {
            assert!(!address.is_named_by(host), "{host}");
        }
        let address: Address = "https://afterimage.example:8443".parse().expect("an address");
        assert!(address.is_named_by("afterimage.example:8443"));
        assert!(!address.is_named_by("afterimage.example") && !address.is_named_by("afterimage.example:443"));
    }
}
