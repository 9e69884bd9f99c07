//! Reading numbers from what has come so far.

use crate::error::Error;

/// Why a step was not done.
pub(super) enum Stop {
    /// More bytes are needed: try again when they are there.
    More,
    /// The bytes do not follow the protocol.
    Damaged(&'static str),
    /// They may, but this build does not know what they are.
    Unknown {
        /// The kind of thing.
        what: &'static str,
        /// Its number.
        number: i64,
    },
    /// The import cannot go on.
    Failed(Error),
}

/// What a step gives.
pub(super) type Step<T = ()> = Result<T, Stop>;

impl From<Error> for Stop {
    fn from(error: Error) -> Self {
        Self::Failed(error)
    }
}

/// Big-endian numbers, one after the other.
pub(super) struct Reader<'a> {
    rest: &'a [u8],
    taken: usize,
}

impl<'a> Reader<'a> {
    /// Reads from the start of `bytes`.
    pub(super) fn new(bytes: &'a [u8]) -> Self {
        Self { rest: bytes, taken: 0 }
    }

    /// How many bytes have been read.
    pub(super) fn taken(&self) -> usize {
        self.taken
    }

    /// What has not been read.
    pub(super) fn rest(&self) -> &'a [u8] {
        self.rest
    }

    /// The next `count` bytes.
    pub(super) fn bytes(&mut self, count: usize) -> Step<&'a [u8]> {
        let (bytes, rest) = self.rest.split_at_checked(count).ok_or(Stop::More)?;
        self.rest = rest;
        self.taken += count;
        Ok(bytes)
    }

    /// The next `N` bytes.
    pub(super) fn array<const N: usize>(&mut self) -> Step<[u8; N]> {
        self.bytes(N)?.first_chunk().copied().ok_or(Stop::More)
    }

    pub(super) fn u8(&mut self) -> Step<u8> {
        Ok(u8::from_be_bytes(self.array()?))
    }

    pub(super) fn u16(&mut self) -> Step<u16> {
        Ok(u16::from_be_bytes(self.array()?))
    }

    pub(super) fn u32(&mut self) -> Step<u32> {
        Ok(u32::from_be_bytes(self.array()?))
    }

    pub(super) fn i32(&mut self) -> Step<i32> {
        Ok(i32::from_be_bytes(self.array()?))
    }
}
