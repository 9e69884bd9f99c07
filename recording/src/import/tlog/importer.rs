//! The push parser of lines, and the order of messages.

use super::message::Message;
use super::timing::{Step, Steps, Way};
use crate::error::Result;
use crate::import::lines::{Line, Lines};
use crate::import::micros::seconds_to_ms;
use crate::import::tty::Session;
use crate::import::{Format, Importer, Output, Report};
use crate::limits;
use crate::units::{Size, Span, Timestamp};
use std::collections::BTreeMap;

/// Most messages that wait for one that should come before them, and most bytes of them: a log that lost a message
/// goes on without it then.
const HELD_COUNT: usize = 256;
const HELD_BYTES: usize = 4 * 1024 * 1024;

/// Imports the first recording of a log of tlog.
pub struct TlogImporter {
    lines: Option<Lines>,
    recording: Recording,
}

/// The recording that is imported.
struct Recording {
    session: Session,
    /// The first message's.
    rec: Option<String>,
    /// The place of the message that comes next.
    next: u64,
    /// Messages that came too early.
    held: BTreeMap<u64, (Message, u64)>,
    held_bytes: usize,
    /// Where the first message starts, in milliseconds of the recording.
    start_ms: Option<u64>,
    window: Option<Size>,
}

impl TlogImporter {
    /// An importer of one source. `name` is the file's name without its folder, to be kept in the recording's facts.
    pub fn new(name: Option<&str>) -> Self {
        Self {
            lines: Some(Lines::new(limits::TLOG_LINE_BYTES)),
            recording: Recording {
                session: Session::new(Format::Tlog, name),
                rec: None,
                next: 1,
                held: BTreeMap::new(),
                held_bytes: 0,
                start_ms: None,
                window: None,
            },
        }
    }
}

impl Importer for TlogImporter {
    fn feed(&mut self, bytes: &[u8], output: &mut dyn Output) -> Result<()> {
        let Self { lines, recording } = self;
        match lines {
            Some(lines) => lines.feed(bytes, &mut |line| recording.line(line, output)),
            None => Ok(()),
        }
    }

    fn finish(&mut self, output: &mut dyn Output) -> Result<Report> {
        let Self { lines, recording } = self;
        if let Some(mut lines) = lines.take() {
            lines.finish(&mut |line| recording.line(line, output))?;
        }
        recording.release(0, output)?;
        recording.session.finish(output)
    }
}

impl Recording {
    fn line(&mut self, line: Line<'_>, output: &mut dyn Output) -> Result<()> {
        let report = &mut self.session.report;
        let Some(bytes) = line.bytes else {
            report.note("line is over the limit", line.offset);
            return Ok(());
        };
        let Some(message) = Message::in_line(bytes) else {
            if !line.is_ended && bytes.contains(&b'{') {
                report.truncated = true;
            } else if !bytes.trim_ascii().is_empty() {
                report.note("line is no message of tlog", line.offset);
            }
            return Ok(());
        };
        if *self.rec.get_or_insert_with(|| message.rec.clone()) != message.rec {
            report.note("message of another recording in the same file", line.offset);
            return Ok(());
        }
        if message.id < self.next || self.held.contains_key(&message.id) {
            report.note("message came twice", line.offset);
            return Ok(());
        }
        if message.id > self.next {
            self.held_bytes = self.held_bytes.saturating_add(message.bytes());
            self.held.insert(message.id, (message, line.offset));
            if self.held.len() > HELD_COUNT || self.held_bytes > HELD_BYTES {
                let room = self.held.len().saturating_sub(1);
                return self.release(room, output);
            }
            return Ok(());
        }
        self.take(message, line.offset, output)?;
        self.follow(output)
    }

    /// Takes messages that waited for others that did not come, until at most `room` are left.
    fn release(&mut self, room: usize, output: &mut dyn Output) -> Result<()> {
        while self.held.len() > room {
            let Some((id, (message, offset))) = self.held.pop_first() else { return Ok(()) };
            self.held_bytes = self.held_bytes.saturating_sub(message.bytes());
            if id > self.next {
                self.session.report.note("messages are missing", offset);
            }
            self.take(message, offset, output)?;
            self.follow(output)?;
        }
        Ok(())
    }

    /// Takes the messages that waited for the one that was just taken.
    fn follow(&mut self, output: &mut dyn Output) -> Result<()> {
        while let Some((message, offset)) = self.held.remove(&self.next) {
            self.held_bytes = self.held_bytes.saturating_sub(message.bytes());
            self.take(message, offset, output)?;
        }
        Ok(())
    }

