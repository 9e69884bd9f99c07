//! The importer: feeds instructions to the display and tells the output of every frame.

use super::parser::{Found, Parser};
use crate::error::{Error, Result};
use crate::import::{Importer, Output, Report};

/// Imports a Guacamole session recording (`guacd`'s `recording-name`).
pub struct GuacamoleImporter {
    #[expect(dead_code, reason = "goes into the facts, once the first frame is complete")]
    name: Option<String>,
    parser: Parser,
    report: Report,
}

impl GuacamoleImporter {
    /// An importer of one source. `name` is the file's name without its folder, to be kept in the recording's facts.
    pub fn new(name: Option<&str>) -> Self {
        Self { name: name.map(str::to_owned), parser: Parser::new(), report: Report::default() }
    }
}

impl Importer for GuacamoleImporter {
    fn feed(&mut self, bytes: &[u8], _output: &mut dyn Output) -> Result<()> {
        self.parser.push(bytes);
        while let Some(found) = self.parser.next()? {
            match found {
                Found::Damage { offset } => self.report.note("malformed instruction", offset),
                Found::Instruction(instruction) => {
                    self.report.note("unknown instruction", instruction.offset)
                }
            }
        }
        Ok(())
    }

    fn finish(&mut self, _output: &mut dyn Output) -> Result<Report> {
        Err(Error::Empty { what: "Guacamole recording" })
    }
}
