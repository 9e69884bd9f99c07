//! Programs that come as packages of the system.

use super::Purpose;
use crate::process;
use anyhow::{Result, bail};
use std::path::Path;
use std::process::Command;

/// A program, and the Debian package that brings it.
struct Needed {
    program: &'static str,
    package: &'static str,
    why: &'static str,
}

const COMPILER: &[Needed] = &[
    Needed { program: "cc", package: "build-essential", why: "links native programs" },
    Needed { program: "clang", package: "clang", why: "compiles the C library zstd for the browser" },
    Needed { program: "llvm-ar", package: "llvm", why: "archives what clang compiled" },
];

const BROWSER: &[Needed] = &[
    Needed { program: "chromium", package: "chromium", why: "the browser of the tests" },
    Needed { program: "chromedriver", package: "chromium-driver", why: "drives the browser" },
];

const ARCHIVES: &[Needed] =
    &[Needed { program: "xz", package: "xz-utils", why: "unpacks the snapshot of advisories" }];

/// What the tests of the gateway's store run on, beside SQLite.
const DATABASE: &[Needed] =
    &[Needed { program: "initdb", package: "postgresql", why: "makes the database that tests run on" }];

/// Debian keeps the programs of each version of PostgreSQL in a folder here, and not on the search path.
const POSTGRESQL: &str = "/usr/lib/postgresql";

/// Installs the missing packages as root on Debian; elsewhere stops with the line to run.
pub(crate) fn install_missing(purpose: Purpose) -> Result<()> {
    let missing = missing(purpose, |program| process::is_on_path(program) || is_of_postgresql(program));
    if missing.is_empty() {
        return Ok(());
    }
    let packages: Vec<&str> = missing.iter().map(|needed| needed.package).collect();
    let has_apt = process::is_on_path("apt-get") && Path::new("/etc/debian_version").exists();
    if !(has_apt && is_root()?) {
        bail!("{}", advice(&missing, has_apt));
    }
    process::run(Command::new("apt-get").args(["update", "-qq"]))?;
    process::run(
        Command::new("apt-get")
            .args(["install", "-y", "-qq", "--no-install-recommends"])
            .args(&packages)
            .env("DEBIAN_FRONTEND", "noninteractive"),
    )
}

fn missing(purpose: Purpose, is_there: impl Fn(&str) -> bool) -> Vec<&'static Needed> {
    let more: [&[Needed]; 2] = match purpose {
        Purpose::Check | Purpose::Run => [&[], &[]],
        Purpose::Supply => [ARCHIVES, &[]],
        Purpose::Test => [BROWSER, DATABASE],
    };
    COMPILER.iter().chain(more.into_iter().flatten()).filter(|needed| !is_there(needed.program)).collect()
}

fn is_of_postgresql(program: &str) -> bool {
    let versions = std::fs::read_dir(POSTGRESQL).into_iter().flatten().flatten();
    versions.into_iter().any(|version| version.path().join("bin").join(program).is_file())
}

fn advice(missing: &[&Needed], has_apt: bool) -> String {
    let mut text = String::from("programs are missing:\n");
    for needed in missing {
        text.push_str(&format!("  {} {}\n", needed.program, needed.why));
    }
    if has_apt {
        let packages: Vec<&str> = missing.iter().map(|needed| needed.package).collect();
        text.push_str("install them, then run the same command again:\n\n");
        text.push_str(&format!(
            "  sudo apt-get update && sudo apt-get install -y --no-install-recommends {}\n",
            packages.join(" ")
        ));
    } else {
        text.push_str(
            "install them with the package manager of this system, then run the same command again",
        );
    }
    text
}

fn is_root() -> Result<bool> {
    Ok(process::output(Command::new("id").arg("-u"))?.trim() == "0")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn running_needs_no_browser_and_no_server_of_databases() {
        let missing = missing(Purpose::Run, |_| false);
        assert!(missing.iter().any(|needed| needed.package == "clang"));
        assert!(missing.iter().all(|needed| !["chromium", "postgresql"].contains(&needed.package)));
    }

    #[test]
    fn only_what_is_missing_is_asked_for() {
        let missing = missing(Purpose::Test, |program| !["chromedriver", "initdb"].contains(&program));
        let packages: Vec<&str> = missing.iter().map(|needed| needed.package).collect();
        assert_eq!(packages, ["chromium-driver", "postgresql"]);
    }

    #[test]
    fn the_advice_is_one_line_to_run() {
        let missing = missing(Purpose::Test, |program| program == "cc");
        let advice = advice(&missing, true);
        let lines: Vec<&str> = advice.lines().filter(|line| line.contains("apt-get install")).collect();
        assert_eq!(lines.len(), 1);
        assert!(
            lines.iter().all(|line| line.ends_with("clang llvm chromium chromium-driver postgresql")),
            "{advice}"
        );
    }
}
