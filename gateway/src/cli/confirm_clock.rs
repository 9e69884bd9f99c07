//! `afterimage confirm-clock`

use super::arguments::DataFolder;
use super::output::print;
use super::{DONE, block_on};
use crate::Result;
use crate::admin_log::By;
use crate::clock::Clock;
use crate::display::clock;
use clap::Args;

/// It is logged. The time that it shows must be right.
#[derive(Debug, Args)]
pub(super) struct ConfirmClock {
    #[command(flatten)]
    folder: DataFolder,
}

pub(super) fn run(command: &ConfirmClock) -> Result<u8> {
    block_on(async {
        let data = command.folder.open().await?;
        let now_ms = Clock::Machine.now_ms();
        data.store.confirm_time(&By::command_line(now_ms)).await?;
        print(&format!(
            "{} is the time from now on, and deleted recordings are purged by it\n",
            clock(now_ms)
        ))?;
        Ok(DONE)
    })
}
