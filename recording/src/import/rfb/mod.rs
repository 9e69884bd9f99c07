//! Recordings of VNC sessions: what the server said (RFC 6143, "The Remote Framebuffer Protocol"), in blocks with
//! times.
//!
//! An FBS file is a line `FBS 001.000` (also `.001`; `.002` has a line of JSON after it), then blocks: a length (u32,
//! big-endian), so many bytes, padded to a multiple of four, and the milliseconds since the start. The bytes joined
//! are the server's half of the connection; a message may begin and end anywhere in them. What the viewer said is not
//! there: the security type that it chose shows in what follows, and its pixel format is taken to be the server's
//! own, as recorders ask for no other.
//!
//! | messages (RFC 6143 section 7.6) | |
//! |---|---|
//! | FramebufferUpdate | a frame, when all of it is there |
//! | SetColourMapEntries | the palette of the pixels to come |
//! | ServerCutText | text of the clipboard, also in the extended form of rfbproto |
//! | Bell | counted, not kept |
//!
//! Encodings (section 7.7): Raw, CopyRect, RRE, `CoRRE`, Hextile, Tight (with its JPEG and PNG), ZRLE; `Cursor`,
//! `XCursor`, `CursorWithAlpha`, `PointerPos`, `DesktopSize`, `ExtendedDesktopSize`, `DesktopName` and `LastRect`. Those
//! that the RFC does not have are as in the community's "rfbproto" document.

mod blocks;
mod canvas;
mod clipboard;
mod cursor;
mod detect;
mod handshake;
mod hextile;
mod importer;
mod inflate;
mod pixel;
mod reader;
mod rectangle;
mod rre;
mod session;
mod tight;
mod zrle;

pub(super) use detect::is_rfb;
pub use importer::RfbImporter;
