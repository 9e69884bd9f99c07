//! The importer: carries out instructions and tells the output of every frame, which a `sync` ends.

use super::arguments::{Carried, Refused};
use super::exchange::Exchange;
use super::layers::Layers;
use super::parser::{Found, Instruction, Parser};
use super::pointer::Pointer;
use super::screen::Screen;
use super::stream::{EXCHANGE_CUT, Image, Streams};
use crate::error::{Error, Result};
use crate::facts::{Facts, Kind, SourceFacts};
use crate::import::{Format, Importer, Output, Report};
use crate::limits;
use crate::picture::{Damage, Picture};
use crate::units::Timestamp;
use events::Side;
use std::collections::BTreeMap;

/// Times from this on are milliseconds since 1970 (September 2001); recorders that count from their start stay below.
const EPOCH_MS: i64 = 1_000_000_000_000;
/// Times up to this are taken for milliseconds since 1970 (the year 2286).
const EPOCH_END_MS: i64 = 10_000_000_000_000;

/// Imports a Guacamole session recording (`guacd`'s `recording-name`).
///
/// Frames are the layers put together over black at every `sync`; what precedes the first belongs to it, what follows
/// the last belongs to none. Times count from the first `sync`.
pub struct GuacamoleImporter {
    parser: Parser,
    session: Session,
}

/// All but the parser, which lends out the instructions.
struct Session {
    name: Option<String>,
    /// Name of the connection.
    title: Option<String>,
    layers: Layers,
    streams: Streams,
    pointer: Pointer,
    /// Recordings within the recording (`nest`), by index.
    nested: BTreeMap<i32, Parser>,
    nesting: usize,
    /// The picture, once there was a frame with a size.
    screen: Option<Screen>,
    clock: Clock,
    report: Report,
    /// Offset of the first instruction since the last frame that draws.
    undrawn: Option<u64>,
}

/// Turns the recording's times into presentation times.
#[derive(Default, Clone, Copy)]
struct Clock {
    /// Milliseconds of the first `sync`.
    first_ms: Option<i64>,
    /// Time of the last one.
    now: Timestamp,
}

impl Clock {
    /// The presentation time of a stamp; `None` before the first `sync`.
    fn time_of(self, stamp_ms: i64) -> Option<Timestamp> {
        let since = stamp_ms.saturating_sub(self.first_ms?);
        Some(Timestamp::from_ms(u64::try_from(since).unwrap_or(0)))
    }
}

impl GuacamoleImporter {
    /// An importer of one source. `name` is the file's name without its folder, to be kept in the recording's facts.
    pub fn new(name: Option<&str>) -> Self {
        Self::with_area_limit(name, limits::GUACAMOLE_AREA_PX)
    }

    /// The same with another limit for the area of all layers together, and of one picture, in pixels. A pixel takes
    /// 4 bytes; the picture that is made of the layers comes on top.
    pub fn with_area_limit(name: Option<&str>, area_limit_px: u64) -> Self {
        let session = Session {
            name: name.map(str::to_owned),
            title: None,
            layers: Layers::new(area_limit_px),
            streams: Streams::default(),
            pointer: Pointer::default(),
            nested: BTreeMap::new(),
            nesting: 0,
            screen: None,
            clock: Clock::default(),
            report: Report::default(),
            undrawn: None,
        };
        Self { parser: Parser::new(), session }
    }
}

impl Importer for GuacamoleImporter {
    fn feed(&mut self, bytes: &[u8], output: &mut dyn Output) -> Result<()> {
        let Self { parser, session } = self;
        parser.push(bytes);
        session.layers.budget.set_taken_bytes(parser.taken_bytes());
        session.carry_out_all(parser, output)
    }

    fn finish(&mut self, output: &mut dyn Output) -> Result<Report> {
        let Self { parser, session } = self;
        if session.clock.first_ms.is_none() {
            return Err(Error::Empty { what: "Guacamole recording, which has no complete frame," });
        }
        if session.screen.is_none() {
            return Err(Error::Empty { what: "Guacamole recording, whose screen never gets a size," });
        }
        session.report.truncated |= parser.is_inside() || session.streams.has_open_image();
        if let Some(offset) = session.undrawn
            && !session.layers.take_damage().is_empty()
        {
            session.report.note("drawing after the last frame", offset);
        }
        session.pointer.drop_rest(&mut session.report);
        session.streams.sounds.drop_rest(&mut session.report);
        for _ in 0..session.streams.open_exchanges() {
            session.report.note(EXCHANGE_CUT, 0);
        }
        session.streams.exchanged.tell_rest(session.clock.now, &mut session.report, output)?;
        output.end(session.clock.now)?;
        Ok(std::mem::take(&mut session.report))
    }
}

