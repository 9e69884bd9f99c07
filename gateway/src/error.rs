//! What can go wrong in the server and the command-line tool, told by what to do next.

use std::io;
use std::net::SocketAddr;
use std::path::PathBuf;
use uuid::Uuid;

pub use crate::sign_in::AccountError;

/// The result of anything in this crate.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// Why something could not be done. [`crate::problem`] maps it to HTTP, [`Error::exit_code`] to the shell.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// There is no recording with this id.
    #[error("there is no recording {id}; `afterimage list` shows those that are there")]
    NotFound {
        /// The id asked for.
        id: Uuid,
    },
    /// A legal hold keeps a recording from being deleted.
    #[error("{name} is under a legal hold, and cannot be deleted until that is removed")]
    Held {
        /// What the recording is called.
        name: String,
    },
    /// Whoever asks may not do this.
    #[error("this needs a role that allows it; a full admin can give one")]
    Forbidden,
    /// Signing in failed, or an account cannot be changed so.
    #[error(transparent)]
    Account(#[from] AccountError),
    /// A password cannot be hashed, or what is kept of it is none.
    #[error(
        "the password cannot be checked: what is kept of it is damaged, or the system gives no random bytes"
    )]
    Password,
    /// An authenticator app cannot be offered a secret, or its codes not be checked.
    #[error(transparent)]
    Totp(crate::sign_in::totp::TotpError),
    /// The providers cannot be set up.
    #[error(transparent)]
    Providers(crate::sign_in::oidc::OidcError),
    /// A request that cannot be answered as it stands.
    #[error("{what}: {expected}")]
    BadRequest {
        /// The field at fault.
        what: &'static str,
        /// What it must be.
        expected: &'static str,
    },
    /// The body of a request is not the JSON that it must be.
    #[error("body: not what it must be, at line {line}, column {column}")]
    BadBody {
        /// The line, from 1.
        line: usize,
        /// The column, from 1.
        column: usize,
    },
    /// The body of a request is larger than the route takes.
    #[error("body: larger than this address takes")]
    BodyTooLarge,
    /// The content of a listed recording is not there, or not as long as it was.
    #[error("the content of recording {id} {what}; restore it from a backup")]
    ContentLost {
        /// The recording.
        id: Uuid,
        /// What is wrong with it.
        what: &'static str,
    },
    /// A recording could not be read, imported or played.
    #[error("{file}: {source}{}", next_step(source))]
    Recording {
        /// The file, or the id.
        file: String,
        /// What the format said: what and at which byte.
        #[source]
        source: recording::Error,
    },
    /// A scenario could not be read, or its sessions not be played.
    #[error("{}: {source}; docs/scenarios.md describes scenarios", file.display())]
    Scenario {
        /// The scenario file.
        file: PathBuf,
        /// What is wrong with it.
        #[source]
        source: scenario::Error,
    },
    /// Only Afterimage's own files can be verified.
    #[error(
        "{file}: it is not an Afterimage recording, and only those carry the hashes to check; `afterimage info` says \
         whether it can be imported"
    )]
    NotContainer {
        /// The file.
        file: String,
    },
    /// There is no picture to write.
    #[error("{file}: it has events only, and no picture to write; `afterimage info` says how many events")]
    NoPicture {
        /// The file, or the id.
        file: String,
    },
    /// A damaged recording is not repacked unless that is asked for: afterwards it would look sound.
    #[error(
        "{file}: it is damaged in {faults} place(s), and was not repacked; `afterimage verify` lists them, and \
         --drop-damaged repacks the rest"
    )]
    Damaged {
        /// The file.
        file: String,
        /// How many faults were found.
        faults: usize,
    },
    /// What was written does not read back as what was meant.
    #[error(
        "{}: what was written does not hold what the recording holds, and was not kept; check the disk and do it again",
        file.display()
    )]
    RepackDiffers {
        /// The file that was being written.
        file: PathBuf,
    },
    /// A file could not be opened or read.
    #[error("{}: cannot be read: {source}", file.display())]
    ReadFile {
        /// The file.
        file: PathBuf,
        /// What the system said.
        #[source]
        source: io::Error,
    },
    /// A file could not be written.
    #[error("{}: cannot be written: {source}", file.display())]
    WriteFile {
        /// The file.
        file: PathBuf,
        /// What the system said.
        #[source]
        source: io::Error,
    },
    /// The disk is full, or a quota or a limit on file sizes is reached.
    #[error(
        "{}: no space left to write ({source}); nothing of it was kept: free some space and do it again",
        file.display()
    )]
    NoSpace {
        /// The file that was being written.
        file: PathBuf,
        /// What the system said.
        #[source]
        source: io::Error,
    },
    /// The database failed.
    #[error("the database failed while {doing}: {source}")]
    Database {
        /// What was being done.
        doing: &'static str,
        /// What it said.
        #[source]
        source: crate::store::DatabaseFailure,
    },
    /// The database is set up in a way that would lose something.
    #[error("the database cannot be used: its {what} is {found}, and must be {needed}; {next}")]
    DatabaseUnfit {
        /// The setting at fault.
        what: &'static str,
        /// What it is.
        found: String,
        /// What it must be.
        needed: &'static str,
        /// What to do.
        next: &'static str,
    },
    /// A row of the database holds what it never should.
    #[error("the database holds a recording with an impossible {what}; restore it from a backup")]
    Row {
        /// The column.
        what: &'static str,
    },
    /// Whoever watches a recording must say why.
    #[error("whoever watches a recording must say why first")]
    JustificationNeeded,
    /// The administrator log cannot be added to: what is kept of its end was changed.
    #[error(
        "the administrator log is damaged, and nothing that it should tell of is done; `afterimage verify-log` tells what \
         was changed"
    )]
    NotLogged,
    /// The administrator log does not go on from its last checkpoint.
    #[error(
        "the administrator log does not hold entry {sequence} as its checkpoint in {} says: the database is an older one, \
         or was rewritten; `afterimage verify-log` tells more, and with --continue REASON the log goes on from here",
        file.display()
    )]
    LogNotContinued {
        /// The file of checkpoints.
        file: PathBuf,
        /// The entry that the last checkpoint names.
        sequence: i64,
    },
    /// There is no data folder at this place.
    #[error("{}: there is no Afterimage data folder here; `afterimage import` and `serve` make one", folder.display())]
    NoData {
        /// The folder that was named.
        folder: PathBuf,
    },
    /// The address to listen on is in use.
    #[error(
        "{address} is in use by another program; stop it, or choose another port with --listen {}:PORT",
        host(address)
    )]
    AddressTaken {
        /// The address.
        address: SocketAddr,
    },
    /// The address cannot be listened on for another reason.
    #[error("cannot listen on {address}: {source}; choose another address with --listen")]
    Listen {
        /// The address.
        address: SocketAddr,
        /// What the system said.
        #[source]
        source: io::Error,
    },
    /// The address can be reached from other machines.
    #[error(
        "{address} can be reached from other machines, and what is sent could be read on the way: name a certificate and \
         its key, or the reverse proxy in front that has them, or listen on 127.0.0.1 or [::1]"
    )]
    NotLoopback {
        /// The address.
        address: SocketAddr,
    },
    /// The configuration has faults.
    #[error("{}", listed(faults))]
    Config {
        /// All of them.
        faults: Vec<crate::config::Fault>,
    },
    /// Other machines can connect, and it is not known under which name.
    #[error(
        "{address} can be reached from other machines: name the address that people open, such as \
         https://afterimage.example, since requests for other names are refused"
    )]
    NoAddress {
        /// The address.
        address: SocketAddr,
    },
    /// A certificate or its key cannot be used.
    #[error("{}: {what}", file.display())]
    Certificate {
        /// The file.
        file: PathBuf,
        /// What is wrong with it, and what to do.
        what: &'static str,
    },
    /// The console's files are not there.
    #[error("{}: there is no console here (no index.html); build it with `trunk build`, or leave --console out", folder.display())]
    NoConsole {
        /// The folder that was named.
        folder: PathBuf,
    },
    /// The arguments do not make sense together.
    #[error("{0}")]
    Usage(String),
    /// The system gives no random bytes.
    #[error("the system gives no random bytes: {0}")]
    Random(getrandom::Error),
    /// The server failed while it ran.
    #[error("the server failed: {0}")]
    Server(#[source] io::Error),
}

