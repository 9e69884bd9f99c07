//! How one chunk lies in the file: header, payload, hash.

use super::bytes::Cursor;
use super::{Source, VERSION};
use crate::chunk::{Part, Track};
use crate::error::{Error, Result};
use crate::limits;
use crate::units::Timestamp;
use sha2::{Digest, Sha256};

/// Bytes of a chunk before its payload.
pub(super) const HEADER_BYTES: usize = 52;
/// Bytes of the hash after the payload.
pub(super) const HASH_BYTES: usize = 32;
/// What a chunk takes in the file beyond its payload, in bytes.
pub const CHUNK_OVERHEAD_BYTES: u32 = 84;
/// Every chunk starts with these bytes; a reader that has lost its way looks for them.
pub(super) const SYNC: [u8; 4] = [0xAF, b'i', b'm', 0x1A];
/// The payload of the first chunk starts with these bytes, followed by the version as u32.
pub(super) const MAGIC: [u8; 8] = *b"AFTERIMG";
/// Where the payload of the first chunk starts with [`MAGIC`]; so in every version.
const MAGIC_OFFSET: usize = HEADER_BYTES;

/// A SHA-256 hash.
pub(super) type Hash = [u8; HASH_BYTES];

/// What a chunk is to the container. The number is the one in the file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub(super) enum Kind {
    /// First in the file: version and facts.
    Header = 1,
    /// A piece of a track.
    Data = 2,
    /// End of a segment: its entries, its hashes.
    Checkpoint = 3,
    /// A page of the index of a closed recording.
    Page = 4,
    /// What leads to the pages, with the facts again.
    Root = 5,
    /// The last checkpoint, over everything.
    Seal = 6,
}

impl Kind {
    fn from_number(number: u8) -> Option<Self> {
        [Self::Header, Self::Data, Self::Checkpoint, Self::Page, Self::Root, Self::Seal]
            .into_iter()
            .find(|kind| *kind as u8 == number)
    }
}

/// The header of a chunk.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Header {
    pub(super) kind: Kind,
    /// The track and part of a data chunk; `None` for the container's own chunks.
    pub(super) data: Option<(Track, Part)>,
    pub(super) payload_bytes: u32,
    /// Place among all chunks of the file, from 0.
    pub(super) sequence: u32,
    pub(super) start: Timestamp,
    pub(super) end: Timestamp,
    pub(super) salt: [u8; 16],
}

impl Header {
    /// The header's bytes.
    pub(super) fn encode(&self) -> [u8; HEADER_BYTES] {
        let (track, part) = self.data.map_or((0, 0), |(track, part)| (track.number(), part.number()));
        let mut bytes = Vec::with_capacity(HEADER_BYTES);
        bytes.extend_from_slice(&SYNC);
        bytes.extend_from_slice(&[self.kind as u8, track, part, 0]);
        bytes.extend_from_slice(&self.payload_bytes.to_le_bytes());
        bytes.extend_from_slice(&self.sequence.to_le_bytes());
        bytes.extend_from_slice(&self.start.as_us().to_le_bytes());
        bytes.extend_from_slice(&self.end.as_us().to_le_bytes());
        bytes.extend_from_slice(&self.salt);
        bytes.extend_from_slice(&crc32fast::hash(&bytes).to_le_bytes());
        let mut header = [0; HEADER_BYTES];
        header.copy_from_slice(&bytes);
        header
    }

    /// Reads the header at the start of `bytes`, which lie at `offset` in the file.
    ///
    /// # Errors
    /// [`Error::Malformed`] where there is no sound header of version 1.
    pub(super) fn decode(bytes: &[u8], offset: u64) -> Result<Self> {
        let malformed = || Error::Malformed { what: "chunk header", offset };
        let checked = bytes.get(..HEADER_BYTES - 4).ok_or_else(malformed)?;
        let mut cursor = Cursor::new(bytes, "chunk header", offset);
        if cursor.array()? != SYNC {
            return Err(malformed());
        }
        let [kind, track, part, flags] = cursor.array()?;
        let payload_bytes = cursor.u32()?;
        let sequence = cursor.u32()?;
        let start = Timestamp::from_us(cursor.u64()?);
        let end = Timestamp::from_us(cursor.u64()?);
        let salt = cursor.array()?;
        if cursor.u32()? != crc32fast::hash(checked) || flags != 0 {
            return Err(malformed());
        }
        check_times(start, end).map_err(|_| malformed())?;
        if payload_bytes > limits::CHUNK_PAYLOAD_BYTES {
            return Err(Error::LimitReached {
                what: "chunk payload in bytes",
                limit: limits::CHUNK_PAYLOAD_BYTES.into(),
            });
        }
        let kind = Kind::from_number(kind).ok_or_else(malformed)?;
        let data = match kind {
            Kind::Data => {
                let track = Track::from_number(track).ok_or_else(malformed)?;
                Some((track, Part::from_number(part).ok_or_else(malformed)?))
            }
            Kind::Header | Kind::Checkpoint | Kind::Page | Kind::Root | Kind::Seal => {
                if track != 0 || part != 0 {
                    return Err(malformed());
                }
                None
            }
        };
        Ok(Self { kind, data, payload_bytes, sequence, start, end, salt })
    }

