//! The named limits of this crate. No length or count from a file sizes an allocation beyond them.

use crate::units::Size;

/// Largest width or height of a picture in pixels.
pub const PICTURE_SIDE_PX: u32 = 16_384;
/// Largest picture in pixels (width x height).
pub const PICTURE_AREA_PX: u64 = 64 * 1024 * 1024;
/// Largest number of columns or of rows of a terminal.
pub const TERMINAL_SIDE_CELLS: u32 = 2_000;
/// Largest terminal in cells (columns x rows): one takes 16 bytes, and the emulator keeps several screens.
pub const TERMINAL_AREA_CELLS: u32 = 256 * 1024;
/// Largest payload of one chunk in bytes, as stored.
pub const CHUNK_PAYLOAD_BYTES: u32 = 64 * 1024 * 1024;
/// Largest size of one decompressed stream in bytes.
pub const DECOMPRESSED_BYTES: usize = 512 * 1024 * 1024;
/// Largest metadata block of a recording (JSON) in bytes.
pub const FACTS_BYTES: usize = 64 * 1024;
/// Longest recording in seconds (about 11 days).
pub const DURATION_SECONDS: u64 = 1_000_000;
/// Largest pointer shape, width or height, in pixels.
pub const POINTER_SIDE_PX: u32 = 512;
/// Longest line of an asciicast of version 2 or 3 in bytes: a longer one is passed over.
pub const ASCIICAST_LINE_BYTES: usize = 16 * 1024 * 1024;
/// Largest asciicast of version 1 in bytes: it can only be read when all of it is there.
pub const ASCIICAST_V1_BYTES: usize = 64 * 1024 * 1024;
/// Largest decompressed chunk of the terminal (keyframes apart), input and event tracks in bytes. The encoders make
/// them of about 64 KiB.
pub const TRACK_CHUNK_BYTES: usize = 1024 * 1024;
/// Largest decompressed chunk of edges of the changes track in bytes. The encoder makes them of less than 1.1 MiB and
/// what one frame of the largest picture adds, 0.5 MiB.
pub const CHANGES_EDGES_BYTES: usize = 2 * 1024 * 1024;
/// Largest decompressed keyframe of a terminal in bytes: both screens of [`TERMINAL_AREA_CELLS`], each cell with its
/// colours.
pub const TERMINAL_KEY_BYTES: usize = 32 * 1024 * 1024;
/// Largest decompressed chunk of the pointer track in bytes, most of them pixels of shapes.
pub const POINTER_CHUNK_BYTES: usize = 8 * 1024 * 1024;
/// Most events in a chunk of the pointer track.
pub const POINTER_CHUNK_EVENTS: usize = 64 * 1024;
/// Most shapes in a chunk of the pointer track.
pub const POINTER_CHUNK_SHAPES: usize = 4_096;
/// Samples a second that sound may have.
pub const AUDIO_RATE: std::ops::RangeInclusive<u32> = 1_000..=192_000;
/// Most channels of sound.
pub const AUDIO_CHANNELS: u8 = 8;
/// Largest payload of a chunk of the audio track in bytes.
pub const AUDIO_CHUNK_BYTES: usize = 16 * 1024 * 1024;
/// Most values (samples x channels) in a chunk of the audio track. The encoder makes them of about 1 s.
pub const AUDIO_CHUNK_VALUES: u64 = 8 * 1024 * 1024;
/// Most segments in a chunk of the audio track.
pub const AUDIO_CHUNK_SEGMENTS: usize = 256;
/// Values (samples x channels) that wait to be encoded at most: beyond, what is heard first is written at once.
pub const AUDIO_WAITING_VALUES: u64 = 8 * 1024 * 1024;
/// Largest thumbnail in pixels.
pub const THUMBNAIL_AREA_PX: u64 = 16 * 1024;
/// Most thumbnails that stand for a recording; while it is being written, some more are in it.
pub const THUMBNAILS: usize = 256;
/// Most thumbnails in a chunk.
pub const THUMBNAILS_IN_CHUNK: usize = 4_096;
/// Largest decompressed group of thumbnails in bytes.
pub const THUMBNAIL_GROUP_BYTES: usize = 8 * 1024 * 1024;
/// Longest state of a terminal that stands as a thumbnail, in bytes: 32 of them fit into a group.
pub const THUMBNAIL_STATE_BYTES: usize = 192 * 1024;
/// Longest label of a marker, window title or the like, in bytes of UTF-8.
pub const LABEL_BYTES: usize = 4_096;

/// Longest text in a field of an event, its type's name or its rule's, in bytes of UTF-8.
pub const EVENT_TEXT_BYTES: usize = 16 * 1024;
/// Most fields of an event of an unknown type.
pub const EVENT_FIELDS: usize = 16;
/// Most events that wait for the session to come to their time.
pub const EVENTS_WAITING: usize = 4_096;

/// What stands where a text of an event was cut.
const CUT: &str = "\u{2026}";

/// A text within [`EVENT_TEXT_BYTES`]: what is kept of it, and an ellipsis where it was cut.
pub fn event_text(text: &str) -> (&str, &'static str) {
    if text.len() <= EVENT_TEXT_BYTES {
        return (text, "");
    }
    let end = text.floor_char_boundary(EVENT_TEXT_BYTES - CUT.len());
    (text.get(..end).unwrap_or_default(), CUT)
}

