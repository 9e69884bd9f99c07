//! Every key that there is: the code reads by this table, and the one in `docs/operations.md` is made of it.

use std::fmt;
use std::fmt::Write;

/// One thing that can be configured.
#[derive(Debug)]
pub struct Key {
    /// Its place in the file, with dots.
    pub path: &'static str,
    /// What it may be.
    pub kind: Kind,
    /// What it is where nothing is said, as it is written in the environment.
    pub default: Option<&'static str>,
    /// What it is for.
    pub what: &'static str,
}

/// What a value may be.
#[derive(Clone, Copy, Debug)]
pub enum Kind {
    /// Text of a form that is described.
    Text(&'static str),
    /// The same, and never shown.
    Secret(&'static str),
    /// A whole number.
    Number {
        /// What it counts.
        unit: &'static str,
        /// The least that it may be.
        least: u64,
        /// The most that it may be.
        most: u64,
    },
    /// `true` or `false`.
    Boolean,
    /// One of these words.
    Choice(&'static [&'static str]),
    /// A list of texts; commas between them in the environment.
    List(&'static str),
    /// A table of names, for the file only.
    Names(&'static str),
}

impl Key {
    /// The variable of the environment that says the same.
    pub fn variable(&self) -> String {
        format!("AFTERIMAGE_{}", self.path.replace('.', "_").to_uppercase())
    }

    /// Whether its value is never shown.
    pub fn is_secret(&self) -> bool {
        matches!(self.kind, Kind::Secret(_))
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Text(form) => formatter.write_str(form),
            Self::Secret(form) => write!(formatter, "{form}; secret"),
            Self::Number { unit, least, most } => write!(formatter, "{unit}, {least} to {most}"),
            Self::Boolean => formatter.write_str("`true` or `false`"),
            Self::Choice(words) => {
                for (index, word) in words.iter().enumerate() {
                    write!(formatter, "{}`{word}`", if index == 0 { "" } else { ", " })?;
                }
                Ok(())
            }
            Self::List(form) => write!(formatter, "list of {form}"),
            Self::Names(form) => write!(formatter, "table of {form}"),
        }
    }
}

const fn key(path: &'static str, kind: Kind, default: Option<&'static str>, what: &'static str) -> Key {
    Key { path, kind, default, what }
}

const fn number(unit: &'static str, least: u64, most: u64) -> Kind {
    Kind::Number { unit, least, most }
}

const FOLDER: Kind = Kind::Text("folder");
const FILE: Kind = Kind::Text("file");

/// The keys, but for those of a sign-in provider.
pub static KEYS: &[Key] = &[
    key("data", FOLDER, None, "database, recordings, keys; made where it is missing. Must be given"),
    key("console", FOLDER, None, "the console's files; without it there is the API only"),
    key(
        "listen",
        Kind::Text("address:port"),
        Some("127.0.0.1:8080"),
        "where to listen; port 0 takes a free one",
    ),
    key(
        "address",
        Kind::Text("`https` URL without a path; `http` on the loopback only"),
        None,
        "the address that people type: links, sign-in and the check of a request's origin follow it",
    ),
    key(
        "database.address",
        Kind::Secret("URL, such as `postgres://user:password@host/name`"),
        None,
        "the database; without it SQLite in the data folder",
    ),
    key("database.address_file", FILE, None, "a file that holds `database.address`, in its place"),
    key("tls.certificate", FILE, None, "certificates in PEM, ours first; with `tls.key`"),
    key("tls.key", FILE, None, "private key in PEM"),
    key(
        "proxy.networks",
        Kind::List("networks, such as `10.0.0.0/8`"),
        Some(""),
        "reverse proxies whose word on the client and on `x-request-id` is taken",
    ),
    key(
        "proxy.header",
        Kind::Choice(&["x-forwarded", "forwarded"]),
        Some("x-forwarded"),
        "which headers they write: `X-Forwarded-For` and `X-Forwarded-Proto`, or `Forwarded`; the others are not read",
    ),
    key("limits.body_bytes", number("bytes", 1024, 1 << 30), Some("1048576"), "longest body of a request"),
    key("limits.connections", number("connections", 1, 65_535), Some("4096"), "open at once"),
    key(
        "limits.connections_per_client",
        number("connections", 1, 65_535),
        Some("256"),
        "open at once from one address, but for proxies",
    ),
    key(
        "limits.head_timeout_s",
        number("seconds", 1, 300),
        Some("10"),
        "how long the head of a request may take to arrive",
    ),
    key(
        "sign_in.idle_minutes",
        number("minutes", 1, 1440),
        Some("30"),
        "a sign-in session ends after so long unused",
    ),
    key("sign_in.absolute_hours", number("hours", 1, 168), Some("12"), "and after so long in any case"),
    key(
        "sign_in.attempts_per_minute",
        number("attempts", 1, 1000),
        Some("10"),
        "for one account, and from one address",
    ),
    key(
        "sign_in.password_score",
        number("zxcvbn score", 1, 4),
        Some("3"),
        "how hard to guess a new password must be",
    ),
    key("sign_in.is_totp_required", Kind::Boolean, Some("false"), "whether a password alone is not enough"),
    key(
        "admin_log.checkpoints",
        Kind::List("files"),
        Some(""),
        "where checkpoints of the administrator log go besides `admin-log.checkpoints` in the data folder: on another disk \
         or machine",
    ),
    key(
        "playback.is_justification_required",
        Kind::Boolean,
        Some("false"),
        "whether everybody must say why they watch a recording",
    ),
    key(
        "deletion.grace_days",
        Kind::Number { unit: "days", least: 1, most: 365 },
        Some("7"),
        "for how long deleted recordings can be brought back; it counts for what is deleted from then on",
    ),
    key(
        "log.level",
        Kind::Choice(&["off", "error", "warn", "info", "debug", "trace"]),
        Some("info"),
        "how much the server logs; also `AFTERIMAGE_LOG`. `info` has one line for each request",
    ),
    key("log.format", Kind::Choice(&["text", "json"]), Some("text"), "lines for people or for programs"),
    key(
        "metrics.listen",
        Kind::Text("address:port of the loopback"),
        None,
        "where `/metrics` is answered without a token; nothing else is",
    ),
    key(
        "metrics.token_file",
        FILE,
        None,
        "a file with the token that `/metrics` asks for at `listen`; not answered without",
    ),
];

/// The keys of one `[[sign_in.providers]]`. They stand in the file only.
pub static PROVIDER_KEYS: &[Key] = &[
    key(
        "id",
        Kind::Text("lower-case letters, digits and hyphens, at most 32"),
        None,
        "part of addresses: keep it. Must be given",
    ),
    key("label", Kind::Text("text, at most 100 characters"), None, "what its button says. Must be given"),
    key(
        "issuer",
        Kind::Text("`https` URL; `http` on the loopback only"),
        None,
        "OpenID Connect issuer, as the provider writes it. Must be given",
    ),
    key("client_id", Kind::Text("text"), None, "what the provider calls this gateway. Must be given"),
    key(
        "client_secret_file",
        FILE,
        None,
        "a file with the secret that the provider gave; none for a public client",
    ),
    key("client_secret", Kind::Secret("text"), None, "the secret itself, in place of a file"),
    key(
        "scopes",
        Kind::List("scopes"),
        Some("openid, profile, email"),
        "what is asked for; `openid` must be among them",
    ),
    key(
        "groups_claim",
        Kind::Text("name of a claim"),
        Some("groups"),
        "where the provider lists somebody's groups",
    ),
    key(
        "name_claim",
        Kind::Text("name of a claim"),
        Some("preferred_username"),
        "where the account's name stands",
    ),
    key(
        "roles",
        Kind::Names(
            "groups of the provider, each with `full_admin`, `privileged_player_admin` or `read_only_admin`",
        ),
        None,
        "which role the members of a group have",
    ),
];

/// Where the providers stand.
pub(super) const PROVIDERS: &str = "sign_in.providers";

/// The table of all keys in Markdown, as it stands in `docs/operations.md`.
pub fn table() -> String {
    let mut table = String::from("| key | value | default | meaning |\n|---|---|---|---|\n");
    let rows = KEYS.iter().map(|key| (String::new(), key));
    let rows = rows.chain(PROVIDER_KEYS.iter().map(|key| (format!("{PROVIDERS}."), key)));
    for (prefix, Key { path, kind, default, what }) in rows {
        let default = match default {
            None => "-".to_owned(),
            Some("") => "empty".to_owned(),
            Some(default) => format!("`{default}`"),
        };
        // Writing to a text cannot fail.
        writeln!(table, "| `{prefix}{path}` | {kind} | {default} | {what} |").unwrap_or_default();
    }
    table
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn each_key_has_a_variable_of_its_own() {
        let variables: BTreeSet<String> = KEYS.iter().map(Key::variable).collect();
        assert_eq!(variables.len(), KEYS.len());
        assert!(variables.contains("AFTERIMAGE_SIGN_IN_IDLE_MINUTES"));
        // these mean something else
        for taken in ["AFTERIMAGE_CONFIG", "AFTERIMAGE_LOG"] {
            assert!(!variables.contains(taken), "{taken}");
        }
    }

    #[test]
    fn the_documentation_holds_this_table() {
        let documentation = include_str!("../../../docs/operations.md");
        assert!(documentation.contains(&table()), "docs/operations.md must hold this table:\n{}", table());
    }
}
