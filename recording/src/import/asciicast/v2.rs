//! Version 2: lines of JSON, a header and then events `[seconds since the start, code, data]`.

use super::header::{Header, Members};
use super::session::{Clock, Session};
use crate::error::Result;
use crate::import::{Output, Report};

/// The facts of the header line.
pub(super) fn header(members: &Members<'_>, report: &mut Report, offset: u64) -> Header {
    members.header(report, offset)
}

/// Takes a line after the header. Blank lines mean nothing.
pub(super) fn line(session: &mut Session, line: &str, offset: u64, output: &mut dyn Output) -> Result<()> {
    if line.is_empty() { Ok(()) } else { session.event(Clock::Absolute, line, offset, output) }
}
