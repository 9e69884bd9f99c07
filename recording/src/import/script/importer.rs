//! The parser that reads data and timing side by side.

use super::banner::{self, LAST_BYTES, Rest};
use super::log::{Log, TimingLog};
use super::timing::{Entry, What};
use crate::error::Result;
use crate::import::bundle::BundleImporter;
use crate::import::tty::Session;
use crate::import::{Format, Output, Report};
use crate::limits;
use crate::units::{Size, Span};
use events::Happening;

/// Bytes of a log that are asked for at most at once.
const STEP_BYTES: usize = 64 * 1024;
/// Longest first line.
const FIRST_BYTES: usize = 4 * 1024;

const DATA: usize = 0;
const TIMING: usize = 1;
const INPUT: usize = 2;

/// Imports a script from its data, its timing and, where it was recorded, the log of what was typed. Of each file it
/// holds no more than a piece.
pub struct ScriptImporter {
    session: Session,
    data: Log,
    timing: TimingLog,
    input: Option<Log>,
    size: (Option<u32>, Option<u32>),
    /// Names of the logs, as the timing has them.
    logs: (Option<String>, Option<String>),
    has_banner: bool,
    has_exit: bool,
    is_data_short: bool,
    stage: Stage,
    wants: Option<usize>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Stage {
    DataBanner,
    InputBanner,
    Entries,
    Rest,
    Untimed,
    Done,
}

/// Whether something could be done with the bytes that are there, or of which file more are needed.
enum Step {
    Done,
    Wants(usize),
}

impl ScriptImporter {
    /// An importer of the files with these names, without their folders: data, timing, and the log of input where
    /// there is one.
    pub fn new(names: &[&str]) -> Self {
        Self {
            session: Session::new(Format::Script, names.first().copied()),
            data: Log::new(),
            timing: TimingLog::new(),
            input: (names.len() > INPUT).then(Log::new),
            size: (None, None),
            logs: (None, None),
            has_banner: false,
            has_exit: false,
            is_data_short: false,
            stage: Stage::DataBanner,
            wants: Some(DATA),
        }
    }

    /// Does what can be done with what is there.
    fn pump(&mut self, output: &mut dyn Output) -> Result<()> {
        while self.stage != Stage::Done {
            let step = match self.stage {
                Stage::DataBanner => self.data_banner()?,
                Stage::InputBanner => self.input_banner()?,
                Stage::Entries => self.entry(output)?,
                Stage::Rest => self.rest(output)?,
                Stage::Untimed => self.untimed(output)?,
                Stage::Done => break,
            };
            if let Step::Wants(file) = step {
                self.wants = Some(file);
                return Ok(());
            }
        }
        self.wants = None;
        Ok(())
    }

    fn data_banner(&mut self) -> Result<Step> {
        let Some(line) = self.data.line(FIRST_BYTES)? else { return Ok(Step::Wants(DATA)) };
        if banner::looks_like_banner(&line) {
            self.has_banner = true;
            if !banner::is_banner(&line) {
                self.session.report.note("first line is taken for the recorder's, not shown", 0);
            }
            let first = banner::read(&line);
            self.session.facts.started_at_ms = first.started_at_ms;
            self.session.facts.command = first.command.map(limits::label);
            self.size = (first.columns, first.rows);
            self.tell_size();
            self.data.skip(line.len() + 1);
        }
        self.stage = if self.input.is_some() { Stage::InputBanner } else { Stage::Entries };
        Ok(Step::Done)
    }

    fn input_banner(&mut self) -> Result<Step> {
        if let Some(input) = &mut self.input {
            let Some(line) = input.line(FIRST_BYTES)? else { return Ok(Step::Wants(INPUT)) };
            if banner::is_banner(&line) {
                input.skip(line.len() + 1);
            }
        }
        self.stage = Stage::Entries;
        Ok(Step::Done)
    }

    /// Takes the next line of the timing, or a part of what it tells of.
    fn entry(&mut self, output: &mut dyn Output) -> Result<Step> {
        let is_there = self.timing.fill()?;
        for (fault, offset) in self.timing.entries.take_faults() {
            self.session.report.note(fault, offset);
        }
        if !is_there {
            return Ok(Step::Wants(TIMING));
        }
        let Some(entry) = self.timing.entries.front() else {
            self.stage = Stage::Rest;
            return Ok(Step::Done);
        };
        let Entry { delay, offset, what } = entry;
        let (is_output, left) = match what {
            What::Output(left) => (true, left),
            What::Input(left) => (false, left),
            What::Resize(_) | What::Signal | What::Fact(..) => {
                if let Some(entry) = self.timing.entries.pop() {
                    self.happening(entry, output)?;
                }
                return Ok(Step::Done);
            }
        };
        let shared = self.logs.0.is_some() && self.logs.0 == self.logs.1;
        let (file, log) =
            if is_output || shared { (DATA, Some(&mut self.data)) } else { (INPUT, self.input.as_mut()) };
        let step = usize::try_from(*left).unwrap_or(usize::MAX).min(STEP_BYTES);
        let offset = *offset;
        let Some(log) = log else {
            let delay = std::mem::take(delay);
            self.timing.entries.pop();
            self.wait(delay, offset);
            self.session.report.note("typed input, whose log was not given", offset);
            return Ok(Step::Done);
        };
        if !log.fill(step)? {
            return Ok(Step::Wants(file));
        }
        let bytes = log.bytes();
        let bytes = bytes.get(..step.min(bytes.len())).unwrap_or_default();
        let len = bytes.len();
        if len < step {
            self.is_data_short |= is_output;
            let what = if is_output {
                "timing goes on after the data has ended"
            } else {
                "timing goes on after the input has ended"
            };
            self.session.report.note(what, offset);
            *left = 0;
        } else {
            *left = left.saturating_sub(len as u64);
        }
        let is_over = *left == 0;
        let delay = std::mem::take(delay);
        // what was lost with the end of the data took no time that could be shown
        if len > 0 || step == 0 {
            let time = self.session.within_limit(self.session.now().plus(delay), offset);
            if is_output {
                self.session.output(time, bytes, log.offset(), output)?;
            } else {
                self.session.typed(time, bytes, log.offset(), output)?;
            }
            log.skip(len);
        }
        if is_over {
            self.timing.entries.pop();
        }
        Ok(Step::Done)
    }

