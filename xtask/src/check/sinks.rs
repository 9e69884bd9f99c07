//! Places where text would become markup or script. Recordings hold text of strangers: none of it may get there.

use super::finding::Finding;
use super::rust_source::RustSource;
use crate::workspace::TextFile;

const RULE_SINK: &str = "sink";

/// Words of JavaScript and of the browser's interfaces.
const IN_SCRIPTS: &[&str] = &[
    "innerHTML",
    "outerHTML",
    "insertAdjacentHTML",
    "createContextualFragment",
    "setHTMLUnsafe",
    "parseHTMLUnsafe",
    "DOMParser",
    "srcdoc",
    "document.write",
    "document.writeln",
    "eval",
    "Function",
    "importScripts",
];

/// Their names in Rust, and Yew's own.
const IN_RUST: &[&str] = &[
    "set_inner_html",
    "set_outer_html",
    "insert_adjacent_html",
    "create_contextual_fragment",
    "set_html_unsafe",
    "parse_html_unsafe",
    "DomParser",
    "set_srcdoc",
    "from_html_unchecked",
    "VRaw",
    "Function::new_with_args",
    "Function::new_no_args",
    "js_sys::eval",
    "import_scripts",
];

/// Checks what ships to browsers: scripts, pages, and the Rust that is compiled for them.
pub(super) fn check(files: &[TextFile]) -> Vec<Finding> {
    let mut findings = Vec::new();
    for file in files.iter().filter(|file| is_in_browser(&file.path)) {
        if file.path.ends_with(".rs") {
            let source = RustSource::parse(&file.text).without_tests();
            // scripts may stand in strings, for wasm-bindgen or for yew
            for (text, words) in [(&source.code, IN_RUST), (&source.strings, IN_SCRIPTS)] {
                findings.extend(found(&file.path, text, words));
            }
        } else {
            findings.extend(found(&file.path, &file.text, IN_SCRIPTS));
            findings.extend(timers_of_text(file));
        }
    }
    findings
}

fn is_in_browser(path: &str) -> bool {
    let is_code = [".rs", ".js", ".mjs", ".html", ".svg"].iter().any(|ending| path.ends_with(ending));
    let is_shipped = ["ui/src/", "player/src/", "player/package/", "static/"]
        .iter()
        .any(|folder| path.starts_with(folder));
    is_code && (is_shipped || path == "index.html")
}

fn found(path: &str, text: &str, words: &[&str]) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (index, line) in text.lines().enumerate() {
        for word in words.iter().filter(|word| has_word(line, word)) {
            let what =
                format!("{word} turns text into markup or script; make elements, and set their textContent");
            findings.push(Finding::at(RULE_SINK, path, index + 1, what));
        }
    }
    findings
}

/// Whether `word` stands there by itself, not as a part of another.
fn has_word(line: &str, word: &str) -> bool {
    let is_part = |c: char| c.is_alphanumeric() || c == '_' || c == '$';
    line.match_indices(word).any(|(at, _)| {
        let before = line.get(..at).and_then(|text| text.chars().next_back());
        let after = line.get(at + word.len()..).and_then(|text| text.chars().next());
        !before.is_some_and(is_part) && !after.is_some_and(is_part)
    })
}

/// Timers that are given text in place of a function.
fn timers_of_text(file: &TextFile) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (index, line) in file.text.lines().enumerate() {
        let calls = ["setTimeout(", "setInterval("].into_iter();
        let mut given = calls.flat_map(|call| line.split(call).skip(1)).map(str::trim_start);
        if given.any(|given| given.starts_with(['\'', '"', '`'])) {
            findings.push(Finding::at(
                RULE_SINK,
                &file.path,
                index + 1,
                "a timer takes a function, not text",
            ));
        }
    }
    findings
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(path: &str, text: &str) -> Vec<Option<usize>> {
        let file = TextFile { path: path.to_owned(), text: text.to_owned() };
        check(&[file]).into_iter().map(|finding| finding.line).collect()
    }

    #[test]
    fn each_sink_is_found_in_scripts() {
        for word in IN_SCRIPTS {
            let text = format!("const a = 1;\nelement.{word} = name;\n");
            for path in ["player/src/web/page/a.js", "static/start/a.js", "player/package/a.js", "index.html"]
            {
                assert_eq!(lines(path, &text), [Some(2)], "{path} {word}");
            }
        }
        assert_eq!(lines("static/start/a.js", "setTimeout(\"a()\");\nsetTimeout(() => a());\n"), [Some(1)]);
        assert_eq!(lines("static/start/a.js", "evaluate(a); aFunction(); element.textContent = a;\n"), []);
        assert_eq!(lines("tests/bench/a.js", "element.innerHTML = a;\n"), []);
    }

    #[test]
    fn each_sink_is_found_in_rust() {
        for word in IN_RUST {
            assert_eq!(
                lines("ui/src/a.rs", &format!("fn a() {{\n    {word}(name)\n}}\n")),
                [Some(2)],
                "{word}"
            );
        }
        assert_eq!(
            lines("ui/src/a.rs", "#[wasm_bindgen(inline_js = \"export const a = (b) => eval(b);\")]\n"),
            [Some(1)]
        );
        assert_eq!(lines("ui/src/a.rs", "// innerHTML and set_inner_html are not used\n"), []);
        assert_eq!(
            lines("ui/src/a.rs", "#[cfg(test)]\nmod tests {\n    fn a() { set_inner_html(b) }\n}\n"),
            []
        );
        assert_eq!(lines("gateway/src/a.rs", "set_inner_html(a);\n"), []);
    }
}
