//! What can go wrong between the console and the gateway, by what the user can do about it.

use api::Problem;

/// A request that brought no answer of use.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum ClientError {
    /// No answer: the gateway does not run or the network is down. Try again.
    #[error("the gateway did not answer")]
    Unreachable,
    /// The gateway answered, and says why not.
    #[error("the gateway refused the request: {}", .0.title)]
    Refused(Problem),
    /// An answer that is none of the API's: another version, or something between.
    #[error("the gateway answered status {status} with something that this console cannot read")]
    Unreadable {
        /// HTTP status.
        status: u16,
    },
}

impl ClientError {
    /// Whether the thing asked for does not exist.
    pub(crate) fn is_missing(&self) -> bool {
        matches!(self, Self::Refused(problem) if problem.status == 404)
    }

    /// What happened and what to do, in sentences for the user.
    pub(crate) fn advice(&self) -> String {
        match self {
            Self::Unreachable => {
                "The gateway did not answer. Check that it is running and that this machine can reach it."
                    .into()
            }
            Self::Refused(problem) => match &problem.detail {
                Some(detail) => format!("{}. {detail}", problem.title.trim_end_matches('.')),
                None => problem.title.clone(),
            },
            Self::Unreadable { status } => format!(
                "The gateway answered with status {status} and something that this console cannot read. \
                 If the gateway was updated, reload the page."
            ),
        }
    }
}