    /// A line of the timing that goes without bytes of a log.
    fn happening(&mut self, entry: Entry, output: &mut dyn Output) -> Result<()> {
        let Entry { delay, offset, what } = entry;
        self.wait(delay, offset);
        let now = self.session.now();
        match what {
            What::Resize(size) => self.session.resize(now, size, offset, output),
            What::Fact(name, value) => self.fact(&name, value, offset, output),
            What::Signal => {
                self.session.report.note("signal", offset);
                Ok(())
            }
            // these two go with bytes
            What::Output(_) | What::Input(_) => Ok(()),
        }
    }

    fn wait(&mut self, delay: Span, offset: u64) {
        let time = self.session.within_limit(self.session.now().plus(delay), offset);
        self.session.wait_until(time);
    }

    fn fact(&mut self, name: &str, value: String, offset: u64, output: &mut dyn Output) -> Result<()> {
        let side = |value: &str| value.parse().ok().filter(|cells: &u32| *cells > 0);
        match name {
            "START_TIME" => {
                let started = super::date::started_at_ms(&value);
                self.session.facts.started_at_ms = started.or(self.session.facts.started_at_ms);
            }
            "COMMAND" if !value.is_empty() => self.session.facts.command = Some(limits::label(value)),
            "COLUMNS" => self.size.0 = side(&value).or(self.size.0),
            "LINES" => self.size.1 = side(&value).or(self.size.1),
            "OUTPUT_LOG" => self.logs.0 = Some(value),
            "INPUT_LOG" => self.logs.1 = Some(value),
            "EXIT_CODE" => match value.parse() {
                Ok(status) => return self.exit(status, offset, output),
                Err(_) => self.session.report.note("exit status is not a number", offset),
            },
            _ => {}
        }
        self.tell_size();
        Ok(())
    }

    fn tell_size(&mut self) {
        if let (Some(columns), Some(rows)) = self.size {
            self.session.set_size(Size::new(columns, rows));
        }
    }

    fn exit(&mut self, status: i32, offset: u64, output: &mut dyn Output) -> Result<()> {
        self.has_exit = true;
        self.session.event(self.session.now(), Happening::Exit { status: status.into() }, offset, output)
    }

    /// Looks at what follows the last timed byte.
    fn rest(&mut self, output: &mut dyn Output) -> Result<Step> {
        if !self.data.fill(LAST_BYTES)? {
            return Ok(Step::Wants(DATA));
        }
        let rest = self.data.bytes();
        match banner::read_rest(rest.get(..LAST_BYTES.min(rest.len())).unwrap_or_default()) {
            Rest::Nothing => {
                self.session.report.truncated |= self.has_banner || self.is_data_short;
                self.stage = Stage::Done;
            }
            Rest::Last(status) => {
                if let Some(status) = status.filter(|_| !self.has_exit) {
                    self.exit(status, self.data.offset(), output)?;
                }
                self.stage = Stage::Done;
            }
            Rest::Output => {
                self.session.report.note("output without a time, shown at the end", self.data.offset());
                self.session.report.truncated = true;
                self.stage = Stage::Untimed;
            }
        }
        Ok(Step::Done)
    }

    fn untimed(&mut self, output: &mut dyn Output) -> Result<Step> {
        if !self.data.fill(STEP_BYTES)? {
            return Ok(Step::Wants(DATA));
        }
        let bytes = self.data.bytes();
        let len = bytes.len();
        if len == 0 {
            self.stage = Stage::Done;
            return Ok(Step::Done);
        }
        self.session.output(self.session.now(), bytes, self.data.offset(), output)?;
        self.data.skip(len);
        Ok(Step::Done)
    }
}

impl BundleImporter for ScriptImporter {
    fn wants(&self) -> Option<usize> {
        self.wants
    }

    fn feed(&mut self, bytes: &[u8], output: &mut dyn Output) -> Result<()> {
        match self.wants {
            Some(DATA) => self.data.feed(bytes),
            Some(TIMING) => self.timing.feed(bytes),
            Some(_) => {
                if let Some(input) = &mut self.input {
                    input.feed(bytes);
                }
            }
            None => return Ok(()),
        }
        self.pump(output)
    }

    fn end_file(&mut self, output: &mut dyn Output) -> Result<()> {
        match self.wants {
            Some(DATA) => self.data.end(),
            Some(TIMING) => self.timing.end(),
            Some(_) => {
                if let Some(input) = &mut self.input {
                    input.end();
                }
            }
            None => return Ok(()),
        }
        self.pump(output)
    }

    fn finish(&mut self, output: &mut dyn Output) -> Result<Report> {
        while self.wants.is_some() {
            self.end_file(output)?;
        }
        let mut report = self.session.finish(output)?;
        let input = self.input.as_mut().map(Log::take_report);
        for wrapping in
            [Some(self.data.take_report()), Some(self.timing.take_report()), input].into_iter().flatten()
        {
            report.truncated |= wrapping.truncated;
            report.notes.extend(wrapping.notes);
        }
        Ok(report)
    }
}
