//! Running the binary.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use tempfile::TempDir;

/// The binary under test.
pub(crate) fn afterimage() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_afterimage"));
    command.stdin(Stdio::null());
    for (name, _) in std::env::vars_os() {
        if name.to_string_lossy().starts_with("AFTERIMAGE_") {
            command.env_remove(name);
        }
    }
    command
}

/// A folder to work in, with sources to import.
pub(crate) struct Place {
    folder: TempDir,
}

/// What a command came to.
pub(crate) struct Done {
    pub(crate) code: i32,
    pub(crate) out: String,
    pub(crate) err: String,
}

impl From<Output> for Done {
    fn from(output: Output) -> Self {
        Self {
            code: output.status.code().expect("it was not killed"),
            out: String::from_utf8(output.stdout).expect("text"),
            err: String::from_utf8(output.stderr).expect("text"),
        }
    }
}

impl Place {
    pub(crate) fn new() -> Self {
        Self { folder: tempfile::tempdir().expect("a folder") }
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    pub(crate) fn data(&self) -> PathBuf {
        self.path("data")
    }

    pub(crate) fn write(&self, name: &str, content: impl AsRef<[u8]>) -> PathBuf {
        let path = self.path(name);
        fs::write(&path, content).expect("a file");
        path
    }

    /// Runs the binary in this folder, with its data folder named by the environment.
    pub(crate) fn run(&self, arguments: &[&str]) -> Done {
        let mut command = afterimage();
        command.args(arguments).current_dir(self.folder.path()).env("AFTERIMAGE_DATA", "data");
        command.output().expect("it runs").into()
    }

    /// Imports one file and returns its id.
    pub(crate) fn import(&self, file: &Path) -> String {
        let done = self.run(&["import", &file.display().to_string()]);
        assert_eq!((done.code, done.err.as_str()), (0, ""));
        let id = done.out.split("imported as ").nth(1).and_then(|rest| rest.split(' ').next());
        id.expect("an id").to_owned()
    }

    /// Lines of the list.
    pub(crate) fn list(&self) -> Vec<String> {
        let done = self.run(&["list"]);
        assert_eq!((done.code, done.err.as_str()), (0, ""));
        done.out.lines().map(str::to_owned).collect()
    }

    /// Every container in the data folder, finished or not.
    pub(crate) fn containers(&self) -> Vec<PathBuf> {
        let mut found = Vec::new();
        for folder in fs::read_dir(self.data().join("objects")).expect("a folder") {
            for file in fs::read_dir(folder.expect("a folder").path()).expect("a folder") {
                let path = file.expect("a file").path();
                if path.extension().is_some_and(|extension| extension == "afterimage") {
                    found.push(path);
                }
            }
        }
        found
    }
}

/// A terminal session of two seconds.
pub(crate) const CAST: &str = concat!(
    r#"{"version": 2, "width": 20, "height": 3, "timestamp": 1700000000, "title": "a \u001b[2J title"}"#,
    "\n[1.0, \"o\", \"hello\"]\n[2.0, \"o\", \" there\"]\n"
);

/// A desktop of 64 x 48 pixels that is red for two seconds, then blue.
pub(crate) const GUAC: &str = concat!(
    "4.size,1.0,2.64,2.48;",
    "4.rect,1.0,1.0,1.0,2.64,2.48;5.cfill,2.14,1.0,3.255,1.0,1.0,3.255;4.sync,4.1000;",
    "4.rect,1.0,1.0,1.0,2.64,2.48;5.cfill,2.14,1.0,1.0,1.0,3.255,3.255;4.sync,4.3000;",
);

/// A terminal session whose output hardly compresses: `kilobytes` of it.
pub(crate) fn large_cast(kilobytes: usize) -> String {
    let mut text = String::from("{\"version\": 2, \"width\": 80, \"height\": 24}\n");
    let mut state = 0x9e37_79b9_7f4a_7c15_u64;
    for line in 0..kilobytes {
        let mut output = String::new();
        while output.len() < 1000 {
            // xorshift64
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            output.push_str(&format!("{state:016x}"));
        }
        text.push_str(&format!("[{}.{:03}, \"o\", \"{output}\"]\n", line / 1000, line % 1000));
    }
    text
}
