//! The importer of everything: unwraps, detects, and hands on to the importer of the format.

use super::asciicast::{AsciicastImporter, Version};
use super::detect::{Format, HEAD_BYTES, describe_unknown, detect, detect_whole};
use super::devolutions::TrpImporter;
use super::guacamole::GuacamoleImporter;
use super::rfb::RfbImporter;
use super::tlog::TlogImporter;
use super::ttyrec::{self, TtyrecImporter};
use super::wrapped::Unwrapper;
use super::{Importer, Output, Report};
use crate::error::{Error, Result};

/// Imports any format that this crate reads, detected by its content, also compressed with gzip, bzip2, xz or zstd (even twice).
pub struct AnyImporter {
    name: Option<String>,
    unwrapper: Unwrapper,
    stage: Stage,
}

enum Stage {
    /// What came so far, unwrapped; it does not tell the format yet.
    Undecided(Vec<u8>),
    /// The importer of the format.
    Decided(Format, Box<dyn Importer>),
}

impl AnyImporter {
    /// An importer of one source. `name` is the file's name without its folder, to be kept in the recording's facts.
    pub fn new(name: Option<&str>) -> Self {
        Self {
            name: name.map(str::to_owned),
            unwrapper: Unwrapper::new(),
            stage: Stage::Undecided(Vec::new()),
        }
    }

    /// The format, as soon as it is known.
    pub fn format(&self) -> Option<Format> {
        match &self.stage {
            Stage::Undecided(_) => None,
            Stage::Decided(format, _) => Some(*format),
        }
    }

    /// Takes unwrapped bytes.
    fn take(
        stage: &mut Stage,
        name: Option<&str>,
        bytes: &[u8],
        is_last: bool,
        output: &mut dyn Output,
    ) -> Result<()> {
        match stage {
            Stage::Decided(_, importer) => importer.feed(bytes, output),
            Stage::Undecided(head) => {
                head.extend_from_slice(bytes);
                let is_enough = is_last || head.len() >= HEAD_BYTES;
                let format = if is_enough { detect_whole(head) } else { detect(head) };
                let Some(format) = format else {
                    if is_enough {
                        let found = describe_unknown(head).to_owned();
                        return Err(Error::Unsupported { what: "recording format", found });
                    }
                    return Ok(());
                };
                let mut importer = importer_of(format, name)?;
                let head = std::mem::take(head);
                let fed = importer.feed(&head, output);
                *stage = Stage::Decided(format, importer);
                fed
            }
        }
    }
}

impl Importer for AnyImporter {
    fn feed(&mut self, bytes: &[u8], output: &mut dyn Output) -> Result<()> {
        let Self { name, unwrapper, stage } = self;
        unwrapper.feed(bytes, &mut |bytes| Self::take(stage, name.as_deref(), bytes, false, output))
    }

    fn finish(&mut self, output: &mut dyn Output) -> Result<Report> {
        let Self { name, unwrapper, stage } = self;
        let wrapping =
            unwrapper.finish(&mut |bytes| Self::take(stage, name.as_deref(), bytes, false, output))?;
        if let Stage::Undecided(head) = stage {
            if head.trim_ascii().is_empty() {
                return Err(Error::Empty { what: "file" });
            }
            Self::take(stage, name.as_deref(), &[], true, output)?;
        }
        let Stage::Decided(_, importer) = stage else { return Err(Error::Empty { what: "file" }) };
        let mut report = importer.finish(output)?;
        report.truncated |= wrapping.truncated;
        report.notes.extend(wrapping.notes);
        Ok(report)
    }
}

/// The importer of a format.
fn importer_of(format: Format, name: Option<&str>) -> Result<Box<dyn Importer>> {
    match format {
        Format::Guacamole => Ok(Box::new(GuacamoleImporter::new(name))),
        Format::AsciicastV1 => Ok(Box::new(AsciicastImporter::new(Version::V1, name))),
        Format::AsciicastV2 => Ok(Box::new(AsciicastImporter::new(Version::V2, name))),
        Format::AsciicastV3 => Ok(Box::new(AsciicastImporter::new(Version::V3, name))),
        Format::Rfb => Ok(Box::new(RfbImporter::new(name))),
        Format::Ttyrec => Ok(Box::new(TtyrecImporter::new(ttyrec::Header::Plain, name))),
        Format::TtyrecWithChannels => Ok(Box::new(TtyrecImporter::new(ttyrec::Header::WithChannel, name))),
        Format::Tlog => Ok(Box::new(TlogImporter::new(name))),
        Format::Script => Err(Error::Unsupported {
            what: "source of an import",
            found: "one file of a script alone: its data and its timing belong together".into(),
        }),
        Format::Trp => Ok(Box::new(TrpImporter::new(name))),
        Format::Webm => Err(Error::Unsupported {
            what: "source of an import here",
            found: "a WebM video, which only a browser decodes: open it in the console, under Local file, not packed; \
                    of a session in parts, the whole folder"
                .into(),
        }),
        Format::Afterimage => Err(Error::Unsupported {
            what: "source of an import",
            found: "an Afterimage recording, which can be kept as it is".into(),
        }),
    }
}
