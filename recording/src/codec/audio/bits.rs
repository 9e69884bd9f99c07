//! Numbers of any number of bits, the highest bit first, and the two checksums of FLAC.

use crate::error::{Error, Result};

/// Collects bits into bytes.
#[derive(Default)]
pub(super) struct BitWriter {
    bytes: Vec<u8>,
    /// Bits that do not fill a byte yet, the last one lowest.
    held: u64,
    held_bits: u32,
}

impl BitWriter {
    /// Appends the lowest `bits` bits of `value`, at most 32.
    pub(super) fn put(&mut self, value: u32, bits: u32) {
        let bits = bits.min(32);
        let mask = (1_u64 << bits) - 1;
        self.held = (self.held << bits) | (u64::from(value) & mask);
        self.held_bits += bits;
        while self.held_bits >= 8 {
            self.held_bits -= 8;
            self.bytes.push(((self.held >> self.held_bits) & 0xff) as u8);
        }
        self.held &= (1 << self.held_bits) - 1;
    }

    /// Appends a signed number in two's complement, of at most 32 bits.
    pub(super) fn put_signed(&mut self, value: i32, bits: u32) {
        self.put(value.cast_unsigned(), bits);
    }

    /// Appends `zeros` zeros and a one.
    pub(super) fn put_unary(&mut self, zeros: u32) {
        for _ in 0..zeros / 32 {
            self.put(0, 32);
        }
        self.put(1, zeros % 32 + 1);
    }

    /// The bytes, the last one filled up with zeros.
    pub(super) fn into_bytes(mut self) -> Vec<u8> {
        if self.held_bits > 0 {
            self.put(0, 8 - self.held_bits);
        }
        self.bytes
    }
}

/// Takes bits from bytes; every read is checked.
pub(super) struct BitReader<'a> {
    bytes: &'a [u8],
    /// The byte to take from next, and how many bits of it were taken: fewer than 8.
    at: usize,
    used: u32,
}

impl<'a> BitReader<'a> {
    pub(super) fn new(bytes: &'a [u8]) -> Self {
        Self { bytes, at: 0, used: 0 }
    }

    /// The error for what was read last.
    pub(super) fn malformed(&self) -> Error {
        Error::Malformed { what: "FLAC frame", offset: self.at as u64 }
    }

    /// The byte in hand.
    fn byte(&self) -> Result<u8> {
        self.bytes.get(self.at).copied().ok_or_else(|| self.malformed())
    }

    /// Goes on by some bits of the byte in hand.
    fn pass(&mut self, bits: u32) {
        self.used += bits;
        if self.used >= 8 {
            self.used -= 8;
            self.at += 1;
        }
    }

    /// The next `bits` bits, at most 32.
    pub(super) fn take(&mut self, bits: u32) -> Result<u32> {
        let mut value = 0_u64;
        let mut left = bits.min(32);
        while left > 0 {
            let some = (8 - self.used).min(left);
            let piece = (u32::from(self.byte()?) >> (8 - self.used - some)) & ((1 << some) - 1);
            value = (value << some) | u64::from(piece);
            self.pass(some);
            left -= some;
        }
        u32::try_from(value).map_err(|_| self.malformed())
    }

    /// The next `bits` bits as a number in two's complement, at most 32.
    pub(super) fn take_signed(&mut self, bits: u32) -> Result<i32> {
        if bits == 0 {
            return Ok(0);
        }
        let shift = 32_u32.saturating_sub(bits);
        Ok((self.take(bits)? << shift).cast_signed() >> shift)
    }

    /// How many zeros come before the next one, which is taken as well.
    pub(super) fn take_unary(&mut self) -> Result<u32> {
        let mut zeros = 0_u32;
        loop {
            let rest = self.byte()? << self.used;
            let lead = rest.leading_zeros().min(8 - self.used);
            zeros = zeros.saturating_add(lead);
            self.pass(lead);
            if rest != 0 {
                self.pass(1);
                return Ok(zeros);
            }
        }
    }

    /// Goes to the start of the next byte; the bits before it must be zero.
    pub(super) fn align(&mut self) -> Result<()> {
        if self.used > 0 && self.take(8 - self.used)? != 0 {
            return Err(self.malformed());
        }
        Ok(())
    }

    /// The bytes that were taken so far; the last one may be taken in part.
    pub(super) fn taken(&self) -> &'a [u8] {
        let end = self.at + usize::from(self.used > 0);
        self.bytes.get(..end).unwrap_or(self.bytes)
    }

    /// Whether all bits were taken.
    pub(super) fn is_at_end(&self) -> bool {
        self.used == 0 && self.at == self.bytes.len()
    }
}

/// The checksum of a frame's header: polynomial x^8 + x^2 + x + 1 (RFC 9639, section 9.1.8).
pub(super) fn crc8(bytes: &[u8]) -> u8 {
    bytes.iter().fold(0, |crc, byte| {
        (0..8).fold(crc ^ byte, |crc: u8, _| (crc << 1) ^ if crc & 0x80 == 0 { 0 } else { 0x07 })
    })
}

/// The checksum of a frame: polynomial x^16 + x^15 + x^2 + 1 (RFC 9639, section 9.3).
pub(super) fn crc16(bytes: &[u8]) -> u16 {
    bytes.iter().fold(0, |crc, byte| {
        let place = usize::from((crc >> 8) ^ u16::from(*byte));
        (crc << 8) ^ CRC16.get(place).copied().unwrap_or_default()
    })
}

/// What a byte does to [`crc16`].
static CRC16: [u16; 256] = crc16_table();

#[expect(clippy::indexing_slicing, reason = "computed at build time from the length of the table")]
const fn crc16_table() -> [u16; 256] {
    let mut table = [0_u16; 256];
    let mut byte = 0;
    let mut crc: u16 = 0;
    while byte < table.len() {
        let mut value = crc;
        let mut bit = 0;
        while bit < 8 {
            value = (value << 1) ^ if value & 0x8000 == 0 { 0 } else { 0x8005 };
            bit += 1;
        }
        table[byte] = value;
        byte += 1;
        crc = crc.wrapping_add(0x0100);
    }
    table
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bits_come_back() {
        let mut writer = BitWriter::default();
        writer.put(1, 1);
        writer.put_signed(-3, 5);
        writer.put_unary(0);
        writer.put_unary(7);
        writer.put_unary(100);
        writer.put(u32::MAX, 32);
        writer.put_signed(i32::MIN, 32);
        writer.put(5, 3);
        let bytes = writer.into_bytes();
        let mut reader = BitReader::new(&bytes);
        assert_eq!(reader.take(1), Ok(1));
        assert_eq!(reader.take_signed(5), Ok(-3));
        assert_eq!(reader.take_unary(), Ok(0));
        assert_eq!(reader.take_unary(), Ok(7));
        assert_eq!(reader.take_unary(), Ok(100));
        assert_eq!(reader.take(32), Ok(u32::MAX));
        assert_eq!(reader.take_signed(32), Ok(i32::MIN));
        assert_eq!(reader.take(3), Ok(5));
        assert_eq!(reader.align(), Ok(()));
        assert!(reader.is_at_end());
        assert!(reader.take(1).is_err());
        assert!(reader.take_unary().is_err());
    }

    #[test]
    fn checksums_are_the_known_ones() {
        // the check values of CRC-8 and CRC-16/UMTS over "123456789"
        assert_eq!(crc8(b"123456789"), 0xf4);
        assert_eq!(crc16(b"123456789"), 0xfee8);
    }
}
