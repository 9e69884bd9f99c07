//! The push parser: collects lines (versions 2 and 3) or the document (version 1).

use super::header::Members;
use super::session::Session;
use super::{v1, v2, v3};
use crate::error::{Error, Result};
use crate::import::lines::{Line, Lines};
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
    source: Source,
    reader: Reader,
}

/// What is read of the file at once.
enum Source {
    /// The document so far, of version 1.
    Document(Vec<u8>),
    Lines(Lines),
}

/// Takes the lines of versions 2 and 3.
struct Reader {
    version: Version,
    session: Session,
    has_header: bool,
}

impl AsciicastImporter {
    /// An importer of one source. `name` is the file's name without its folder, to be kept in the recording's facts.
    pub fn new(version: Version, name: Option<&str>) -> Self {
        let source = match version {
            Version::V1 => Source::Document(Vec::new()),
            Version::V2 | Version::V3 => Source::Lines(Lines::new(limits::ASCIICAST_LINE_BYTES)),
        };
        Self { source, reader: Reader { version, session: Session::new(version, name), has_header: false } }
    }
}

impl Reader {
    fn take(&mut self, line: Line<'_>, output: &mut dyn Output) -> Result<()> {
        let Line { bytes, offset, is_ended } = line;
        let Some(bytes) = bytes else {
            if !self.has_header {
                return Err(Error::LimitReached {
                    what: "asciicast header",
                    limit: limits::ASCIICAST_LINE_BYTES as u64,
                });
            }
            self.session.report.note("line is over the limit", offset);
            return Ok(());
        };
        if !is_ended && self.is_being_written(bytes) {
            self.session.report.truncated = true;
            return Ok(());
        }
        self.line(bytes, offset, output)
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

    /// Whether what comes after the last line feed is no complete line. A header that is not is refused as it is.
    fn is_being_written(&self, line: &[u8]) -> bool {
        let is_whole = std::str::from_utf8(line).is_ok_and(|line| {
            line.trim().is_empty() || serde_json::from_str::<&RawValue>(line.trim()).is_ok()
        });
        let is_comment = self.version == Version::V3 && line.trim_ascii_start().starts_with(b"#");
        self.has_header && !is_whole && !is_comment
    }
}

impl Importer for AsciicastImporter {
    fn feed(&mut self, bytes: &[u8], output: &mut dyn Output) -> Result<()> {
        let Self { source, reader } = self;
        match source {
            Source::Document(document) => v1::collect(document, bytes),
            Source::Lines(lines) => lines.feed(bytes, &mut |line| reader.take(line, output)),
        }
    }

    fn finish(&mut self, output: &mut dyn Output) -> Result<Report> {
        let Self { source, reader } = self;
        match source {
            Source::Document(document) => v1::read(&mut reader.session, &std::mem::take(document), output)?,
            Source::Lines(lines) => lines.finish(&mut |line| reader.take(line, output))?,
        }
        reader.session.finish(output)
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
