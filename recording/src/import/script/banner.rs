//! The lines that the recorder itself writes into the data: the first and the last.

use super::date::started_at_ms;

/// What the first line tells.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Banner {
    pub(super) started_at_ms: Option<i64>,
    pub(super) command: Option<String>,
    pub(super) columns: Option<u32>,
    pub(super) rows: Option<u32>,
}

const SCRIPT_FIRST: &str = "Script started on ";
const SCRIPT_LAST: &str = "Script done on ";
const GUACD_FIRST: &str = "[BEGIN TYPESCRIPT]";
const GUACD_LAST: &str = "[END TYPESCRIPT]";

/// Whether a file starts as the data of a script does.
pub(in crate::import) fn is_banner(head: &[u8]) -> bool {
    [SCRIPT_FIRST, GUACD_FIRST].iter().any(|first| head.starts_with(first.as_bytes()))
}

/// Whether the first line of data, without its line feed, was written by the recorder, whatever language it speaks:
/// what goes through a terminal ends its lines with a carriage return too.
pub(super) fn looks_like_banner(line: &[u8]) -> bool {
    is_banner(line) || (!line.is_empty() && !line.iter().any(u8::is_ascii_control))
}

/// Reads the first line.
pub(super) fn read(line: &[u8]) -> Banner {
    let text = String::from_utf8_lossy(line);
    let Some(rest) = text.strip_prefix(SCRIPT_FIRST) else { return Banner::default() };
    let (date, attributes) = rest.split_once('[').unwrap_or((rest, ""));
    let side = |name| attribute(attributes, name)?.parse().ok().filter(|cells| *cells > 0);
    Banner {
        started_at_ms: started_at_ms(date),
        command: attribute(attributes, "COMMAND").filter(|command| !command.is_empty()).map(str::to_owned),
        columns: side("COLUMNS"),
        rows: side("LINES"),
    }
}

/// The value of `NAME="value"`.
fn attribute<'a>(attributes: &'a str, name: &str) -> Option<&'a str> {
    let mut rest = attributes;
    loop {
        let (key, after) = rest.split_once("=\"")?;
        let (value, next) = after.split_once('"')?;
        if key.trim_start_matches([' ', '[']) == name {
            return Some(value);
        }
        rest = next;
    }
}

/// What comes after the last timed byte.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Rest {
    /// Nothing at all: the recorder did not get to its last line.
    Nothing,
    /// The recorder's last line, and the exit status where it tells one.
    Last(Option<i32>),
    /// Something else: output whose time was not written any more.
    Output,
}

/// Longest last line.
pub(super) const LAST_BYTES: usize = 1024;

/// Reads what comes after the last timed byte: all of it, or its first [`LAST_BYTES`].
pub(super) fn read_rest(rest: &[u8]) -> Rest {
    if rest.is_empty() {
        return Rest::Nothing;
    }
    let text = String::from_utf8_lossy(rest);
    let line = text.trim();
    if line.starts_with(SCRIPT_LAST) {
        let status =
            line.split_once('[').and_then(|(_, rest)| attribute(rest, "COMMAND_EXIT_CODE")?.parse().ok());
        return Rest::Last(status);
    }
    // in another language it is one line all the same, with a line feed before and after
    let is_one_line = rest.len() < LAST_BYTES && !line.bytes().any(|byte| byte.is_ascii_control());
    if line.starts_with(GUACD_LAST) || (is_one_line && text.starts_with('\n') && text.ends_with('\n')) {
        return Rest::Last(None);
    }
    Rest::Output
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn first_lines() {
        let line = b"Script started on 2026-11-22 08:53:58+00:00 [COMMAND=\"/bin/bash --norc\" TERM=\"xterm\" COLUMNS=\"80\" LINES=\"24\"]";
        let expected = Banner {
            started_at_ms: Some(1_795_337_638_000),
            command: Some("/bin/bash --norc".into()),
            columns: Some(80),
            rows: Some(24),
        };
        assert_eq!(read(line), expected);
        assert_eq!(read(b"Script started on Sun 22 Nov 2026"), Banner::default());
        assert_eq!(read(b"[BEGIN TYPESCRIPT]"), Banner::default());
        assert!(looks_like_banner(b"Skript gestartet am So 22 Nov 2026"));
        assert!(!looks_like_banner(b"bash-5.2# ls\r"));
        assert!(!looks_like_banner(b"\x1b[?2004h$ "));
    }

    #[test]
    fn last_lines() {
        let check = |rest: &str, expected: Rest| assert_eq!(read_rest(rest.as_bytes()), expected, "{rest:?}");
        check("", Rest::Nothing);
        check("\nScript done on 2026-11-22 08:54:44+00:00 [COMMAND_EXIT_CODE=\"3\"]\n", Rest::Last(Some(3)));
        check("Script done on Sun 22 Nov", Rest::Last(None));
        check("\n[END TYPESCRIPT]\n", Rest::Last(None));
        check("\nSkript beendet am So 22 Nov 2026\n", Rest::Last(None));
        check("$ exit\r\n", Rest::Output);
        check("\u{1b}[2J", Rest::Output);
    }
}
