//! Which format some bytes are, told by their content alone: names and endings lie.

use super::{devolutions, script, tlog, ttyrec};

/// A format that an importer reads.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Format {
    /// A Guacamole session recording: the protocol's instructions as they came.
    Guacamole,
    /// asciicast version 1: one JSON object.
    AsciicastV1,
    /// asciicast version 2: lines of JSON with absolute times.
    AsciicastV2,
    /// asciicast version 3: lines of JSON with intervals.
    AsciicastV3,
    /// A recording of a VNC connection: the server's bytes in blocks with times.
    Rfb,
    /// A ttyrec: frames with times, without a mark of the format.
    Ttyrec,
    /// A ttyrec of the NetHack Learning Environment, whose frames are output, input or scores.
    TtyrecWithChannels,
    /// Messages of tlog, one JSON object in a line, plain or inside the journal's.
    Tlog,
    /// Data and timing of script(1) or of guacd's typescripts, which lie in two files; see [`super::bundle`].
    Script,
    /// Terminal output with times, as Devolutions Gateway writes it; without a mark of the format.
    Trp,
    /// A WebM video, whose pictures only a browser decodes; see [`super::webm`].
    Webm,
    /// The container of this crate itself: nothing to import, it can be kept as it is.
    Afterimage,
}

impl Format {
    /// The name that goes into [`crate::facts::SourceFacts`].
    pub fn name(self) -> &'static str {
        match self {
            Self::Guacamole => "guacamole",
            Self::AsciicastV1 => "asciicast-v1",
            Self::AsciicastV2 => "asciicast-v2",
            Self::AsciicastV3 => "asciicast-v3",
            Self::Rfb => "rfb",
            Self::Ttyrec => "ttyrec",
            Self::TtyrecWithChannels => "ttyrec-nle",
            Self::Tlog => "tlog",
            Self::Script => "script",
            Self::Trp => "trp",
            Self::Webm => "webm",
            Self::Afterimage => "afterimage",
        }
    }
}

/// Bytes of the start of a file that decide; where they are not enough, more will not help.
pub const HEAD_BYTES: usize = 64 * 1024;

/// Longest opcode of a Guacamole instruction that is taken for one.
const OPCODE_BYTES: usize = 32;

/// The format of a file that starts with `head`, or `None` where it cannot be told (yet).
///
/// An answer does not change when more of the same file is given. Compressed files are not looked into; see
/// [`crate::import::AnyImporter`].
pub fn detect(head: &[u8]) -> Option<Format> {
    let head = head.get(..HEAD_BYTES).unwrap_or(head);
    if crate::format::is_recording(head) {
        return Some(Format::Afterimage);
    }
    if super::webm::is_webm(head) {
        return Some(Format::Webm);
    }
    if super::rfb::is_rfb(head) {
        return Some(Format::Rfb);
    }
    let head = head.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(head).trim_ascii_start();
    match head.first()? {
        b'{' => asciicast(head).or_else(|| tlog::starts(head).then_some(Format::Tlog)),
        b'0'..=b'9' => guacamole(head).then_some(Format::Guacamole),
        _ => None,
    }
}

/// The format of a file of which more will not tell more: `head` is all of it, or [`HEAD_BYTES`] of it. Formats without
/// a mark are told here.
pub fn detect_whole(head: &[u8]) -> Option<Format> {
    detect(head).or_else(|| {
        let is_whole = head.len() < HEAD_BYTES;
        let head = head.get(..HEAD_BYTES).unwrap_or(head);
        if tlog::is_among(head, is_whole) {
            return Some(Format::Tlog);
        }
        if devolutions::is_trp(head, is_whole) {
            return Some(Format::Trp);
        }
        ttyrec::detect(head, is_whole).map(|header| match header {
            ttyrec::Header::Plain => Format::Ttyrec,
            ttyrec::Header::WithChannel => Format::TtyrecWithChannels,
        })
    })
}

/// What a file is that [`detect_whole`] does not know, for whoever handed it over: what it is instead, and what to do.
pub(super) fn describe_unknown(head: &[u8]) -> &'static str {
    let is_whole = head.len() < HEAD_BYTES;
    if script::is_banner(head) {
        return "the data of a script without its timing file: give both";
    }
    if script::is_timing(head, is_whole) {
        return "the timing of a script without its data file: give both";
    }
    if devolutions::is_manifest(head) {
        return "the list of parts of a Devolutions session: give the folder, or the parts with it";
    }
    if head.starts_with(b"PK\x03\x04") {
        return "a zip archive: unpack it and give what is in it";
    }
    if head.trim_ascii_start().starts_with(b"{") && version(head.trim_ascii_start()).is_some() {
        return "an asciicast of another version than 1, 2 and 3";
    }
    if is_asciicast_of_screens(head) {
        return "screens of asciinema's first player, before version 1";
    }
    if head.windows(2).any(|pair| pair == b"\x1b[") {
        return "output of a terminal without times: it can be shown, but not played";
    }
    "none that is known by its content"
}

