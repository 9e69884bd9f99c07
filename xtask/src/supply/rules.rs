//! The rules for advisories: how old the snapshot may be, what an advisory means for the crates of the lock file.

use super::finding::Finding;
use super::waiver::{self, Waiver};
use jiff::civil::Date;
use rustsec::package::Package;
use rustsec::{Advisory, VersionReq};

/// A snapshot older than this should be renewed.
const OLD_DAYS: i32 = 45;
/// A snapshot older than this says too little to pass.
const MAX_DAYS: i32 = 180;

/// Whether a snapshot of this date is recent enough.
pub(super) fn age(snapshot: Date, today: Date) -> Option<Finding> {
    let days = (today - snapshot).get_days();
    if days < 0 {
        // it would be called recent for longer than it is
        return Some(Finding::failure(format!(
            "the snapshot of the advisories is of {snapshot}, a day to come"
        )));
    }
    let aged = format!("the snapshot of the advisories is of {snapshot}, {days} days old");
    if days > MAX_DAYS {
        Some(Finding::failure(format!("{aged}: more than {MAX_DAYS}, renew it")))
    } else if days > OLD_DAYS {
        Some(Finding::warning(format!("{aged}: more than {OLD_DAYS}, renew it")))
    } else {
        None
    }
}

/// Whether the advisories are about the packages: a vulnerability fails unless it is waived today, what is only of
/// interest (unmaintained, unsound, a notice) warns. A waiver that waives nothing fails, so that their list stays true.
pub(super) fn advisories(
    packages: &[Package],
    advisories: &[Advisory],
    waivers: &[Waiver],
    today: Date,
) -> Vec<Finding> {
    let mut findings = Vec::new();
    let mut vulnerabilities = Vec::new();
    for (package, advisory) in matches(packages, advisories) {
        let id = advisory.id().as_str();
        let what = format!("{} {}: {id}, {}", package.name, package.version, advisory.title());
        if let Some(kind) = &advisory.metadata.informational {
            findings.push(Finding::warning(format!("{what} ({kind})")));
            continue;
        }
        vulnerabilities.push(id);
        findings.push(match waivers.iter().find(|waiver| waiver.id == id && waiver.holds(today)) {
            Some(Waiver { expires, reason, .. }) => {
                Finding::waived(format!("{what} (until {expires}: {reason})"))
            }
            None => Finding::failure(format!("{what} ({})", remedy(advisory.versions.patched()))),
        });
    }
    for Waiver { id, .. } in waivers.iter().filter(|waiver| !vulnerabilities.contains(&waiver.id.as_str())) {
        let what =
            format!("{}: no crate in Cargo.lock has the vulnerability {id}: remove its waiver", waiver::FILE);
        findings.push(Finding::failure(what));
    }
    findings
}

/// Each package with each advisory that its version falls under.
fn matches<'a>(
    packages: &'a [Package],
    advisories: &'a [Advisory],
) -> impl Iterator<Item = (&'a Package, &'a Advisory)> {
    // a package without a source is ours, and may have the name of a foreign one
    packages.iter().filter(|package| package.source.is_some()).flat_map(move |package| {
        advisories
            .iter()
            .filter(move |advisory| advisory.metadata.package == package.name)
            .filter(move |advisory| {
                !advisory.withdrawn() && advisory.versions.is_vulnerable(&package.version)
            })
            .map(move |advisory| (package, advisory))
    })
}

fn remedy(patched: &[VersionReq]) -> String {
    if patched.is_empty() {
        return "no version is patched".to_owned();
    }
    let versions: Vec<String> = patched.iter().map(ToString::to_string).collect();
    format!("patched in {}", versions.join(" or "))
}

#[cfg(test)]
mod tests {
    use super::super::finding::Weight;
    use super::*;
    use jiff::ToSpan;
    use jiff::civil::date;
    use rustsec::Lockfile;

    const TODAY: Date = date(2026, 11, 23);

    /// A lock file with one package from crates.io of this name and version, and one of ours that is called `ours`.
    fn lock(name: &str, version: &str) -> Vec<Package> {
        let text = format!(
            "version = 4\n\n[[package]]\nname = \"{name}\"\nversion = \"{version}\"\nsource = \
             \"registry+https://github.com/rust-lang/crates.io-index\"\nchecksum = \"{}\"\n\n\
             [[package]]\nname = \"ours\"\nversion = \"0.1.0\"\ndependencies = [\n \"{name}\",\n]\n",
            "0".repeat(64)
        );
        text.parse::<Lockfile>().unwrap().packages
    }