/// Text cut to [`LABEL_BYTES`].
pub fn label(mut text: String) -> String {
    text.truncate(text.floor_char_boundary(LABEL_BYTES));
    text
}

/// A terminal's size brought within the limits: at least 1x1, at most [`TERMINAL_SIDE_CELLS`] a side, and rows cut
/// where there are more than [`TERMINAL_AREA_CELLS`].
pub fn terminal_size(size: Size) -> Size {
    let width = size.width.clamp(1, TERMINAL_SIDE_CELLS);
    let height = size.height.clamp(1, TERMINAL_SIDE_CELLS).min(TERMINAL_AREA_CELLS / width);
    Size::new(width, height)
}
/// Most layers of compression (gzip, bzip2, xz, zstd) around a source.
pub const WRAPPINGS: usize = 2;
/// Largest size in bytes of a source once it is unpacked.
pub const UNWRAPPED_BYTES: u64 = 64 * 1024 * 1024 * 1024;
/// Largest ratio of unpacked to packed size, beyond [`UNWRAPPED_FREE_BYTES`].
pub const UNWRAPPED_RATIO: u64 = 1_000;
/// Unpacked bytes to which no ratio applies.
pub const UNWRAPPED_FREE_BYTES: u64 = 64 * 1024 * 1024;

/// Most memory in bytes that unpacking xz may take: that of its highest level, and a little more.
pub const XZ_MEMORY_BYTES: u64 = 80 * 1024 * 1024;
/// Longest frame of a ttyrec in bytes: a longer one is taken for damage.
pub const TTYREC_FRAME_BYTES: u32 = 16 * 1024 * 1024;
/// Longest line of a log of tlog in bytes: a longer one is passed over.
pub const TLOG_LINE_BYTES: usize = 16 * 1024 * 1024;
/// Longest line of the timing of a script in bytes: a longer one is passed over.
pub const SCRIPT_LINE_BYTES: usize = 64 * 1024;

/// Longest Guacamole instruction in bytes.
pub const GUACAMOLE_INSTRUCTION_BYTES: usize = 16 * 1024 * 1024;
/// Most elements of a Guacamole instruction, its opcode counted.
pub const GUACAMOLE_ELEMENTS: usize = 128;
/// Bytes of a Guacamole recording that may be looked at in vain because of damage, beside 16 for each of its bytes.
pub const GUACAMOLE_DAMAGED_BYTES: u64 = 64 * 1024 * 1024;
/// Largest area of all layers and buffers of a Guacamole recording together, and of one picture in it, in pixels.
pub const GUACAMOLE_AREA_PX: u64 = 64 * 1024 * 1024;
/// Most layers and buffers of a Guacamole recording at once.
pub const GUACAMOLE_LAYERS: usize = 1_024;
/// Most layers of a Guacamole recording that lie one on the other.
pub const GUACAMOLE_LAYER_DEPTH: usize = 64;
/// Most streams of a Guacamole recording that are open at once.
pub const GUACAMOLE_STREAMS: usize = 256;
/// Largest size of the data of all open streams of a Guacamole recording in bytes.
pub const GUACAMOLE_STREAM_BYTES: usize = 64 * 1024 * 1024;
/// Most states of drawing that are pushed on one layer of a Guacamole recording.
pub const GUACAMOLE_STACK: usize = 32;
/// Most parts of one path of a Guacamole recording.
pub const GUACAMOLE_PATH_SEGMENTS: usize = 65_536;
/// Widest stroke of a Guacamole recording in pixels.
pub const GUACAMOLE_STROKE_PX: i32 = 4_096;
/// Most inputs of a Guacamole recording that wait for a frame.
pub const GUACAMOLE_WAITING_INPUTS: usize = 65_536;
/// Most sounds of a Guacamole recording that go on or wait for a frame at once.
pub const GUACAMOLE_SOUNDS: usize = 64;
/// Most instructions of a Guacamole recording that are nested into each other, and most indexes of nested ones.
pub const GUACAMOLE_NESTING: usize = 8;
/// Pixels that may be gone through for a foreign recording of any size.
pub const IMPORT_WORK_PX: u64 = 1 << 33;
/// Pixels that may be gone through for each byte of a foreign recording, beside those. A Guacamole session of nothing
/// but scrolling on a screen of 3840x2160 stays below half of it.
pub const IMPORT_WORK_PX_PER_BYTE: u64 = 250_000;

/// Largest block of an RFB recording in bytes: it is held until its time is known, which follows it.
pub const RFB_BLOCK_BYTES: usize = 64 * 1024 * 1024;
/// Longest line of facts in the head of an RFB recording, and longest name of its desktop, in bytes.
pub const RFB_TEXT_BYTES: usize = 64 * 1024;
/// Largest framebuffer of an RFB recording in pixels.
pub const RFB_AREA_PX: u64 = 64 * 1024 * 1024;
/// Largest block of a WebM video in bytes.
pub const WEBM_PACKET_BYTES: u64 = 16 * 1024 * 1024;
/// Most parts of one session that is recorded in several files.
pub const PARTS: usize = 128;
/// Longest name of such a part in bytes of UTF-8.
pub const PART_NAME_BYTES: usize = 64;
/// Largest list of the parts of a Devolutions session in bytes.
pub const DEVOLUTIONS_MANIFEST_BYTES: usize = 1024 * 1024;
