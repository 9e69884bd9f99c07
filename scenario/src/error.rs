//! Why a scenario cannot be played.

/// The result of anything in this crate.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// What is wrong with a scenario, or with writing what it tells.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The file is not a scenario.
    #[error("the scenario cannot be read: {0}")]
    Malformed(String),
    /// A session asks for something that cannot be, or that makes its facts uncertain.
    #[error("session {session}: {reason}")]
    Unplayable {
        /// Name of the session.
        session: String,
        /// What and what to do about it.
        reason: String,
    },
    /// The recording could not be written.
    #[error(transparent)]
    Recording(#[from] recording::Error),
}
