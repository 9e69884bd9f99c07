//! The outer layout that the payloads of the terminal, pointer, input and event tracks share: one byte with the
//! version of the layout, then one zstd frame with the fields.

use crate::error::{Error, Result};

/// The version that this build writes and reads.
const VERSION: u8 = 1;

/// Largest decompressed payload of these tracks in bytes.
pub(crate) const LIMIT_BYTES: usize = 32 * 1024 * 1024;

/// Compresses the fields of a payload.
pub(crate) fn pack(fields: &[u8], level: i32) -> Result<Vec<u8>> {
    if fields.len() > LIMIT_BYTES {
        return Err(Error::LimitReached { what: "payload", limit: LIMIT_BYTES as u64 });
    }
    let mut compressed = Vec::with_capacity(zstd_safe::compress_bound(fields.len()));
    zstd_safe::compress(&mut compressed, fields, level).map_err(|code| Error::Unavailable {
        doing: "compressing a payload",
        reason: zstd_safe::get_error_name(code).to_owned(),
    })?;
    let mut payload = Vec::with_capacity(compressed.len() + 1);
    payload.push(VERSION);
    payload.extend_from_slice(&compressed);
    Ok(payload)
}

/// The fields of a payload. `what` names it in errors.
pub(crate) fn unpack(payload: &[u8], what: &'static str) -> Result<Vec<u8>> {
    let (&version, frame) = payload.split_first().ok_or(Error::Truncated { what, offset: 0 })?;
    if version != VERSION {
        return Err(Error::Unsupported { what, found: format!("layout {version}") });
    }
    let malformed = || Error::Malformed { what, offset: 1 };
    let size = zstd_safe::get_frame_content_size(frame).ok().flatten().ok_or_else(malformed)?;
    let size = usize::try_from(size).ok().filter(|size| *size <= LIMIT_BYTES).ok_or(Error::LimitReached {
        what,
        limit: LIMIT_BYTES as u64,
    })?;
    // zstd cannot make more than this of these bytes: a lie about the size must not size the allocation
    if size / 32_768 > frame.len() {
        return Err(malformed());
    }
    let mut fields = Vec::with_capacity(size);
    zstd_safe::decompress(&mut fields, frame).map_err(|_| malformed())?;
    Ok(fields)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_come_back() {
        for fields in [&b""[..], b"fields", &[7; 100_000]] {
            let payload = pack(fields, 3).expect("packs");
            assert_eq!(unpack(&payload, "test").as_deref(), Ok(fields));
        }
    }

    #[test]
    fn other_layouts_and_damage_are_refused() {
        let payload = pack(b"fields", 3).expect("packs");
        let mut other = payload.clone();
        other[0] = 2;
        assert!(matches!(unpack(&other, "test"), Err(Error::Unsupported { .. })));
        assert!(matches!(unpack(&payload[..payload.len() - 1], "test"), Err(Error::Malformed { .. })));
        assert!(matches!(unpack(&[], "test"), Err(Error::Truncated { .. })));
    }
}
