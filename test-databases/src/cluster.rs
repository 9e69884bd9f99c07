//! A PostgreSQL cluster in a temporary folder, reached by a socket in it and in no other way.

use std::fs;
use std::io::Write;
use std::os::unix::fs::{MetadataExt, chown};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU32, Ordering};

/// Set to `required`, tests fail where PostgreSQL is not installed; otherwise they are skipped and say so.
const REQUIRED: &str = "AFTERIMAGE_POSTGRES";
/// Debian keeps the programs of each version here, and not on the search path.
const DEBIAN: &str = "/usr/lib/postgresql";
/// Nobody needs these data after a crash. Commits are not waited for by default, and the order of text is that of a
/// language, so that tests show what the store asks for itself.
const SETTINGS: &str = "
listen_addresses = ''
fsync = off
full_page_writes = off
synchronous_commit = off
";
/// Waits until the process of the tests is gone, however it ended: then nobody holds the other end of its input.
const WATCHDOG: &str = r#"cat >/dev/null; "$1/pg_ctl" -D "$2/data" -m immediate -w stop; rm -rf "$2""#;

/// A running cluster. It is stopped and removed when this is dropped, or the process ends, or is killed.
#[derive(Debug)]
pub struct Cluster {
    programs: PathBuf,
    folder: PathBuf,
    /// The user and group that the programs run as, where the tests run as root: they refuse to.
    user: Option<(u32, u32)>,
    watchdog: Child,
    databases: AtomicU32,
}

impl Cluster {
    /// The cluster that the tests of this process share; `None` where PostgreSQL is not installed.
    pub fn shared() -> Option<&'static Self> {
        static SHARED: OnceLock<Option<Cluster>> = OnceLock::new();
        SHARED.get_or_init(Self::start).as_ref()
    }

    /// Makes and starts a cluster of one's own; `None` where PostgreSQL is not installed.
    pub fn start() -> Option<Self> {
        let Some(programs) = programs() else {
            let is_required = std::env::var_os(REQUIRED).is_some_and(|value| value == "required");
            assert!(!is_required, "PostgreSQL is not installed, and {REQUIRED}=required asks for it");
            // Not by eprintln, which the test harness keeps to itself where a test passes.
            let said = std::io::stderr()
                .write_all(b"SKIPPED on PostgreSQL: it is not installed (Debian's package `postgresql`)\n");
            said.expect("standard error");
            return None;
        };
        let folder = tempfile::Builder::new().prefix("afterimage-postgres-").tempdir().expect("a folder");
        let is_root = fs::metadata(folder.path()).expect("a folder").uid() == 0;
        let user = is_root.then(|| (id("-u"), id("-g")));
        if let Some((user, group)) = user {
            chown(folder.path(), Some(user), Some(group)).expect("the folder is given away");
        }
        let folder = folder.keep();
        let watchdog = as_user(user, Path::new("/bin/sh"), &folder)
            .args(["-c", WATCHDOG, "watchdog"])
            .args([&programs, &folder])
            // not to be interrupted together with the tests
            .process_group(0)
            .stdin(Stdio::piped())
            .spawn()
            .expect("a watchdog");
        let cluster = Self { programs, folder, user, watchdog, databases: AtomicU32::new(0) };
        cluster.make();
        cluster.resume();
        Some(cluster)
    }

    /// Makes an empty database and gives its address.
    ///
    /// # Panics
    /// Where PostgreSQL refuses.
    pub fn create_database(&self) -> String {
        let name = format!("test{}", self.databases.fetch_add(1, Ordering::Relaxed));
        self.execute("postgres", &format!("CREATE DATABASE {name} TEMPLATE template0"));
        format!("postgres://afterimage@localhost/{name}?host={}", self.folder.display())
    }

    /// Runs statements in a database, as its owner.
    ///
    /// # Panics
    /// Where PostgreSQL refuses.
    pub fn execute(&self, database: &str, statements: &str) {
        let mut command = self.program("psql");
        command.args(["-X", "-q", "-v", "ON_ERROR_STOP=1", "-U", "afterimage", "-h"]).arg(&self.folder);
        run(command.args(["-d", database, "-c", statements]));
    }

    /// Stops the server, cutting its connections.
    ///
    /// # Panics
    /// Where it does not stop.
    pub fn stop(&self) {
        run(self.control().args(["-m", "fast", "stop"]));
    }

    /// Starts the server after it was stopped, and waits until it answers.
    ///
    /// # Panics
    /// Where it does not start.
    pub fn resume(&self) {
        run(self.control().arg("-l").arg(self.folder.join("log")).arg("start"));
    }

    fn make(&self) {
        let data = self.folder.join("data");
        let mut command = self.program("initdb");
        command.args(["--username=afterimage", "--auth=trust", "--no-sync", "--encoding=UTF8"]);
        run(command.args(["--locale=C", "--locale-provider=icu", "--icu-locale=en-US", "-D"]).arg(&data));
        let sockets = format!("unix_socket_directories = '{}'\n", self.folder.display());
        let mut file =
            fs::OpenOptions::new().append(true).open(data.join("postgresql.conf")).expect("the settings");
        file.write_all((SETTINGS.to_owned() + &sockets).as_bytes()).expect("settings are written");
    }

    fn control(&self) -> Command {
        let mut command = self.program("pg_ctl");
        command.args(["-w", "-D"]).arg(self.folder.join("data"));
        command
    }

    fn program(&self, name: &str) -> Command {
        as_user(self.user, &self.programs.join(name), &self.folder)
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        drop(self.watchdog.stdin.take());
        let ended = self.watchdog.wait().expect("the watchdog ends");
        assert!(ended.success() || std::thread::panicking(), "the cluster was not removed: {ended}");
    }
}

