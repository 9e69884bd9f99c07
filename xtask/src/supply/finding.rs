//! What the rules for advisories found.

use std::fmt;

/// How much a finding weighs, the lightest first: what matters most is said last.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Weight {
    /// A failure that a waiver excuses for now.
    Waived,
    /// Somebody should look at it.
    Warning,
    /// It stops the change.
    Failure,
}

/// One thing found.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Finding {
    pub(super) weight: Weight,
    pub(super) what: String,
}

impl Finding {
    pub(super) fn failure(what: impl Into<String>) -> Self {
        Self { weight: Weight::Failure, what: what.into() }
    }

    pub(super) fn warning(what: impl Into<String>) -> Self {
        Self { weight: Weight::Warning, what: what.into() }
    }

    pub(super) fn waived(what: impl Into<String>) -> Self {
        Self { weight: Weight::Waived, what: what.into() }
    }
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let weight = match self.weight {
            Weight::Failure => "error",
            Weight::Warning => "warning",
            Weight::Waived => "waived",
        };
        write!(f, "{weight}: {}", self.what)
    }
}
