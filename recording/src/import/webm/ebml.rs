//! Heads of elements (RFC 8794 sections 4 to 6).

/// The head of an element.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Head {
    /// Its ID, with the marker bits, as tables write it.
    pub(super) id: u32,
    /// Bytes of its content; `None` where that is not known yet.
    pub(super) length: Option<u64>,
    /// Bytes of the head itself.
    pub(super) bytes: usize,
}

/// What the start of some bytes is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Found {
    Head(Head),
    /// More bytes are needed.
    More,
    /// No head starts so.
    Nothing,
}

/// Longest head: four bytes of ID, eight of length.
pub(super) const HEAD_BYTES: usize = 12;

/// Reads the head that `bytes` start with.
pub(super) fn head(bytes: &[u8]) -> Found {
    let Some(&first) = bytes.first() else { return Found::More };
    let id_bytes = first.leading_zeros() as usize + 1;
    if id_bytes > 4 {
        return Found::Nothing;
    }
    let Some(&marked) = bytes.get(id_bytes) else { return Found::More };
    let length_bytes = marked.leading_zeros() as usize + 1;
    if length_bytes > 8 {
        return Found::Nothing;
    }
    let Some(length) = bytes.get(id_bytes..id_bytes + length_bytes) else { return Found::More };
    let id = bytes.iter().take(id_bytes).fold(0, |id, byte| (id << 8) | u32::from(*byte));
    let mask = (1_u64 << (7 * length_bytes)) - 1;
    let value = number(length) & mask;
    // all ones: the size is not known
    let length = (value != mask).then_some(value);
    Found::Head(Head { id, length, bytes: id_bytes + length_bytes })
}

/// An unsigned integer of at most eight bytes (section 7.2).
pub(super) fn number(bytes: &[u8]) -> u64 {
    bytes.iter().fold(0, |value, byte| (value << 8) | u64::from(*byte))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(bytes: &[u8], id: u32, length: Option<u64>) {
        assert_eq!(head(bytes), Found::Head(Head { id, length, bytes: bytes.len() }));
        for end in 0..bytes.len() {
            assert_eq!(head(&bytes[..end]), Found::More);
        }
    }

    #[test]
    fn heads_are_read() {
        check(&[0xA3, 0x81], 0xA3, Some(1));
        check(&[0xA3, 0x45, 0x1C], 0xA3, Some(0x51C));
        check(&[0x1A, 0x45, 0xDF, 0xA3, 0x9F], 0x1A45_DFA3, Some(31));
        check(&[0x1F, 0x43, 0xB6, 0x75, 0x01, 255, 255, 255, 255, 255, 255, 255], 0x1F43_B675, None);
        check(&[0xE7, 0xFF], 0xE7, None);
        check(&[0x42, 0x86, 0x01, 0, 0, 0, 0, 0, 0, 9], 0x4286, Some(9));
        assert_eq!(head(&[0x0F, 1, 1]), Found::Nothing);
        assert_eq!(head(&[0xA3, 0]), Found::Nothing);
    }
}
