//! The heads of the codec's chunks.

#![deny(clippy::indexing_slicing, clippy::cast_possible_truncation)]

use super::unit;
use crate::error::{Error, Result};
use crate::limits;
use crate::units::{Size, Timestamp};

/// The version of the codec, the first byte of every head.
const VERSION: u8 = 1;
/// Bytes of the length of a keyframe's list.
const LIST_LEN_BYTES: usize = 4;

/// The head of a unit's operation lists.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct UnitHead {
    /// Size of the picture that it plays on.
    pub(super) size: Size,
    /// Time from which its first frame is counted.
    pub(super) time: Timestamp,
    /// Time of the last keyframe before it, full or light.
    pub(super) key: Timestamp,
}

impl UnitHead {
    /// The head and what follows it.
    pub(super) fn read(payload: &[u8]) -> Result<(Self, &[u8])> {
        let mut rest = payload;
        version(&mut rest)?;
        let size = Size::new(u32_le(&mut rest)?, u32_le(&mut rest)?);
        Ok((Self { size, time: time(&mut rest)?, key: time(&mut rest)? }, rest))
    }

    /// The payload of a head and the compressed lists.
    pub(super) fn with(self, operations: &[u8]) -> Vec<u8> {
        let mut payload = vec![VERSION];
        payload.extend(self.size.width.to_le_bytes());
        payload.extend(self.size.height.to_le_bytes());
        payload.extend(self.time.as_us().to_le_bytes());
        payload.extend(self.key.as_us().to_le_bytes());
        payload.extend(operations);
        payload
    }
}

/// The head of a keyframe.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct KeyHead {
    /// Size of the picture.
    pub(super) size: Size,
    /// Time of the frame that it holds.
    pub(super) time: Timestamp,
    /// Time of the full keyframe that a light one builds on; of a full one, its own.
    pub(super) base: Timestamp,
}

/// A keyframe taken apart.
pub(super) struct KeyParts<'a> {
    pub(super) head: KeyHead,
    pub(super) operations: &'a [u8],
    pub(super) pixels: &'a [u8],
}

impl KeyHead {
    /// The head, the compressed list and the compressed pixels.
    pub(super) fn read(payload: &[u8]) -> Result<KeyParts<'_>> {
        let mut rest = payload;
        version(&mut rest)?;
        let size = Size::new(u32_le(&mut rest)?, u32_le(&mut rest)?);
        let head = Self { size, time: time(&mut rest)?, base: time(&mut rest)? };
        let operations_len = u32_le(&mut rest)?;
        let split = usize::try_from(operations_len).ok().and_then(|len| rest.split_at_checked(len));
        let (operations, pixels) = split.ok_or_else(|| truncated(payload.len()))?;
        Ok(KeyParts { head, operations, pixels })
    }

    /// The payload of a head, the compressed list and the compressed pixels.
    pub(super) fn with(self, operations: &[u8], pixels: &[u8]) -> Result<Vec<u8>> {
        let mut payload = vec![VERSION];
        payload.extend(self.size.width.to_le_bytes());
        payload.extend(self.size.height.to_le_bytes());
        payload.extend(self.time.as_us().to_le_bytes());
        payload.extend(self.base.as_us().to_le_bytes());
        payload.extend(key_list_len(operations)?);
        payload.extend(operations);
        payload.extend(pixels);
        Ok(payload)
    }
}

/// Most bytes of a unit's decompressed pixels on any picture.
#[allow(clippy::cast_possible_truncation, reason = "64 Mpx")]
pub(crate) const PIXELS_LIMIT_BYTES: usize = unit::UNIT_PIXEL_BYTES + 3 * limits::PICTURE_AREA_PX as usize;

/// A keyframe's payload taken apart, with what its streams may hold at most in bytes.
pub(crate) struct KeyPayload<'a> {
    /// All before the length of the list.
    pub(crate) head: &'a [u8],
    pub(crate) operations: &'a [u8],
    pub(crate) operations_limit: usize,
    pub(crate) pixels: &'a [u8],
    pub(crate) pixels_limit: usize,
}

/// The head of a unit's operation lists, their frame, and what that may hold at most in bytes.
pub(crate) fn operations_parts(payload: &[u8]) -> Result<(&[u8], &[u8], usize)> {
    let (head, operations) = UnitHead::read(payload)?;
    let (bytes, _) =
        payload.split_at_checked(payload.len() - operations.len()).ok_or_else(|| truncated(payload.len()))?;
    Ok((bytes, operations, unit::operations_limit(head.size)?))
}

/// A keyframe's payload taken apart.
pub(crate) fn key_parts(payload: &[u8]) -> Result<KeyPayload<'_>> {
    let parts = KeyHead::read(payload)?;
    let head_len = payload.len() - parts.operations.len() - parts.pixels.len() - LIST_LEN_BYTES;
    let (head, _) = payload.split_at_checked(head_len).ok_or_else(|| truncated(payload.len()))?;
    Ok(KeyPayload {
        head,
        operations: parts.operations,
        operations_limit: unit::operations_limit(parts.head.size)?,
        pixels: parts.pixels,
        pixels_limit: unit::key_pixels_limit(parts.head.size)?,
    })
}

/// The bytes that tell how long a keyframe's compressed list is.
pub(crate) fn key_list_len(list: &[u8]) -> Result<[u8; LIST_LEN_BYTES]> {
    let len = u32::try_from(list.len())
        .map_err(|_| Error::LimitReached { what: "operation list", limit: u32::MAX.into() })?;
    Ok(len.to_le_bytes())
}

fn version(rest: &mut &[u8]) -> Result<()> {
    let [version] = take(rest)?;
    if version == VERSION {
        Ok(())
    } else {
        Err(Error::Unsupported { what: "version of the screen codec", found: version.to_string() })
    }
}

fn u32_le(rest: &mut &[u8]) -> Result<u32> {
    take(rest).map(u32::from_le_bytes)
}

fn time(rest: &mut &[u8]) -> Result<Timestamp> {
    take(rest).map(u64::from_le_bytes).map(Timestamp::from_us)
}

fn take<const N: usize>(rest: &mut &[u8]) -> Result<[u8; N]> {
    let (bytes, after) = rest.split_first_chunk().ok_or_else(|| truncated(rest.len()))?;
    *rest = after;
    Ok(*bytes)
}

fn truncated(len: usize) -> Error {
    Error::Truncated { what: "screen chunk", offset: len as u64 }
}
