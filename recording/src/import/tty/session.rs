//! A session that is told as bytes with times.

use super::charset::{Charset, Decoder, Tally};
use super::size::{self, Scan};
use crate::error::{Error, Result};
use crate::facts::{Facts, Kind, SourceFacts};
use crate::import::{Format, Output, Report};
use crate::input::Input;
use crate::limits;
use crate::terminal::TerminalEvent;
use crate::units::{Size, Timestamp};
use events::{Event, Happening};

/// Bytes of output that are waited for before charset and size are decided upon.
const HELD_BYTES: usize = 256 * 1024;
/// Most things that are held until then, however small.
const HELD_COUNT: usize = 64 * 1024;

/// A session on its way from timed bytes to an [`Output`]. Until it is clear which characters the bytes are, and how
/// large the terminal is, a bounded part of it is held back.
pub(in crate::import) struct Session {
    /// What the source says; the size is [`Session::set_size`]'s.
    pub(in crate::import) facts: Facts,
    pub(in crate::import) report: Report,
    size: Told,
    charset: Option<Charset>,
    tally: Tally,
    first_high: Option<u64>,
    decoder: Decoder,
    typed: Decoder,
    held: Vec<Held>,
    held_bytes: usize,
    is_begun: bool,
    has_something_to_play: bool,
    now: Timestamp,
}

/// The terminal's size.
enum Told {
    /// The source names it.
    Named(Size),
    /// It is told by what the output addresses; the second is what the terminal has.
    Guessed(Box<Scan>, Size),
}

/// Something that waits.
struct Held {
    time: Timestamp,
    offset: u64,
    what: What,
}

enum What {
    Output(Vec<u8>),
    Input(String),
    Resize(Size),
    Event(Happening),
}

impl Session {
    /// A session of this format. `name` is the file's, without its folder.
    pub(in crate::import) fn new(format: Format, name: Option<&str>) -> Self {
        let source = SourceFacts { format: format.name().to_owned(), name: name.map(str::to_owned) };
        Self {
            facts: Facts { kind: Kind::Terminal, source: Some(source), ..Facts::default() },
            report: Report::default(),
            size: Told::Guessed(Box::new(Scan::new()), size::DEFAULT),
            charset: None,
            tally: Tally::default(),
            first_high: None,
            decoder: Decoder::default(),
            typed: Decoder::default(),
            held: Vec::new(),
            held_bytes: 0,
            is_begun: false,
            has_something_to_play: false,
            now: Timestamp::ZERO,
        }
    }

    /// The source names the size at the start, so that nothing needs to be guessed. False where the session has begun:
    /// it is a resize then.
    pub(in crate::import) fn set_size(&mut self, size: Size) -> bool {
        let is_start = !self.is_begun && self.held.is_empty();
        if is_start {
            self.size = Told::Named(self.limited(size, 0));
        }
        is_start
    }

    /// `time` where a recording may be so long, and the last time told otherwise.
    pub(in crate::import) fn within_limit(&mut self, time: Timestamp, offset: u64) -> Timestamp {
        if time.as_us() <= limits::DURATION_SECONDS * 1_000_000 {
            return time;
        }
        self.report.note("time is over the limit, taken for no time", offset);
        self.now
    }

    /// The time of the last thing told.
    pub(in crate::import) fn now(&self) -> Timestamp {
        self.now
    }

    /// Time goes on to `time`, although nothing happens.
    pub(in crate::import) fn wait_until(&mut self, time: Timestamp) {
        self.now = self.now.max(time);
    }