/// Whether `head` starts as a list of screens does, `[[0.5,{"lines":…`.
fn is_asciicast_of_screens(head: &[u8]) -> bool {
    let head = head.trim_ascii_start();
    let start = head.get(..256).unwrap_or(head);
    start.starts_with(b"[[") && start.windows(8).any(|window| window == b"{\"lines\"")
}

/// Whether `head` starts with a complete opcode: its length, a dot, that many lower-case letters, and a comma or a
/// semicolon. A number and a blank before it, as some recorders write them, are passed over.
fn guacamole(head: &[u8]) -> bool {
    let number = |bytes: &[u8]| bytes.iter().take_while(|byte| byte.is_ascii_digit()).count();
    let mut head = head;
    let digits = number(head);
    if let Some((b' ' | b'\t', rest)) = head.get(digits..).and_then(<[u8]>::split_first) {
        head = rest.trim_ascii_start();
    }
    let digits = number(head);
    let Some((length, rest)) = head.split_at_checked(digits) else { return false };
    let Some(length) = std::str::from_utf8(length).ok().and_then(|length| length.parse::<usize>().ok())
    else {
        return false;
    };
    let Some(rest) = rest.strip_prefix(b".") else { return false };
    (1..=OPCODE_BYTES).contains(&length)
        && rest.get(..length).is_some_and(|opcode| opcode.iter().all(u8::is_ascii_lowercase))
        && matches!(rest.get(length), Some(b',' | b';'))
}

/// The version of the asciicast whose outermost JSON object starts at the start of `head`.
fn asciicast(head: &[u8]) -> Option<Format> {
    match version(head)? {
        b"1" => Some(Format::AsciicastV1),
        b"2" => Some(Format::AsciicastV2),
        b"3" => Some(Format::AsciicastV3),
        _ => None,
    }
}

/// The digits after the key `version` of the outermost object, where all of them are there.
fn version(head: &[u8]) -> Option<&[u8]> {
    let mut depth = 0_u32;
    let mut at = 0;
    while let Some(&byte) = head.get(at) {
        match byte {
            b'{' | b'[' => depth += 1,
            b'}' | b']' => depth = depth.checked_sub(1)?,
            b'"' => {
                let string = head.get(at + 1..)?;
                let end = end_of_string(string)?;
                at += end + 1;
                let after = string.get(end + 1..)?.trim_ascii_start();
                if depth == 1 && string.get(..end) == Some(b"version") && after.starts_with(b":") {
                    let value = after.get(1..)?.trim_ascii_start();
                    let digits = value.iter().take_while(|byte| byte.is_ascii_digit()).count();
                    let delimiter = value.get(digits)?;
                    let complete = delimiter.is_ascii_whitespace() || matches!(delimiter, b',' | b'}');
                    return value.get(..digits).filter(|_| complete);
                }
            }
            _ => {}
        }
        if depth == 0 {
            return None;
        }
        at += 1;
    }
    None
}

/// Where the JSON string ends whose first byte after the quotation mark is the first of `bytes`.
fn end_of_string(bytes: &[u8]) -> Option<usize> {
    let mut escaped = false;
    bytes.iter().position(|&byte| {
        let end = byte == b'"' && !escaped;
        escaped = byte == b'\\' && !escaped;
        end
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(head: &str, expected: Option<Format>) {
        let found = detect(head.as_bytes());
        assert_eq!(found, expected, "{head}");
        let first = (0..=head.len()).find_map(|end| detect(&head.as_bytes()[..end]));
        assert_eq!(first, expected, "a prefix of {head} says otherwise");
    }

    #[test]
    fn tells_the_formats_apart() {
        check("4.size,1.0,4.1024,3.640;", Some(Format::Guacamole));
        check("\n 4.sync,1.1;", Some(Format::Guacamole));
        check("3.nop;", Some(Format::Guacamole));
        check("1591234567 4.size,1.0,4.1024,3.640;", Some(Format::Guacamole));
        check(r#"{"version": 2, "width": 80, "height": 24}"#, Some(Format::AsciicastV2));
        check(r#"{"width": 80, "env": {"version": 1}, "version":3}"#, Some(Format::AsciicastV3));
        check("{\n  \"version\": 1,\n  \"width\": 80", Some(Format::AsciicastV1));
        check(r#"{"title": "\"version\": 1", "version": 2 }"#, Some(Format::AsciicastV2));
    }

    #[test]
    fn refuses_what_is_none_of_them() {
        for head in [
            "",
            "hello",
            "12",
            "4.size",
            "9.size,1.0;",
            "4.SIZE,1.0;",
            "{\"version\": 5}",
            "{\"version\": 22}",
            "{\"version\": \"2\"}",
            "{}{\"version\": 2}",
            "[[0.1,\"x\"]]",
            "0.;",
            "99999999999999999999999.x,",
        ] {
            check(head, None);
        }
    }
}
