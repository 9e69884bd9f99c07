//! The outer layout that the payloads of the terminal, pointer, input, event and performance tracks share: one byte with the
//! version of the layout, then one zstd frame with the fields.

use super::zstd;
use crate::error::{Error, Result};

/// The version that this build writes and reads.
const VERSION: u8 = 1;

/// Compresses the fields of a payload.
pub(crate) fn pack(fields: &[u8], level: i32) -> Result<Vec<u8>> {
    let frame = zstd::compress(level, fields)?;
    let mut payload = Vec::with_capacity(frame.len() + 1);
    payload.push(VERSION);
    payload.extend_from_slice(&frame);
    Ok(payload)
}

/// The version byte of a payload and its frame.
pub(crate) fn parts(payload: &[u8]) -> Result<(&[u8], &[u8])> {
    let what = "packed payload";
    let (head, frame) = payload.split_at_checked(1).ok_or(Error::Truncated { what, offset: 0 })?;
    match head {
        [VERSION] => Ok((head, frame)),
        _ => Err(Error::Unsupported { what, found: format!("layout {head:?}") }),
    }
}

/// The fields of a payload, at most `limit` bytes. `what` names it in errors.
pub(crate) fn unpack(payload: &[u8], what: &'static str, limit: usize) -> Result<Vec<u8>> {
    let (&version, frame) = payload.split_first().ok_or(Error::Truncated { what, offset: 0 })?;
    if version != VERSION {
        return Err(Error::Unsupported { what, found: format!("layout {version}") });
    }
    zstd::decompress(frame, limit).map_err(|error| match error {
        Error::Malformed { .. } => Error::Malformed { what, offset: 1 },
        Error::LimitReached { limit, .. } => Error::LimitReached { what, limit },
        other => other,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_come_back() {
        for fields in [&b""[..], b"fields", &[7; 100_000]] {
            let payload = pack(fields, 3).expect("packs");
            assert_eq!(unpack(&payload, "test", 1 << 20).as_deref(), Ok(fields));
        }
    }

    #[test]
    fn other_layouts_and_damage_are_refused() {
        let payload = pack(b"fields", 3).expect("packs");
        let mut other = payload.clone();
        other[0] = 2;
        assert!(matches!(unpack(&other, "test", 1 << 20), Err(Error::Unsupported { .. })));
        assert!(matches!(
            unpack(&payload[..payload.len() - 1], "test", 1 << 20),
            Err(Error::Malformed { .. })
        ));
        assert!(matches!(unpack(&payload, "test", 5), Err(Error::LimitReached { what: "test", limit: 5 })));
        assert!(matches!(unpack(&[], "test", 1 << 20), Err(Error::Truncated { .. })));
    }
}
