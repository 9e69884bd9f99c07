//! How each track is encoded. A codec turns what happened into chunks and back; it knows nothing of files.

pub(crate) mod zstd;
