//! Every event type with its dimensions, declared once: the Rust types, the schema, and both ways between them and
//! plain values follow from the list at the end.

use crate::field::{ClipboardData, CommandEvidence, Field, Side, write_line};
use crate::schema::{Dimension, Family, Measure};
use crate::value::Value;

/// Something that is no type of this version, or whose values do not fit its type: kept as it was found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct OtherHappening {
    /// Name of its type, such as `printer.job`.
    pub name: String,
    /// Names of dimensions and their values, in the order in which they were found.
    pub fields: Vec<(String, Value)>,
}

/// Declares the event types.
macro_rules! event_types {
    ($(
        $(#[$doc:meta])*
        $number:literal $variant:ident $name:literal $label:literal $family:ident {
            $($(#[$field_doc:meta])* $at:literal $field:ident: $type:ty = $field_label:literal $measure:expr,)*
        }
    )+) => {
        /// What happened.
        #[derive(Clone, Debug, PartialEq, Eq)]
        pub enum Happening {
            $($(#[$doc])* $variant { $($(#[$field_doc])* $field: $type,)* },)+
            /// Something else.
            Other(OtherHappening),
        }

        /// A type of event that this version knows. The number is the one in recordings.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[repr(u16)]
        pub enum EventType {
            $($(#[$doc])* $variant = $number,)+
        }

        impl EventType {
            /// Every type, in the order of the numbers.
            pub const ALL: &[Self] = &[$(Self::$variant,)+];

            /// Its name in JSON, addresses and conditions.
            pub const fn name(self) -> &'static str {
                match self {
                    $(Self::$variant => $name,)+
                }
            }

            /// What people call it.
            pub const fn label(self) -> &'static str {
                match self {
                    $(Self::$variant => $label,)+
                }
            }

            /// What it belongs to.
            pub const fn family(self) -> Family {
                match self {
                    $(Self::$variant => Family::$family,)+
                }
            }

            /// Its dimensions, in the order of the numbers.
            pub const fn dimensions(self) -> &'static [Dimension] {
                match self {
                    $(Self::$variant => {
                        const DIMENSIONS: &[Dimension] = &[$(Dimension {
                            number: $at,
                            name: stringify!($field),
                            label: $field_label,
                            measure: $measure,
                        },)*];
                        DIMENSIONS
                    })+
                }
            }
        }

        impl Happening {
            /// Its type; `None` for one that this version does not know.
            pub const fn event_type(&self) -> Option<EventType> {
                match self {
                    $(Self::$variant { .. } => Some(EventType::$variant),)+
                    Self::Other(_) => None,
                }
            }

            /// The values of its dimensions, in the order of the numbers; what is not known is left out. Nothing for
            /// [`Happening::Other`], whose dimensions have names only.
            pub fn values(&self) -> Vec<(&'static Dimension, Value)> {
                match self {
                    $(Self::$variant { $($field,)* } => {
                        let values: &[Option<Value>] = &[$(Field::to_value($field),)*];
                        let dimensions = EventType::$variant.dimensions().iter();
                        dimensions.zip(values).filter_map(|(one, value)| Some((one, value.clone()?))).collect()
                    })+
                    Self::Other(_) => Vec::new(),
                }
            }

            /// Puts the values of its dimensions behind what `text` holds, each as people write it after a line feed.
            /// It is what [`Happening::named`] gives without taking memory for each of them: a search asks it of every
            /// event.
            pub(crate) fn write_lines(&self, text: &mut String) {
                match self {
                    $(Self::$variant { $($field,)* } => {
                        $(Field::write_line($field, text);)*
                    })+
                    Self::Other(other) => {
                        for (_, value) in &other.fields {
                            write_line(text, value);
                        }
                    }
                }
            }

            /// Bytes of text that it holds.
            pub(crate) fn text_bytes(&self) -> usize {
                match self {
                    $(Self::$variant { $($field,)* } => [$(Field::text_bytes($field),)*].iter().sum(),)+
                    Self::Other(other) => {
                        let fields = other.fields.iter();
                        let bytes = fields.map(|(name, value)| {
                            size_of::<(String, Value)>() + name.len() + value.as_text().map_or(0, str::len)
                        });
                        other.name.len() + bytes.sum::<usize>()
                    }
                }
            }

            /// Puts values to the dimensions with these names. What is of no known type, has values of other kinds,
            /// lacks one that it must have, or has one that its type does not know, becomes [`Happening::Other`].
            pub fn from_named(name: &str, fields: Vec<(String, Value)>) -> Self {
                let known = EventType::from_name(name).and_then(|kind| Self::typed(kind, &fields));
                known.unwrap_or_else(|| Self::Other(OtherHappening { name: name.to_owned(), fields }))
            }

            fn typed(kind: EventType, fields: &[(String, Value)]) -> Option<Self> {
                let is_known = |name: &str| kind.dimensions().iter().any(|dimension| dimension.name == name);
                let is_once = |at: usize, name: &str| !fields.iter().skip(at + 1).any(|(other, _)| other == name);
                if !fields.iter().enumerate().all(|(at, (name, _))| is_known(name) && is_once(at, name)) {
                    return None;
                }
                let value = |name: &str| {
                    fields.iter().find(|(other, _)| other == name).map(|(_, value)| value.clone())
                };
                match kind {
                    $(EventType::$variant => {
                        Some(Self::$variant { $($field: Field::from_value(value(stringify!($field)))?,)* })
                    })+
                }
            }
        }
    };
}

impl EventType {
    /// The type with this name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|kind| kind.name() == name)
    }

    /// The type with this number.
    pub fn from_number(number: u16) -> Option<Self> {
        Self::ALL.iter().copied().find(|kind| kind.number() == number)
    }

    /// Its number in recordings.
    pub const fn number(self) -> u16 {
        self as u16
    }
}

impl Happening {
    /// Name of its type.
    pub fn name(&self) -> &str {
        match self {
            Self::Other(other) => &other.name,
            known => known.event_type().map_or("", EventType::name),
        }
    }

    /// What people call its type; of one that is not known, the name that it came with.
    pub fn label(&self) -> &str {
        match self.event_type() {
            Some(kind) => kind.label(),
            None => self.name(),
        }
    }

    /// What it belongs to.
    pub fn family(&self) -> Family {
        self.event_type().map_or(Family::Other, EventType::family)
    }

    /// The values of its dimensions with their names.
    pub fn named(&self) -> Vec<(String, Value)> {
        match self {
            Self::Other(other) => other.fields.clone(),
            known => {
                let values = known.values().into_iter();
                values.map(|(dimension, value)| (dimension.name.to_owned(), value)).collect()
            }
        }
    }

    /// How long it lasted, in microseconds; 0 for what happens at once, and where that is not known.
    pub const fn duration_us(&self) -> u64 {
        match self {
            Self::Idle { duration_us }
            | Self::Command { duration_us: Some(duration_us), .. }
            | Self::TypedText { duration_us: Some(duration_us), .. } => *duration_us,
            _ => 0,
        }
    }
}

event_types! {
    /// An application was started.
    1 AppStart "app_start" "App Start" Applications {
        /// Its name.
        1 app_name: String = "App name" Measure::Text,
        /// How it was started.
        2 command_line: Option<String> = "Full command line" Measure::Text,
    }
    /// An application ended.
    2 AppEnd "app_end" "App End" Applications {
        /// Its name.
        1 app_name: String = "App name" Measure::Text,
    }
    /// A window came to the front: it is in focus until the next one does.
    3 TopMost "top_most" "Top Most" Windows {
        /// Name of its application; empty where none is in focus any more.
        1 app_name: String = "App name" Measure::Text,
        /// Its title.
        2 window_title: Option<String> = "Windows title" Measure::Text,
    }
    /// A page was visited.
    4 WebBrowsing "web_browsing" "Web Browsing" Web {
        /// Its address.
        1 url: String = "URL" Measure::Text,
        /// Title of the tab.
        2 tab_title: Option<String> = "Tab title" Measure::Text,
        /// The browser.
        3 browser_name: Option<String> = "Browser name" Measure::Text,
    }
    /// A file was created.
    5 FileCreate "file_create" "File Create" Files {
        /// Where.
        1 path: String = "Path" Measure::Text,
        /// Its size in bytes.
        2 file_size: Option<u64> = "File size (MB)" Measure::Bytes,
    }
    /// A file was renamed.
    6 FileRename "file_rename" "File Rename" Files {
        /// Where it was.
        1 path: String = "Path" Measure::Text,
        /// Its new name.
        2 name: String = "Name" Measure::Text,
    }
    /// A file was moved.
    7 FileMove "file_move" "File Move" Files {
        /// From where.
        1 source_path: String = "Source path" Measure::Text,
        /// To where.
        2 destination_path: String = "Destination path" Measure::Text,
        /// Its size in bytes.
        3 file_size: Option<u64> = "File size (MB)" Measure::Bytes,
    }
    /// A file was deleted.
    8 FileDelete "file_delete" "File Delete" Files {
        /// Where it was.
        1 path: String = "Path" Measure::Text,
        /// Its size in bytes.
        2 file_size: Option<u64> = "File size (MB)" Measure::Bytes,
    }
    /// A USB mass-storage device was inserted and became a drive.
    9 CdmUsb "cdm_usb" "CDM USB" Devices {
        /// The drive.
        1 drive_letter: String = "Drive letter" Measure::Text,
    }
    /// A USB device was redirected to the host.
    10 GenericUsb "generic_usb" "Generic USB" Devices {
        /// Its name.
        1 device_name: String = "Device name" Measure::Text,
    }
    /// Nobody did anything.
    11 Idle "idle" "Idle" Idle {
        /// For so many microseconds.
        1 duration_us: u64 = "Idle duration" Measure::Micros,
    }
    /// A file went from one machine to the other.
    12 FileTransfer "file_transfer" "File Transfer" Transfers {
        /// Where it came from.
        1 file_source: Side = "File source" Measure::Choice(Side::WORDS),
        /// Its size in bytes.
        2 file_size: Option<u64> = "File size (MB)" Measure::Bytes,
        /// Its name.
        3 file_name: String = "File name" Measure::Text,
    }
    /// A key was created in the registry.
    13 RegistryCreate "registry_create" "Registry Create" Registry {
        /// The key.
        1 key_name: String = "Key name" Measure::Text,
    }
    /// A key was deleted from the registry.
    14 RegistryDelete "registry_delete" "Registry Delete" Registry {
        /// The key.
        1 key_name: String = "Key name" Measure::Text,
    }
    /// A value was set in the registry.
    15 RegistrySetValue "registry_set_value" "Registry Set Value" Registry {
        /// The key.
        1 key_name: String = "Key name" Measure::Text,
        /// The value.
        2 value_name: String = "Value name" Measure::Text,
    }
    /// A value was deleted from the registry.
    16 RegistryDeleteValue "registry_delete_value" "Registry Delete Value" Registry {
        /// The key.
        1 key_name: String = "Key name" Measure::Text,
        /// The value.
        2 value_name: String = "Value name" Measure::Text,
    }
    /// A key of the registry was renamed.
    17 RegistryRename "registry_rename" "Registry Rename" Registry {
        /// The key.
        1 key_name: String = "Key name" Measure::Text,
    }
    /// A user account was created, changed or deleted.
    18 UserAccountModification "user_account_modification" "User Account Modification" Accounts {
        /// Whose.
        1 user_name: String = "User name" Measure::Text,
    }
    /// An application ended without being asked to.
    19 UnexpectedAppExit "unexpected_app_exit" "Unexpected App Exit" Applications {
        /// Its name.
        1 app_name: String = "App name" Measure::Text,
    }
    /// An application does not answer.
    20 AppNotResponding "app_not_responding" "App Not Responding" Applications {
        /// Its name.
        1 app_name: String = "App name" Measure::Text,
    }
    /// An application was installed.
    21 NewAppInstalled "new_app_installed" "New App Installed" Applications {
        /// Its name.
        1 app_name: String = "App name" Measure::Text,
    }
    /// An application was uninstalled.
    22 AppUninstalled "app_uninstalled" "App Uninstalled" Applications {
        /// Its name.
        1 app_name: String = "App name" Measure::Text,
    }
    /// A connection to a further machine was opened.
    23 RdpConnection "rdp_connection" "RDP Connection" Connections {
        /// With which application.
        1 app_name: String = "App name" Measure::Text,
        /// To which address.
        2 ip_address: String = "IP address" Measure::Text,
    }
    /// A window popped up.
    24 PopupWindow "popup_window" "Popup Window" Windows {
        /// Of which process.
        1 process_name: String = "Process name" Measure::Text,
        /// What it says.
        2 window_content: String = "Window content" Measure::Text,
    }
    /// The load went beyond what somebody set as usual. The data themselves are on the performance track.
    25 PerformanceData "performance_data" "Performance Data" Performance {
        /// Hundredths of a percent of the processors.
        1 cpu_usage: Option<u64> = "CPU usage (%)" Measure::Percent,
        /// Hundredths of a percent of the memory.
        2 memory_usage: Option<u64> = "Memory usage (%)" Measure::Percent,
        /// Bytes sent in a second.
        3 net_send: Option<u64> = "Net send (MB)" Measure::Bytes,
        /// Bytes received in a second.
        4 net_receive: Option<u64> = "Net receive (MB)" Measure::Bytes,
        /// Round trip in microseconds.
        5 round_trip_us: Option<u64> = "RTT (ms)" Measure::Micros,
    }
    /// Something was put into the clipboard or taken from it.
    26 ClipboardOperation "clipboard_operation" "Clipboard Operation" Clipboard {
        /// What it was.
        1 data_type: ClipboardData = "Data type" Measure::Choice(ClipboardData::WORDS),
        /// Which process did it.
        2 process_name: Option<String> = "Process name" Measure::Text,
        /// The text, or the names of the files.
        3 content: Option<String> = "Content" Measure::Text,
    }
    /// A command was run. Its output lies between its time and its duration later.
    27 Command "command" "Command" Commands {
        /// What was run.
        1 command: String = "Command" Measure::Text,
        /// By which shell.
        2 shell: Option<String> = "Shell" Measure::Text,
        /// In which folder.
        3 directory: Option<String> = "Folder" Measure::Text,
        /// What it ended with.
        4 exit_status: Option<i64> = "Exit status" Measure::Number,
        /// Until it ended, in microseconds.
        5 duration_us: Option<u64> = "Duration" Measure::Micros,
        /// How it is known to be one.
        6 evidence: CommandEvidence = "Evidence" Measure::Choice(CommandEvidence::WORDS),
    }
    /// Text was typed.
    28 TypedText "typed_text" "Typed Text" Typing {
        /// The text.
        1 text: String = "Text" Measure::Text,
        /// Until it was complete, in microseconds.
        2 duration_us: Option<u64> = "Duration" Measure::Micros,
    }
    /// A terminal was given another title.
    29 WindowTitle "window_title" "Window Title" Windows {
        /// The title.
        1 title: String = "Title" Measure::Text,
    }
    /// The screen or the terminal was given another size.
    30 Resize "resize" "Resize" Session {
        /// Columns: pixels of a desktop, cells of a terminal.
        1 width: u64 = "Width" Measure::Number,
        /// Rows.
        2 height: u64 = "Height" Measure::Number,
    }
    /// A moment that somebody marked.
    31 Marker "marker" "Marker" Session {
        /// What it is called; may be empty.
        1 label: String = "Label" Measure::Text,
    }
    /// The session's program ended.
    32 Exit "exit" "Exit" Session {
        /// With this status.
        1 status: i64 = "Exit status" Measure::Number,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    #[test]
    fn numbers_and_names_are_unique() {
        let numbers: HashSet<u16> = EventType::ALL.iter().map(|kind| kind.number()).collect();
        let names: HashSet<&str> = EventType::ALL.iter().map(|kind| kind.name()).collect();
        assert_eq!((numbers.len(), names.len()), (EventType::ALL.len(), EventType::ALL.len()));
        for kind in EventType::ALL {
            let numbers: HashSet<u8> = kind.dimensions().iter().map(|one| one.number).collect();
            assert_eq!(numbers.len(), kind.dimensions().len(), "{}", kind.name());
            assert!(!numbers.contains(&0), "{}: 0 stands for a dimension with a name", kind.name());
            assert_eq!(EventType::from_name(kind.name()), Some(*kind));
            assert_eq!(EventType::from_number(kind.number()), Some(*kind));
        }
    }

    #[test]
    fn the_types_that_rules_know_are_all_there() {
        // the first 26 are the types that triggers of policies can name, with 47 dimensions
        let known = EventType::ALL.iter().filter(|kind| kind.number() <= 26);
        let dimensions: usize = known.clone().map(|kind| kind.dimensions().len()).sum();
        assert_eq!((known.count(), dimensions), (26, 47));
    }

    #[test]
    fn values_come_back() {
        let command = Happening::Command {
            command: "ls -l".to_owned(),
            shell: None,
            directory: Some("/etc".to_owned()),
            exit_status: Some(-1),
            duration_us: Some(5),
            evidence: CommandEvidence::Marked,
        };
        assert_eq!(command.values().len(), 5, "what is not known is left out");
        assert_eq!(Happening::from_named(command.name(), command.named()), command);
        assert_eq!(command.duration_us(), 5);
    }

    #[test]
    fn what_does_not_fit_is_kept_as_it_was_found() {
        let text = |name: &str, value: &str| (name.to_owned(), Value::Text(value.to_owned()));
        for (name, fields) in [
            ("printer.job", vec![("pages".to_owned(), Value::Whole(3))]),
            ("app_end", vec![]),
            ("app_end", vec![("app_name".to_owned(), Value::Whole(3))]),
            ("app_end", vec![text("app_name", "vi"), text("colour", "red")]),
            ("app_end", vec![text("app_name", "vi"), text("app_name", "ed")]),
            ("file_transfer", vec![text("file_source", "moon"), text("file_name", "x")]),
            ("marker", vec![("label".to_owned(), Value::Negative(-1))]),
        ] {
            let kept = Happening::from_named(name, fields.clone());
            assert_eq!(
                kept,
                Happening::Other(OtherHappening { name: name.to_owned(), fields: fields.clone() })
            );
            assert_eq!((kept.name(), kept.named(), kept.family()), (name, fields, Family::Other));
        }
    }
}
