//! Runs all rules and says what they found.

use super::finding::Finding;
use super::{edges, manifests, placement, portable, sinks, tidy};
use crate::setup::{self, Purpose};
use crate::workspace;
use anyhow::Result;
use std::process::ExitCode;

/// Runs every rule; fails where one is broken.
pub(crate) fn check() -> Result<ExitCode> {
    setup::prepare(Purpose::Check)?;
    let files = workspace::text_files()?;
    let mut findings: Vec<Finding> = Vec::new();
    findings.extend(edges::check()?);
    findings.extend(manifests::check(&files)?);
    findings.extend(placement::check(&files));
    findings.extend(sinks::check(&files));
    findings.extend(tidy::check(&files));
    findings.extend(portable::check()?);
    findings.sort();
    for file in tidy::long_files(&files) {
        println!("note: {file}");
    }
    for finding in &findings {
        println!("error: {finding}");
    }
    println!("check: {} files, {} findings", files.len(), findings.len());
    Ok(if findings.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}
