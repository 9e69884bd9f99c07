//! Runs both halves and says what they found.

use super::finding::{Finding, Weight};
use super::snapshot::{self, Snapshot};
use super::{rules, waiver};
use crate::setup::{self, Purpose, Tools};
use crate::{process, workspace};
use anyhow::{Context, Result};
use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use rustsec::Lockfile;
use std::fs;
use std::process::{Command, ExitCode};

/// Checks bans, licences, sources and advisories; fails where one of them does, after it has said all.
pub(crate) fn supply() -> Result<ExitCode> {
    let tools = setup::prepare(Purpose::Supply)?;
    let is_allowed = is_allowed(&tools)?;
    let is_safe = is_safe(TimeZone::UTC.to_datetime(Timestamp::now()).date())?;
    Ok(if is_allowed && is_safe { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// Bans, licences and sources, by cargo-deny, which says itself what it finds.
fn is_allowed(tools: &Tools) -> Result<bool> {
    // cargo-deny reads every crate of the lock file, also those that only other systems compile
    process::run(&mut process::cargo("fetch"))?;
    let mut command = Command::new("cargo-deny");
    command.args(["--frozen", "check", "bans", "licenses", "sources"]).current_dir(workspace::root());
    Ok(process::tee(tools.on_path(&mut command)?, |_| ())?.success())
}

/// Advisories, as far as there is a snapshot of them.
fn is_safe(today: Date) -> Result<bool> {
    let root = workspace::root();
    let read =
        |name: &str| fs::read_to_string(root.join(name)).with_context(|| format!("cannot read {name}"));
    let waivers = waiver::parse(&read(waiver::FILE)?)?;
    let mut findings = waiver::check(&waivers, today);
    let lock: Lockfile = read("Cargo.lock")?.parse().context("Cargo.lock cannot be read")?;
    let folder = snapshot::folder();
    let against = match Snapshot::newest(&folder, &workspace::target_dir().join("advisories"))? {
        Some(snapshot) => {
            let known = snapshot.advisories(&lock.packages)?;
            findings.extend(rules::age(snapshot.date, today));
            findings.extend(rules::advisories(&lock.packages, &known, &waivers, today));
            format!("{} advisories of {}", snapshot.count()?, snapshot.date)
        }
        None => {
            println!("skipped: no snapshot of advisories in {}", folder.display());
            "no advisories".to_owned()
        }
    };
    findings.sort();
    for finding in &findings {
        println!("{finding}");
    }
    println!("supply: {} crates against {against}: {}", lock.packages.len(), summary(&findings));
    Ok(!findings.iter().any(|finding| finding.weight == Weight::Failure))
}

fn summary(findings: &[Finding]) -> String {
    let count = |weight| findings.iter().filter(|finding| finding.weight == weight).count();
    let (failures, warnings, waived) =
        (count(Weight::Failure), count(Weight::Warning), count(Weight::Waived));
    format!("{failures} errors, {warnings} warnings, {waived} waived")
}
