//! Waivers: advisories that the project lives with for a while, and why.

use super::finding::Finding;
use anyhow::{Context, Result};
use jiff::civil::Date;
use serde::Deserialize;

/// The file of the waivers, at the root.
pub(super) const FILE: &str = "advisories.toml";

/// A waiver may not reach further ahead than this: by then somebody looks again.
const MAX_DAYS_AHEAD: i32 = 180;

/// Leave to have one vulnerability, until a date.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Waiver {
    /// Of the advisory, as in `RUSTSEC-2025-0168`.
    pub(super) id: String,
    pub(super) reason: String,
    /// The last day on which it holds.
    pub(super) expires: Date,
}

impl Waiver {
    /// Whether it holds on this day.
    pub(super) fn holds(&self, today: Date) -> bool {
        today <= self.expires
    }
}

/// Reads the waivers out of the text of their file.
pub(super) fn parse(text: &str) -> Result<Vec<Waiver>> {
    let file: File = toml::from_str(text).with_context(|| format!("{FILE} cannot be read"))?;
    file.waiver
        .into_iter()
        .map(|entry| {
            let expires = entry.expires.to_string();
            let expires = expires
                .parse()
                .with_context(|| format!("{FILE}: {} expires on no date: {expires}", entry.id))?;
            Ok(Waiver { id: entry.id, reason: entry.reason, expires })
        })
        .collect()
}

/// What is wrong with the waivers themselves, whatever the advisories say.
pub(super) fn check(waivers: &[Waiver], today: Date) -> Vec<Finding> {
    let mut findings = Vec::new();
    for waiver in waivers {
        let Waiver { id, reason, expires } = waiver;
        if !waiver.holds(today) {
            findings.push(Finding::failure(format!("{FILE}: the waiver of {id} expired on {expires}")));
        }
        if (*expires - today).get_days() > MAX_DAYS_AHEAD {
            findings.push(Finding::failure(format!(
                "{FILE}: the waiver of {id} holds until {expires}, more than {MAX_DAYS_AHEAD} days from today"
            )));
        }
        if reason.trim().is_empty() {
            findings.push(Finding::failure(format!("{FILE}: the waiver of {id} gives no reason")));
        }
    }
    findings
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(default)]
    waiver: Vec<Entry>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    id: String,
    reason: String,
    expires: toml::value::Datetime,
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    const TEXT: &str =
        "[[waiver]]\nid = \"RUSTSEC-2026-0001\"\nreason = \"never called\"\nexpires = 2026-12-01\n";

    /// What is found on each day, shortened to how many failures.
    fn failures(text: &str, today: Date) -> usize {
        check(&parse(text).unwrap(), today).len()
    }

    #[test]
    fn a_waiver_is_read() {
        let expires = date(2026, 12, 1);
        let waiver =
            Waiver { id: "RUSTSEC-2026-0001".to_owned(), reason: "never called".to_owned(), expires };
        assert_eq!(parse(TEXT).unwrap(), [waiver]);
        assert_eq!(parse("# none\n").unwrap(), []);
    }

    #[test]
    fn a_file_that_says_something_else_is_refused() {
        assert!(parse(&TEXT.replace("expires = 2026-12-01", "")).is_err());
        assert!(parse(&TEXT.replace("2026-12-01", "10:00:00")).is_err());
        assert!(parse(&TEXT.replace("reason", "because")).is_err());
        assert!(parse(&TEXT.replace("[[waiver]]", "[[waivers]]")).is_err());
    }

    #[test]
    fn a_waiver_holds_up_to_its_day_and_is_an_error_from_then_on() {
        assert_eq!(failures(TEXT, date(2026, 12, 1)), 0);
        assert_eq!(failures(TEXT, date(2026, 12, 2)), 1);
        let waivers = parse(TEXT).unwrap();
        assert!(waivers.iter().all(|waiver| waiver.holds(date(2026, 12, 1))));
        assert!(!waivers.iter().any(|waiver| waiver.holds(date(2026, 12, 2))));
    }

    #[test]
    fn a_waiver_reaches_at_most_180_days_ahead() {
        assert_eq!(failures(TEXT, date(2026, 6, 4)), 0);
        assert_eq!(failures(TEXT, date(2026, 6, 3)), 1);
    }

    #[test]
    fn a_waiver_without_a_reason_is_found() {
        assert_eq!(failures(&TEXT.replace("never called", " "), date(2026, 12, 1)), 1);
    }
}