    /// The terminal was sent `bytes`, which lie at `offset` of the source.
    pub(in crate::import) fn output(
        &mut self,
        time: Timestamp,
        bytes: &[u8],
        offset: u64,
        output: &mut dyn Output,
    ) -> Result<()> {
        self.wait_until(time);
        if bytes.is_empty() {
            return Ok(());
        }
        self.has_something_to_play = true;
        if self.charset.is_none() {
            self.tally.count(bytes);
            if self.tally.has_high() && self.first_high.is_none() {
                let within = bytes.iter().position(|byte| !byte.is_ascii()).unwrap_or(0);
                self.first_high = Some(offset.saturating_add(within as u64));
            }
        }
        if self.must_hold() {
            self.held_bytes = self.held_bytes.saturating_add(bytes.len());
            return self.hold(time, offset, What::Output(bytes.to_vec()), output);
        }
        self.begin(output)?;
        self.put_output(self.now, bytes, offset, output)
    }

    /// `bytes` were typed. They are read as UTF-8, whatever the output is: a log of input has no charset either, and
    /// mostly holds keys.
    pub(in crate::import) fn typed(
        &mut self,
        time: Timestamp,
        bytes: &[u8],
        offset: u64,
        output: &mut dyn Output,
    ) -> Result<()> {
        let note = "typed bytes are not UTF-8, kept as U+FFFD";
        let text = decode(&mut self.typed, Charset::Utf8, bytes, &mut self.report, (note, offset));
        self.input(time, text, offset, output)
    }

    /// `text` was typed.
    pub(in crate::import) fn input(
        &mut self,
        time: Timestamp,
        text: String,
        offset: u64,
        output: &mut dyn Output,
    ) -> Result<()> {
        self.tell(time, offset, What::Input(text), output)
    }

    /// The terminal was given another size.
    pub(in crate::import) fn resize(
        &mut self,
        time: Timestamp,
        size: Size,
        offset: u64,
        output: &mut dyn Output,
    ) -> Result<()> {
        self.has_something_to_play = true;
        let size = self.limited(size, offset);
        self.tell(time, offset, What::Resize(size), output)
    }

    /// Something of note happened.
    pub(in crate::import) fn event(
        &mut self,
        time: Timestamp,
        event: Happening,
        offset: u64,
        output: &mut dyn Output,
    ) -> Result<()> {
        self.tell(time, offset, What::Event(event), output)
    }

    /// The session ends at the last thing told.
    pub(in crate::import) fn finish(&mut self, output: &mut dyn Output) -> Result<Report> {
        if !self.has_something_to_play {
            return Err(Error::Empty { what: "terminal recording" });
        }
        self.release(output)?;
        if let Some(end) = self.decoder.finish() {
            self.report.note(NOT_UTF8, self.first_high.unwrap_or(0));
            output.terminal(self.now, &TerminalEvent::Output(end.to_string()))?;
        }
        output.end(self.now)?;
        Ok(std::mem::take(&mut self.report))
    }

    /// Whether what comes has to wait: for the size before the start, for the charset from the first byte on that
    /// is not ASCII.
    fn must_hold(&self) -> bool {
        let is_sized = self.is_begun || matches!(self.size, Told::Named(_));
        let is_read = self.charset.is_some() || !self.tally.has_high();
        !(is_sized && is_read)
    }

    fn tell(&mut self, time: Timestamp, offset: u64, what: What, output: &mut dyn Output) -> Result<()> {
        self.wait_until(time);
        if self.must_hold() {
            return self.hold(time, offset, what, output);
        }
        self.begin(output)?;
        self.put(self.now, offset, what, output)
    }

    fn hold(&mut self, time: Timestamp, offset: u64, what: What, output: &mut dyn Output) -> Result<()> {
        self.held.push(Held { time: self.now.max(time), offset, what });
        if self.held_bytes >= HELD_BYTES || self.held.len() >= HELD_COUNT {
            return self.release(output);
        }
        Ok(())
    }

