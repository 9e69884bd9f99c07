//! What shells and programs tell the terminal in operating system commands (OSC): titles, folders, and the marks of
//! shell integration (`133` of FinalTerm, with kitty's and fish's parameters; `633` of Visual Studio Code).

use crate::limits;
use std::borrow::Cow;

/// What such a command says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Told {
    /// The window has this title.
    Title(String),
    /// The shell is in this folder.
    Directory(String),
    /// A mark of the shell.
    Mark(Mark),
}

/// A mark of the shell.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Mark {
    /// A prompt begins.
    Prompt,
    /// The prompt is complete: what follows is typed.
    Input,
    /// What was typed is this.
    Line(String),
    /// It is run now; some shells say what.
    Run(Option<String>),
    /// It ended, with this status where that is known; or there was nothing to run.
    Done(Option<i64>),
}

/// What the text of an operating system command says, where it is one of these.
pub(super) fn told(text: &str) -> Option<Told> {
    let (number, rest) = text.split_once(';').unwrap_or((text, ""));
    match number {
        "0" | "2" => Some(Told::Title(cut(rest.to_owned()))),
        "7" => Some(Told::Directory(cut(percent_decoded(path_of(rest)?)))),
        // Windows Terminal and others
        "9" => Some(Told::Directory(cut(rest.strip_prefix("9;")?.trim_matches('"').to_owned()))),
        "1337" => Some(Told::Directory(cut(rest.strip_prefix("CurrentDir=")?.to_owned()))),
        "133" => mark(rest, false),
        "633" => mark(rest, true),
        _ => None,
    }
}

fn mark(text: &str, is_vscode: bool) -> Option<Told> {
    let (kind, parameters) = text.split_once(';').unwrap_or((text, ""));
    let mark = match kind {
        "A" => Mark::Prompt,
        "B" => Mark::Input,
        "C" => Mark::Run(command_line(parameters)),
        "D" => Mark::Done(parameters.split(';').next().and_then(|status| status.parse().ok())),
        "E" if is_vscode => Mark::Line(cut(unescaped(parameters.split(';').next()?))),
        "P" if is_vscode => {
            let directory = parameters.strip_prefix("Cwd=")?;
            return Some(Told::Directory(cut(unescaped(directory))));
        }
        _ => return None,
    };
    Some(Told::Mark(mark))
}

/// The command line among the parameters: `cmdline_url` percent-encoded, or `cmdline`, the last one, quoted as bash's
/// `%q` does.
fn command_line(parameters: &str) -> Option<String> {
    let mut rest = parameters;
    loop {
        if let Some(value) = rest.strip_prefix("cmdline_url=") {
            return Some(cut(percent_decoded(value.split(';').next().unwrap_or_default())));
        }
        if let Some(value) = rest.strip_prefix("cmdline=") {
            return Some(cut(unquoted(value)));
        }
        rest = rest.split_once(';')?.1;
    }
}

/// The path in `file://host/path`.
fn path_of(url: &str) -> Option<&str> {
    let rest = url.strip_prefix("file://").or_else(|| url.strip_prefix("kitty-shell-cwd://"))?;
    rest.find('/').and_then(|at| rest.get(at..))
}

