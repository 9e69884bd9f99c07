//! The footer: the last bytes of a closed recording, of fixed size.

use super::bytes::Cursor;
use super::frame::unsupported_version;
use super::{CHUNK_OVERHEAD_BYTES, VERSION};
use crate::error::Result;

/// Bytes of the footer.
pub(super) const FOOTER_BYTES: usize = 40;
/// The last bytes of a closed recording, of any version, after the version as u32 and a checksum.
const MAGIC: [u8; 8] = *b"AFIMGEND";

/// Leads from the end of the file to the root and the seal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Footer {
    pub(super) root: u64,
    pub(super) root_len: u32,
    pub(super) seal: u64,
    pub(super) seal_len: u32,
}

impl Footer {
    /// The footer's bytes.
    pub(super) fn encode(&self) -> [u8; FOOTER_BYTES] {
        let mut bytes = Vec::with_capacity(FOOTER_BYTES);
        bytes.extend_from_slice(&self.root.to_le_bytes());
        bytes.extend_from_slice(&self.root_len.to_le_bytes());
        bytes.extend_from_slice(&self.seal.to_le_bytes());
        bytes.extend_from_slice(&self.seal_len.to_le_bytes());
        bytes.extend_from_slice(&VERSION.to_le_bytes());
        bytes.extend_from_slice(&crc32fast::hash(&bytes).to_le_bytes());
        bytes.extend_from_slice(&MAGIC);
        let mut footer = [0; FOOTER_BYTES];
        footer.copy_from_slice(&bytes);
        footer
    }

    /// Reads the footer that ends a file of `len` bytes from the last bytes of that file; `None` where there is
    /// none, as in a file that was not closed.
    ///
    /// # Errors
    /// [`crate::Error::Unsupported`] where it is one of another version.
    pub(super) fn decode(tail: &[u8], len: u64) -> Result<Option<Self>> {
        let Some(bytes) = tail.last_chunk::<FOOTER_BYTES>() else { return Ok(None) };
        let offset = len.saturating_sub(u64::try_from(FOOTER_BYTES).unwrap_or(u64::MAX));
        let mut cursor = Cursor::new(bytes, "footer", offset);
        let footer = Self {
            root: cursor.u64()?,
            root_len: cursor.u32()?,
            seal: cursor.u64()?,
            seal_len: cursor.u32()?,
        };
        let version = cursor.u32()?;
        let checksum = cursor.u32()?;
        let checked = bytes.get(..28).unwrap_or_default();
        if cursor.array()? != MAGIC || checksum != crc32fast::hash(checked) {
            return Ok(None);
        }
        if version != VERSION {
            return Err(unsupported_version(version));
        }
        Ok((footer.is_sound(offset)).then_some(footer))
    }

    /// Whether root and seal follow each other directly up to the footer.
    fn is_sound(&self, offset: u64) -> bool {
        self.root.checked_add(self.root_len.into()) == Some(self.seal)
            && self.seal.checked_add(self.seal_len.into()) == Some(offset)
            && self.root_len > CHUNK_OVERHEAD_BYTES
            && self.seal_len > CHUNK_OVERHEAD_BYTES
    }
}