    /// Decides upon what is open and hands on all that waits.
    fn release(&mut self, output: &mut dyn Output) -> Result<()> {
        if self.charset.is_none() && self.tally.has_high() {
            let charset = self.tally.charset();
            self.charset = Some(charset);
            let note = match charset {
                Charset::Utf8 => None,
                Charset::Cp437 => Some("characters are not UTF-8, read as CP437"),
                Charset::Latin1 => Some("characters are not UTF-8, read as Latin-1"),
            };
            if let Some(note) = note {
                self.report.note(note, self.first_high.unwrap_or(0));
            }
        }
        let held = std::mem::take(&mut self.held);
        self.held_bytes = 0;
        if !self.is_begun && matches!(self.size, Told::Guessed(..)) {
            let mut scan = Scan::new();
            let mut decoder = Decoder::default();
            for held in &held {
                if let What::Output(bytes) = &held.what {
                    scan.read(&decoder.decode(self.charset.unwrap_or(Charset::Utf8), bytes));
                }
            }
            let (size, is_told) = scan.size();
            let note = if is_told {
                "terminal's size is not in the file, told by what its output addresses"
            } else {
                "terminal's size is not in the file, 80x24 assumed"
            };
            self.report.note(note, 0);
            let size = limits::terminal_size(size);
            // read once more when it is played, so that it knows where in a sequence it is
            self.size = Told::Guessed(Box::new(Scan::new()), size);
        }
        self.begin(output)?;
        for Held { time, offset, what } in held {
            self.put(time, offset, what, output)?;
        }
        Ok(())
    }

    fn begin(&mut self, output: &mut dyn Output) -> Result<()> {
        if std::mem::replace(&mut self.is_begun, true) {
            return Ok(());
        }
        self.facts.size = match &self.size {
            Told::Named(size) | Told::Guessed(_, size) => *size,
        };
        output.begin(&self.facts)
    }

    fn put(&mut self, time: Timestamp, offset: u64, what: What, output: &mut dyn Output) -> Result<()> {
        match what {
            What::Output(bytes) => self.put_output(time, &bytes, offset, output),
            What::Input(text) if text.is_empty() => Ok(()),
            What::Input(text) => output.input(time, &Input::Text(text)),
            What::Resize(size) => {
                self.size = Told::Named(size);
                output.terminal(time, &TerminalEvent::Resize(size))
            }
            What::Event(event) => output.event(&Event::new(time.as_us(), event)),
        }
    }

    fn put_output(
        &mut self,
        time: Timestamp,
        bytes: &[u8],
        offset: u64,
        output: &mut dyn Output,
    ) -> Result<()> {
        let charset = self.charset.unwrap_or(Charset::Utf8);
        let text = decode(&mut self.decoder, charset, bytes, &mut self.report, (NOT_UTF8, offset));
        if let Told::Guessed(scan, size) = &mut self.size {
            scan.read(&text);
            let needed = scan.needed();
            let grown = Size::new(size.width.max(needed.width), size.height.max(needed.height));
            let grown = limits::terminal_size(grown);
            if grown != *size {
                *size = grown;
                self.report.note("output addresses cells beyond the terminal, which grows there", offset);
                output.terminal(time, &TerminalEvent::Resize(grown))?;
            }
        }
        if text.is_empty() { Ok(()) } else { output.terminal(time, &TerminalEvent::Output(text)) }
    }

    /// A size within the limits; a note where it had to be brought there.
    fn limited(&mut self, asked: Size, offset: u64) -> Size {
        let size = limits::terminal_size(asked);
        if size != asked {
            self.report.note("terminal size is over the limit and was cut", offset);
        }
        size
    }
}

/// What is noted where single bytes are no characters.
const NOT_UTF8: &str = "output is not UTF-8 in places, shown as U+FFFD";

/// Decodes bytes, and notes at an offset where some are no characters.
fn decode(
    decoder: &mut Decoder,
    charset: Charset,
    bytes: &[u8],
    report: &mut Report,
    (note, offset): (&str, u64),
) -> String {
    let before = decoder.replaced;
    let text = decoder.decode(charset, bytes);
    if decoder.replaced > before {
        report.note(note, offset);
    }
    text
}
