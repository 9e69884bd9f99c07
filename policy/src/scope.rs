//! What a limited playback permission lets somebody play.

use crate::name::Name;
use std::collections::BTreeSet;

/// How many names of a kind a scope may hold: each becomes two parameters of the queries that it narrows, of which
/// databases take 32,766.
const MOST_NAMES: usize = 5_000;

/// A scope was given more names than it can hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a scope may name at most {MOST_NAMES} {of}, not {given}; name fewer, or several scopes")]
pub struct TooManyNames {
    /// What they are names of.
    pub of: &'static str,
    /// How many there were.
    pub given: usize,
}

/// Recordings by who and what was recorded: one is within the scope if any of its names is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Scope {
    users: BTreeSet<Name>,
    applications: BTreeSet<Name>,
    hosts: BTreeSet<Name>,
}

impl Scope {
    /// The scope of these recorded users, published applications or desktops, and hosts. Texts without a name are
    /// left out. Without any name nothing is within it.
    ///
    /// # Errors
    /// [`TooManyNames`] where more than 5,000 of a kind are given.
    pub fn new<'a>(
        users: impl IntoIterator<Item = &'a str>,
        applications: impl IntoIterator<Item = &'a str>,
        hosts: impl IntoIterator<Item = &'a str>,
    ) -> Result<Self, TooManyNames> {
        Ok(Self {
            users: names("users", users)?,
            applications: names("applications", applications)?,
            hosts: names("hosts", hosts)?,
        })
    }

    /// What is within either of two scopes.
    ///
    /// # Errors
    /// [`TooManyNames`] where more than 5,000 of a kind are in them together.
    pub fn union(self, other: Self) -> Result<Self, TooManyNames> {
        Ok(Self {
            users: both("users", self.users, other.users)?,
            applications: both("applications", self.applications, other.applications)?,
            hosts: both("hosts", self.hosts, other.hosts)?,
        })
    }

    /// The recorded users in it.
    pub fn users(&self) -> &BTreeSet<Name> {
        &self.users
    }

    /// The published applications and desktops in it.
    pub fn applications(&self) -> &BTreeSet<Name> {
        &self.applications
    }

    /// The hosts in it.
    pub fn hosts(&self) -> &BTreeSet<Name> {
        &self.hosts
    }
}

fn names<'a>(
    of: &'static str,
    texts: impl IntoIterator<Item = &'a str>,
) -> Result<BTreeSet<Name>, TooManyNames> {
    checked(of, texts.into_iter().filter_map(Name::of).collect())
}

fn both(
    of: &'static str,
    mut names: BTreeSet<Name>,
    mut others: BTreeSet<Name>,
) -> Result<BTreeSet<Name>, TooManyNames> {
    names.append(&mut others);
    checked(of, names)
}

fn checked(of: &'static str, names: BTreeSet<Name>) -> Result<BTreeSet<Name>, TooManyNames> {
    if names.len() > MOST_NAMES {
        return Err(TooManyNames { of, given: names.len() });
    }
    Ok(names)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_count_once_and_empty_ones_not_at_all() {
        let scope = Scope::new(["Ada", "ada ", ""], [" "], []).expect("few names");
        assert_eq!((scope.users().len(), scope.applications().len(), scope.hosts().len()), (1, 0, 0));
    }

    #[test]
    fn more_names_than_a_query_takes_are_refused() {
        let many: Vec<String> = (0..=MOST_NAMES).map(|number| format!("host-{number}")).collect();
        let error = Scope::new([], [], many.iter().map(String::as_str)).expect_err("refused");
        assert_eq!(error, TooManyNames { of: "hosts", given: MOST_NAMES + 1 });
        let fitting = many.iter().skip(1).map(String::as_str);
        assert!(Scope::new([], [], fitting).is_ok());
    }
}
