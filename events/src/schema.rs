//! What there is to know of an event type before any event: its family, its dimensions and what they measure.

/// What the values of a dimension are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Measure {
    /// Text.
    Text,
    /// One of these words.
    Choice(&'static [&'static str]),
    /// A size in bytes.
    Bytes,
    /// A length of time in microseconds.
    Micros,
    /// Hundredths of a percent: 10,000 is all of it.
    Percent,
    /// A number.
    Number,
}

/// One dimension of an event type.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Dimension {
    /// Its number in recordings, from 1, unique within the type.
    pub number: u8,
    /// Its name in JSON and in conditions.
    pub name: &'static str,
    /// What people call it.
    pub label: &'static str,
    /// What its values are.
    pub measure: Measure,
}

/// Event types that belong together: they share a filter, an icon and a colour.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Family {
    /// Commands that were run.
    Commands,
    /// Applications that start, end, fail, come and go.
    Applications,
    /// Windows that come to the front or pop up, and titles.
    Windows,
    /// Pages that were visited.
    Web,
    /// Files that are created, renamed, moved or deleted.
    Files,
    /// Files that go from one machine to the other.
    Transfers,
    /// What is put into and taken from the clipboard.
    Clipboard,
    /// What is typed.
    Typing,
    /// Devices that are plugged in.
    Devices,
    /// The registry.
    Registry,
    /// User accounts.
    Accounts,
    /// Connections to further machines.
    Connections,
    /// Nobody does anything.
    Idle,
    /// Load beyond what is usual.
    Performance,
    /// The session itself: resizes, markers, its end.
    Session,
    /// What this version does not know.
    Other,
}

impl Family {
    /// All of them, in the order in which they are listed.
    pub const ALL: [Self; 16] = [
        Self::Commands,
        Self::Applications,
        Self::Windows,
        Self::Web,
        Self::Files,
        Self::Transfers,
        Self::Clipboard,
        Self::Typing,
        Self::Devices,
        Self::Registry,
        Self::Accounts,
        Self::Connections,
        Self::Idle,
        Self::Performance,
        Self::Session,
        Self::Other,
    ];

    /// What people call it.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Commands => "Commands",
            Self::Applications => "Applications",
            Self::Windows => "Windows",
            Self::Web => "Web",
            Self::Files => "Files",
            Self::Transfers => "File transfers",
            Self::Clipboard => "Clipboard",
            Self::Typing => "Typed text",
            Self::Devices => "Devices",
            Self::Registry => "Registry",
            Self::Accounts => "User accounts",
            Self::Connections => "Connections",
            Self::Idle => "Idle",
            Self::Performance => "Performance",
            Self::Session => "Session",
            Self::Other => "Other",
        }
    }

    /// Its name in addresses and style sheets.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Commands => "commands",
            Self::Applications => "applications",
            Self::Windows => "windows",
            Self::Web => "web",
            Self::Files => "files",
            Self::Transfers => "transfers",
            Self::Clipboard => "clipboard",
            Self::Typing => "typing",
            Self::Devices => "devices",
            Self::Registry => "registry",
            Self::Accounts => "accounts",
            Self::Connections => "connections",
            Self::Idle => "idle",
            Self::Performance => "performance",
            Self::Session => "session",
            Self::Other => "other",
        }
    }

    /// The one with this name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|family| family.name() == name)
    }
}
