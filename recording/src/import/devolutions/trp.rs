//! TRP: terminal output with times.

use crate::error::Result;
use crate::import::tty::Session;
use crate::import::{Format, Importer, Output, Report};
use crate::units::{Size, Span, Timestamp};

const HEAD_BYTES: usize = 8;

const OUTPUT: u16 = 0;
const INPUT: u16 = 1;
const SIZE: u16 = 2;
const SETUP: u16 = 4;

/// Records that must make sense before a file is taken for TRP, where it has so many.
const RECORDS: usize = 8;
/// Longest payload of a record that sets the terminal up: more than any known.
const SETUP_BYTES: u16 = 4096;

/// Imports a TRP file.
pub struct TrpImporter {
    session: Session,
    /// A record that is not complete: at most its head and 64 KiB.
    pending: Vec<u8>,
    offset: u64,
    clock: Timestamp,
    /// What was put out before the terminal was set up, which happens then.
    before_setup: Option<Vec<(u64, Vec<u8>)>>,
    held_bytes: usize,
}

/// Output before the terminal is set up is held back up to here.
const HELD_BYTES: usize = 1024 * 1024;

impl TrpImporter {
    /// An importer of one source. `name` is the file's name without its folder, to be kept in the recording's facts.
    pub fn new(name: Option<&str>) -> Self {
        Self {
            session: Session::new(Format::Trp, name),
            pending: Vec::new(),
            offset: 0,
            clock: Timestamp::ZERO,
            before_setup: Some(Vec::new()),
            held_bytes: 0,
        }
    }

    fn record(&mut self, kind: u16, payload: &[u8], output: &mut dyn Output) -> Result<()> {
        let (time, offset) = (self.clock, self.offset);
        match kind {
            OUTPUT => {
                if let Some(held) = &mut self.before_setup {
                    self.held_bytes += payload.len() + HEAD_BYTES;
                    held.push((offset, payload.to_vec()));
                    return if self.held_bytes > HELD_BYTES { self.set_up(output) } else { Ok(()) };
                }
                self.session.output(time, payload, offset, output)
            }
            INPUT => self.session.typed(time, payload, offset, output),
            SIZE => {
                let &[columns, columns_high, rows, rows_high, ..] = payload else {
                    self.session.report.note("size that is too short", offset);
                    return Ok(());
                };
                let side = |low, high| u32::from(u16::from_le_bytes([low, high]));
                let size = Size::new(side(columns, columns_high), side(rows, rows_high));
                if size.is_empty() {
                    self.session.report.note("size without cells", offset);
                    return Ok(());
                }
                if self.session.set_size(size) {
                    Ok(())
                } else {
                    self.session.resize(time, size, offset, output)
                }
            }
            SETUP => self.set_up(output),
            _ => {
                self.session.report.note("record of another kind", offset);
                Ok(())
            }
        }
    }

    /// Puts out what was held back.
    fn set_up(&mut self, output: &mut dyn Output) -> Result<()> {
        for (offset, payload) in self.before_setup.take().unwrap_or_default() {
            self.session.output(self.clock, &payload, offset, output)?;
        }
        Ok(())
    }
}

impl Importer for TrpImporter {
    fn feed(&mut self, bytes: &[u8], output: &mut dyn Output) -> Result<()> {
        let mut all = std::mem::take(&mut self.pending);
        all.extend_from_slice(bytes);
        let mut rest = all.as_slice();
        while let Some((delay_ms, kind, payload, after)) = record(rest) {
            let time = self.clock.plus(Span::from_ms(delay_ms.into()));
            self.clock = self.session.within_limit(time, self.offset).max(self.clock);
            self.session.wait_until(self.clock);
            self.record(kind, payload, output)?;
            self.offset = self.offset.saturating_add((HEAD_BYTES + payload.len()) as u64);
            rest = after;
        }
        let done = all.len() - rest.len();
        all.drain(..done);
        self.pending = all;
        Ok(())
    }

    fn finish(&mut self, output: &mut dyn Output) -> Result<Report> {
        if self.before_setup.as_ref().is_some_and(|held| !held.is_empty()) {
            self.session.report.note("terminal that is never set up", 0);
        }
        self.set_up(output)?;
        self.session.report.truncated |= !self.pending.is_empty();
        self.session.finish(output)
    }
}

/// The record that some bytes start with, where all of it is there: its delay, kind and payload, and what follows.
fn record(bytes: &[u8]) -> Option<(u32, u16, &[u8], &[u8])> {
    let (head, rest) = bytes.split_first_chunk::<HEAD_BYTES>()?;
    let [a, b, c, d, kind, kind_high, length, length_high] = *head;
    let length = u16::from_le_bytes([length, length_high]);
    let (payload, rest) = rest.split_at_checked(length.into())?;
    Some((u32::from_le_bytes([a, b, c, d]), u16::from_le_bytes([kind, kind_high]), payload, rest))
}

/// Whether a file that starts with `head` is TRP, of which `is_whole` says whether that is all of it. There is no mark:
/// it is one where the first records make sense, and a size and a setup are among them.
pub(in crate::import) fn is_trp(head: &[u8], is_whole: bool) -> bool {
    let mut rest = head;
    let (mut count, mut has_size, mut has_setup) = (0, false, false);
    while count < RECORDS || !(has_size && has_setup) {
        let Some((_, kind, payload, after)) = record(rest) else {
            // the last one may be cut off, in the file or in what is looked at
            let is_end = rest.is_empty() || !is_whole || after_is_cut(rest);
            return is_end && count > 0 && has_size && has_setup;
        };
        let is_sound = match kind {
            OUTPUT | INPUT | 3 => true,
            SIZE => payload.len() == 4 && payload.iter().any(|byte| *byte != 0),
            SETUP => payload.len() <= usize::from(SETUP_BYTES),
            _ => false,
        };
        if !is_sound {
            return false;
        }
        (has_size, has_setup) = (has_size || kind == SIZE, has_setup || kind == SETUP);
        (count, rest) = (count + 1, after);
    }
    true
}

/// Whether these bytes are the start of a record.
fn after_is_cut(bytes: &[u8]) -> bool {
    !matches!(bytes, [_, _, _, _, kind, high, ..] if u16::from_le_bytes([*kind, *high]) > SETUP)
}