/// The folder of PostgreSQL's programs, of the latest version there is.
fn programs() -> Option<PathBuf> {
    let versions = fs::read_dir(DEBIAN).into_iter().flatten().flatten();
    let version = |entry: &fs::DirEntry| entry.file_name().to_str()?.parse::<u32>().ok();
    let mut versions: Vec<_> =
        versions.filter_map(|entry| Some((version(&entry)?, entry.path().join("bin")))).collect();
    versions.sort();
    let path = std::env::var_os("PATH").unwrap_or_default();
    let others = std::env::split_paths(&path);
    versions
        .into_iter()
        .rev()
        .map(|(_, folder)| folder)
        .chain(others)
        .find(|folder| folder.join("initdb").is_file())
}

/// The number of the user or the group `postgres`, which the package makes.
fn id(which: &str) -> u32 {
    let output = Command::new("id").args([which, "postgres"]).output().expect("`id` runs");
    String::from_utf8_lossy(&output.stdout).trim().parse().expect("there is a user `postgres`")
}

fn as_user(user: Option<(u32, u32)>, program: &Path, folder: &Path) -> Command {
    let mut command = Command::new(program);
    if let Some((user, group)) = user {
        command.uid(user).gid(group);
    }
    let nothing = [Stdio::null(), Stdio::null(), Stdio::null()];
    let [input, output, errors] = nothing;
    command.stdin(input).stdout(output).stderr(errors).current_dir(folder);
    command.env_clear().env("PATH", "/usr/bin:/bin").env("LC_ALL", "C");
    command
}

/// Runs a program to its end. What it says goes to a file: the server that it may start keeps the end of a pipe.
fn run(command: &mut Command) {
    let said = tempfile::NamedTempFile::new().expect("a file");
    let (output, errors) = (said.reopen().expect("a file"), said.reopen().expect("a file"));
    let ended = command.stdout(output).stderr(errors).status().expect("the program runs");
    let said = fs::read_to_string(said.path()).unwrap_or_default();
    assert!(ended.success(), "{command:?}: {ended}: {said}");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cluster_is_there_until_it_is_dropped() {
        let Some(cluster) = Cluster::start() else { return };
        let [first, second] = [(); 2].map(|()| cluster.create_database());
        assert_ne!(first, second);
        cluster.stop();
        cluster.resume();
        cluster.execute("test1", "CREATE TABLE a (b text)");
        let pid = fs::read_to_string(cluster.folder.join("data/postmaster.pid")).expect("a number");
        let status = Path::new("/proc").join(pid.lines().next().expect("a line")).join("status");
        let is_running = || fs::read_to_string(&status).is_ok_and(|status| !status.contains("State:\tZ"));
        assert!(is_running());
        let folder = cluster.folder.clone();
        drop(cluster);
        assert!(!is_running() && !folder.exists());
    }
}