    /// Takes the message that comes next.
    fn take(&mut self, message: Message, offset: u64, output: &mut dyn Output) -> Result<()> {
        self.next = message.id.saturating_add(1);
        let start_ms = match self.start_ms {
            Some(start_ms) => start_ms,
            None => {
                self.facts(&message);
                *self.start_ms.insert(message.pos)
            }
        };
        let mut time = Timestamp::from_ms(message.pos.saturating_sub(start_ms));
        let mut texts = Texts::of(&message);
        for step in Steps::of(&message.timing) {
            let Ok(step) = step else {
                self.session.report.note("timing is not understood", offset);
                break;
            };
            match step {
                Step::Delay(ms) => time = time.plus(Span::from_ms(ms)),
                Step::Window(columns, rows) => self.resize(time, Size::new(columns, rows), offset, output)?,
                Step::Text(way, characters) => {
                    let text = texts.text(way, characters);
                    if text.is_short {
                        self.session.report.note("text is shorter than its timing", offset);
                    }
                    self.put(time, way, text.text.as_bytes(), offset, output)?;
                }
                Step::Binary(way, characters, bytes) => {
                    let stood_in = texts.text(way, characters);
                    let (bytes, is_short) = texts.binary(way, bytes);
                    if is_short || stood_in.is_short {
                        self.session.report.note("text is shorter than its timing", offset);
                    }
                    self.put(time, way, bytes, offset, output)?;
                }
            }
        }
        for way in [Way::Input, Way::Output] {
            let rest = texts.text(way, usize::MAX).text;
            if !rest.is_empty() {
                self.session.report.note("text without a time, put at the end of its message", offset);
                self.put(time, way, rest.as_bytes(), offset, output)?;
            }
        }
        let time = self.session.within_limit(time, offset);
        self.session.wait_until(time);
        Ok(())
    }

    fn facts(&mut self, first: &Message) {
        if first.id > 1 {
            self.session.report.note("recording lacks its start", 0);
        }
        let facts = &mut self.session.facts;
        facts.started_at_ms = first.time.as_ref().and_then(|time| seconds_to_ms(&time.to_string()));
        facts.session_id = Some(limits::label(first.rec.clone())).filter(|rec| !rec.is_empty());
        facts.title = match (first.user.as_str(), first.host.as_str()) {
            ("", "") => None,
            (user, "") => Some(limits::label(user.to_owned())),
            (user, host) => Some(limits::label(format!("{user}@{host}"))),
        };
    }

    fn put(
        &mut self,
        time: Timestamp,
        way: Way,
        bytes: &[u8],
        offset: u64,
        output: &mut dyn Output,
    ) -> Result<()> {
        let time = self.session.within_limit(time, offset);
        match way {
            Way::Input => self.session.typed(time, bytes, offset, output),
            Way::Output => self.session.output(time, bytes, offset, output),
        }
    }

    /// Every message tells the size again; only another one is news.
    fn resize(&mut self, time: Timestamp, size: Size, offset: u64, output: &mut dyn Output) -> Result<()> {
        if size.is_empty() {
            self.session.report.note("window without a size", offset);
            return Ok(());
        }
        if self.window.replace(size) == Some(size) || self.session.set_size(size) {
            return Ok(());
        }
        let time = self.session.within_limit(time, offset);
        self.session.resize(time, size, offset, output)
    }
}

/// What is left of the texts of a message.
struct Texts<'a> {
    input: &'a str,
    output: &'a str,
    input_bytes: &'a [u8],
    output_bytes: &'a [u8],
}

/// A portion of a text.
struct Portion<'a> {
    text: &'a str,
    /// There were fewer characters than asked for.
    is_short: bool,
}

impl<'a> Texts<'a> {
    fn of(message: &'a Message) -> Self {
        Self {
            input: &message.in_txt,
            output: &message.out_txt,
            input_bytes: &message.in_bin,
            output_bytes: &message.out_bin,
        }
    }

    fn text(&mut self, way: Way, characters: usize) -> Portion<'a> {
        let text = match way {
            Way::Input => &mut self.input,
            Way::Output => &mut self.output,
        };
        let mut boundaries = text.char_indices().map(|(at, _)| at).chain(std::iter::once(text.len()));
        let (end, is_short) = match boundaries.nth(characters) {
            Some(end) => (end, false),
            None => (text.len(), true),
        };
        let (portion, rest) = text.split_at(end);
        *text = rest;
        Portion { text: portion, is_short }
    }

    fn binary(&mut self, way: Way, len: usize) -> (&'a [u8], bool) {
        let bytes = match way {
            Way::Input => &mut self.input_bytes,
            Way::Output => &mut self.output_bytes,
        };
        let (portion, rest) = bytes.split_at(len.min(bytes.len()));
        *bytes = rest;
        (portion, portion.len() < len)
    }
}
