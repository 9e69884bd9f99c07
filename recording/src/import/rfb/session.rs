//! The messages of the server, carried out.

use super::canvas::Canvas;
use super::clipboard;
use super::cursor::{Pointer, ShapeKind};
use super::handshake;
use super::pixel::PixelFormat;
use super::reader::{Reader, Step, Stop};
use super::rectangle::{Rectangle, Streams};
use crate::error::{Error, Result};
use crate::facts::{Facts, Kind, SourceFacts};
use crate::import::{Format, Output, Report};
use crate::limits;
use crate::picture::{Damage, Picture};
use crate::units::{Rect, Size, Timestamp};
use events::{Event, Happening};

/// A session on its way from the server's bytes to an [`Output`].
pub(super) struct Session {
    name: Option<String>,
    /// Name of the desktop.
    title: Option<String>,
    state: State,
    format: Option<PixelFormat>,
    streams: Streams,
    canvas: Canvas,
    pointer: Pointer,
    /// What could not be read yet.
    pending: Vec<u8>,
    /// Bytes to pass over.
    skip: u64,
    /// All of a frame has been drawn, and nothing of the next.
    is_frame_complete: bool,
    has_begun: bool,
    /// What the clipboard held since the last frame.
    clipboard: Vec<Happening>,
    pub(super) report: Report,
}

/// What comes next.
enum State {
    /// The start of the connection.
    Start,
    /// A message.
    Message,
    /// Rectangles of a frame: so many, or until one says that it is the last.
    Rectangles(Option<u16>),
    /// Pixels of a rectangle, and those that follow it.
    Pixels(Box<Rectangle>, Option<u16>),
    /// Entries of the palette: the next one's number and how many there are.
    Palette(u16, u16),
    /// The rest cannot be read.
    Damaged,
}

impl Session {
    pub(super) fn new(name: Option<&str>, area_limit_px: u64) -> Self {
        Self {
            name: name.map(str::to_owned),
            title: None,
            state: State::Start,
            format: None,
            streams: Streams::new(),
            canvas: Canvas::new(area_limit_px),
            pointer: Pointer::default(),
            pending: Vec::new(),
            skip: 0,
            is_frame_complete: false,
            has_begun: false,
            clipboard: Vec::new(),
            report: Report::default(),
        }
    }

    /// Takes bytes whose time is to be told.
    pub(super) fn push(&mut self, bytes: &[u8]) {
        if !matches!(self.state, State::Damaged) {
            self.pending.extend_from_slice(bytes);
        }
    }

    /// Tells how many bytes of the recording have been taken.
    pub(super) fn set_taken_bytes(&mut self, taken_bytes: u64) {
        self.canvas.work.set_taken_bytes(taken_bytes);
    }

    /// Carries out what has come: it is of `time`, and was found at `offset`.
    pub(super) fn run(&mut self, time: Timestamp, offset: u64, output: &mut dyn Output) -> Result<()> {
        let mut bytes = std::mem::take(&mut self.pending);
        let mut at = 0;
        while !matches!(self.state, State::Damaged) {
            let rest = bytes.get(at..).unwrap_or_default();
            if self.skip > 0 {
                let skipped = rest.len().min(usize::try_from(self.skip).unwrap_or(usize::MAX));
                self.skip -= skipped as u64;
                at += skipped;
                if self.skip > 0 {
                    break;
                }
                continue;
            }
            let mut reader = Reader::new(rest);
            match self.step(&mut reader, time, output) {
                Ok(()) => at += reader.taken(),
                Err(Stop::More) => break,
                Err(Stop::Damaged(what)) => self.damage(what, offset)?,
                Err(Stop::Unknown { what, number }) if self.has_begun || self.is_frame_complete => {
                    self.damage(&format!("unknown {what} {number}"), offset)?;
                }
                Err(Stop::Unknown { what, number }) => {
                    return Err(Error::Unsupported { what, found: number.to_string() });
                }
                Err(Stop::Failed(error)) => return Err(error),
            }
            if let Some(what) = self.canvas.passed_over.take() {
                self.report.note(what, offset);
            }
        }
        if !matches!(self.state, State::Damaged) {
            bytes.drain(..at);
            self.pending = bytes;
        }
        self.tell_frame(time, output)?;
        if !self.has_begun {
            return Ok(());
        }
        self.clipboard.drain(..).try_for_each(|what| output.event(&Event::new(time.as_us(), what)))
    }

