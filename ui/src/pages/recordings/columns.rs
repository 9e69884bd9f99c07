//! The columns of the table: which there are, which are shown, and what stands in them.

use crate::format::{self, Zoned};
use crate::parts::events::cut;
use api::{Recording, RecordingList};

/// How many characters of a name are shown.
pub(super) const MOST_SHOWN: usize = 200;

/// A column that can be shown. The name of the recording always is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Column {
    Start,
    Site,
    User,
    Host,
    Client,
    ClientAddress,
    Application,
    Kind,
    Events,
    EventsOnly,
    Screen,
    Duration,
    Size,
    Imported,
    RestrictedBy,
    ArchivedBy,
    DeletedBy,
    PurgedFrom,
}

impl Column {
    /// Every column, in the order of the table.
    pub(super) const ALL: [Self; 18] = [
        Self::Start,
        Self::Site,
        Self::User,
        Self::Host,
        Self::Client,
        Self::ClientAddress,
        Self::Application,
        Self::Kind,
        Self::Events,
        Self::EventsOnly,
        Self::Screen,
        Self::Imported,
        Self::RestrictedBy,
        Self::ArchivedBy,
        Self::DeletedBy,
        Self::PurgedFrom,
        Self::Duration,
        Self::Size,
    ];

    pub(super) const fn label(self) -> &'static str {
        match self {
            Self::Start => "Start time",
            Self::Site => "Site",
            Self::User => "User",
            Self::Host => "Host",
            Self::Client => "Client",
            Self::ClientAddress => "Client IP address",
            Self::Application => "Application",
            Self::Kind => "Kind",
            Self::Events => "Events",
            Self::EventsOnly => "Events only",
            Self::Screen => "Size on screen",
            Self::Duration => "Duration",
            Self::Size => "Size",
            Self::Imported => "Imported",
            Self::RestrictedBy => "Restricted by",
            Self::ArchivedBy => "Archived by",
            Self::DeletedBy => "Deleted by",
            Self::PurgedFrom => "Kept until",
        }
    }

    /// The word that the browser keeps for it, and its class.
    pub(super) const fn word(self) -> &'static str {
        match self {
            Self::Start => "start",
            Self::Site => "site",
            Self::User => "user",
            Self::Host => "host",
            Self::Client => "client",
            Self::ClientAddress => "client-address",
            Self::Application => "application",
            Self::Kind => "kind",
            Self::Events => "events",
            Self::EventsOnly => "events-only",
            Self::Screen => "screen",
            Self::Duration => "duration",
            Self::Size => "size",
            Self::Imported => "imported",
            Self::RestrictedBy => "restricted-by",
            Self::ArchivedBy => "archived-by",
            Self::DeletedBy => "deleted-by",
            Self::PurgedFrom => "purged-from",
        }
    }

    /// Whether its cells are times, in the zone that the head names.
    pub(super) const fn is_time(self) -> bool {
        matches!(self, Self::Start | Self::Imported | Self::PurgedFrom)
    }

    /// Whether its cells are numbers.
    pub(super) const fn is_number(self) -> bool {
        matches!(self, Self::Events | Self::Screen | Self::Duration | Self::Size)
    }

    /// What is shown where nobody chose.
    pub(super) fn usual(list: RecordingList) -> Vec<Self> {
        let of_list: &[Self] = match list {
            RecordingList::All => &[Self::Kind, Self::Events],
            RecordingList::Archived => &[Self::ArchivedBy],
            RecordingList::Restricted => &[Self::RestrictedBy],
            RecordingList::Deleted => &[Self::DeletedBy, Self::PurgedFrom],
        };
        let usual = [Self::Start, Self::User, Self::Host, Self::Duration, Self::Size];
        in_order(usual.iter().chain(of_list).copied())
    }

    /// The columns that the browser kept; `None` where it kept none that are known.
    pub(super) fn of_text(text: &str) -> Option<Vec<Self>> {
        let of_word = |word: &str| Self::ALL.into_iter().find(|column| column.word() == word);
        let known = in_order(text.split(' ').filter_map(of_word));
        (!known.is_empty() || text.is_empty()).then_some(known)
    }

    /// As the browser keeps them.
    pub(super) fn to_text(columns: &[Self]) -> String {
        columns.iter().map(|column| column.word()).collect::<Vec<_>>().join(" ")
    }

    /// The columns after one was chosen, or was left out.
    pub(super) fn toggled(columns: &[Self], column: Self) -> Vec<Self> {
        let without = columns.iter().copied().filter(|other| *other != column);
        let mut after: Vec<Self> = without.collect();
        if after.len() == columns.len() {
            after.push(column);
        }
        in_order(after.into_iter())
    }

    /// What stands in its cell, where it is plain text. `column_offset` is the zone of the head, `offset_at` the
    /// user's zone at a moment; both in minutes ahead of UTC.
    pub(super) fn text(
        self,
        recording: &Recording,
        column_offset: i32,
        offset_at: impl Fn(i64) -> i32,
    ) -> Option<String> {
        // without characters that would turn or hide others
        let recorded = |text: &Option<String>| text.as_deref().map(|text| cut(text, MOST_SHOWN));
        let session = &recording.session;
        let care = &recording.care;
        let time = |at_ms: i64| {
            let offset = offset_at(at_ms);
            let zoned = Zoned::new(at_ms, offset)?;
            let zone =
                if offset == column_offset { String::new() } else { format!(" ({})", format::zone(offset)) };
            Some(format!("{}{zone}", zoned.date_time()))
        };
        match self {
            Self::Start => recording.started_at_ms.and_then(time),
            Self::Site => recorded(&session.site),
            Self::User => recorded(&session.user),
            Self::Host => recorded(&session.host),
            Self::Client => recorded(&session.client),
            Self::ClientAddress => recorded(&session.client_address),
            Self::Application => recorded(&session.application),
            Self::Kind => Some(recording.kind.label().to_owned()),
            Self::Events => recording.events.map(|events| events.to_string()),
            Self::EventsOnly => {
                Some(if recording.kind == api::Kind::Events { "True" } else { "False" }.to_owned())
            }
            Self::Screen => Some(format::on_screen(recording.kind, recording.size_on_screen)),
            Self::Duration => Some(format::clock(recording.duration_us)),
            Self::Size => Some(format::bytes(recording.size_bytes)),
            Self::Imported => time(recording.imported_at_ms),
            Self::RestrictedBy => care.restricted.as_ref().map(|done| done.by.clone()),
            Self::ArchivedBy => care.archived.as_ref().map(|done| done.by.clone()),
            Self::DeletedBy => care.deleted.as_ref().map(|deletion| deletion.by.clone()),
            Self::PurgedFrom => care.deleted.as_ref().and_then(|deletion| time(deletion.purged_from_ms)),
        }
    }
}

