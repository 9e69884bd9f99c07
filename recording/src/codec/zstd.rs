//! Zstandard frames within bounds: every compressed stream of a recording goes through here.

use crate::error::{Error, Result};
use crate::limits;
use std::cell::RefCell;
use zstd_safe::zstd_sys::ZSTD_ErrorCode;

/// What a frame may claim without having shown that it holds as much.
const TRUSTED_BYTES: usize = 1 << 20;
/// Output per byte of input that is trusted as well.
const TRUSTED_RATIO: usize = 64;
/// By how much the room grows where a frame holds more than was trusted.
const GROWTH: usize = 8;

/// Compresses with one level, keeping its tables from one stream to the next.
pub(crate) struct Compressor {
    context: zstd_safe::CCtx<'static>,
    level: i32,
}

impl Compressor {
    /// A compressor at a zstd level: 1 to 19, where 3 is meant for live recording.
    ///
    /// # Errors
    /// [`Error::Unavailable`] where its tables find no memory.
    pub(crate) fn new(level: i32) -> Result<Self> {
        let context = zstd_safe::CCtx::try_create().ok_or_else(|| unavailable("out of memory"))?;
        Ok(Self { context, level: level.clamp(1, 19) })
    }

    /// One frame that holds `bytes` and says how many they are.
    ///
    /// # Errors
    /// [`Error::LimitReached`] where `bytes` exceed [`limits::DECOMPRESSED_BYTES`], [`Error::Unavailable`] where the
    /// library fails.
    pub(crate) fn compress(&mut self, bytes: &[u8]) -> Result<Vec<u8>> {
        if bytes.len() > limits::DECOMPRESSED_BYTES {
            return Err(too_large(limits::DECOMPRESSED_BYTES));
        }
        let mut frame = Vec::with_capacity(zstd_safe::compress_bound(bytes.len()));
        self.context
            .compress(&mut frame, bytes, self.level)
            .map_err(|code| unavailable(zstd_safe::get_error_name(code)))?;
        // The bound is for the worst case; chunks may wait in memory for a while.
        frame.shrink_to_fit();
        Ok(frame)
    }
}

/// Decompresses, keeping its tables from one stream to the next.
pub(crate) struct Decompressor {
    context: zstd_safe::DCtx<'static>,
}

impl Decompressor {
    /// A decompressor.
    ///
    /// # Errors
    /// [`Error::Unavailable`] where its tables find no memory.
    pub(crate) fn new() -> Result<Self> {
        let context = zstd_safe::DCtx::try_create().ok_or_else(|| unavailable("out of memory"))?;
        Ok(Self { context })
    }

    /// Replaces the content of `bytes` by that of `frame`.
    ///
    /// # Errors
    /// [`Error::Malformed`] where `frame` is not a sound frame, [`Error::LimitReached`] where it holds more than
    /// `limit` bytes. `bytes` is empty then.
    ///
    /// # Limits
    /// Takes at most `limit` bytes, and no more than 1 MiB, 64 times the frame or eight times what the frame
    /// really holds, whatever it claims.
    pub(crate) fn decompress(&mut self, frame: &[u8], limit: usize, bytes: &mut Vec<u8>) -> Result<()> {
        bytes.clear();
        let claimed = zstd_safe::get_frame_content_size(frame).map_err(|_| malformed())?;
        let mut room = limit.min(TRUSTED_BYTES.max(frame.len().saturating_mul(TRUSTED_RATIO)));
        if let Some(claimed) = claimed {
            let claimed = usize::try_from(claimed).ok().filter(|claimed| *claimed <= limit);
            room = room.min(claimed.ok_or_else(|| too_large(limit))?);
        }
        loop {
            // Growing would move the old bytes, which nobody needs.
            if bytes.capacity() < room {
                *bytes = Vec::new();
                bytes.reserve_exact(room);
            }
            // The library fills whatever room there is: what an earlier stream left must not lift the limit.
            let full = bytes.capacity() >= limit;
            match self.context.decompress(bytes, frame) {
                Ok(_) if bytes.len() > limit => {
                    bytes.clear();
                    return Err(too_large(limit));
                }
                Ok(_) => return Ok(()),
                Err(code) if !is_short_of_room(code) => {
                    bytes.clear();
                    return Err(malformed());
                }
                Err(_) => {
                    bytes.clear();
                    if full {
                        return Err(too_large(limit));
                    }
                    // a frame that claims nothing, or another behind it, starts with no room at all
                    room = bytes.capacity().max(1).saturating_mul(GROWTH).min(limit);
                }
            }
        }
    }
}

