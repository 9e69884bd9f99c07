//! Version 3: lines of JSON, a header and then events `[seconds since the event before, code, data]`, and comments.

use super::header::{Header, Members};
use super::session::{Clock, Session};
use crate::error::Result;
use crate::import::{Output, Report};

/// The facts of the header line.
pub(super) fn header(members: &Members<'_>, report: &mut Report, offset: u64) -> Header {
    members.header_with_term(report, offset)
}

/// Takes a line after the header. Blank lines and those that start with `#` mean nothing.
pub(super) fn line(session: &mut Session, line: &str, offset: u64, output: &mut dyn Output) -> Result<()> {
    if line.is_empty() || line.starts_with('#') {
        Ok(())
    } else {
        session.event(Clock::Interval, line, offset, output)
    }
}
