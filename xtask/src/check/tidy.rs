//! Sizes, names and words of the files themselves.

use super::finding::Finding;
use super::rust_source::RustSource;
use crate::workspace::TextFile;

const RULE_SIZE: &str = "size";
const RULE_NAME: &str = "name";
const RULE_LIB: &str = "lib";
const RULE_PATH: &str = "machine path";
const RULE_UNSAFE: &str = "unsafe";
const RULE_UNFINISHED: &str = "unfinished";

/// Lines of a source file: a note above the first, an error above the second.
const LONG_LINES: usize = 400;
const MAX_LINES: usize = 800;

/// Names that say nothing of what is inside.
const EMPTY_NAMES: [&str; 7] = ["utils", "util", "common", "helpers", "helper", "types", "misc"];

/// Starts of paths that exist on somebody's machine only. Split, so that this file does not hold them.
const MACHINE_PATHS: [&str; 4] =
    [concat!("/ro", "ot/"), concat!("/ho", "me/"), concat!("/wo", "rk/"), concat!("/Us", "ers/")];
const TEMPORARY_PATH: &str = concat!("/t", "mp/");

/// Checks every text file of ours.
pub(super) fn check(files: &[TextFile]) -> Vec<Finding> {
    let mut findings = Vec::new();
    for file in files.iter().filter(|file| is_ours(&file.path)) {
        findings.extend(size(file));
        findings.extend(name(file));
        findings.extend(machine_paths(file));
        findings.extend(unfinished(file));
        if file.path.ends_with(".rs") {
            findings.extend(only_declarations(file));
            findings.extend(no_unsafe(file));
        }
    }
    findings
}

/// Files that are longer than they should be, for a note.
pub(super) fn long_files(files: &[TextFile]) -> Vec<String> {
    let mut long = Vec::new();
    for file in files.iter().filter(|file| is_ours(&file.path) && is_source(&file.path)) {
        let lines = lines_without_tests(file);
        if lines > LONG_LINES && file.text.lines().count() <= MAX_LINES {
            long.push(format!("{} has {lines} lines without its tests", file.path));
        }
    }
    long
}

/// Not taken over from elsewhere, and written by hand.
fn is_ours(path: &str) -> bool {
    let is_data = path.starts_with("samples/") || path.starts_with("static/") || path.contains("/cases/");
    let is_generated = path == "Cargo.lock"
        || path.ends_with(".snap")
        || path.ends_with(".svg")
        || path.ends_with("package-lock.json");
    !is_data && !is_generated
}

fn is_source(path: &str) -> bool {
    [".rs", ".js", ".mjs", ".css", ".html"].iter().any(|ending| path.ends_with(ending))
}

fn is_test(path: &str) -> bool {
    path.starts_with("tests/") || path.contains("/tests/") || path.ends_with("/tests.rs")
}

fn lines_without_tests(file: &TextFile) -> usize {
    if !file.path.ends_with(".rs") {
        return file.text.lines().count();
    }
    let source = RustSource::parse(&file.text).without_tests();
    let parts = source.code.lines().zip(source.comments.lines()).zip(source.strings.lines());
    let empty = file.text.lines().filter(|line| line.trim().is_empty()).count();
    parts
        .filter(|((code, comment), text)| [code, comment, text].iter().any(|part| !part.trim().is_empty()))
        .count()
        + empty
}

fn size(file: &TextFile) -> Option<Finding> {
    let lines = file.text.lines().count();
    (is_source(&file.path) && lines > MAX_LINES)
        .then(|| Finding::in_file(RULE_SIZE, &file.path, format!("{lines} lines, at most {MAX_LINES}")))
}

fn name(file: &TextFile) -> Option<Finding> {
    if !is_source(&file.path) {
        return None;
    }
    let named = file.path.split('/').map(|part| part.split('.').next().unwrap_or(part));
    let empty = named.into_iter().find(|part| EMPTY_NAMES.contains(part))?;
    Some(Finding::in_file(RULE_NAME, &file.path, format!("`{empty}` does not say what is inside")))
}

/// `lib.rs` declares modules and passes names on; it holds no items of its own.
fn only_declarations(file: &TextFile) -> Vec<Finding> {
    if !file.path.ends_with("/lib.rs") {
        return Vec::new();
    }
    let source = RustSource::parse(&file.text);
    let items =
        ["fn ", "struct ", "enum ", "trait ", "impl ", "impl<", "const ", "static ", "type ", "macro_rules!"];
    let mut findings = Vec::new();
    for (index, line) in source.code.lines().enumerate() {
        let line = line.trim_start();
        let line = line.strip_prefix("pub ").or_else(|| line.strip_prefix("pub(crate) ")).unwrap_or(line);
        if items.iter().any(|item| line.starts_with(item)) {
            findings.push(Finding::at(
                RULE_LIB,
                &file.path,
                index + 1,
                "lib.rs holds declarations of modules only",
            ));
        }
    }
    findings
}

fn machine_paths(file: &TextFile) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (index, line) in file.text.lines().enumerate() {
        let machine = MACHINE_PATHS.iter().find(|path| has_path(line, path));
        let temporary = Some(&TEMPORARY_PATH).filter(|path| !is_test(&file.path) && has_path(line, path));
        if let Some(path) = machine.or(temporary) {
            findings.push(Finding::at(
                RULE_PATH,
                &file.path,
                index + 1,
                format!("{path} is a path of one machine"),
            ));
        }
    }
    findings
}

