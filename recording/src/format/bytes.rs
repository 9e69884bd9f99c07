//! Reading and writing little-endian numbers and varints, never past the end.

use crate::error::{Error, Result};

/// A place in a piece of the file that is being read. Every read checks what is left.
pub(super) struct Cursor<'a> {
    rest: &'a [u8],
    what: &'static str,
    offset: u64,
}

impl<'a> Cursor<'a> {
    /// Reads `bytes`, which are the `what` at `offset` in the file; both only serve messages.
    pub(super) fn new(bytes: &'a [u8], what: &'static str, offset: u64) -> Self {
        Self { rest: bytes, what, offset }
    }

    /// The error for anything here that does not follow the format.
    pub(super) fn malformed(&self) -> Error {
        Error::Malformed { what: self.what, offset: self.offset }
    }

    /// The next `len` bytes.
    pub(super) fn take(&mut self, len: usize) -> Result<&'a [u8]> {
        let (head, rest) = self.rest.split_at_checked(len).ok_or_else(|| self.malformed())?;
        self.rest = rest;
        Ok(head)
    }

    /// The next `N` bytes as an array.
    pub(super) fn array<const N: usize>(&mut self) -> Result<[u8; N]> {
        let (head, rest) = self.rest.split_first_chunk::<N>().ok_or_else(|| self.malformed())?;
        self.rest = rest;
        Ok(*head)
    }

    pub(super) fn u8(&mut self) -> Result<u8> {
        Ok(u8::from_le_bytes(self.array()?))
    }

    pub(super) fn u32(&mut self) -> Result<u32> {
        Ok(u32::from_le_bytes(self.array()?))
    }

    pub(super) fn u64(&mut self) -> Result<u64> {
        Ok(u64::from_le_bytes(self.array()?))
    }

    /// A varint: 7 bits a byte, lowest first, the top bit set on all but the last. In its shortest form only,
    /// so that every number has one encoding.
    pub(super) fn varint(&mut self) -> Result<u64> {
        let mut value = 0_u64;
        let mut shift = 0_u32;
        loop {
            let byte = self.u8()?;
            let low = u64::from(byte & 0x7F);
            let part = low.checked_shl(shift).filter(|part| part >> shift == low);
            value |= part.ok_or_else(|| self.malformed())?;
            if byte & 0x80 == 0 {
                let is_shortest = byte != 0 || shift == 0;
                return if is_shortest { Ok(value) } else { Err(self.malformed()) };
            }
            shift += 7;
        }
    }

    /// A difference: varint of the zigzag form (0, -1, 1, -2, ... as 0, 1, 2, 3, ...).
    pub(super) fn difference(&mut self) -> Result<i64> {
        let zigzag = self.varint()?;
        Ok((zigzag >> 1).cast_signed() ^ -((zigzag & 1).cast_signed()))
    }

    /// All that is left.
    pub(super) fn rest(&self) -> &'a [u8] {
        self.rest
    }

    pub(super) fn is_empty(&self) -> bool {
        self.rest.is_empty()
    }
}

/// Appends `value` as a varint.
pub(super) fn put_varint(out: &mut Vec<u8>, mut value: u64) {
    loop {
        let [low, ..] = value.to_le_bytes();
        value >>= 7;
        if value == 0 {
            out.push(low & 0x7F);
            return;
        }
        out.push(low | 0x80);
    }
}

/// Appends `to - from` as a difference. Wraps round, as reading it does.
pub(super) fn put_difference(out: &mut Vec<u8>, from: u64, to: u64) {
    let difference = to.wrapping_sub(from).cast_signed();
    put_varint(out, ((difference << 1) ^ (difference >> 63)).cast_unsigned());
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::long::scaled;
    use proptest::prelude::*;

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(scaled(256)))]

        #[test]
        fn numbers_come_back(from: u64, to: u64) {
            let mut bytes = Vec::new();
            put_varint(&mut bytes, to);
            put_difference(&mut bytes, from, to);
            let mut cursor = Cursor::new(&bytes, "test", 0);
            prop_assert_eq!(cursor.varint().unwrap(), to);
            prop_assert_eq!(from.wrapping_add_signed(cursor.difference().unwrap()), to);
            prop_assert!(cursor.is_empty());
        }

        #[test]
        fn a_number_has_one_encoding(bytes in proptest::collection::vec(any::<u8>(), 0..12)) {
            let mut cursor = Cursor::new(&bytes, "test", 0);
            if let Ok(value) = cursor.varint() {
                let mut again = Vec::new();
                put_varint(&mut again, value);
                prop_assert_eq!(&bytes[..again.len()], &again[..]);
            }
        }
    }

    #[test]
    fn a_varint_beyond_64_bits_is_refused() {
        for bytes in
            [[0xFF; 11].as_slice(), &[0x80, 0x00], &[0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 2]]
        {
            assert!(Cursor::new(bytes, "test", 0).varint().is_err());
        }
    }
}
