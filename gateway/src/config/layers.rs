//! What was given where, and which of it counts: options of the command line before the environment, that before the
//! file, that before the default.

use super::fault::{Fault, Origin};
use super::file::{self, Content, Entry};
use super::key::{KEYS, Key};
use super::secret::Secret;
use super::value::{Given, Read};
use std::ffi::OsString;
use std::fs::{self, File};
use std::io::Read as _;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

/// The longest file that is read: a configuration, or a secret.
const MOST_BYTES: u64 = 1 << 20;

/// The name that means `log.level` too, for all commands.
const LOG: &str = "AFTERIMAGE_LOG";

/// Variables that are no keys.
const OTHER_VARIABLES: [&str; 7] = [
    "AFTERIMAGE_CONFIG",
    LOG,
    // of the tests and tools of this repository
    "AFTERIMAGE_BIN",
    "AFTERIMAGE_CACHE",
    "AFTERIMAGE_PACKAGE",
    "AFTERIMAGE_SHARED",
    "AFTERIMAGE_POSTGRES",
];

/// Values of options: the key, the option, what was given.
pub type Options = Vec<(&'static str, &'static str, OsString)>;

/// What was found so far.
#[derive(Debug)]
pub(super) struct Layers {
    found: Vec<(&'static Key, Origin, Given)>,
    pub(super) content: Content,
    pub(super) file: Option<PathBuf>,
    pub(super) faults: Vec<Fault>,
    pub(super) warnings: Vec<String>,
    pub(super) shown: Vec<Shown>,
}

/// A value as it takes effect.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shown {
    /// Its key.
    pub key: String,
    /// The value; of a secret only that it is there.
    pub value: String,
    /// Where it comes from.
    pub origin: Origin,
}

impl Layers {
    /// Collects what the options, the environment and the file say.
    pub(super) fn collect(
        options: Options,
        environment: impl IntoIterator<Item = (OsString, OsString)>,
        file: Option<&Path>,
    ) -> Self {
        let mut layers = Self {
            found: Vec::new(),
            content: Content::default(),
            file: file.map(Path::to_owned),
            faults: Vec::new(),
            warnings: Vec::new(),
            shown: Vec::new(),
        };
        for (path, option, value) in options {
            if let Some(key) = KEYS.iter().find(|key| key.path == path) {
                layers.add(key, Origin::CommandLine(option), value);
            }
        }
        layers.environment(environment);
        if let Some(file) = file {
            layers.read_file(file);
        }
        layers
    }

    fn add(&mut self, key: &'static Key, origin: Origin, value: OsString) {
        match value.into_string() {
            Ok(text) => self.found.push((key, origin, Given::Text(text))),
            Err(_) => self.fault(origin, key.path, "must be UTF-8"),
        }
    }

    fn environment(&mut self, environment: impl IntoIterator<Item = (OsString, OsString)>) {
        let ours = environment.into_iter().filter_map(|(name, value)| {
            let name = name.into_string().ok().filter(|name| name.starts_with("AFTERIMAGE_"))?;
            // Set to nothing is how a variable is unset where it cannot be.
            (!value.is_empty()).then_some((name, value))
        });
        let mut ours: Vec<_> = ours.collect();
        // So that the key's own name comes before the short one for all commands.
        ours.sort_by_key(|(name, _)| name == LOG);
        for (name, value) in ours {
            let named = |key: &&Key| key.variable() == name || (name == LOG && key.path == "log.level");
            if let Some(key) = KEYS.iter().find(named) {
                self.add(key, Origin::Environment(name), value);
            } else if !OTHER_VARIABLES.contains(&name.as_str()) {
                let variables: Vec<String> = KEYS.iter().map(Key::variable).collect();
                let near = file::nearest(&name, variables.iter().map(String::as_str));
                self.warnings.push(format!(
                    "{name}: there is no such variable, and it is ignored; the nearest is {near}"
                ));
            }
        }
    }

    fn read_file(&mut self, file: &Path) {
        let text = match read_short(file) {
            Ok(text) => text,
            Err(what) => {
                let what =
                    format!("{}: {what}; name another with --config, or AFTERIMAGE_CONFIG", file.display());
                return self.fault(Origin::Default, "", &what);
            }
        };
        self.content = file::parse(file, &text, &mut self.faults);
        let has_secret = |entries: &[Entry]| entries.iter().any(|entry| entry.key.is_secret());
        let is_secret = has_secret(&self.content.entries)
            || self.content.providers.iter().any(|section| has_secret(&section.entries));
        if is_secret {
            self.warn_where_open(file);
        }
        for Entry { key, given, line } in std::mem::take(&mut self.content.entries) {
            self.found.push((key, Origin::File { file: file.to_owned(), line }, given));
        }
    }