impl Session {
    fn carry_out_all(&mut self, parser: &mut Parser, output: &mut dyn Output) -> Result<()> {
        while let Some(found) = parser.next()? {
            match found {
                Found::Damage { offset } => self.report.note("malformed instruction", offset),
                Found::Instruction(instruction) => {
                    let offset = instruction.offset;
                    match self.carry_out(&instruction, output) {
                        Ok(()) => {}
                        Err(Refused::Passed(what)) => self.report.note(what, offset),
                        Err(Refused::Stopped(error)) => return Err(error),
                    }
                }
            }
        }
        Ok(())
    }

    fn carry_out(&mut self, instruction: &Instruction<'_>, output: &mut dyn Output) -> Carried {
        match instruction.opcode() {
            b"sync" => return self.sync(instruction, output),
            b"img" => {
                let image = Image {
                    operator: instruction.operator(1)?,
                    layer: instruction.integer(2)?,
                    x: instruction.integer(4)?,
                    y: instruction.integer(5)?,
                    data: Vec::new(),
                };
                self.streams.open_image(instruction.integer(0)?, image)?;
            }
            b"blob" => self.streams.blob(instruction.integer(0)?, instruction.present(1)?)?,
            b"end" => {
                if let Some(image) = self.streams.end(instruction.integer(0)?)? {
                    self.layers.draw_encoded(image.operator, image.layer, image.x, image.y, &image.data)?;
                }
            }
            b"cursor" => self.pointer.take_shape(instruction, &mut self.layers)?,
            b"mouse" => return self.pointer.mouse(instruction, |stamp| self.clock.time_of(stamp)),
            b"key" => return self.pointer.key(instruction, |stamp| self.clock.time_of(stamp)),
            b"nest" => return self.nest(instruction, output),
            b"audio" => {
                let mime = instruction.argument(1).unwrap_or_default();
                self.streams.open_sound(instruction.integer(0)?, mime, instruction.offset)?;
            }
            b"clipboard" => {
                let mime = instruction.argument(1).unwrap_or_default();
                self.streams.open_exchange(instruction.integer(0)?, Exchange::clipboard(mime))?;
                return Ok(());
            }
            // what the server says comes from the host; `put` is what the client says
            b"file" | b"pipe" => return self.file(Side::Host, 0, instruction),
            b"body" => return self.file(Side::Host, 1, instruction),
            b"put" => return self.file(Side::Client, 1, instruction),
            b"name" if self.screen.is_none() => {
                let title = String::from_utf8_lossy(instruction.present(0)?).into_owned();
                self.title = Some(limits::label(title)).filter(|title| !title.is_empty());
                return Ok(());
            }
            b"video" | b"argv" => {
                self.streams.open_ignored(instruction.integer(0)?)?;
                return Err(Refused::Passed(kind_of_ignored(instruction.opcode())));
            }
            b"error" | b"filesystem" | b"msg" | b"name" | b"required" | b"touch" | b"undefine" => {
                return Err(Refused::Passed(kind_of_ignored(instruction.opcode())));
            }
            // the talk of the connection itself says nothing of the session
            b"ack" | b"args" | b"connect" | b"disconnect" | b"log" | b"nop" | b"ready" | b"select" => {
                return Ok(());
            }
            _ => {
                if !self.layers.carry_out(instruction)? {
                    return Err(Refused::Passed("unknown instruction"));
                }
                if instruction.opcode() == b"dispose" {
                    return Ok(());
                }
            }
        }
        self.undrawn.get_or_insert(instruction.offset);
        Ok(())
    }

