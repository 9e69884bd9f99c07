//! What was given for a key, read as what the key may be. Every error says what it must be.

use super::key::Kind;
use crate::store::DatabaseAddress;
use api::Role;
use ipnet::IpNet;
use std::net::{IpAddr, SocketAddr};
use std::path::{Path, PathBuf};
use url::{Host, Url};

/// A value as it was given.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Given {
    Text(String),
    Number(i64),
    Boolean(bool),
    List(Vec<String>),
    /// In the order of the file, with the line of each.
    Names(Vec<(String, String, usize)>),
    /// What no key can be.
    Other(&'static str),
}

/// What a value must be, where it is not.
pub(super) type Read<T> = Result<T, String>;

impl Given {
    fn text(&self) -> Option<&str> {
        match self {
            Self::Text(text) => Some(text),
            Self::Number(_) | Self::Boolean(_) | Self::List(_) | Self::Names(_) | Self::Other(_) => None,
        }
    }

    /// As it is shown to people.
    pub(super) fn shown(&self) -> String {
        match self {
            Self::Text(text) => text.clone(),
            Self::Number(number) => number.to_string(),
            Self::Boolean(flag) => flag.to_string(),
            Self::List(texts) => texts.join(", "),
            Self::Names(names) => names
                .iter()
                .map(|(name, value, _)| format!("{name} = {value}"))
                .collect::<Vec<_>>()
                .join(", "),
            Self::Other(kind) => (*kind).to_owned(),
        }
    }
}

/// Text that is not empty.
pub(super) fn text(given: &Given) -> Read<String> {
    let text = given.text().map(str::trim).filter(|text| !text.is_empty());
    text.map(str::to_owned).ok_or_else(|| "must be a text that is not empty".to_owned())
}

/// Text of at most this many characters, none of them a control character.
pub(super) fn short_text(most: usize) -> impl Fn(&Given) -> Read<String> {
    move |given| {
        let text = text(given)?;
        if text.chars().count() > most || text.chars().any(char::is_control) {
            return Err(format!("must be one line of at most {most} characters"));
        }
        Ok(text)
    }
}

/// A path; one that does not start at the root starts in `base`.
pub(super) fn path(base: &Path) -> impl Fn(&Given) -> Read<PathBuf> {
    move |given| match given.text().filter(|text| !text.is_empty()) {
        Some(text) if !text.contains('\0') => Ok(base.join(text)),
        _ => Err("must be a path".to_owned()),
    }
}

/// A number within the range of its key.
pub(super) fn number(kind: Kind) -> impl Fn(&Given) -> Read<u64> {
    move |given| {
        let Kind::Number { unit, least, most } = kind else { return Err("is no number".to_owned()) };
        let number = match given {
            Given::Number(number) => u64::try_from(*number).ok(),
            other => other.text().and_then(|text| text.trim().parse().ok()),
        };
        number
            .filter(|number| (least..=most).contains(number))
            .ok_or_else(|| format!("must be a number of {unit} from {least} to {most}"))
    }
}

pub(super) fn boolean(given: &Given) -> Read<bool> {
    match (given, given.text().map(str::trim)) {
        (Given::Boolean(flag), _) => Ok(*flag),
        (_, Some("true")) => Ok(true),
        (_, Some("false")) => Ok(false),
        _ => Err("must be true or false".to_owned()),
    }
}

/// One of the words of its key.
pub(super) fn choice(kind: Kind) -> impl Fn(&Given) -> Read<String> {
    move |given| {
        let Kind::Choice(words) = kind else { return Err("is no choice".to_owned()) };
        let text = given.text().map(str::trim).unwrap_or_default();
        match words.iter().find(|word| **word == text) {
            Some(word) => Ok((*word).to_owned()),
            None => Err(format!("must be one of {}", words.join(", "))),
        }
    }
}

/// A list of texts, each of which `read` takes. Text holds commas between them.
pub(super) fn list<T>(read: impl Fn(&str) -> Read<T>) -> impl Fn(&Given) -> Read<Vec<T>> {
    move |given| match given {
        Given::List(texts) => texts.iter().map(|text| read(text)).collect(),
        Given::Text(text) if text.trim().is_empty() => Ok(Vec::new()),
        Given::Text(text) => text.split(',').map(|text| read(text.trim())).collect(),
        Given::Number(_) | Given::Boolean(_) | Given::Names(_) | Given::Other(_) => {
            Err("must be a list of texts".to_owned())
        }
    }
}

/// Where to listen. `localhost` is 127.0.0.1, whatever the resolver says.
pub(super) fn socket(given: &Given) -> Read<SocketAddr> {
    let expected = || "must be ADDRESS:PORT, such as 127.0.0.1:8080".to_owned();
    let text = given.text().map(str::trim).ok_or_else(expected)?;
    match text.strip_prefix("localhost:") {
        Some(port) => {
            port.parse().map(|port| SocketAddr::from(([127, 0, 0, 1], port))).map_err(|_| expected())
        }
        None => text.parse().map_err(|_| expected()),
    }
}

/// Where only this machine reaches.
pub(super) fn loopback_socket(given: &Given) -> Read<SocketAddr> {
    let address = socket(given)?;
    if address.ip().is_loopback() {
        return Ok(address);
    }
    Err("must be an address of the loopback, such as 127.0.0.1:9464; for others, use metrics.token_file"
        .to_owned())
}

/// A network, or one address.
pub(super) fn network(text: &str) -> Read<IpNet> {
    let alone = |_| text.parse::<IpAddr>().map(IpNet::from);
    let network = text.parse::<IpNet>().or_else(alone);
    network
        .map(|network| network.trunc())
        .map_err(|_| format!("{text} is no network; write it as 10.0.0.0/8 or 2001:db8::/32"))
}

