//! Where the bytes of a recording come from and go to.

use crate::error::{Error, Result};
use std::borrow::Cow;

/// Where the bytes of a recording go, in order, append-only.
pub trait Sink {
    /// Appends all of `bytes`.
    ///
    /// # Errors
    /// [`Error::Unavailable`] where they could not be written; the writer is of no use after that.
    fn append(&mut self, bytes: &[u8]) -> Result<()>;
}

impl Sink for Vec<u8> {
    fn append(&mut self, bytes: &[u8]) -> Result<()> {
        self.extend_from_slice(bytes);
        Ok(())
    }
}

/// Where the bytes of a recording come from, in any order.
///
/// # For implementors
/// A source that has to fetch answers [`Error::Missing`] with the range that it lacks; the caller fetches
/// that range and asks again. A read past the end answers [`Error::Truncated`].
pub trait Source {
    /// Length of the recording in bytes, as far as it is written.
    fn len(&self) -> u64;

    /// Whether there is nothing.
    fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Exactly `len` bytes from `offset` on.
    ///
    /// # Errors
    /// [`Error::Missing`], [`Error::Truncated`] or [`Error::Unavailable`].
    fn read(&self, offset: u64, len: u64) -> Result<Cow<'_, [u8]>>;
}

impl Source for [u8] {
    fn len(&self) -> u64 {
        <[u8]>::len(self) as u64
    }

    fn read(&self, offset: u64, len: u64) -> Result<Cow<'_, [u8]>> {
        let truncated = || Error::Truncated { what: "recording", offset: <[u8]>::len(self) as u64 };
        let start = usize::try_from(offset).map_err(|_| truncated())?;
        let end = usize::try_from(len).ok().and_then(|len| start.checked_add(len)).ok_or_else(truncated)?;
        self.get(start..end).map(Cow::Borrowed).ok_or_else(truncated)
    }
}

impl<S: Source + ?Sized> Source for &S {
    fn len(&self) -> u64 {
        (**self).len()
    }

    fn read(&self, offset: u64, len: u64) -> Result<Cow<'_, [u8]>> {
        (**self).read(offset, len)
    }
}

impl Source for Vec<u8> {
    fn len(&self) -> u64 {
        self.as_slice().len() as u64
    }

    fn read(&self, offset: u64, len: u64) -> Result<Cow<'_, [u8]>> {
        self.as_slice().read(offset, len)
    }
}
