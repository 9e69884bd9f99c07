//! The clipboard of the server (RFC 6143 section 7.6.4, and rfbproto's "Extended Clipboard Pseudo-Encoding").

use crate::limits;
use events::{ClipboardData, Happening};
use flate2::read::ZlibDecoder;
use std::io::Read as _;

/// Most texts that wait for a frame.
pub(super) const WAITING: usize = 256;
/// Most that is read of one message in bytes: more than is kept of a text.
const READ_BYTES: u32 = 64 * 1024;

/// Bits of the extended form: formats, and what the message does with them.
const TEXT: u32 = 1;
const PICTURE: u32 = 1 << 3;
const FILES: u32 = 1 << 4;
const PROVIDE: u32 = 1 << 28;

/// What a message says.
pub(super) enum Read {
    /// The clipboard holds this.
    Told(Happening),
    /// It speaks of what the two ends can do, or offers something that nobody has asked for yet.
    Nothing,
    /// It makes no sense.
    Unreadable,
}

/// How many bytes of a message of this length are to be read, and how many are passed over.
pub(super) fn kept(length: i32) -> (usize, u64) {
    let length = length.unsigned_abs();
    let kept = length.min(READ_BYTES);
    (kept as usize, u64::from(length - kept))
}

/// Reads the start of a message; `is_cut` where there is more of it.
pub(super) fn read(bytes: &[u8], is_extended: bool, is_cut: bool) -> Read {
    if !is_extended {
        let text: String = bytes.iter().copied().map(char::from).collect();
        return Read::Told(text_of(&text, is_cut));
    }
    let Some((flags, packed)) = bytes.split_first_chunk() else { return Read::Unreadable };
    let flags = u32::from_be_bytes(*flags);
    if flags & PROVIDE == 0 {
        return Read::Nothing;
    }
    if flags & TEXT == 0 {
        let other =
            |data_type| Happening::ClipboardOperation { data_type, process_name: None, content: None };
        return match (flags & PICTURE, flags & FILES) {
            (0, 0) => Read::Nothing,
            (0, _) => Read::Told(other(ClipboardData::File)),
            _ => Read::Told(other(ClipboardData::Bitmap)),
        };
    }
    let mut unpacked = Vec::new();
    let most = u64::from(READ_BYTES);
    // what can be unpacked of a message that was cut is kept
    let unpacking = ZlibDecoder::new(packed).take(most).read_to_end(&mut unpacked);
    let Some((length, text)) = unpacked.split_first_chunk() else { return Read::Unreadable };
    if unpacking.is_err() && !is_cut {
        return Read::Unreadable;
    }
    let length = usize::try_from(u32::from_be_bytes(*length)).unwrap_or(usize::MAX);
    let is_cut = length > text.len();
    let text = String::from_utf8_lossy(text.get(..length).unwrap_or(text));
    Read::Told(text_of(text.trim_end_matches('\0'), is_cut))
}

fn text_of(text: &str, is_cut: bool) -> Happening {
    let text = text.replace("\r\n", "\n");
    let (kept, end) = limits::event_text(&text);
    let end = if is_cut { "\u{2026}" } else { end };
    Happening::ClipboardOperation {
        data_type: ClipboardData::Text,
        process_name: None,
        content: Some(format!("{}{end}", kept.trim_end_matches('\u{2026}'))),
    }
}