impl Error {
    /// The error of writing `file`: [`Error::NoSpace`] where the disk is full, otherwise [`Error::WriteFile`].
    pub fn writing(file: impl Into<PathBuf>, source: io::Error) -> Self {
        let file = file.into();
        match source.kind() {
            io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded | io::ErrorKind::FileTooLarge => {
                Self::NoSpace { file, source }
            }
            _ => Self::WriteFile { file, source },
        }
    }

    /// The error of reading `file`.
    pub fn reading(file: impl Into<PathBuf>, source: io::Error) -> Self {
        Self::ReadFile { file: file.into(), source }
    }

    /// The code that the command-line tool ends with; `docs/cli.md` lists them.
    pub fn exit_code(&self) -> u8 {
        match self {
            Self::Usage(_)
            | Self::BadRequest { .. }
            | Self::NotLoopback { .. }
            | Self::NoAddress { .. }
            | Self::Certificate { .. }
            | Self::NoConsole { .. }
            | Self::Config { .. }
            | Self::NoData { .. }
            | Self::NotFound { .. }
            | Self::Forbidden
            | Self::Held { .. }
            | Self::JustificationNeeded
            | Self::BadBody { .. }
            | Self::BodyTooLarge
            | Self::Providers(_)
            | Self::Account(_) => 2,
            Self::Recording { source: recording::Error::Unavailable { .. }, .. } => 4,
            Self::Scenario {
                source: scenario::Error::Recording(recording::Error::Unavailable { .. }),
                ..
            } => 4,
            Self::Recording { .. }
            | Self::Scenario { .. }
            | Self::NotContainer { .. }
            | Self::NoPicture { .. }
            | Self::Damaged { .. } => 3,
            Self::ContentLost { .. }
            | Self::RepackDiffers { .. }
            | Self::ReadFile { .. }
            | Self::WriteFile { .. }
            | Self::NoSpace { .. }
            | Self::Database { .. }
            | Self::DatabaseUnfit { .. }
            | Self::Row { .. }
            | Self::NotLogged
            | Self::LogNotContinued { .. }
            | Self::Random(_)
            | Self::Password
            | Self::Totp(_)
            | Self::Server(_) => 4,
            Self::AddressTaken { .. } | Self::Listen { .. } => 5,
        }
    }
}

