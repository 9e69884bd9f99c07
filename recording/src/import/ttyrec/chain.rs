//! Telling a ttyrec without a mark: by frames that follow one on the other.

use super::header::Header;

/// From here on a number of seconds is a date: 1985, before there was any recorder.
pub(super) const DATE_SECONDS: u32 = 473_385_600;

/// How far two frames that follow each other are apart at most, in seconds: a year, with the clock set either way.
const APART_SECONDS: u32 = 366 * 86_400;

/// The kind of headers in a file that starts with `head`; `None` where it is no ttyrec. `is_whole` tells that `head` is
/// all of the file.
pub(in crate::import) fn detect(head: &[u8], is_whole: bool) -> Option<Header> {
    let plain = chain(Header::Plain, head, is_whole);
    let channels = chain(Header::WithChannel, head, is_whole);
    match (plain, channels) {
        (Some(plain), Some(channels)) if channels > plain => Some(Header::WithChannel),
        (Some(_), _) => Some(Header::Plain),
        (None, Some(_)) => Some(Header::WithChannel),
        (None, None) => None,
    }
}

/// How many frames `head` holds when it is read with these headers; `None` where that makes no sense.
fn chain(header: Header, head: &[u8], is_whole: bool) -> Option<usize> {
    let mut rest = head;
    let mut frames = 0;
    let mut content_bytes = 0_usize;
    let mut before = None;
    while !rest.is_empty() {
        if rest.len() < header.bytes() {
            // the rest of a header that is cut off, or that goes on beyond the head
            break;
        }
        let frame = header.read(rest)?;
        if before.is_some_and(|before| frame.seconds.abs_diff(before) > APART_SECONDS) {
            return None;
        }
        before = Some(frame.seconds);
        let len = usize::try_from(frame.len).ok()?;
        let after = rest.get(header.bytes()..)?;
        if after.len() < len {
            // a single frame that does not end proves little: it must at least have a date
            let is_likely = frames > 0 || (frame.seconds >= DATE_SECONDS && !after.is_empty());
            if !is_likely {
                return None;
            }
            content_bytes = content_bytes.saturating_add(after.len());
            break;
        }
        frames += 1;
        content_bytes = content_bytes.saturating_add(len);
        rest = after.get(len..)?;
    }
    // zeros are a chain of empty frames
    let is_enough = content_bytes > 0 && (frames > 0 || is_whole || head.len() > header.bytes());
    is_enough.then_some(frames)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn frame(seconds: u32, microseconds: u32, channel: Option<u8>, content: &[u8]) -> Vec<u8> {
        let len = u32::try_from(content.len()).expect("small");
        let mut frame = [seconds, microseconds, len].map(u32::to_le_bytes).concat();
        frame.extend(channel);
        frame.extend_from_slice(content);
        frame
    }

    #[test]
    fn frames_make_a_chain() {
        let plain =
            [frame(1_500_000_000, 5, None, b"hello"), frame(1_500_000_001, 0, None, b"\x1b[2J")].concat();
        assert_eq!(detect(&plain, true), Some(Header::Plain));
        for cut in [20, 30, plain.len() - 1] {
            assert_eq!(detect(&plain[..cut], true), Some(Header::Plain), "cut at {cut}");
        }
        let channels = [
            frame(1_500_000_000, 5, Some(0), b"hello"),
            frame(1_500_000_001, 0, Some(1), b"k"),
            frame(1_500_000_001, 9, Some(2), b"\x05\0\0\0"),
        ]
        .concat();
        assert_eq!(detect(&channels, true), Some(Header::WithChannel));
        // a clock that starts at zero
        assert_eq!(detect(&frame(0, 0, None, b"x"), true), Some(Header::Plain));
    }

    #[test]
    fn other_files_are_none() {
        for head in [
            b"".as_slice(),
            b"Script started on 2026-11-22 08:53:58+00:00 []\n",
            &[0; 100],
            b"\x1b[2J\x1b[1;1Hhello, this is only output",
            b"\x1A\x45\xDF\xA3\x01\0\0\0\0\0\0\x1F",
            &frame(0, 0, None, b"x")[..12],
            &[frame(5, 0, None, b"x"), frame(1_500_000_000, 0, None, b"x")].concat(),
            &frame(5, 2_000_000, None, b"x"),
        ] {
            assert_eq!(detect(head, true), None, "{}", head.escape_ascii());
        }
    }
}