    /// Where relative paths of this origin start.
    pub(super) fn base(&self, origin: &Origin) -> PathBuf {
        match (origin, &self.file) {
            (Origin::File { .. }, Some(file)) => file.parent().unwrap_or(Path::new("")).to_owned(),
            _ => PathBuf::new(),
        }
    }

    /// What counts of all that was given for this key.
    fn first(&self, path: &str) -> Option<(&'static Key, Origin, Given)> {
        // Collected in the order of what counts more.
        self.found.iter().find(|(key, ..)| key.path == path).cloned()
    }

    /// Where the value of this key was given.
    pub(super) fn origin(&self, path: &str) -> Origin {
        self.first(path).map_or(Origin::Default, |(_, origin, _)| origin)
    }

    /// The value of a key that may be missing. What cannot be read is a fault, and missing.
    pub(super) fn optional<T>(
        &mut self,
        path: &'static str,
        read: impl Fn(&Given, &Path) -> Read<T>,
    ) -> Option<T> {
        let (key, origin, given) = self.first(path)?;
        self.read(key.path, key, &origin, &given, read)
    }

    /// The value of a key that has a default. Where it cannot be read, that is a fault, and the default is given.
    pub(super) fn value<T>(&mut self, path: &'static str, read: impl Fn(&Given, &Path) -> Read<T>) -> T {
        if let Some(value) = self.optional(path, &read) {
            return value;
        }
        let key = KEYS.iter().find(|key| key.path == path).expect("the table has the keys that are read");
        let given = Given::Text(key.default.expect("the key has a default").to_owned());
        if self.first(path).is_none() {
            self.show(path, key, &given, Origin::Default);
        }
        read(&given, Path::new("")).expect("the defaults of the table can be read")
    }

    pub(super) fn read<T>(
        &mut self,
        path: &str,
        key: &Key,
        origin: &Origin,
        given: &Given,
        read: impl Fn(&Given, &Path) -> Read<T>,
    ) -> Option<T> {
        self.show(path, key, given, origin.clone());
        match read(given, &self.base(origin)) {
            Ok(value) => Some(value),
            Err(what) => {
                let what = match given {
                    Given::Other(kind) => format!("is {kind}, and {what}"),
                    _ => what,
                };
                self.fault(origin.clone(), path, &what);
                None
            }
        }
    }

    pub(super) fn show(&mut self, path: &str, key: &Key, given: &Given, origin: Origin) {
        let value = if key.is_secret() { Secret::new("").to_string() } else { given.shown() };
        self.shown.push(Shown { key: path.to_owned(), value, origin });
    }

    pub(super) fn fault(&mut self, origin: Origin, path: &str, what: &str) {
        self.faults.push(Fault { origin, key: path.to_owned(), what: what.to_owned() });
    }

    /// The secret in a file, without the end of its line.
    pub(super) fn secret_file(&mut self, origin: &Origin, path: &str, file: &Path) -> Option<Secret> {
        let problem = match read_short(file) {
            Ok(text) if text.trim().is_empty() => "is empty; write the secret into it".to_owned(),
            Ok(text) => {
                self.warn_where_open(file);
                return Some(Secret::new(text.trim()));
            }
            Err(what) => what,
        };
        self.fault(origin.clone(), path, &format!("{}: {problem}", file.display()));
        None
    }

    fn warn_where_open(&mut self, file: &Path) {
        let mode = fs::metadata(file).map(|metadata| metadata.permissions().mode());
        if mode.is_ok_and(|mode| mode & 0o004 != 0) {
            let file = file.display();
            self.warnings
                .push(format!("{file}: everybody on this machine can read this secret; chmod o= {file}"));
        }
    }
}

/// The text of a short file, or why there is none.
fn read_short(file: &Path) -> Result<String, String> {
    let mut text = String::new();
    let read = File::open(file).and_then(|opened| opened.take(MOST_BYTES + 1).read_to_string(&mut text));
    match read {
        Ok(_) if text.len() as u64 > MOST_BYTES => Err(format!("is longer than {MOST_BYTES} bytes")),
        Ok(_) => Ok(text),
        Err(error) => Err(format!("cannot be read: {error}")),
    }
}