    /// What follows cannot be read: it was told up to here.
    ///
    /// # Errors
    /// [`Error::Malformed`] where nothing was told yet.
    pub(super) fn damage(&mut self, what: &str, offset: u64) -> Result<()> {
        if !self.has_begun && !self.is_frame_complete {
            return Err(Error::Malformed { what: "RFB recording", offset });
        }
        self.report.note(what, offset);
        self.report.truncated = true;
        self.state = State::Damaged;
        self.pending = Vec::new();
        Ok(())
    }

    /// Ends the session.
    pub(super) fn finish(&mut self, time: Timestamp, offset: u64, output: &mut dyn Output) -> Result<Report> {
        if !self.has_begun {
            return Err(Error::Empty { what: "RFB recording, which has no complete picture," });
        }
        match self.state {
            State::Message if self.pending.is_empty() && self.skip == 0 => {}
            State::Message if self.skip == 0 => self.report.note("bytes after the last message", offset),
            State::Damaged => {}
            _ => self.report.truncated = true,
        }
        output.end(time)?;
        Ok(std::mem::take(&mut self.report))
    }

    fn step(&mut self, reader: &mut Reader<'_>, time: Timestamp, output: &mut dyn Output) -> Step {
        match &mut self.state {
            State::Start => {
                let init = handshake::read(reader)?;
                self.canvas.resize(init.size)?;
                self.format = Some(init.format);
                self.title = Some(shorten(init.name)).filter(|name| !name.is_empty());
                self.state = State::Message;
                Ok(())
            }
            State::Message => self.message(reader, time, output),
            State::Rectangles(left) => {
                let left = *left;
                self.rectangle(left, reader)
            }
            State::Pixels(rectangle, left) => {
                let left = *left;
                let Some(format) = &self.format else { return Err(Stop::More) };
                if rectangle.step(reader, format, &mut self.streams, &mut self.canvas)? {
                    self.go_on(left);
                }
                Ok(())
            }
            State::Palette(next, left) => {
                let (next, left) = (*next, *left);
                if left == 0 {
                    self.state = State::Message;
                    return Ok(());
                }
                let colour = [reader.u16()?, reader.u16()?, reader.u16()?];
                if let Some(format) = &mut self.format {
                    format.set_palette(next, colour);
                }
                self.state = State::Palette(next.wrapping_add(1), left - 1);
                Ok(())
            }
            State::Damaged => Err(Stop::More),
        }
    }

    /// Reads the start of a message (RFC 6143 section 7.6), or all of one that is of no use.
    fn message(&mut self, reader: &mut Reader<'_>, time: Timestamp, output: &mut dyn Output) -> Step {
        match reader.u8()? {
            0 => {
                reader.u8()?;
                let count = reader.u16()?;
                // the frame before is complete, and this one may not be so by its time
                self.tell_frame(time, output)?;
                // as many as can be: until one says that it is the last
                self.state = State::Rectangles(Some(count).filter(|count| *count != u16::MAX));
            }
            1 => {
                reader.u8()?;
                self.state = State::Palette(reader.u16()?, reader.u16()?);
            }
            2 => self.canvas.passed_over = Some("bell, which is not kept"),
            3 => {
                reader.bytes(3)?;
                // below zero in the extended form of rfbproto
                let length = reader.i32()?;
                let (bytes, rest) = clipboard::kept(length);
                let bytes = reader.bytes(bytes)?;
                self.skip = rest;
                match clipboard::read(bytes, length < 0, rest > 0) {
                    clipboard::Read::Told(_) if self.clipboard.len() >= clipboard::WAITING => {
                        self.canvas.passed_over = Some("clipboard over the limit of what waits for a frame");
                    }
                    clipboard::Read::Told(what) => self.clipboard.push(what),
                    clipboard::Read::Nothing => {}
                    clipboard::Read::Unreadable => {
                        self.canvas.passed_over = Some("clipboard that cannot be read");
                    }
                }
            }
            // rfbproto: EndOfContinuousUpdates, xvp, ServerFence
            150 => {}
            250 => drop(reader.bytes(3)?),
            248 => {
                reader.bytes(7)?;
                self.skip = reader.u8()?.into();
            }
            // rfbproto, "QEMU Audio": begin and end, or sound
            255 => {
                let kind = reader.u8()?;
                match (kind, reader.u16()?) {
                    (1, 0 | 1) => {}
                    (1, 2) => {
                        self.skip = reader.u32()?.into();
                        self.canvas.passed_over = Some("sound, which is not kept");
                    }
                    _ => return Err(Stop::Unknown { what: "message of QEMU", number: kind.into() }),
                }
            }
            number => return Err(Stop::Unknown { what: "message", number: number.into() }),
        }
        Ok(())
    }