    /// Ends a frame.
    fn sync(&mut self, instruction: &Instruction<'_>, output: &mut dyn Output) -> Carried {
        let stamp_ms = instruction.milliseconds(0)?;
        let first_ms = *self.clock.first_ms.get_or_insert(stamp_ms);
        let time = self.clock.time_of(stamp_ms).unwrap_or_default();
        let longest = Timestamp::from_ms(limits::DURATION_SECONDS * 1000);
        if stamp_ms < first_ms || time < self.clock.now {
            self.report.note("time that falls back", instruction.offset);
        } else if time > longest {
            self.report.note("time beyond the longest recording", instruction.offset);
        } else {
            self.clock.now = time;
        }
        let now = self.clock.now;
        self.undrawn = None;
        if self.layers.screen_size().is_empty() {
            self.report.note("frame without a screen size", instruction.offset);
            if self.screen.is_none() {
                return Ok(());
            }
        } else {
            self.tell_frame(now, output)?;
        }
        self.pointer.date_undated(now);
        self.pointer.tell(now, output, &mut self.report)?;
        self.streams.sounds.tell(now, output, &mut self.report)?;
        self.streams.exchanged.tell(now, output)?;
        Ok(())
    }

    /// Tells of the picture where it changed.
    fn tell_frame(&mut self, now: Timestamp, output: &mut dyn Output) -> Result<()> {
        if let Some(screen) = &mut self.screen {
            let damage = screen.update(&mut self.layers)?;
            return if damage.is_empty() { Ok(()) } else { output.frame(now, screen.picture(), &damage) };
        }
        let size = self.layers.screen_size();
        output.begin(&self.facts())?;
        if now > Timestamp::ZERO {
            // a recording shows something from its start on
            output.frame(Timestamp::ZERO, &Picture::new(size)?, &Damage::all(size))?;
        }
        let screen = self.screen.insert(Screen::new(&self.layers)?);
        screen.update(&mut self.layers)?;
        output.frame(now, screen.picture(), &Damage::all(size))
    }

    /// A file begins: `stream` is the number of the argument with its stream, after which its type and name come.
    fn file(&mut self, source: Side, stream: usize, instruction: &Instruction<'_>) -> Carried {
        let index = instruction.integer(stream)?;
        let argument = |number| instruction.argument(number).unwrap_or_default();
        match Exchange::file(source, argument(stream + 1), argument(stream + 2)) {
            Some(file) => self.streams.open_exchange(index, file),
            None => {
                self.streams.open_ignored(index)?;
                Err(Refused::Passed("list of the files in a folder, which is not kept"))
            }
        }
    }

    fn facts(&self) -> Facts {
        let first_ms = self.clock.first_ms.filter(|stamp| (EPOCH_MS..EPOCH_END_MS).contains(stamp));
        Facts {
            kind: Kind::Desktop,
            size: self.layers.screen_size(),
            started_at_ms: first_ms,
            title: self.title.clone(),
            source: Some(SourceFacts {
                format: Format::Guacamole.name().to_owned(),
                name: self.name.clone(),
            }),
            ..Facts::default()
        }
    }

    /// Carries out instructions that come in pieces inside of others.
    fn nest(&mut self, instruction: &Instruction<'_>, output: &mut dyn Output) -> Carried {
        let index = instruction.integer(0)?;
        let is_new = !self.nested.contains_key(&index);
        if self.nesting >= limits::GUACAMOLE_NESTING
            || (is_new && self.nested.len() >= limits::GUACAMOLE_NESTING)
        {
            return Err(Refused::Passed("nested instructions over the limit"));
        }
        // one that nests into itself starts over, as its own parser is in use
        let mut parser = self.nested.remove(&index).unwrap_or_else(Parser::new);
        parser.push(instruction.present(1)?);
        self.nesting += 1;
        let carried = self.carry_out_all(&mut parser, output);
        self.nesting -= 1;
        self.nested.insert(index, parser);
        Ok(carried?)
    }
}

/// What is counted for instructions that are known and not kept.
fn kind_of_ignored(opcode: &[u8]) -> &'static str {
    match opcode {
        b"video" => "video stream, which is not kept",
        b"argv" => "connection parameter, which is not kept",
        b"filesystem" | b"undefine" => "folder that is offered, which is not kept",
        b"msg" => "message to the client, which is not kept",
        b"name" => "name of the connection that changes, which is not kept",
        b"touch" => "touch, which is not kept",
        b"error" => "error message, which is not kept",
        _ => "request to the client, which is not kept",
    }
}
