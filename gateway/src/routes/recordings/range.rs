//! Byte ranges (RFC 9110, section 14): one range per request.

use std::ops::Range;

/// What part of a representation a request wants.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Wanted {
    /// All of it.
    Whole,
    /// These bytes: not empty, and within the representation.
    Part(Range<u64>),
    /// Bytes that are not there.
    Nothing,
}

/// Reads a `Range` header for a representation of `len` bytes. One that is not understood, or that asks for
/// several ranges, is ignored, as the RFC allows.
pub(super) fn wanted(header: &str, len: u64) -> Wanted {
    let Some((unit, range)) = header.split_once('=') else { return Wanted::Whole };
    if !unit.trim().eq_ignore_ascii_case("bytes") || range.contains(',') {
        return Wanted::Whole;
    }
    let Some((first, last)) = range.trim().split_once('-') else { return Wanted::Whole };
    match (number(first), number(last)) {
        // "-500": the last 500 bytes.
        (Some(None), Some(Some(suffix))) => {
            if suffix == 0 || len == 0 {
                Wanted::Nothing
            } else {
                Wanted::Part(len.saturating_sub(suffix)..len)
            }
        }
        (Some(Some(first)), Some(last)) => {
            if last.is_some_and(|last| last < first) {
                Wanted::Whole
            } else if first >= len {
                Wanted::Nothing
            } else {
                Wanted::Part(first..last.map_or(len, |last| last.saturating_add(1).min(len)))
            }
        }
        _ => Wanted::Whole,
    }
}

/// A number, or nothing where there are no digits; `None` for anything else. Too large a number saturates.
fn number(digits: &str) -> Option<Option<u64>> {
    if digits.is_empty() {
        return Some(None);
    }
    digits.bytes().all(|byte| byte.is_ascii_digit()).then(|| Some(digits.parse().unwrap_or(u64::MAX)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_are_read_as_the_rfc_has_them() {
        let part = |range| Wanted::Part(range);
        for (header, expected) in [
            ("bytes=0-0", part(0..1)),
            ("bytes=0-", part(0..1000)),
            ("bytes=10-19", part(10..20)),
            ("Bytes= 10-19 ", part(10..20)),
            ("bytes=999-999", part(999..1000)),
            ("bytes=990-5000", part(990..1000)),
            ("bytes=0-99999999999999999999999", part(0..1000)),
            ("bytes=-1", part(999..1000)),
            ("bytes=-1000", part(0..1000)),
            ("bytes=-5000", part(0..1000)),
            ("bytes=1000-", Wanted::Nothing),
            ("bytes=1000-1001", Wanted::Nothing),
            ("bytes=99999999999999999999999-", Wanted::Nothing),
            ("bytes=-0", Wanted::Nothing),
            ("bytes=0-0,5-6", Wanted::Whole),
            ("bytes=5-4", Wanted::Whole),
            ("bytes=-", Wanted::Whole),
            ("bytes=a-b", Wanted::Whole),
            ("bytes=+1-2", Wanted::Whole),
            ("bytes", Wanted::Whole),
            ("lines=1-2", Wanted::Whole),
            ("", Wanted::Whole),
        ] {
            assert_eq!(wanted(header, 1000), expected, "{header}");
        }
        assert_eq!(wanted("bytes=0-", 0), Wanted::Nothing);
        assert_eq!(wanted("bytes=-1", 0), Wanted::Nothing);
    }
}
