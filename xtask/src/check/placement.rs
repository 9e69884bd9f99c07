//! What may stand only in certain places: the browser's interfaces, HTTP, SQL, the outside world.

use super::finding::Finding;
use super::rust_source::RustSource;
use crate::workspace::TextFile;

const RULE_BROWSER: &str = "browser";
const RULE_HTTP: &str = "http";
const RULE_SQL: &str = "sql";
const RULE_PURE: &str = "pure";

/// Folders whose code is pure; `player/src/web/` is not among them.
const PURE: &[&str] =
    &["events/src/", "recording/src/", "scenario/src/", "player/src/", "api/src/", "policy/src/"];

/// Words of the standard library that reach outside.
const OUTSIDE: &[&str] = &[
    "std::fs",
    "std::net",
    "std::env",
    "std::process",
    "std::thread",
    "std::os",
    "Instant::now",
    "SystemTime",
    "println!",
    "eprintln!",
    "print!",
    "eprint!",
];

/// Statements of SQL that no English sentence starts with.
const STATEMENTS: &[&str] = &[
    "SELECT ",
    "INSERT INTO ",
    "UPDATE ",
    "DELETE FROM ",
    "CREATE TABLE ",
    "CREATE INDEX ",
    "ALTER TABLE ",
    "PRAGMA ",
];

/// Checks every Rust source that ships.
pub(super) fn check(files: &[TextFile]) -> Vec<Finding> {
    let mut findings = Vec::new();
    let tests: Vec<String> =
        files.iter().filter(|file| is_shipped(&file.path)).flat_map(test_modules).collect();
    let is_test =
        |path: &str| tests.iter().any(|test| path == test || path.starts_with(&folder_of_module(test)));
    for file in files.iter().filter(|file| is_shipped(&file.path) && !is_test(&file.path)) {
        let source = RustSource::parse(&file.text).without_tests();
        findings.extend(browser(&file.path, &source));
        findings.extend(http(&file.path, &source));
        findings.extend(sql(&file.path, &source));
        findings.extend(pure(&file.path, &source));
    }
    findings
}

/// Sources of the product: neither automation nor tests.
fn is_shipped(path: &str) -> bool {
    path.ends_with(".rs")
        && path.contains("/src/")
        && !path.starts_with("xtask/")
        && !path.starts_with("tests/")
        && !path.ends_with("/tests.rs")
        && !path.contains("/tests/")
}

/// The files of the modules that this file declares for tests only, as in `#[cfg(test)] mod properties;`.
fn test_modules(file: &TextFile) -> Vec<String> {
    let source = RustSource::parse(&file.text);
    let mut modules = Vec::new();
    let mut is_for_tests = false;
    for line in source.code.lines().map(str::trim) {
        if line.starts_with("#[") {
            is_for_tests |= line.starts_with("#[cfg(test)]") || line.starts_with("#[cfg(all(test");
        } else if !line.is_empty() {
            let name = line.strip_prefix("mod ").and_then(|rest| rest.strip_suffix(';'));
            if let Some(name) = name.filter(|_| is_for_tests) {
                modules.push(format!("{}{name}.rs", folder_of_module(&file.path)));
            }
            is_for_tests = false;
        }
    }
    modules
}

/// The folder in which the modules inside a file's module lie, with a slash at its end.
fn folder_of_module(path: &str) -> String {
    let (folder, name) = path.rsplit_once('/').unwrap_or(("", path));
    match name {
        "mod.rs" | "lib.rs" | "main.rs" => format!("{folder}/"),
        _ => format!("{}/", path.trim_end_matches(".rs")),
    }
}

fn browser(path: &str, source: &RustSource) -> Vec<Finding> {
    if path.starts_with("player/src/web/") || path.starts_with("ui/src/browser/") {
        return Vec::new();
    }
    words(&source.code, &["web_sys", "js_sys"])
        .map(|(line, word)| {
            let what = format!("{word} belongs into player/src/web/ or ui/src/browser/");
            Finding::at(RULE_BROWSER, path, line, what)
        })
        .collect()
}

fn http(path: &str, source: &RustSource) -> Vec<Finding> {
    if !path.starts_with("ui/src/") || path.starts_with("ui/src/client/") || path == "ui/src/client.rs" {
        return Vec::new();
    }
    words(
        &source.code,
        &["gloo_net", "gloo::net", "reqwest", "fetch_with_str", "fetch_with_request", "XmlHttpRequest"],
    )
    .map(|(line, word)| {
        Finding::at(RULE_HTTP, path, line, format!("{word}: HTTP belongs into ui/src/client/"))
    })
    .collect()
}

