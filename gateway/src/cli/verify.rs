//! `afterimage verify`

use super::arguments::Subject;
use super::output::print_formatted;
use super::target::Target;
use super::{DONE, FAULTS};
use crate::Result;
use crate::display::{Plain, hex, time};
use clap::Args;
use recording::format::{Fault, Verdict};
use recording::units::Timestamp;
use std::fmt::Write;

#[derive(Debug, Args)]
pub(super) struct Verify {
    #[command(flatten)]
    subject: Subject,
}

pub(super) fn run(command: &Verify) -> Result<u8> {
    let target = Target::open_container(&command.subject)?;
    let verdict = target.verify()?;
    print_formatted(text(&target.label, &verdict))?;
    Ok(if verdict.is_sound() { DONE } else { FAULTS })
}

fn text(label: &str, verdict: &Verdict) -> Result<String, std::fmt::Error> {
    let mut text = String::new();
    let label = Plain(label);
    let faults = match verdict.faults.len() {
        1 => "1 fault".to_owned(),
        faults => format!("{faults} faults"),
    };
    let found = match (verdict.is_sound(), verdict.closed) {
        (true, _) => "sound: complete, and every byte is as it was written".to_owned(),
        (false, true) => format!("NOT sound: complete, but with {faults}"),
        (false, false) => format!("NOT sound: incomplete, with {faults}"),
    };
    writeln!(text, "{label}: {found}")?;
    let signed = if verdict.signed { "signed" } else { "not signed: the hash proves no origin" };
    writeln!(text, "  {} sound chunks; {signed}", verdict.chunks)?;
    writeln!(text, "  root hash {}", hex(&verdict.root))?;
    for fault in &verdict.faults {
        writeln!(text, "  {}", line(fault))?;
    }
    Ok(text)
}

fn line(fault: &Fault) -> String {
    let track = fault.track.map(|track| format!(" of the track {}", track.name())).unwrap_or_default();
    let place = match fault.len {
        0 => format!("at byte {}", fault.offset),
        len => format!("in bytes {} to {}", fault.offset, fault.offset.saturating_add(len - 1)),
    };
    let times = match fault.end {
        Timestamp::MAX => format!("from {} on", time(fault.start)),
        end => format!("from {} to {}", time(fault.start), time(end)),
    };
    format!("{}{track} {place}; affects {times}", fault.what.describe())
}
