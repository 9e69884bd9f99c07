//! What can go wrong between the console and the gateway, by what the user can do about it.

use crate::format::sentence;
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

    /// Whether the gateway refused with this code.
    pub(crate) fn is(&self, code: &str) -> bool {
        matches!(self, Self::Refused(problem) if problem.code == code)
    }

    /// What happened and what to do, in sentences for the user.
    pub(crate) fn advice(&self) -> String {
        match self {
            Self::Unreachable => {
                "The gateway did not answer. Check that it is running and that this machine can reach it."
                    .into()
            }
            Self::Refused(problem) => {
                let told = [Some(problem.title.as_str()), problem.detail.as_deref()];
                told.into_iter().flatten().filter_map(sentence).collect::<Vec<_>>().join(" ")
            }
            Self::Unreadable { status } => format!(
                "The gateway answered with status {status} and something that this console cannot read. \
                 If the gateway was updated, reload the page."
            ),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_gateway_says_is_told_in_sentences() {
        let problem = Problem::new(409, "last_full_admin", "nobody would be left");
        assert_eq!(ClientError::Refused(problem.clone()).advice(), "Nobody would be left.");
        let problem = problem.with_detail("make another full admin first");
        assert_eq!(
            ClientError::Refused(problem).advice(),
            "Nobody would be left. Make another full admin first."
        );
    }
}
