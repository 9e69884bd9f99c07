//! What is wrong with a configuration, and where.

use std::fmt;
use std::path::PathBuf;

/// Where a value was given.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Origin {
    /// An option of the command line, such as `--listen`.
    CommandLine(&'static str),
    /// A variable of the environment.
    Environment(String),
    /// A line of the configuration file, counted from one.
    File {
        /// The file.
        file: PathBuf,
        /// The line.
        line: usize,
    },
    /// Nowhere: it is the default, or missing.
    Default,
}

/// A value that cannot be used, or a key that does not exist.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// Where it was given.
    pub origin: Origin,
    /// Its key, such as `sign_in.idle_minutes`; empty where the file is no TOML at that place.
    pub key: String,
    /// What is wrong, and what to do. Holds no secret.
    pub what: String,
}

impl fmt::Display for Origin {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::CommandLine(option) => formatter.write_str(option),
            Self::Environment(name) => formatter.write_str(name),
            Self::File { file, line } => write!(formatter, "{}:{line}", file.display()),
            Self::Default => formatter.write_str("default"),
        }
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.origin {
            Origin::Default => {}
            origin => write!(formatter, "{origin}: ")?,
        }
        match self.key.as_str() {
            "" => formatter.write_str(&self.what),
            key => write!(formatter, "{key}: {}", self.what),
        }
    }
}