/// Whether `path` stands there as the start of a path, not inside a longer one such as `docs/home/`.
fn has_path(line: &str, path: &str) -> bool {
    line.match_indices(path).any(|(at, _)| {
        let before = line.get(..at).and_then(|text| text.chars().next_back());
        !before.is_some_and(|c| c.is_alphanumeric() || matches!(c, '.' | '_' | '-' | '}' | '/' | '*'))
    })
}

fn no_unsafe(file: &TextFile) -> Vec<Finding> {
    let source = RustSource::parse(&file.text);
    let mut findings = Vec::new();
    for (index, line) in source.code.lines().enumerate() {
        let is_unsafe = line
            .split(|c: char| !(c.is_alphanumeric() || c == '_'))
            .any(|word| word == "unsafe" || word == "unsafe_code");
        if is_unsafe {
            findings.push(Finding::at(
                RULE_UNSAFE,
                &file.path,
                index + 1,
                "no unsafe code, and no leave for it",
            ));
        }
    }
    findings
}

/// A note of something left to do must name an issue, as in `TODO(#12)`.
fn unfinished(file: &TextFile) -> Vec<Finding> {
    let marks = [concat!("TO", "DO"), concat!("FIX", "ME"), concat!("XX", "X"), concat!("HA", "CK")];
    let text =
        if file.path.ends_with(".rs") { RustSource::parse(&file.text).comments } else { file.text.clone() };
    let mut findings = Vec::new();
    for (index, line) in text.lines().enumerate() {
        let words = line.split(|c: char| c.is_whitespace() || matches!(c, ':' | ',' | '.' | '/' | '*'));
        if let Some(word) = words.into_iter().find(|word| marks.contains(word)) {
            let what = format!("{word} without the number of an issue, as in {word}(#12)");
            findings.push(Finding::at(RULE_UNFINISHED, &file.path, index + 1, what));
        }
    }
    findings
}

#[cfg(test)]
mod tests {
    use super::*;

    fn findings(path: &str, text: &str) -> Vec<(&'static str, Option<usize>)> {
        let file = TextFile { path: path.to_owned(), text: text.to_owned() };
        check(&[file]).into_iter().map(|finding| (finding.rule, finding.line)).collect()
    }

    #[test]
    fn a_file_of_more_than_800_lines_is_too_long() {
        assert_eq!(findings("ui/src/app.rs", &"//\n".repeat(801)), [(RULE_SIZE, None)]);
        assert_eq!(findings("ui/src/app.rs", &"//\n".repeat(800)), []);
    }

    #[test]
    fn a_long_file_is_noted_without_its_tests() {
        let tests = format!("#[cfg(test)]\nmod tests {{\n{}}}\n", "    // a\n".repeat(300));
        let short =
            TextFile { path: "api/src/a.rs".to_owned(), text: format!("{}{tests}", "// b\n".repeat(300)) };
        let long = TextFile { path: "api/src/b.rs".to_owned(), text: "// b\n".repeat(401) };
        assert_eq!(long_files(&[short, long]), ["api/src/b.rs has 401 lines without its tests"]);
    }

    #[test]
    fn names_that_say_nothing_are_found() {
        assert_eq!(findings("recording/src/utils.rs", ""), [(RULE_NAME, None)]);
        assert_eq!(findings("ui/src/common/button.rs", ""), [(RULE_NAME, None)]);
        assert_eq!(findings("ui/src/commons.rs", ""), []);
    }

    #[test]
    fn a_lib_with_items_is_found() {
        assert_eq!(
            findings("player/src/lib.rs", "//! Doc.\npub mod a;\n\npub fn b() {}\n"),
            [(RULE_LIB, Some(4))]
        );
        assert_eq!(findings("player/src/lib.rs", "//! A fn b.\npub mod a;\npub use a::B;\n"), []);
    }

    #[test]
    fn paths_of_one_machine_are_found() {
        let text = format!("let p = \"{}\";\n", concat!("/ho", "me/jo/a"));
        assert_eq!(findings("gateway/src/a.rs", &text), [(RULE_PATH, Some(1))]);
        assert_eq!(findings("docs/a.md", &text), [(RULE_PATH, Some(1))]);
        let text = format!("let p = \"{TEMPORARY_PATH}a\";\n");
        assert_eq!(findings("gateway/src/a.rs", &text), [(RULE_PATH, Some(1))]);
        assert_eq!(findings("tests/tests/a.rs", &text), []);
        assert_eq!(findings("docs/a.md", concat!("see docs/ho", "me/a")), []);
    }

    #[test]
    fn unsafe_code_and_leave_for_it_are_found() {
        assert_eq!(findings("player/src/a.rs", "unsafe { f() }"), [(RULE_UNSAFE, Some(1))]);
        assert_eq!(findings("player/src/a.rs", "#![allow(unsafe_code)]"), [(RULE_UNSAFE, Some(1))]);
        assert_eq!(findings("player/src/a.rs", "// unsafe is forbidden\nlet a = \"unsafe-inline\";"), []);
    }

    #[test]
    fn a_note_of_something_to_do_names_an_issue() {
        let mark = concat!("TO", "DO");
        assert_eq!(findings("player/src/a.rs", &format!("// {mark}: more")), [(RULE_UNFINISHED, Some(1))]);
        assert_eq!(findings("static/a.css", &format!("/* {mark} */")), []);
        assert_eq!(findings("player/src/a.rs", &format!("// {mark}(#12): more")), []);
    }
}
