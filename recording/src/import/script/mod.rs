//! script(1), the terminal recorder of util-linux, and guacd's typescripts: a file with what was output, and one that
//! tells when.
//!
//! The timing file tells how many bytes of the data came when; the first line of the data, which the recorder wrote,
//! and the last are not counted. The timing of util-linux up to 2.34 and of guacd is `DELAY BYTES` lines ("classic");
//! since 2.35 lines start with `O`, `I`, `S` or `H` and tell of input, signals and facts too ("advanced").

mod banner;
mod companions;
mod date;
mod importer;
mod log;
mod timing;

pub(super) use banner::is_banner;
pub(super) use companions::{companions, likely_companions};
pub use importer::ScriptImporter;
pub(super) use timing::is_timing;
