//! Telling an RFB recording, and its kin that cannot be played.

use super::pixel::PixelFormat;
use super::reader::Reader;

/// Whether a file that starts with `head` is for this importer: an FBS file, the same in protobuf, the bytes of a VNC
/// server, or those of a viewer, which start with its pixel format (RFC 6143 section 7.5.1). All but the first are
/// refused by the importer, with the reason.
pub(in crate::import) fn is_rfb(head: &[u8]) -> bool {
    const FBS: &[u8] = b"FBS 00";
    head.starts_with(FBS)
        || head.starts_with(b"RFB 003.")
        || matches!(head, [b'\n', _, b'\n', 11, text @ ..] if text.starts_with(FBS))
        || matches!(head, [0, 0, 0, 0, rest @ ..] if is_viewer(rest))
}

/// Whether these bytes are a pixel format with true colours: the last of the four bytes that are microseconds in a
/// ttyrec is 1 then, which is more than there are in a second.
fn is_viewer(bytes: &[u8]) -> bool {
    matches!(bytes, [_, _, _, 1, ..]) && PixelFormat::read(&mut Reader::new(bytes)).is_ok()
}
