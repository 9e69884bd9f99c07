//! A line of a log, and the message in it.

use serde::Deserialize;
use serde_json::Number;

/// A message of tlog.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
pub(super) struct Message {
    #[serde(default)]
    pub(super) host: String,
    /// Which recording it belongs to.
    #[serde(default)]
    pub(super) rec: String,
    #[serde(default)]
    pub(super) user: String,
    /// Its place in the recording, from 1.
    pub(super) id: u64,
    /// Milliseconds since the start of the recording.
    pub(super) pos: u64,
    /// Seconds since 1970.
    #[serde(default)]
    pub(super) time: Option<Number>,
    pub(super) timing: String,
    #[serde(default)]
    pub(super) in_txt: String,
    #[serde(default)]
    pub(super) in_bin: Vec<u8>,
    #[serde(default)]
    pub(super) out_txt: String,
    #[serde(default)]
    pub(super) out_bin: Vec<u8>,
}

/// A line of a journal, as `journalctl -o json` writes it.
#[derive(Deserialize)]
struct Entry {
    #[serde(rename = "MESSAGE")]
    message: Content,
}

/// A journal writes what is not plain text as a list of bytes.
#[derive(Deserialize)]
#[serde(untagged)]
enum Content {
    Text(String),
    Bytes(Vec<u8>),
}

impl Message {
    /// The message in a line; `None` where there is none. What a syslog puts before it is passed over.
    pub(super) fn in_line(line: &[u8]) -> Option<Self> {
        let start = line.iter().position(|byte| *byte == b'{')?;
        let json = line.get(start..)?;
        if let Ok(message) = serde_json::from_slice(json) {
            return Some(message);
        }
        match serde_json::from_slice::<Entry>(json).ok()?.message {
            Content::Text(text) => serde_json::from_str(&text).ok(),
            Content::Bytes(bytes) => serde_json::from_slice(&bytes).ok(),
        }
    }

    /// Bytes that it takes to keep it, about.
    pub(super) fn bytes(&self) -> usize {
        let texts = [&self.host, &self.rec, &self.user, &self.timing, &self.in_txt, &self.out_txt];
        let text_bytes: usize = texts.iter().map(|text| text.len()).sum();
        size_of::<Self>() + text_bytes + self.in_bin.len() + self.out_bin.len()
    }
}

/// Whether the first line of `head` is there and holds a message.
pub(in crate::import) fn starts(head: &[u8]) -> bool {
    let Some(end) = head.iter().position(|byte| *byte == b'\n') else { return false };
    head.get(..end).and_then(Message::in_line).is_some()
}

/// Whether any line of `head` holds a message; the last one only where `head` is all of the file.
pub(in crate::import) fn is_among(head: &[u8], is_whole: bool) -> bool {
    let mut lines = head.split(|byte| *byte == b'\n');
    let last = lines.next_back();
    lines.chain(last.filter(|_| is_whole)).any(|line| Message::in_line(line).is_some())
}

#[cfg(test)]
mod tests {
    use super::*;

    const MESSAGE: &str = r#"{"ver":"2.3","host":"vm","rec":"r","user":"root","term":"xterm","session":1,"id":2,"pos":30,"time":1795337761.783,"timing":"=80x24>2","in_txt":"","in_bin":[],"out_txt":"hi","out_bin":[255]}"#;

    #[test]
    fn messages_are_found_in_their_lines() {
        let plain = Message::in_line(MESSAGE.as_bytes()).expect("a message");
        assert_eq!(
            (plain.id, plain.pos, plain.out_txt.as_str(), plain.out_bin.as_slice()),
            (2, 30, "hi", [255].as_slice())
        );
        let text = serde_json::to_string(MESSAGE).expect("is text");
        let bytes = serde_json::to_string(MESSAGE.as_bytes()).expect("is a list");
        for line in [
            format!("Nov 22 08:54:21 vm tlog-rec-session[77]: {MESSAGE}"),
            format!(r#"{{"_HOSTNAME":"vm","MESSAGE":{text},"PRIORITY":"6"}}"#),
            format!(r#"{{"MESSAGE":{bytes}}}"#),
        ] {
            assert_eq!(Message::in_line(line.as_bytes()).as_ref(), Some(&plain), "{line}");
        }
        for line in [
            "",
            "{}",
            "hello",
            r#"{"MESSAGE":"session opened"}"#,
            r#"{"MESSAGE":null}"#,
            r#"{"id":1,"pos":-1,"timing":""}"#,
        ] {
            assert_eq!(Message::in_line(line.as_bytes()), None, "{line}");
        }
    }

    #[test]
    fn a_log_is_told_by_its_messages() {
        assert!(starts(format!("{MESSAGE}\n").as_bytes()));
        assert!(!starts(MESSAGE.as_bytes()));
        assert!(is_among(MESSAGE.as_bytes(), true));
        assert!(!is_among(MESSAGE.as_bytes(), false));
        assert!(is_among(format!("{{\"MESSAGE\":\"boot\"}}\n{MESSAGE}\n").as_bytes(), false));
        assert!(!is_among(b"{\"MESSAGE\":\"boot\"}\n", true));
    }
}