    /// Reads the head of a rectangle (section 7.6.1), and all of it where it has no pixels (section 7.8).
    fn rectangle(&mut self, left: Option<u16>, reader: &mut Reader<'_>) -> Step {
        if left == Some(0) {
            self.is_frame_complete = true;
            self.state = State::Message;
            return Ok(());
        }
        let left = left.map(|left| left - 1);
        let place = [reader.u16()?, reader.u16()?, reader.u16()?, reader.u16()?].map(u32::from);
        let rect = Rect::new(place[0], place[1], place[2], place[3]);
        let encoding = reader.i32()?;
        if let Some(rectangle) = Rectangle::new(rect, encoding) {
            if rect.intersect(Rect::of(self.canvas.picture().size())) != rect && !rect.is_empty() {
                self.canvas.passed_over = Some("rectangle that is not all on the screen");
            }
            self.state = State::Pixels(Box::new(rectangle), left);
            return Ok(());
        }
        let shape = match encoding {
            -239 => Some(ShapeKind::Pixels),
            -240 => Some(ShapeKind::TwoColours),
            -314 => Some(ShapeKind::Alpha),
            _ => None,
        };
        let Some(format) = &self.format else { return Err(Stop::More) };
        match encoding {
            _ if let Some(kind) = shape => {
                self.skip = self.pointer.read_shape(kind, rect, reader, format)?;
                if self.skip > 0 {
                    self.canvas.passed_over = Some("pointer over the size limit");
                }
            }
            // LastRect
            -224 => {
                self.go_on(Some(0));
                return Ok(());
            }
            -223 => self.resize(rect)?,
            // PointerPos
            -232 => self.pointer.set_position(rect),
            // ExtendedDesktopSize: screens, of which only the whole matters; `y` says whether it was done
            -308 => {
                let screens = reader.u8()?;
                reader.bytes(3 + usize::from(screens) * 16)?;
                if rect.y == 0 {
                    self.resize(rect)?;
                }
            }
            // DesktopName
            -307 => self.skip = reader.u32()?.into(),
            // QEMU's LED state
            -261 => drop(reader.u8()?),
            // answers that say what the server can do
            -259..=-257 | -312 | -313 => {}
            number => return Err(Stop::Unknown { what: "encoding", number: number.into() }),
        }
        self.go_on(left);
        Ok(())
    }

    /// The screen has another size; the picture is told as that of the frame.
    fn resize(&mut self, rect: Rect) -> Result<()> {
        if rect.is_empty() {
            self.canvas.passed_over = Some("screen without a size");
            return Ok(());
        }
        self.canvas.resize(Size::new(rect.width, rect.height))
    }

    /// A rectangle is complete.
    fn go_on(&mut self, left: Option<u16>) {
        self.state = State::Rectangles(left);
    }

    /// Tells of the picture where a frame is complete and it changed.
    fn tell_frame(&mut self, time: Timestamp, output: &mut dyn Output) -> Result<()> {
        if !std::mem::take(&mut self.is_frame_complete) {
            return Ok(());
        }
        let is_first = !std::mem::replace(&mut self.has_begun, true);
        if is_first {
            let size = self.canvas.picture().size();
            output.begin(&self.facts(size))?;
            if time > Timestamp::ZERO {
                // a recording shows something from its start on
                output.frame(Timestamp::ZERO, &Picture::new(size)?, &Damage::all(size))?;
            }
        }
        if let Some(damage) = self.canvas.take_damage() {
            output.frame(time, self.canvas.picture(), &damage)?;
        }
        self.pointer.tell(time, output)
    }

    fn facts(&self, size: Size) -> Facts {
        Facts {
            kind: Kind::Desktop,
            size,
            title: self.title.clone(),
            source: Some(SourceFacts { format: Format::Rfb.name().to_owned(), name: self.name.clone() }),
            ..Facts::default()
        }
    }
}

/// A name of at most [`limits::LABEL_BYTES`].
fn shorten(mut name: String) -> String {
    name.truncate(name.floor_char_boundary(limits::LABEL_BYTES));
    name
}
