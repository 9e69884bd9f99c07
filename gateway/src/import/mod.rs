//! From a file of any known format to a container, and into the data folder.

mod convert;
mod keep;
mod sources;

pub use convert::{Converted, convert, count_events, digest};
pub use keep::{Imported, Options, import};
pub use sources::Sources;
