//! What the versions have in common: the clock, the meaning of events, and what was passed over.

use super::header::{Header, terminal_size};
use super::importer::Version;
use super::text::text;
use crate::error::{Error, Result};
use crate::facts::{Facts, Kind, SourceFacts};
use crate::import::micros::{Micros, micros};
use crate::import::{Output, Report};
use crate::input::Input;
use crate::limits;
use crate::terminal::TerminalEvent;
use crate::units::{Span, Timestamp};
use events::{Event, Happening};
use serde_json::value::RawValue;

/// A session on its way from an asciicast to an [`Output`].
pub(super) struct Session {
    version: Version,
    name: Option<String>,
    now: Timestamp,
    has_something_to_play: bool,
    pub(super) report: Report,
}

/// How the first element of an event tells its time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Clock {
    /// Seconds since the event before (versions 1 and 3).
    Interval,
    /// Seconds since the start (version 2).
    Absolute,
}

impl Session {
    pub(super) fn new(version: Version, name: Option<&str>) -> Self {
        Self {
            version,
            name: name.map(str::to_owned),
            now: Timestamp::ZERO,
            has_something_to_play: false,
            report: Report::default(),
        }
    }

    pub(super) fn begin(&self, header: Header, output: &mut dyn Output) -> Result<()> {
        output.begin(&Facts {
            kind: Kind::Terminal,
            size: header.size,
            started_at_ms: header.started_at_ms,
            title: header.title,
            command: header.command,
            theme: header.theme,
            source: Some(SourceFacts {
                format: self.version.format().name().to_owned(),
                name: self.name.clone(),
            }),
            ..Facts::default()
        })
    }

    /// Takes an event `[time, code, data]` of version 2 or 3, found at `offset`.
    pub(super) fn event(
        &mut self,
        clock: Clock,
        event: &str,
        offset: u64,
        output: &mut dyn Output,
    ) -> Result<()> {
        let Ok(elements) = serde_json::from_str::<Vec<&RawValue>>(event) else {
            self.report.note("line is not an event", offset);
            return Ok(());
        };
        let Some(time) = elements.first().and_then(|time| self.advance(clock, time, offset)) else {
            if elements.is_empty() {
                self.report.note("event has too few or too many elements", offset);
            }
            return Ok(());
        };
        let [_, code, data] = elements.as_slice() else {
            self.report.note("event has too few or too many elements", offset);
            return Ok(());
        };
        let Some(code) = text(code) else {
            self.report.note("event code is not text", offset);
            return Ok(());
        };
        self.apply(time, &code, data, offset, output)
    }

    /// Takes an event `[delay, data]` of version 1, found at `offset`.
    pub(super) fn output_event(
        &mut self,
        elements: &[&RawValue],
        offset: u64,
        output: &mut dyn Output,
    ) -> Result<()> {
        let Some(time) = elements.first().and_then(|time| self.advance(Clock::Interval, time, offset)) else {
            if elements.is_empty() {
                self.report.note("event has too few or too many elements", offset);
            }
            return Ok(());
        };
        match elements {
            [_, data] => self.apply(time, "o", data, offset, output),
            _ => {
                self.report.note("event has too few or too many elements", offset);
                Ok(())
            }
        }
    }

    /// Ends the session at the last event.
    pub(super) fn finish(&mut self, output: &mut dyn Output) -> Result<Report> {
        if !self.has_something_to_play {
            return Err(Error::Empty { what: "asciicast" });
        }
        output.end(self.now)?;
        Ok(std::mem::take(&mut self.report))
    }

    /// The time of an event. It counts even where the rest of the event is of no use: the intervals of version 3
    /// add up over all events, whatever their code.
    fn advance(&mut self, clock: Clock, time: &RawValue, offset: u64) -> Option<Timestamp> {
        let us = match micros(time.get()) {
            Micros::Known(us) => us,
            Micros::Negative => {
                self.report.note("event time is negative", offset);
                return None;
            }
            Micros::TooLarge => {
                self.report.note("event time is over the limit", offset);
                return None;
            }
            Micros::NotNumber => {
                self.report.note("event time is not a number", offset);
                return None;
            }
        };
        let time = match clock {
            Clock::Interval => self.now.plus(Span::from_us(us)),
            Clock::Absolute => Timestamp::from_us(us),
        };
        if time.as_us() > limits::DURATION_SECONDS * 1_000_000 {
            self.report.note("event time is over the limit", offset);
            return None;
        }
        if time < self.now {
            self.report.note("event time runs backwards, held at the one before", offset);
        }
        self.now = self.now.max(time);
        Some(self.now)
    }

    fn apply(
        &mut self,
        time: Timestamp,
        code: &str,
        data: &RawValue,
        offset: u64,
        output: &mut dyn Output,
    ) -> Result<()> {
        if !matches!(code, "o" | "i" | "m" | "r" | "x") {
            self.report.note("event of another kind", offset);
            return Ok(());
        }
        let Some(data) = text(data) else {
            self.report.note("event data is not text", offset);
            return Ok(());
        };
        match code {
            "o" => {
                self.has_something_to_play = true;
                output.terminal(time, &TerminalEvent::Output(data))
            }
            "i" => output.input(time, &Input::Text(data)),
            "m" => {
                let marker = Happening::Marker { label: limits::label(data) };
                output.event(&Event::new(time.as_us(), marker))
            }
            "r" => {
                let Some((columns, rows)) = columns_and_rows(&data) else {
                    self.report.note("resize is not usable", offset);
                    return Ok(());
                };
                self.has_something_to_play = true;
                let size = terminal_size(columns, rows, &mut self.report, offset);
                output.terminal(time, &TerminalEvent::Resize(size))
            }
            _ => match data.trim().parse::<i32>() {
                Ok(status) => {
                    let exit = Happening::Exit { status: i64::from(status) };
                    output.event(&Event::new(time.as_us(), exit))
                }
                Err(_) => {
                    self.report.note("exit status is not a number", offset);
                    Ok(())
                }
            },
        }
    }
}

/// `COLSxROWS`, both more than zero.
fn columns_and_rows(data: &str) -> Option<(u64, u64)> {
    let (columns, rows) = data.trim().split_once('x')?;
    let side = |text: &str| text.parse::<u64>().ok().filter(|cells| *cells > 0);
    Some((side(columns)?, side(rows)?))
}
