//! The push parser: collects lines (versions 2 and 3) or the document (version 1).

use super::header::Members;
use super::session::Session;
use super::{v1, v2, v3};
use crate::error::{Error, Result};
use crate::import::{Format, Importer, Output, Report};
use crate::limits;
use serde_json::value::RawValue;

/// The versions of asciicast that are read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Version {
    /// One JSON object.
    V1,
    /// Lines of JSON, absolute times.
    V2,
    /// Lines of JSON, intervals.
    V3,
}

impl Version {
    /// The format of this version.
    pub fn format(self) -> Format {
        match self {
            Self::V1 => Format::AsciicastV1,
            Self::V2 => Format::AsciicastV2,
            Self::V3 => Format::AsciicastV3,
        }
    }

    fn number(self) -> &'static str {
        match self {
            Self::V1 => "1",
            Self::V2 => "2",
            Self::V3 => "3",
        }
    }
}

/// Imports an asciicast.
pub struct AsciicastImporter {
    version: Version,
    session: Session,
    // the line that is not complete; in version 1 the document so far
    pending: Vec<u8>,
    pending_offset: u64,
    // the pending line is over the limit: what is left of it is dropped
    is_overlong: bool,
    has_header: bool,
}

impl AsciicastImporter {
    /// An importer of one source. `name` is the file's name without its folder, to be kept in the recording's facts.
    pub fn new(version: Version, name: Option<&str>) -> Self {
        Self {
            version,
            session: Session::new(version, name),
            pending: Vec::new(),
            pending_offset: 0,
            is_overlong: false,
            has_header: false,
        }
    }

    /// Adds bytes of a line that may go on.
    fn extend_line(&mut self, bytes: &[u8]) {
        if self.is_overlong || self.pending.len() + bytes.len() > limits::ASCIICAST_LINE_BYTES {
            self.is_overlong = true;
            self.pending_offset += (self.pending.len() + bytes.len()) as u64;
            self.pending = Vec::new();
        } else {
            self.pending.extend_from_slice(bytes);
        }
    }

    /// Takes the pending line, which is complete.
    fn end_line(&mut self, output: &mut dyn Output) -> Result<()> {
        let line = std::mem::take(&mut self.pending);
        let offset = self.pending_offset;
        self.pending_offset += line.len() as u64;
        if std::mem::take(&mut self.is_overlong) {
            if !self.has_header {
                return Err(Error::LimitReached {
                    what: "asciicast header",
                    limit: limits::ASCIICAST_LINE_BYTES as u64,
                });
            }
            self.session.report.note("line is over the limit", offset);
            return Ok(());
        }
        let taken = self.line(&line, offset, output);
        // keeps the room for the lines to come
        self.pending = line;
        self.pending.clear();
        taken
    }

    fn line(&mut self, line: &[u8], offset: u64, output: &mut dyn Output) -> Result<()> {
        let text = String::from_utf8_lossy(line);
        let text = text.trim();
        if self.has_header {
            return match self.version {
                Version::V1 => Ok(()),
                Version::V2 => v2::line(&mut self.session, text, offset, output),
                Version::V3 => v3::line(&mut self.session, text, offset, output),
            };
        }
        let text = text.trim_start_matches('\u{feff}').trim();
        if text.is_empty() {
            return Ok(());
        }
        let members: Members<'_> =
            serde_json::from_str(text).map_err(|_| Error::Malformed { what: "asciicast header", offset })?;
        check_version(members.version, self.version)?;
        let report = &mut self.session.report;
        let header = match self.version {
            Version::V1 | Version::V2 => v2::header(&members, report, offset),
            Version::V3 => v3::header(&members, report, offset),
        };
        self.has_header = true;
        self.session.begin(header, output)
    }

    /// Takes what comes after the last line feed: a complete line, or one that was being written.
    fn last_line(&mut self, output: &mut dyn Output) -> Result<()> {
        let is_whole = std::str::from_utf8(&self.pending).is_ok_and(|line| {
            line.trim().is_empty() || serde_json::from_str::<&RawValue>(line.trim()).is_ok()
        });
        let is_comment = self.version == Version::V3 && self.pending.trim_ascii_start().starts_with(b"#");
        if is_whole || is_comment || self.is_overlong || !self.has_header {
            return self.end_line(output);
        }
        self.session.report.truncated = true;
        Ok(())
    }
}

impl Importer for AsciicastImporter {
    fn feed(&mut self, bytes: &[u8], output: &mut dyn Output) -> Result<()> {
        if self.version == Version::V1 {
            return v1::collect(&mut self.pending, bytes);
        }
        for piece in bytes.split_inclusive(|byte| *byte == b'\n') {
            self.extend_line(piece);
            if piece.ends_with(b"\n") {
                self.end_line(output)?;
            }
        }
        Ok(())
    }

    fn finish(&mut self, output: &mut dyn Output) -> Result<Report> {
        if self.version == Version::V1 {
            let document = std::mem::take(&mut self.pending);
            v1::read(&mut self.session, &document, output)?;
        } else {
            self.last_line(output)?;
        }
        self.session.finish(output)
    }
}

/// Refuses a header of another version than the importer was made for.
pub(super) fn check_version(found: Option<&RawValue>, version: Version) -> Result<()> {
    match found.map(RawValue::get) {
        Some(found) if found == version.number() => Ok(()),
        Some(found) if found.len() <= 8 && found.bytes().all(|byte| byte.is_ascii_digit()) => {
            Err(Error::Unsupported { what: "asciicast version", found: found.to_owned() })
        }
        Some(_) | None => Err(Error::Malformed { what: "asciicast header", offset: 0 }),
    }
}
