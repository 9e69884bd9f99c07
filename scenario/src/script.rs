//! The scenario file: TOML, because people write it, with comments. `docs/scenarios.md` describes it.

use crate::date::milliseconds;
use crate::error::{Error, Result};
use events::{ClipboardData, Event, Side};
use recording::facts::Kind;
use serde::{Deserialize, Deserializer};

/// Most recordings of a scenario.
const SESSIONS: usize = 100_000;
/// Most steps of a session, with repetitions.
const STEPS: usize = 1_000_000;
/// Longest step in seconds.
const STEP_SECONDS: f64 = 100_000.0;

/// What a scenario file holds.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Scenario {
    /// What it is called.
    pub title: String,
    /// Its sessions.
    #[serde(rename = "session")]
    pub sessions: Vec<Session>,
}

/// One session, or many that are alike.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Session {
    /// Name of the recording; a number follows where there are several.
    pub name: String,
    /// Desktop, terminal or events only.
    pub kind: Kind,
    /// Width and height: pixels, or cells.
    pub size: Option<[u32; 2]>,
    /// When it starts.
    #[serde(deserialize_with = "date")]
    pub started_at: i64,
    /// How many recordings; each is another session.
    #[serde(default = "once")]
    pub count: usize,
    /// The starts of several lie within so many minutes.
    #[serde(default)]
    pub spread_minutes: u32,
    /// Who is recorded, and where; drawn by the seed where it is missing.
    pub user: Option<String>,
    /// The machine that the session runs on.
    pub host: Option<String>,
    /// The machine that the user sits at.
    pub client: Option<String>,
    /// Its address.
    pub client_address: Option<String>,
    /// The application or desktop that was opened.
    pub application: Option<String>,
    /// The site that records it.
    pub site: Option<String>,
    /// Whether performance data are recorded.
    #[serde(default)]
    pub performance: bool,
    /// Whether the shell marks its commands (OSC 133).
    #[serde(default)]
    pub marks: bool,
    /// How often the steps are played, one time after the other.
    #[serde(default = "once")]
    pub repeat: usize,
    /// What happens.
    pub steps: Vec<Step>,
}

/// One thing that happens.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Step {
    /// An application is started.
    Open {
        /// Its name; `writer`, `sheets`, `browser`, `files`, `console`, `mail` and `player` have windows of their own.
        app: String,
        /// Title of its window.
        title: Option<String>,
        /// File that it opens.
        document: Option<String>,
    },
    /// Its window comes to the front.
    Focus(String),
    /// An application ends.
    Close(String),
    /// Text is typed.
    Type(String),
    /// The document in front is scrolled by so many lines.
    Scroll(u32),
    /// A page is visited.
    Browse {
        /// Its address.
        url: String,
        /// Title of the tab.
        title: String,
    },
    /// A file goes from one machine to the other.
    Transfer {
        /// Its name.
        name: String,
        /// Its size.
        bytes: u64,
        /// Where it comes from.
        from: Side,
        /// How long it takes.
        #[serde(default = "short")]
        seconds: f64,
    },
    /// A file is created.
    CreateFile {
        /// Where.
        path: String,
        /// Its size.
        bytes: Option<u64>,
    },
    /// A file is renamed.
    RenameFile {
        /// Where it is.
        path: String,
        /// Its new name.
        name: String,
    },
    /// A file is moved.
    MoveFile {
        /// From where.
        from: String,
        /// To where.
        to: String,
        /// Its size.
        bytes: Option<u64>,
    },
    /// A file is deleted.
    DeleteFile {
        /// Where it was.
        path: String,
        /// Its size.
        bytes: Option<u64>,
    },
    /// A dialog pops up and is answered.
    Dialog {
        /// Of which process.
        process: String,
        /// What it says.
        text: String,
    },
    /// Something is put into the clipboard.
    Clipboard {
        /// What it is.
        #[serde(default = "text")]
        data: ClipboardData,
        /// The text, or names of files.
        content: String,
    },
    /// A drive is plugged in.
    Usb(String),
    /// Another USB device is plugged in.
    Device(String),
    /// An application does not answer for a while.
    Hang {
        /// Its name.
        app: String,
        /// For how long.
        #[serde(default = "short")]
        seconds: f64,
    },
    /// An application ends without being asked to.
    Crash(String),
    /// An application is installed.
    Install(String),
    /// An application is uninstalled.
    Uninstall(String),
    /// Something is done to the registry.
    Registry {
        /// What.
        action: RegistryAction,
        /// To which key.
        key: String,
        /// To which value of it.
        #[serde(default)]
        value: String,
    },
    /// A user account is changed.
    Account(String),
    /// A connection to a further machine is opened.
    Connect {
        /// With which application.
        app: String,
        /// To which address.
        address: String,
    },
    /// A tone is heard.
    Tone {
        /// Its frequency.
        hz: u32,
        /// For how long.
        seconds: f64,
    },
    /// The processors are busy from here on.
    Busy {
        /// Hundredths of a percent.
        cpu: u32,
        /// For how long.
        seconds: f64,
    },
    /// A command is run.
    Run {
        /// The command.
        command: String,
        /// What it puts out.
        #[serde(default)]
        output: Vec<String>,
        /// What it ends with.
        #[serde(default)]
        status: i64,
        /// How long it takes.
        #[serde(default = "instant")]
        seconds: f64,
    },
    /// An application takes the whole terminal.
    FullScreen {
        /// Its name.
        app: String,
        /// For how long.
        seconds: f64,
    },
    /// The terminal is given a title.
    Title(String),
    /// Somebody marks the moment.
    Marker(String),
    /// The screen or terminal is given another size.
    Resize([u32; 2]),
    /// The session's program ends.
    Exit(i64),
    /// Nobody does anything for so many seconds.
    Idle(f64),
    /// Only the pointer moves, or nothing that counts as idle.
    Wait(f64),
    /// What people do at work, drawn by the seed, for about so many seconds.
    Routine(f64),
    /// An event as it is, whatever its times, type and values.
    Event(Event),
}

