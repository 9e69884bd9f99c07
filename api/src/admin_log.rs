//! The administrator logs: what administrators did, tried and watched. `GET /api/v1/admin-log` answers a [`LogPage`].

use serde::{Deserialize, Serialize};

/// One of the three logs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum AdminLog {
    /// Changes of who may do what, and of how the gateway is set up.
    Configuration,
    /// Why sessions were recorded.
    RecordReason,
    /// Who watched what.
    Playback,
}

impl AdminLog {
    /// Every log, in the order of the navigation.
    pub const ALL: [Self; 3] = [Self::Configuration, Self::RecordReason, Self::Playback];

    /// What people call it.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Configuration => "Configuration Logging",
            Self::RecordReason => "Record Reason Logging",
            Self::Playback => "Playback Logging",
        }
    }

    /// The word for it in addresses, JSON and the database.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Configuration => "configuration",
            Self::RecordReason => "record_reason",
            Self::Playback => "playback",
        }
    }

    /// The log of this word, where there is one.
    pub fn of_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|log| log.word() == word)
    }
}

/// What kind of thing an entry is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum LogCategory {
    /// A recording, event or playback policy: playback permissions are among them.
    PolicyChange,
    /// A setting of the gateway.
    ServerConfigurationChange,
    /// Somebody read the log, or tried to.
    LogReading,
    /// Accounts, groups, roles and ways to sign in.
    AccountChange,
    /// Recordings that were restricted, archived, held, deleted or corrected.
    RecordingChange,
    /// Somebody watched a recording, or said why.
    Playback,
}

impl LogCategory {
    /// Every category, in the order of the filter.
    pub const ALL: [Self; 6] = [
        Self::PolicyChange,
        Self::ServerConfigurationChange,
        Self::LogReading,
        Self::AccountChange,
        Self::RecordingChange,
        Self::Playback,
    ];

    /// What people call it.
    pub const fn label(self) -> &'static str {
        match self {
            Self::PolicyChange => "Policy change",
            Self::ServerConfigurationChange => "Server configuration change",
            Self::LogReading => "Log reading",
            Self::AccountChange => "Account change",
            Self::RecordingChange => "Recording change",
            Self::Playback => "Playback",
        }
    }

    /// The word for it in addresses, JSON and the database.
    pub const fn word(self) -> &'static str {
        match self {
            Self::PolicyChange => "policy_change",
            Self::ServerConfigurationChange => "server_configuration_change",
            Self::LogReading => "log_reading",
            Self::AccountChange => "account_change",
            Self::RecordingChange => "recording_change",
            Self::Playback => "playback",
        }
    }

    /// The category of this word, where there is one.
    pub fn of_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|category| category.word() == word)
    }
}

/// A part of an entry: what something was before, and what it is after. What was not there has no text.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct LogDetail {
    /// What it is, such as `Role`.
    pub name: String,
    /// What it was.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub before: Option<String>,
    /// What it is now.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub after: Option<String>,
}

/// One thing that was done, or tried.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct LogEntry {
    /// Its number: 1, 2, 3 and so on over all logs, without a gap.
    pub id: i64,
    /// When, by the gateway's clock, in milliseconds since 1970-01-01 UTC.
    pub at_ms: i64,
    /// The log that it belongs to.
    pub log: AdminLog,
    /// What kind of thing it is about.
    pub category: LogCategory,
    /// What was done, such as `Change account`.
    pub action: String,
    /// What it was done to, by the name that it had then.
    pub name: String,
    /// The id of that, where it has one: of an account, a group, a recording.
    pub subject_id: Option<String>,
    /// Who did it, by the name that the account had then.
    pub taken_by: String,
    /// The id of the account; none where the gateway did it by itself, or its command line.
    pub taken_by_id: Option<String>,
    /// The address of whoever did it, where it came over the network.
    pub address: Option<String>,
    /// Whether it was allowed. What was not, was not done.
    pub is_authorized: bool,
    /// What changed.
    pub details: Vec<LogDetail>,
    /// SHA-256 over the entry and the one before it, 64 hexadecimal digits.
    pub hash: String,
}

/// A page of a log, newest first.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct LogPage {
    /// The entries.
    pub items: Vec<LogEntry>,
    /// How many there are on all pages, counted up to [`LogPage::MOST`].
    pub total: u64,
    /// All actions that the log holds, for the filter.
    pub actions: Vec<String>,
}

impl LogPage {
    /// How many entries are counted, and can be reached by the number of a page. A narrower time reaches the others.
    pub const MOST: u64 = 10_000;
    /// How many entries a page has at the most.
    pub const MOST_ON_PAGE: u32 = 100;
}

/// Which entries are asked for: those that fulfil all of it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::IntoParams))]
#[cfg_attr(feature = "openapi", into_params(parameter_in = Query))]
pub struct LogQuery {
    /// One of the logs: `configuration`, `record_reason`, `playback`.
    pub log: String,
    /// The page, from 1.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", param(minimum = 1, maximum = 10000))]
    pub page: Option<u32>,
    /// How many entries on a page, 1 to 100; 10 without.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", param(minimum = 1, maximum = 100))]
    pub limit: Option<u32>,
    /// Then or later, in milliseconds since 1970-01-01 UTC.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from_ms: Option<i64>,
    /// Before then.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until_ms: Option<i64>,
    /// Of this category.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub category: Option<String>,
    /// This action.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub action: Option<String>,
    /// Taken by the account of this name, whatever its letter case.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub taken_by: Option<String>,
}

/// What stands between somebody and a recording.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PlaybackState {
    /// It must be said first why it is watched.
    pub needs_justification: bool,
}

/// Why somebody wants to watch a recording.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Justification {
    /// In their own words, 1 to 1,000 characters.
    pub text: String,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_those_of_json() {
        for log in AdminLog::ALL {
            assert_eq!(serde_json::to_value(log).unwrap(), log.word());
            assert_eq!(AdminLog::of_word(log.word()), Some(log));
        }
        for category in LogCategory::ALL {
            assert_eq!(serde_json::to_value(category).unwrap(), category.word());
            assert_eq!(LogCategory::of_word(category.word()), Some(category));
        }
    }
}
