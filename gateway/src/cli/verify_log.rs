//! `afterimage verify-log`

use super::arguments::DataFolder;
use super::output::print;
use super::{DONE, FAULTS, block_on};
use crate::Result;
use crate::admin_log::{Act, Action, By, Chain, Fault, Keeper};
use crate::clock::Clock;
use crate::display::clock;
use clap::Args;
use std::path::PathBuf;

/// It reads every entry, and every checkpoint in the files that it is told of.
#[derive(Debug, Args)]
pub(super) struct VerifyLog {
    #[command(flatten)]
    folder: DataFolder,
    /// A further file of checkpoints, as `admin_log.checkpoints` names them. Can be given more than once.
    #[arg(long, value_name = "FILE")]
    checkpoints: Vec<PathBuf>,
    /// Have the log go on from what it is now, although it does not hold what its checkpoints say, such as after an older
    /// database was restored. This reason becomes an entry of the log, and the checkpoints so far are put aside.
    #[arg(long, value_name = "REASON")]
    r#continue: Option<String>,
}

pub(super) fn run(command: &VerifyLog) -> Result<u8> {
    block_on(async {
        let data = command.folder.open().await?;
        let keeper = Keeper::open(command.folder.path(), &command.checkpoints)?;
        let (mut checkpoints, mut faults) = (Vec::new(), Vec::new());
        for place in keeper.places() {
            let (read, bad) = place.read(&keeper.key().verifying())?;
            faults.extend(bad.into_iter().map(|fault| format!("{}: {fault}", place.file().display())));
            checkpoints.extend(read);
        }
        let verified = data.store.verify_log(&checkpoints).await?;
        faults.extend(verified.faults.iter().map(Fault::to_string));
        let mut text = match faults.len() {
            0 => "sound: every entry is as it was written, and none is missing\n".to_owned(),
            Chain::MOST_FAULTS.. => "NOT sound: the first of many faults are\n".to_owned(),
            1 => "NOT sound: 1 fault\n".to_owned(),
            faults => format!("NOT sound: {faults} faults\n"),
        };
        text.push_str(&format!("  {} entries, {} checkpoints", verified.entries, checkpoints.len()));
        match checkpoints.iter().max_by_key(|checkpoint| checkpoint.at_ms) {
            Some(last) => text.push_str(&format!(
                ", the last one of {} at entry {}\n",
                clock(last.at_ms),
                last.head.sequence
            )),
            None => text.push_str(": whether the newest entries were cut off cannot be told\n"),
        }
        text.push_str(&format!(
            "  last hash {}\n  public key {}\n",
            verified.head.hash,
            keeper.key().public()
        ));
        for fault in &faults {
            text.push_str(&format!("  {fault}\n"));
        }
        print(&text)?;
        let Some(reason) = &command.r#continue else {
            return Ok(if faults.is_empty() { DONE } else { FAULTS });
        };
        let at_ms = Clock::Machine.now_ms();
        let by = By::command_line(at_ms);
        let newest = checkpoints.iter().max_by_key(|checkpoint| checkpoint.head.sequence);
        let newest = newest.map(|newest| format!("entry {} {}", newest.head.sequence, newest.head.hash));
        let act = Act::new(Action::ContinueLog, None, "Administrator log")
            .with("Reason", reason.trim())
            .changed("Last checkpoint", newest.as_deref(), None);
        data.store.log(&by, &act, true).await?;
        for place in keeper.places().iter().filter(|place| place.file().exists()) {
            let aside = place.put_aside(at_ms)?;
            print(&format!("the checkpoints so far are in {}\n", aside.display()))?;
        }
        keeper.write(&data.store, at_ms).await?;
        Ok(DONE)
    })
}