/// Each once, in the order of the table.
fn in_order(columns: impl Iterator<Item = Column>) -> Vec<Column> {
    let chosen: Vec<Column> = columns.collect();
    Column::ALL.into_iter().filter(|column| chosen.contains(column)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pages::sample::recording;

    #[test]
    fn what_the_browser_kept_is_read_back() {
        for list in RecordingList::ALL {
            let usual = Column::usual(list);
            assert_eq!(Column::of_text(&Column::to_text(&usual)), Some(usual));
        }
        assert_eq!(Column::of_text(""), Some(Vec::new()));
        assert_eq!(Column::of_text("something else"), None);
        assert_eq!(Column::of_text("size else start"), Some(vec![Column::Start, Column::Size]));
    }

    #[test]
    fn a_column_is_chosen_and_left_out_in_its_place() {
        let some = Column::toggled(&[Column::Size], Column::User);
        assert_eq!(some, [Column::User, Column::Size]);
        assert_eq!(Column::toggled(&some, Column::Size), [Column::User]);
    }

    #[test]
    fn cells_say_what_is_known() {
        let mut recording = recording();
        recording.session.user = Some("CORP\\Ada\u{202e}".into());
        recording.care.deleted = Some(api::Deletion {
            by: "Grace".into(),
            at_ms: 0,
            purged_from_ms: 1_771_751_765_000,
            with_files: false,
        });
        let text = |column: Column| column.text(&recording, 120, |_| 60);
        assert_eq!(text(Column::User).as_deref(), Some("CORP\\Ada<U+202E>"));
        assert_eq!(text(Column::Host), None);
        assert_eq!(text(Column::EventsOnly).as_deref(), Some("False"));
        assert_eq!(text(Column::PurgedFrom).as_deref(), Some("22 Feb 2026 10:16:05 (UTC+01:00)"));
        assert_eq!(text(Column::Duration).as_deref(), Some("00:38:32"));
    }
}
