//! `afterimage list`

use super::arguments::DataFolder;
use super::output::print;
use super::{DONE, block_on};
use crate::Result;
use crate::display::{Plain, bytes, clock, time};
use crate::store::Wanted;
use clap::Args;
use policy::Visibility;
use recording::units::Timestamp;

#[derive(Debug, Args)]
pub(super) struct List {
    #[command(flatten)]
    folder: DataFolder,
}

pub(super) fn run(command: &List) -> Result<u8> {
    block_on(async {
        let data = command.folder.open().await?;
        let mut cursor = None;
        loop {
            let all = Wanted::default();
            let page = data.store.page_of_recordings(&Visibility::Everything, 200, cursor, &all).await?;
            print(&page.recordings.iter().map(line).collect::<String>())?;
            cursor = page.next;
            if cursor.is_none() {
                return Ok(DONE);
            }
        }
    })
}

fn line(recording: &api::Recording) -> String {
    format!(
        "{}  {:<20}  {:<8}  {}  {:>8}  {:>6}  {:<10}  {:<10}  {}\n",
        recording.id,
        recording.started_at_ms.map_or_else(|| "-".to_owned(), clock),
        match recording.kind {
            api::Kind::Desktop => "desktop",
            api::Kind::Terminal => "terminal",
            api::Kind::Events => "events",
        },
        time(Timestamp::from_us(recording.duration_us)),
        bytes(recording.size_bytes),
        recording.events.map_or_else(|| "-".to_owned(), |events| events.to_string()),
        known(recording.session.user.as_deref()),
        known(recording.session.host.as_deref()),
        Plain(&recording.name),
    )
}

/// A fact that may not be known.
fn known(fact: Option<&str>) -> String {
    Plain(fact.unwrap_or("-")).to_string()
}
