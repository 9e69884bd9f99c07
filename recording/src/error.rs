//! What can go wrong with a recording, told by what the caller can do next.

/// The result of anything in this crate.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// Why a recording could not be read, written or imported. Messages carry no data from the recording.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The bytes do not follow their format: skip this part, the rest may be sound.
    #[error("malformed {what} at byte {offset}")]
    Malformed {
        /// What was being read.
        what: &'static str,
        /// Where it starts: byte offset in the file, or in the payload that was handed in.
        offset: u64,
    },
    /// Sound as far as can be told, but of a version or kind that this build does not know: update, or convert it.
    #[error("unsupported {what}: {found}")]
    Unsupported {
        /// What is not known.
        what: &'static str,
        /// The version, codec or kind that was found.
        found: String,
    },
    /// A named limit (see [`crate::limits`]) was reached: the input is refused rather than risked.
    #[error("{what} is over the limit of {limit}")]
    LimitReached {
        /// What was counted.
        what: &'static str,
        /// The limit.
        limit: u64,
    },
    /// The content was changed: its hash is not the one recorded with it.
    #[error("the hash of {what} at byte {offset} does not match its content")]
    Altered {
        /// What was hashed.
        what: &'static str,
        /// Byte offset in the file.
        offset: u64,
    },
    /// Bytes that have not been fetched are needed: fetch them and try again.
    #[error("bytes {offset} to {} are needed", offset.saturating_add(*len))]
    Missing {
        /// First byte.
        offset: u64,
        /// How many.
        len: u64,
    },
    /// The input ends where more is needed to make sense of it at all.
    #[error("the {what} ends early, at byte {offset}")]
    Truncated {
        /// What ends.
        what: &'static str,
        /// Where.
        offset: u64,
    },
    /// There is nothing to import: the input holds no frame and no output.
    #[error("the {what} holds nothing to play")]
    Empty {
        /// The kind of source.
        what: &'static str,
    },
    /// The place that bytes are read from or written to failed.
    #[error("{doing} failed: {reason}")]
    Unavailable {
        /// What was being done.
        doing: &'static str,
        /// What the system said.
        reason: String,
    },
}