thread_local! {
    static DECOMPRESSOR: RefCell<Option<Decompressor>> = const { RefCell::new(None) };
}

/// One frame that holds `bytes`, at a zstd level of 1 to 19. Where there are many, a [`Compressor`] is faster.
///
/// # Errors
/// Those of [`Compressor::new`] and [`Compressor::compress`].
pub(crate) fn compress(level: i32, bytes: &[u8]) -> Result<Vec<u8>> {
    Compressor::new(level)?.compress(bytes)
}

/// The content of `frame`.
///
/// # Errors
/// Those of [`Decompressor::new`] and [`Decompressor::decompress`].
///
/// # Limits
/// Those of [`Decompressor::decompress`].
pub(crate) fn decompress(frame: &[u8], limit: usize) -> Result<Vec<u8>> {
    DECOMPRESSOR.with_borrow_mut(|slot| {
        let decompressor = match slot {
            Some(decompressor) => decompressor,
            None => slot.insert(Decompressor::new()?),
        };
        let mut bytes = Vec::new();
        decompressor.decompress(frame, limit, &mut bytes)?;
        Ok(bytes)
    })
}

fn is_short_of_room(code: usize) -> bool {
    zstd_safe::get_error_name(code) == zstd_safe::get_error_name(short_of_room())
}

fn short_of_room() -> usize {
    (ZSTD_ErrorCode::ZSTD_error_dstSize_tooSmall as usize).wrapping_neg()
}

fn malformed() -> Error {
    Error::Malformed { what: "compressed data", offset: 0 }
}

fn too_large(limit: usize) -> Error {
    Error::LimitReached { what: "decompressed size", limit: limit as u64 }
}

fn unavailable(reason: &str) -> Error {
    Error::Unavailable { doing: "compression", reason: reason.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_goes_in_comes_out() {
        for len in [0, 1, 100, 70_000, 5_000_000] {
            let bytes: Vec<u8> = (0..len).map(|i: u32| (i / 3 % 251) as u8).collect();
            let frame = compress(3, &bytes).unwrap();
            assert_eq!(decompress(&frame, bytes.len()).unwrap(), bytes);
        }
    }

    #[test]
    fn more_than_the_limit_is_refused() {
        let frame = compress(3, &[7; 5000]).unwrap();
        assert_eq!(decompress(&frame, 4999), Err(too_large(4999)));
    }

    #[test]
    fn a_frame_that_claims_much_and_holds_little_takes_little() {
        let mut frame = compress(3, &[7; 70_000]).unwrap();
        // Frame header: magic, descriptor with a 4-byte content size, the size (RFC 8878, 3.1.1.1).
        assert_eq!(frame[4] >> 6, 2);
        frame[5..9].copy_from_slice(&400_000_000_u32.to_le_bytes());
        let mut bytes = Vec::new();
        let outcome = Decompressor::new().unwrap().decompress(&frame, 1 << 29, &mut bytes);
        assert_eq!(outcome, Err(malformed()));
        assert!(bytes.capacity() <= TRUSTED_BYTES);
    }

    #[test]
    fn what_is_very_repetitive_grows_into_its_room() {
        let bytes = vec![0; 100_000_000];
        let frame = compress(3, &bytes).unwrap();
        assert!(frame.len() * TRUSTED_RATIO < bytes.len());
        assert_eq!(decompress(&frame, bytes.len()).unwrap(), bytes);
        assert_eq!(decompress(&frame, bytes.len() - 1), Err(too_large(bytes.len() - 1)));
    }

    #[test]
    fn a_second_frame_behind_an_empty_one_ends() {
        let mut frames = compress(3, &[]).unwrap();
        frames.extend(compress(3, &[7; 1000]).unwrap());
        assert_eq!(decompress(&frames, 1000), Ok(vec![7; 1000]));
        assert_eq!(decompress(&frames, 999), Err(too_large(999)));
    }

    #[test]
    fn junk_is_malformed() {
        assert_eq!(decompress(&[], 100), Err(malformed()));
        assert_eq!(decompress(b"not a frame at all", 100), Err(malformed()));
        let frame = compress(3, &[1, 2, 3, 4]).unwrap();
        assert_eq!(decompress(&frame[..frame.len() - 1], 100), Err(malformed()));
    }
}