fn percent_decoded(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((first, after)) = rest.split_first() {
        let code = after.get(..2).and_then(|code| u8::from_str_radix(str::from_utf8(code).ok()?, 16).ok());
        match (first, code) {
            (b'%', Some(byte)) => {
                bytes.push(byte);
                rest = after.get(2..).unwrap_or_default();
            }
            (byte, _) => {
                bytes.push(*byte);
                rest = after;
            }
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

/// Undoes Visual Studio Code's escapes: `\\` and `\xAB`.
fn unescaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('\\') {
        out.push_str(rest.get(..at).unwrap_or_default());
        rest = rest.get(at + 1..).unwrap_or_default();
        let code = rest.strip_prefix('x').and_then(|rest| u8::from_str_radix(rest.get(..2)?, 16).ok());
        if let Some(code) = code {
            out.push(char::from(code));
            rest = rest.get(3..).unwrap_or_default();
        } else if let Some(after) = rest.strip_prefix('\\') {
            out.push('\\');
            rest = after;
        } else {
            out.push('\\');
        }
    }
    out.push_str(rest);
    out
}

/// Undoes bash's `printf %q`: backslashes, and `$'...'` where there are control characters.
fn unquoted(text: &str) -> String {
    let ansi = text.strip_prefix("$'").and_then(|text| text.strip_suffix('\''));
    let mut out = String::with_capacity(text.len());
    let mut characters = ansi.unwrap_or(text).chars();
    while let Some(character) = characters.next() {
        match (character, ansi.is_some()) {
            ('\\', is_ansi) => match characters.next() {
                Some('n') if is_ansi => out.push('\n'),
                Some('t') if is_ansi => out.push('\t'),
                Some(other) => out.push(other),
                None => out.push('\\'),
            },
            (other, _) => out.push(other),
        }
    }
    out
}

/// The text within the limit of events' texts, without what controls a terminal.
fn cut(mut text: String) -> String {
    text.retain(|character| !character.is_control() || matches!(character, '\n' | '\t'));
    let (kept, end) = limits::event_text(&text);
    if end.is_empty() { text } else { Cow::from(kept).into_owned() + end }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_are_read_in_both_dialects() {
        let run = |text: &str| Some(Told::Mark(Mark::Run(Some(text.to_owned()))));
        for (text, expected) in [
            ("133;A", Some(Told::Mark(Mark::Prompt))),
            ("133;A;click_events=1", Some(Told::Mark(Mark::Prompt))),
            ("133;B", Some(Told::Mark(Mark::Input))),
            ("133;C", Some(Told::Mark(Mark::Run(None)))),
            ("133;C;cmdline_url=echo%20%22%C3%A9%22", run("echo \"é\"")),
            ("133;C;cmdline=echo\\ a\\;b", run("echo a;b")),
            ("133;C;cmdline=$'a\\nb'", run("a\nb")),
            ("133;D", Some(Told::Mark(Mark::Done(None)))),
            ("133;D;127", Some(Told::Mark(Mark::Done(Some(127))))),
            ("133;D;0;err=", Some(Told::Mark(Mark::Done(Some(0))))),
            ("633;D;-1073741510", Some(Told::Mark(Mark::Done(Some(-1_073_741_510))))),
            (
                "633;E;echo a\\x3bb\\x0aecho \\\\n;nonce",
                Some(Told::Mark(Mark::Line("echo a;b\necho \\n".to_owned()))),
            ),
            ("633;P;Cwd=C:\\\\Users\\x3b", Some(Told::Directory("C:\\Users;".to_owned()))),
            ("133;E;x", None),
            ("633;P;IsWindows=True", None),
            ("7;file://host/srv/me/a%20b", Some(Told::Directory("/srv/me/a b".to_owned()))),
            ("7;nonsense", None),
            ("1337;CurrentDir=/x", Some(Told::Directory("/x".to_owned()))),
            ("9;9;\"C:\\x\"", Some(Told::Directory("C:\\x".to_owned()))),
            ("9;a notification", None),
            ("0;a title; of parts", Some(Told::Title("a title; of parts".to_owned()))),
            ("2;", Some(Told::Title(String::new()))),
            ("1;icon", None),
            ("", None),
        ] {
            assert_eq!(told(text), expected, "{text}");
        }
    }

    #[test]
    fn broken_escapes_stay_as_they_are() {
        assert_eq!(percent_decoded("100%, %4, %zz, %c3"), "100%, %4, %zz, \u{fffd}");
        assert_eq!(unescaped("a\\"), "a\\");
        assert_eq!(unescaped("\\xé1 \\x4"), "\\xé1 \\x4");
        assert_eq!(unquoted("a\\"), "a\\");
        assert!(cut("x".repeat(1 << 20)).len() <= limits::EVENT_TEXT_BYTES);
    }
}
