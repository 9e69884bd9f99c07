//! Which compression some bytes start with.

/// The kind of layer that starts with some bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Gzip,
    Bzip2,
    Xz,
    Zstd,
    Plain,
    /// More bytes are needed.
    Unknown,
}

/// RFC 1952 section 2.3.1; the only method there is, so that a time stamp is hardly taken for it.
const GZIP: &[u8] = &[0x1F, 0x8B, 0x08];
/// The .xz file format, section 2.1.1.1.
const XZ: &[u8] = &[0xFD, b'7', b'z', b'X', b'Z', 0];
/// RFC 8878 section 3.1.1.
const ZSTD: &[u8] = &[0x28, 0xB5, 0x2F, 0xFD];
/// `BZh`, the size of blocks from 1 to 9, then the mark of a block or of the end.
const BZIP2: &[u8] = b"BZh";
const BZIP2_BLOCK: &[u8] = &[0x31, 0x41, 0x59, 0x26, 0x53, 0x59];
const BZIP2_END: &[u8] = &[0x17, 0x72, 0x45, 0x38, 0x50, 0x90];

/// Tells the compression by the first bytes.
pub(super) fn kind_of(head: &[u8]) -> Kind {
    for (kind, magic) in [(Kind::Gzip, GZIP), (Kind::Xz, XZ), (Kind::Zstd, ZSTD)] {
        if head.starts_with(magic) {
            return kind;
        }
        if magic.starts_with(head) {
            return Kind::Unknown;
        }
    }
    match head {
        // a skippable frame of zstd (RFC 8878 section 3.1.2): 0x184D2A50 to 0x184D2A5F, little-endian
        [first, 0x2A, 0x4D, 0x18, ..] if first & 0xF0 == 0x50 => Kind::Zstd,
        [first] | [first, 0x2A] | [first, 0x2A, 0x4D] if first & 0xF0 == 0x50 => Kind::Unknown,
        [b'B'] | [b'B', b'Z'] | [b'B', b'Z', b'h'] => Kind::Unknown,
        _ => bzip2(head),
    }
}

fn bzip2(head: &[u8]) -> Kind {
    let Some([b'1'..=b'9', rest @ ..]) = head.strip_prefix(BZIP2) else { return Kind::Plain };
    for mark in [BZIP2_BLOCK, BZIP2_END] {
        if rest.starts_with(mark) {
            return Kind::Bzip2;
        }
        if mark.starts_with(rest) {
            return Kind::Unknown;
        }
    }
    Kind::Plain
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(head: &[u8], expected: Kind) {
        let first = (1..=head.len()).map(|len| kind_of(&head[..len])).find(|kind| *kind != Kind::Unknown);
        assert_eq!(first.unwrap_or(Kind::Unknown), expected, "{head:x?}");
        assert_eq!(kind_of(head), expected, "{head:x?}");
    }

    #[test]
    fn kinds() {
        check(&[0x1F, 0x8B, 8, 0, 0], Kind::Gzip);
        check(&[0x1F, 0x8B, 7, 0, 0], Kind::Plain);
        check(b"BZh91AY&SYabc", Kind::Bzip2);
        check(b"BZh1\x17\x72\x45\x38\x50\x90", Kind::Bzip2);
        check(b"BZh91AY&S", Kind::Unknown);
        check(b"BZh0", Kind::Plain);
        check(b"BZ hello", Kind::Plain);
        check(&[0xFD, b'7', b'z', b'X', b'Z', 0, 0], Kind::Xz);
        check(&[0x28, 0xB5, 0x2F, 0xFD, 1], Kind::Zstd);
        check(&[0x5A, 0x2A, 0x4D, 0x18], Kind::Zstd);
        check(b"{\"version\"", Kind::Plain);
        check(b"Script started on ", Kind::Plain);
    }
}
