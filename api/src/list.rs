//! How a page of the list of recordings is asked for, and what it is.

use crate::Recording;
use serde::{Deserialize, Serialize};

/// One page of the list of recordings, newest first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct RecordingPage {
    /// The recordings.
    pub items: Vec<Recording>,
    /// Hand this back as `cursor` for the next page; absent on the last one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next_cursor: Option<String>,
}

/// The lists. A recording is on one of them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum RecordingList {
    /// Those that are on no other list.
    #[default]
    All,
    /// Archived ones that are not restricted.
    Archived,
    /// Restricted ones, archived or not. Only for those who may play all recordings.
    Restricted,
    /// Deleted ones that can still be brought back. Only for those who may delete.
    Deleted,
}

impl RecordingList {
    /// Every list.
    pub const ALL: [Self; 4] = [Self::All, Self::Archived, Self::Restricted, Self::Deleted];

    /// What people call it.
    pub const fn label(self) -> &'static str {
        match self {
            Self::All => "All Recordings",
            Self::Archived => "Archived",
            Self::Restricted => "Restricted",
            Self::Deleted => "Deleted",
        }
    }

    /// The word for it in JSON and in addresses.
    pub const fn word(self) -> &'static str {
        match self {
            Self::All => "all",
            Self::Archived => "archived",
            Self::Restricted => "restricted",
            Self::Deleted => "deleted",
        }
    }
}

/// Whether all conditions must hold, or one.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Match {
    /// All of them.
    #[default]
    All,
    /// Any of them.
    Any,
}

/// How a page of the list is asked for: the query of `GET /api/v1/recordings`.
///
/// The texts from `user` to `name` are conditions on names: a recording fulfils one if its name contains the text,
/// whatever the case. `=` before a text asks for the whole name; `|` stands between alternatives. With the bounds from
/// `duration_min_s` on and `kind` they are conditions, of which `match` says whether all must hold or any. The list,
/// the session, the time and the sites always hold.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::IntoParams))]
#[cfg_attr(feature = "openapi", into_params(parameter_in = Query))]
#[serde(deny_unknown_fields)]
pub struct ListQuery {
    /// How many at most, from 1 to 200; 50 where absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", param(minimum = 1, maximum = 200))]
    pub limit: Option<u32>,
    /// The `next_cursor` of the page before; absent for the first page.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cursor: Option<String>,
    /// Which list; all recordings where absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", param(inline))]
    pub list: Option<RecordingList>,
    /// Only recordings of this session, on whichever list that whoever asks may see, except the deleted ones.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub session: Option<String>,
    /// Only recordings that ended then or later, in milliseconds since 1970-01-01 UTC. Those without a known start are
    /// left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from_ms: Option<i64>,
    /// Only recordings that began then or earlier; with `from_ms`, those that overlap the time between both.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until_ms: Option<i64>,
    /// Only recordings of these sites: their whole names with `|` between them, whatever the case.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub site: Option<String>,
    /// Whether all of the conditions must hold, or any; all where absent.
    #[serde(default, rename = "match", skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", param(inline))]
    pub matching: Option<Match>,
    /// The recorded user.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub user: Option<String>,
    /// The host of the session.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub host: Option<String>,
    /// The client device.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub client: Option<String>,
    /// The client's address.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub client_address: Option<String>,
    /// The published application or desktop.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub application: Option<String>,
    /// The name or the title of the recording.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// What has pictures of this kind, or none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", param(inline))]
    pub kind: Option<crate::Kind>,
    /// It lasts at least so long, in seconds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub duration_min_s: Option<u32>,
    /// It lasts at most so long, in seconds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub duration_max_s: Option<u32>,
    /// It has at least so many events.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub events_min: Option<u32>,
    /// It has at most so many events.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub events_max: Option<u32>,
    /// It has at least so many bytes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub size_min: Option<u64>,
    /// It has at most so many bytes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub size_max: Option<u64>,
}

impl ListQuery {
    /// The most recordings on a page.
    pub const LIMIT_MAX: u32 = 200;
    /// Recordings on a page where the query does not say.
    pub const LIMIT_DEFAULT: u32 = 50;
    /// The longest text of a condition, in characters.
    pub const LONGEST_TEXT: usize = 1_024;
    /// The most alternatives of a condition.
    pub const MOST_ALTERNATIVES: usize = 16;

    /// The limit to use: the default where absent, `None` where it is out of range.
    pub fn checked_limit(&self) -> Option<u32> {
        let limit = self.limit.unwrap_or(Self::LIMIT_DEFAULT);
        (1..=Self::LIMIT_MAX).contains(&limit).then_some(limit)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_limit_is_checked() {
        let with = |limit| ListQuery { limit, ..ListQuery::default() }.checked_limit();
        assert_eq!(with(None), Some(50));
        assert_eq!(with(Some(1)), Some(1));
        assert_eq!(with(Some(200)), Some(200));
        assert_eq!(with(Some(0)), None);
        assert_eq!(with(Some(201)), None);
    }

    #[test]
    fn the_word_of_a_list_is_that_of_its_json() {
        for list in RecordingList::ALL {
            assert_eq!(serde_json::to_value(list).expect("JSON"), list.word());
        }
    }
}