/// A URL with a host that is reached by TLS, or on this machine.
pub(super) fn web_address(given: &Given) -> Read<Url> {
    let expected = || "must be an https URL, such as https://afterimage.example.com".to_owned();
    let url = given.text().and_then(|text| Url::parse(text.trim()).ok()).ok_or_else(expected)?;
    let is_loopback = match url.host() {
        Some(Host::Domain(name)) => name == "localhost",
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        None => return Err(expected()),
    };
    let is_plain = url.username().is_empty()
        && url.password().is_none()
        && url.query().is_none()
        && url.fragment().is_none();
    match url.scheme() {
        _ if !is_plain => Err("must be a URL without a user, a query or a fragment".to_owned()),
        "https" => Ok(url),
        "http" if is_loopback => Ok(url),
        "http" => Err("must be an https URL: http is for the loopback only".to_owned()),
        _ => Err(expected()),
    }
}

/// The same, without a path.
pub(super) fn public_address(given: &Given) -> Read<Url> {
    let url = web_address(given)?;
    if url.path() == "/" {
        Ok(url)
    } else {
        Err("must be a URL without a path: the gateway has a host of its own".to_owned())
    }
}

/// The address of a database. It may hold a password, so that nothing of it is repeated.
pub(super) fn database(text: &str) -> Read<()> {
    text.parse::<DatabaseAddress>().map(|_| ()).map_err(|error| error.to_string())
}

/// The name of a sign-in provider in addresses.
pub(super) fn provider_id(given: &Given) -> Read<String> {
    let id = text(given)?;
    let is_good = id.len() <= 32
        && id.bytes().all(|byte| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'-'))
        && !id.starts_with('-')
        && !id.ends_with('-');
    if is_good { Ok(id) } else { Err("must be 1 to 32 lower-case letters, digits and hyphens".to_owned()) }
}

/// One scope: no spaces, printable ASCII (RFC 6749, section 3.3).
pub(super) fn scope(text: &str) -> Read<String> {
    let is_good =
        !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'"' && byte != b'\\');
    if is_good {
        Ok(text.to_owned())
    } else {
        Err(format!("{text:?} is no scope; write one word such as email"))
    }
}

/// A role by its word.
pub(super) fn role(text: &str) -> Read<Role> {
    let words = Role::ALL.map(Role::word).join(", ");
    Role::ALL.into_iter().find(|role| role.word() == text).ok_or_else(|| format!("must be one of {words}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn given(text: &str) -> Given {
        Given::Text(text.to_owned())
    }

    #[test]
    fn addresses_to_listen_on() {
        for (text, expected) in
            [("localhost:1", "127.0.0.1:1"), ("[::1]:8080", "[::1]:8080"), ("0.0.0.0:443", "0.0.0.0:443")]
        {
            assert_eq!(socket(&given(text)).expect(text).to_string(), expected);
        }
        for text in ["", "8080", "example.com:80", "127.0.0.1", "localhost:99999"] {
            socket(&given(text)).expect_err(text);
        }
        loopback_socket(&given("127.0.0.1:9464")).expect("the loopback");
        loopback_socket(&given("0.0.0.0:9464")).expect_err("every address");
    }

    #[test]
    fn urls_are_for_tls_but_on_this_machine() {
        for text in [
            "https://a.example",
            "https://a.example:8443/realms/b",
            "http://127.0.0.1:1",
            "http://[::1]/",
            "http://localhost",
        ] {
            web_address(&given(text)).expect(text);
        }
        for text in [
            "",
            "a.example",
            "http://a.example",
            "ftp://a.example",
            "https://u:p@a.example",
            "https://a.example/?q",
            "https://a.example/#f",
            "http://localhost.a.example",
        ] {
            web_address(&given(text)).expect_err(text);
        }
        public_address(&given("https://a.example/")).expect("no path");
        public_address(&given("https://a.example/b")).expect_err("a path");
    }

    #[test]
    fn networks_and_single_addresses() {
        for (text, expected) in [
            ("10.0.0.0/8", "10.0.0.0/8"),
            ("10.1.2.3/8", "10.0.0.0/8"),
            ("127.0.0.1", "127.0.0.1/32"),
            ("::1", "::1/128"),
        ] {
            assert_eq!(network(text).expect(text).to_string(), expected);
        }
        for text in ["", "10.0.0.0/33", "proxy", "10.0.0"] {
            network(text).expect_err(text);
        }
    }

    #[test]
    fn ids_scopes_and_databases() {
        for text in ["a", "google-1", &"x".repeat(32)] {
            provider_id(&given(text)).expect(text);
        }
        for text in ["", "A", "a_b", "-a", "a-", "a/b", &"x".repeat(33)] {
            provider_id(&given(text)).expect_err(text);
        }
        scope("openid").expect("a scope");
        for text in ["", "a b", "é", "\""] {
            scope(text).expect_err(text);
        }
        database("postgres://u:p@h/n").expect("an address");
        for text in ["", "h/n", "mysql://h/n", "postgres:n"] {
            let error = database(text).expect_err(text);
            assert!(!error.contains("mysql"), "{error}");
        }
    }

    #[test]
    fn numbers_keep_to_their_range() {
        let read = number(Kind::Number { unit: "minutes", least: 1, most: 10 });
        assert_eq!((read(&Given::Number(1)), read(&given("10"))), (Ok(1), Ok(10)));
        for wrong in [Given::Number(0), Given::Number(-1), given("11"), given("1.5"), Given::Boolean(true)] {
            assert_eq!(read(&wrong), Err("must be a number of minutes from 1 to 10".to_owned()));
        }
    }
}