/// Faults of the configuration, each in a line of its own.
fn listed(faults: &[crate::config::Fault]) -> String {
    let lines: Vec<String> = faults.iter().map(|fault| format!("  {fault}")).collect();
    format!(
        "the configuration has {} fault(s); docs/operations.md has the keys\n{}",
        faults.len(),
        lines.join("\n")
    )
}

/// What to do about an error of the format, to follow its message.
fn next_step(error: &recording::Error) -> &'static str {
    match error {
        recording::Error::Malformed { .. } => "; it is damaged, or not what it seems to be",
        recording::Error::Unsupported { what: "recording format" | "file", .. } => {
            "; `afterimage help import` lists what can be read"
        }
        recording::Error::LimitReached { .. } => "; the file is refused rather than risked",
        recording::Error::Altered { .. } => "; `afterimage verify` lists every damaged place",
        recording::Error::Truncated { .. } => "; fetch the whole file again",
        recording::Error::Empty { .. } => "; nothing was imported",
        _ => "",
    }
}

/// The host of an address as it is written in one.
fn host(address: &SocketAddr) -> String {
    match address {
        SocketAddr::V4(address) => address.ip().to_string(),
        SocketAddr::V6(address) => format!("[{}]", address.ip()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_full_disk_is_told_from_other_failures() {
        for kind in [io::ErrorKind::StorageFull, io::ErrorKind::QuotaExceeded, io::ErrorKind::FileTooLarge] {
            assert!(matches!(Error::writing("a", kind.into()), Error::NoSpace { .. }), "{kind:?}");
        }
        assert!(matches!(
            Error::writing("a", io::ErrorKind::PermissionDenied.into()),
            Error::WriteFile { .. }
        ));
    }

    #[test]
    fn messages_say_what_to_do() {
        let address = "[::1]:8080".parse().expect("an address");
        assert_eq!(
            Error::AddressTaken { address }.to_string(),
            "[::1]:8080 is in use by another program; stop it, or choose another port with --listen [::1]:PORT"
        );
        let error = Error::Recording {
            file: "notes.txt".to_owned(),
            source: recording::Error::Unsupported { what: "recording format", found: "text".to_owned() },
        };
        assert!(
            error
                .to_string()
                .starts_with("notes.txt: unsupported recording format: text; `afterimage help import`")
        );
    }
}
