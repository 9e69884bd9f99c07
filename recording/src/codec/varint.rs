//! Whole numbers in few bytes: seven bits a byte, lowest first, the top bit set on all but the last (LEB128).
//! Signed ones are folded first: 0, -1, 1, -2, 2 become 0, 1, 2, 3, 4.

use crate::error::{Error, Result};

/// Appends an unsigned number.
pub(crate) fn put(out: &mut Vec<u8>, mut value: u64) {
    loop {
        let low = (value & 0x7f) as u8;
        value >>= 7;
        if value == 0 {
            out.push(low);
            return;
        }
        out.push(low | 0x80);
    }
}

/// Appends a signed number.
pub(crate) fn put_signed(out: &mut Vec<u8>, value: i64) {
    put(out, ((value << 1) ^ (value >> 63)).cast_unsigned());
}

/// Reads the fields of a decompressed payload in order; every read is checked.
pub(crate) struct Fields<'a> {
    bytes: &'a [u8],
    position: usize,
    what: &'static str,
}

impl<'a> Fields<'a> {
    /// Reads `bytes` from the first on. `what` names the payload in errors.
    pub(crate) fn new(bytes: &'a [u8], what: &'static str) -> Self {
        Self { bytes, position: 0, what }
    }

    /// The error for what was read last.
    pub(crate) fn malformed(&self) -> Error {
        Error::Malformed { what: self.what, offset: self.position as u64 }
    }

    /// Bytes read so far.
    pub(crate) fn position(&self) -> usize {
        self.position
    }

    /// One byte.
    pub(crate) fn byte(&mut self) -> Result<u8> {
        let byte = *self.bytes.get(self.position).ok_or_else(|| self.malformed())?;
        self.position += 1;
        Ok(byte)
    }

    /// An unsigned number; more than 64 bits are refused.
    pub(crate) fn varint(&mut self) -> Result<u64> {
        let mut value = 0_u64;
        for shift in (0..64).step_by(7) {
            let byte = self.byte()?;
            let bits = u64::from(byte & 0x7f);
            if shift == 63 && bits > 1 {
                return Err(self.malformed());
            }
            value |= bits << shift;
            if byte & 0x80 == 0 {
                return Ok(value);
            }
        }
        Err(self.malformed())
    }

    /// A signed number.
    pub(crate) fn signed(&mut self) -> Result<i64> {
        let folded = self.varint()?;
        Ok((folded >> 1).cast_signed() ^ -((folded & 1).cast_signed()))
    }

    /// An unsigned number of at most 32 bits.
    pub(crate) fn u32(&mut self) -> Result<u32> {
        let value = self.varint()?;
        u32::try_from(value).map_err(|_| self.malformed())
    }

    /// A signed number of at most 32 bits.
    pub(crate) fn i32(&mut self) -> Result<i32> {
        let value = self.signed()?;
        i32::try_from(value).map_err(|_| self.malformed())
    }

    /// The next `len` bytes.
    pub(crate) fn take(&mut self, len: u64) -> Result<&'a [u8]> {
        let bytes = usize::try_from(len)
            .ok()
            .and_then(|len| self.position.checked_add(len))
            .and_then(|end| self.bytes.get(self.position..end))
            .ok_or_else(|| self.malformed())?;
        self.position += bytes.len();
        Ok(bytes)
    }

    /// UTF-8 text with its length in bytes before it.
    pub(crate) fn text(&mut self) -> Result<&'a str> {
        let len = self.varint()?;
        let bytes = self.take(len)?;
        std::str::from_utf8(bytes).map_err(|_| self.malformed())
    }

    /// Refuses a payload with bytes that no field accounts for.
    pub(crate) fn end(&self) -> Result<()> {
        if self.position == self.bytes.len() { Ok(()) } else { Err(self.malformed()) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_come_back() {
        let mut bytes = Vec::new();
        let unsigned = [0, 1, 127, 128, 16_383, 16_384, u64::from(u32::MAX), u64::MAX];
        let signed = [0, -1, 1, -64, 64, i64::MIN, i64::MAX];
        for value in unsigned {
            put(&mut bytes, value);
        }
        for value in signed {
            put_signed(&mut bytes, value);
        }
        let mut fields = Fields::new(&bytes, "numbers");
        for value in unsigned {
            assert_eq!(fields.varint(), Ok(value));
        }
        for value in signed {
            assert_eq!(fields.signed(), Ok(value));
        }
        assert_eq!(fields.end(), Ok(()));
    }

    #[test]
    fn too_long_and_cut_numbers_are_refused() {
        let too_long = [0xff_u8; 10];
        assert!(Fields::new(&too_long, "numbers").varint().is_err());
        assert!(Fields::new(&[0x80], "numbers").varint().is_err());
        assert!(Fields::new(&[5, b'a'], "numbers").text().is_err());
    }
}