fn sql(path: &str, source: &RustSource) -> Vec<Finding> {
    if path.starts_with("gateway/src/store/") {
        return Vec::new();
    }
    let crates = words(&source.code, &["sea_orm", "sea_orm_migration", "sea_query", "sqlx", "rusqlite"]);
    let statements = source.strings.lines().enumerate().filter_map(|(index, text)| {
        let text = text.trim().trim_start_matches(['"', '#', ' ']);
        STATEMENTS
            .iter()
            .find(|statement| text.starts_with(**statement))
            .map(|statement| (index + 1, statement.trim()))
    });
    crates
        .chain(statements)
        .map(|(line, word)| {
            Finding::at(RULE_SQL, path, line, format!("{word}: SQL belongs into gateway/src/store/"))
        })
        .collect()
}

fn pure(path: &str, source: &RustSource) -> Vec<Finding> {
    if path.starts_with("player/src/web/") || !PURE.iter().any(|folder| path.starts_with(folder)) {
        return Vec::new();
    }
    words(&source.code, OUTSIDE)
        .map(|(line, word)| {
            Finding::at(RULE_PURE, path, line, format!("{word}: the core reaches for nothing outside"))
        })
        .collect()
}

/// The lines, from 1 on, in which one of `wanted` stands as a whole word.
fn words<'a>(code: &'a str, wanted: &'a [&'a str]) -> impl Iterator<Item = (usize, &'a str)> {
    code.lines().enumerate().flat_map(move |(index, line)| {
        wanted.iter().filter(move |word| has_word(line, word)).map(move |word| (index + 1, *word))
    })
}

fn has_word(line: &str, word: &str) -> bool {
    let is_part = |c: char| c.is_alphanumeric() || c == '_';
    line.match_indices(word).any(|(at, _)| {
        let before = line.get(..at).and_then(|text| text.chars().next_back());
        let after = line.get(at + word.len()..).and_then(|text| text.chars().next());
        !before.is_some_and(is_part) && (word.ends_with('!') || !after.is_some_and(is_part))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn findings(path: &str, text: &str) -> Vec<(&'static str, Option<usize>)> {
        let file = TextFile { path: path.to_owned(), text: text.to_owned() };
        check(&[file]).into_iter().map(|finding| (finding.rule, finding.line)).collect()
    }

    #[test]
    fn a_module_for_tests_may_reach_outside() {
        let file = |path: &str, text: &str| TextFile { path: path.to_owned(), text: text.to_owned() };
        let outside = "fn long() { std::env::var(\"A\"); }";
        let declared =
            "mod a;\n#[cfg(not(target_arch = \"wasm32\"))]\n#[cfg(test)]\nmod properties;\nmod b;\n";
        let files = |declared: &str| {
            [
                file("recording/src/codec/mod.rs", declared),
                file("recording/src/codec/properties.rs", outside),
                file("recording/src/codec/b.rs", outside),
            ]
        };
        let places = |declared: &str| -> Vec<String> {
            check(&files(declared)).into_iter().map(|finding| finding.place).collect()
        };
        assert_eq!(places(declared), ["recording/src/codec/b.rs"]);
        assert_eq!(places("mod properties;\nmod b;\n").len(), 2);
    }

    #[test]
    fn the_browser_is_reached_from_two_folders_only() {
        let text = "\nuse web_sys::Window;\n";
        assert_eq!(findings("ui/src/pages/playback.rs", text), [(RULE_BROWSER, Some(2))]);
        assert_eq!(findings("ui/src/browser/window.rs", text), []);
        assert_eq!(findings("player/src/web/worker.rs", text), []);
        assert_eq!(findings("player/src/engine.rs", "// web_sys is for web/\n"), []);
    }

    #[test]
    fn the_console_speaks_http_in_one_folder_only() {
        let text = "use gloo_net::http::Request;\n";
        assert_eq!(findings("ui/src/pages/recordings.rs", text), [(RULE_HTTP, Some(1))]);
        assert_eq!(findings("ui/src/client/recordings.rs", text), []);
    }

    #[test]
    fn sql_stands_in_the_store_only() {
        assert_eq!(
            findings("gateway/src/routes/list.rs", "use sea_orm::EntityTrait;"),
            [(RULE_SQL, Some(1))]
        );
        assert_eq!(findings("gateway/src/main.rs", "q(\"SELECT * FROM recording\");"), [(RULE_SQL, Some(1))]);
        assert_eq!(findings("gateway/src/store/recordings.rs", "q(\"SELECT * FROM recording\");"), []);
        assert_eq!(findings("ui/src/app.rs", "text(\"Select a file\");"), []);
    }

    #[test]
    fn the_core_reaches_for_nothing_outside() {
        assert_eq!(
            findings("recording/src/format/reader.rs", "let f = std::fs::read(p);"),
            [(RULE_PURE, Some(1))]
        );
        assert_eq!(findings("player/src/clock.rs", "let t = Instant::now();"), [(RULE_PURE, Some(1))]);
        assert_eq!(findings("player/src/web/clock.rs", "let t = Instant::now();"), []);
        assert_eq!(findings("recording/src/a.rs", "#[cfg(test)]\nmod tests { use std::fs::read; }"), []);
    }
}
