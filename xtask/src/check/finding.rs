//! What a rule found.

use std::fmt;

/// One breach of one rule.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Finding {
    pub(super) rule: &'static str,
    /// File, relative to the root, or the crate.
    pub(super) place: String,
    /// From 1 on; none where the whole file is meant.
    pub(super) line: Option<usize>,
    pub(super) what: String,
}

impl Finding {
    pub(super) fn in_file(rule: &'static str, place: &str, what: impl Into<String>) -> Self {
        Self { rule, place: place.to_owned(), line: None, what: what.into() }
    }

    pub(super) fn at(rule: &'static str, place: &str, line: usize, what: impl Into<String>) -> Self {
        Self { rule, place: place.to_owned(), line: Some(line), what: what.into() }
    }
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.line {
            Some(line) => write!(f, "{}:{line}: {} [{}]", self.place, self.what, self.rule),
            None => write!(f, "{}: {} [{}]", self.place, self.what, self.rule),
        }
    }
}