    /// Length of the whole chunk in the file.
    pub(super) fn chunk_bytes(&self) -> u64 {
        u64::from(self.payload_bytes) + u64::from(CHUNK_OVERHEAD_BYTES)
    }

    /// The number of the track as the hashes group it: 0 for the container's own chunks.
    pub(super) fn track_number(&self) -> u8 {
        self.data.map_or(0, |(track, _)| track.number())
    }
}

/// Refuses times that fall or lie beyond the longest recording.
///
/// # Errors
/// [`Error::Malformed`] and [`Error::LimitReached`].
pub(super) fn check_times(start: Timestamp, end: Timestamp) -> Result<()> {
    if end < start {
        return Err(Error::Malformed { what: "times of a chunk", offset: 0 });
    }
    if end.as_us() > limits::DURATION_SECONDS.saturating_mul(1_000_000) {
        return Err(Error::LimitReached { what: "duration in seconds", limit: limits::DURATION_SECONDS });
    }
    Ok(())
}

/// The hash of a chunk: over 0x00, its header and its payload.
pub(super) fn leaf_hash(header: &[u8], payload: &[u8]) -> Hash {
    Sha256::new().chain_update([0_u8]).chain_update(header).chain_update(payload).finalize().into()
}

/// The salt of the chunk with this sequence number: unknown to who does not know the secret, so that a hash
/// in a proof does not betray what it stands for.
pub(super) fn salt(secret: &[u8; 32], sequence: u32) -> [u8; 16] {
    let digest: Hash = Sha256::new()
        .chain_update(b"afterimage salt 1")
        .chain_update(secret)
        .chain_update(sequence.to_le_bytes())
        .finalize()
        .into();
    let mut salt = [0; 16];
    for (to, from) in salt.iter_mut().zip(digest) {
        *to = from;
    }
    salt
}

/// A chunk as it lies in the file, with its hash checked.
pub(super) struct Frame {
    pub(super) header: Header,
    pub(super) payload: Vec<u8>,
}

/// Reads the chunk of `len` bytes at `offset` and checks its hash.
///
/// # Errors
/// [`Error::Malformed`], [`Error::Altered`], and those of the source.
pub(super) fn read_frame<S: Source + ?Sized>(source: &S, offset: u64, len: u64) -> Result<Frame> {
    let malformed = || Error::Malformed { what: "chunk", offset };
    let limit = u64::from(limits::CHUNK_PAYLOAD_BYTES) + u64::from(CHUNK_OVERHEAD_BYTES);
    if len > limit {
        return Err(malformed());
    }
    let bytes = source.read(offset, len)?;
    parse_frame(&bytes, offset)
}

/// Reads the chunk that `bytes` are, all of them, and checks its hash.
pub(super) fn parse_frame(bytes: &[u8], offset: u64) -> Result<Frame> {
    let malformed = || Error::Malformed { what: "chunk", offset };
    let (head, rest) = bytes.split_at_checked(HEADER_BYTES).ok_or_else(malformed)?;
    let header = Header::decode(head, offset)?;
    let (payload, hash) = rest.split_last_chunk::<HASH_BYTES>().ok_or_else(malformed)?;
    if u64::try_from(bytes.len()) != Ok(header.chunk_bytes()) {
        return Err(malformed());
    }
    if leaf_hash(head, payload) != *hash {
        return Err(Error::Altered { what: "chunk", offset });
    }
    Ok(Frame { header, payload: payload.to_vec() })
}

/// Whether a file that starts with `head` (at least 64 bytes of it) is a recording of any version.
pub fn is_recording(head: &[u8]) -> bool {
    head.starts_with(&SYNC) && head.get(MAGIC_OFFSET..).is_some_and(|payload| payload.starts_with(&MAGIC))
}

/// Checks that the file starting with `head` is a recording of the version that this build reads.
///
/// # Errors
/// [`Error::Truncated`] where it is too short to tell, [`Error::Unsupported`] where it is something else.
pub(super) fn check_version(head: &[u8]) -> Result<()> {
    let len = head.len();
    if len < MAGIC_OFFSET + MAGIC.len() + 4 && SYNC.starts_with(head.get(..len.min(4)).unwrap_or_default()) {
        return Err(Error::Truncated { what: "recording", offset: u64::try_from(len).unwrap_or(u64::MAX) });
    }
    if !is_recording(head) {
        return Err(Error::Unsupported {
            what: "file",
            found: "it is not an Afterimage recording".to_owned(),
        });
    }
    let mut cursor = Cursor::new(head, "recording header", 0);
    cursor.take(MAGIC_OFFSET + MAGIC.len())?;
    let version = cursor.u32()?;
    if version != VERSION {
        return Err(unsupported_version(version));
    }
    Ok(())
}

/// The error for a file of another version.
pub(super) fn unsupported_version(version: u32) -> Error {
    Error::Unsupported {
        what: "recording version",
        found: format!("{version}, where this build reads version {VERSION}: use a later build"),
    }
}