    /// An advisory about `package` below 2.0.0, in the form of the database, with more lines for its table.
    fn advisory(package: &str, more: &str) -> Advisory {
        format!(
            "```toml\n[advisory]\nid = \"RUSTSEC-2026-9999\"\npackage = \"{package}\"\ndate = \"2026-10-01\"\n{more}\n\
             [versions]\npatched = [\">= 2.0.0\"]\nunaffected = [\"< 1.2.0\"]\n```\n\n# It can be broken\n\nBadly.\n"
        )
        .parse()
        .unwrap()
    }

    fn waiver(id: &str, expires: Date) -> Waiver {
        Waiver { id: id.to_owned(), reason: "never called".to_owned(), expires }
    }

    fn weights(packages: &[Package], known: &[Advisory], waivers: &[Waiver]) -> Vec<Weight> {
        advisories(packages, known, waivers, TODAY).into_iter().map(|finding| finding.weight).collect()
    }

    #[test]
    fn a_snapshot_ages() {
        let weight = |days: i32| age(TODAY - days.days(), TODAY).map(|finding| finding.weight);
        assert_eq!(weight(0), None);
        assert_eq!(weight(45), None);
        assert_eq!(weight(46), Some(Weight::Warning));
        assert_eq!(weight(180), Some(Weight::Warning));
        assert_eq!(weight(181), Some(Weight::Failure));
        assert_eq!(weight(-1), Some(Weight::Failure), "of tomorrow");
    }

    #[test]
    fn an_old_snapshot_is_named_by_date_and_age() {
        let warning = age(date(2026, 8, 21), TODAY).unwrap().to_string();
        assert!(warning.starts_with("warning: ") && warning.contains("2026-08-21, 94 days old"), "{warning}");
    }

    #[test]
    fn a_vulnerable_version_in_the_lock_file_fails() {
        let known = [advisory("planted", "")];
        let found = advisories(&lock("planted", "1.2.3"), &known, &[], TODAY);
        let said = "planted 1.2.3: RUSTSEC-2026-9999, It can be broken (patched in >=2.0.0)";
        assert_eq!(found, [Finding::failure(said)]);
    }

    #[test]
    fn other_versions_and_other_crates_pass() {
        let known = [advisory("planted", "")];
        for package in [lock("planted", "2.0.0"), lock("planted", "1.1.9"), lock("plant", "1.2.3")] {
            assert_eq!(weights(&package, &known, &[]), []);
        }
    }

    #[test]
    fn a_crate_of_ours_is_not_the_foreign_one_of_the_same_name() {
        let text = "version = 4\n\n[[package]]\nname = \"planted\"\nversion = \"1.2.3\"\n";
        let packages = text.parse::<Lockfile>().unwrap().packages;
        assert_eq!(weights(&packages, &[advisory("planted", "")], &[]), []);
    }

    #[test]
    fn what_is_no_vulnerability_warns() {
        for kind in ["unmaintained", "unsound", "notice"] {
            let known = [advisory("planted", &format!("informational = \"{kind}\""))];
            assert_eq!(weights(&lock("planted", "1.2.3"), &known, &[]), [Weight::Warning], "{kind}");
        }
    }

    #[test]
    fn a_withdrawn_advisory_says_nothing() {
        let known = [advisory("planted", "withdrawn = \"2026-11-01\"")];
        assert_eq!(weights(&lock("planted", "1.2.3"), &known, &[]), []);
    }

    #[test]
    fn a_waiver_excuses_its_advisory_until_it_expires() {
        let (packages, known) = (lock("planted", "1.2.3"), [advisory("planted", "")]);
        assert_eq!(weights(&packages, &known, &[waiver("RUSTSEC-2026-9999", TODAY)]), [Weight::Waived]);
        let expired = waiver("RUSTSEC-2026-9999", TODAY - 1.day());
        assert_eq!(weights(&packages, &known, &[expired]), [Weight::Failure]);
        let other = waiver("RUSTSEC-2026-9998", TODAY);
        assert_eq!(weights(&packages, &known, &[other]), [Weight::Failure, Weight::Failure]);
    }

    #[test]
    fn a_waiver_that_waives_nothing_fails() {
        let unneeded = [waiver("RUSTSEC-2026-9999", TODAY)];
        assert_eq!(
            weights(&lock("planted", "2.0.0"), &[advisory("planted", "")], &unneeded),
            [Weight::Failure]
        );
        let known = [advisory("planted", "informational = \"unmaintained\"")];
        let found = weights(&lock("planted", "1.2.3"), &known, &unneeded);
        assert_eq!(found, [Weight::Warning, Weight::Failure], "a warning needs no waiver");
    }
}