/// What is done to the registry.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RegistryAction {
    /// A key is created.
    Create,
    /// A key is deleted.
    Delete,
    /// A value is set.
    Set,
    /// A value is deleted.
    DeleteValue,
    /// A key is renamed.
    Rename,
}

const fn once() -> usize {
    1
}

const fn short() -> f64 {
    4.0
}

const fn instant() -> f64 {
    0.2
}

const fn text() -> ClipboardData {
    ClipboardData::Text
}

fn date<'de, D: Deserializer<'de>>(deserializer: D) -> Result<i64, D::Error> {
    let date = toml::value::Datetime::deserialize(deserializer)?;
    milliseconds(&date)
        .ok_or_else(|| serde::de::Error::custom("a date with time and zone, such as 2026-03-02T09:00:00Z"))
}

impl Scenario {
    /// Reads a scenario file.
    ///
    /// # Errors
    /// [`Error::Malformed`] with line and column, or [`Error::Unplayable`].
    pub fn read(text: &str) -> Result<Self> {
        let scenario: Self = toml::from_str(text).map_err(|error| Error::Malformed(error.to_string()))?;
        scenario.sessions.iter().try_for_each(Session::check)?;
        let count = scenario.sessions.iter().fold(0_usize, |sum, one| sum.saturating_add(one.count));
        if count > SESSIONS {
            return Err(Error::Malformed(format!(
                "it has {count} recordings, and at most {SESSIONS} may be"
            )));
        }
        Ok(scenario)
    }
}

impl Session {
    fn check(&self) -> Result<()> {
        let refuse =
            |reason: &str| Err(Error::Unplayable { session: self.name.clone(), reason: reason.to_owned() });
        let is_plain = |character: char| character.is_ascii_alphanumeric() || "-_.".contains(character);
        if self.name.is_empty() || self.name.starts_with('.') || !self.name.chars().all(is_plain) {
            return refuse("a name is letters, digits, -, _ and ., since a file is called after it");
        }
        if self.steps.len().saturating_mul(self.repeat) > STEPS {
            return refuse("it has more steps than a million");
        }
        let sizes = self.steps.iter().filter_map(|step| match step {
            Step::Resize(size) => Some(*size),
            _ => None,
        });
        let most = if self.kind == Kind::Terminal { [500, 200] } else { [3840, 2160] };
        let least = if self.kind == Kind::Terminal { [20, 5] } else { [640, 480] };
        for [width, height] in self.size.into_iter().chain(sizes) {
            if width < least[0] || width > most[0] || height < least[1] || height > most[1] {
                return refuse(
                    "its size is too small or too large: 640x480 to 3840x2160 pixels, or 20x5 to 500x200 cells",
                );
            }
        }
        if self.steps.iter().any(|step| !(0.0..=STEP_SECONDS).contains(&step.seconds())) {
            return refuse("a step lasts from 0 to 100,000 seconds");
        }
        Ok(())
    }
}

impl Step {
    /// How long it is asked to last; 0 where that is not said.
    fn seconds(&self) -> f64 {
        match self {
            Self::Transfer { seconds, .. }
            | Self::Hang { seconds, .. }
            | Self::Tone { seconds, .. }
            | Self::Busy { seconds, .. }
            | Self::Run { seconds, .. }
            | Self::FullScreen { seconds, .. }
            | Self::Idle(seconds)
            | Self::Wait(seconds)
            | Self::Routine(seconds) => *seconds,
            _ => 0.0,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const HEAD: &str = "title = 'x'\n[[session]]\nkind = 'desktop'\nstarted_at = 2026-03-02T09:00:00Z\n";

    #[test]
    fn a_scenario_is_read() {
        let text = format!(
            "{HEAD}name = 'a'\nsteps = [{{ idle = 45 }}, {{ type = 'x' }}, {{ transfer = {{ name = 'f', bytes = 5, from = 'host' }} }}]"
        );
        let scenario = Scenario::read(&text).expect("a scenario");
        let session = &scenario.sessions[0];
        assert_eq!((session.started_at, session.count), (1_772_442_000_000, 1));
        assert!(matches!(session.steps[0], Step::Idle(45.0)));
        assert!(matches!(&session.steps[2], Step::Transfer { bytes: 5, from: Side::Host, .. }));
    }

    #[test]
    fn what_cannot_be_is_refused_with_its_place() {
        for (rest, reason) in [
            ("name = '../a'\nsteps = []", "a file is called after it"),
            ("name = 'a'\nsteps = [{ idle = -1 }]", "lasts from 0"),
            ("name = 'a'\nsteps = [{ idle = nan }]", "lasts from 0"),
            ("name = 'a'\nsteps = [{ dance = 1 }]", "unknown variant"),
            ("name = 'a'\nsize = [1, 1]\nsteps = []", "too small"),
            ("name = 'a'\ncount = 99999999\nsteps = []", "at most"),
            ("name = 'a'\nrepeat = 99999999\nsteps = [{ idle = 1 }]", "more steps"),
            ("name = 'a'", "missing field"),
        ] {
            let error = Scenario::read(&format!("{HEAD}{rest}")).expect_err(rest).to_string();
            assert!(error.contains(reason), "{error}");
        }
    }
}
