//! The codecs' targets. What lies in zstd frames is compressed here, for no fuzzer gets past a checksum or an entropy
//! coder by chance.

use recording::chunk::Part;
use recording::codec::activity::decode_packets;
use recording::codec::audio::decode_audio;
use recording::codec::changes::{decode_blocks, decode_directory, decode_edges};
use recording::codec::event::decode_events;
use recording::codec::input::decode_inputs;
use recording::codec::performance::decode_performance;
use recording::codec::pointer::PointerTrack;
use recording::codec::screen::{OperationReader, ScreenDecoder};
use recording::codec::terminal::TerminalDecoder;
use recording::codec::thumbnail::read_thumbnails;
use recording::units::Timestamp;

/// Bytes of a unit's head on the screen track (docs/screen-codec.md).
const UNIT_HEAD_BYTES: usize = 25;
/// Bytes of a keyframe's head on the screen track.
const KEY_HEAD_BYTES: usize = 25;

/// Splits `[kind, length (u16, little-endian), bytes…]` pieces off.
pub(crate) struct Pieces<'a>(pub(crate) &'a [u8]);

impl<'a> Iterator for Pieces<'a> {
    type Item = (u8, &'a [u8]);

    fn next(&mut self) -> Option<Self::Item> {
        let (&[kind, low, high], rest) = self.0.split_first_chunk::<3>()?;
        let length = usize::from(u16::from_le_bytes([low, high])).min(rest.len());
        let (piece, rest) = rest.split_at(length);
        self.0 = rest;
        Some((kind, piece))
    }
}

/// Appends one piece.
pub(crate) fn push_piece(kind: u8, bytes: &[u8], out: &mut Vec<u8>) {
    let length = u16::try_from(bytes.len()).unwrap_or(u16::MAX);
    out.push(kind);
    out.extend(length.to_le_bytes());
    out.extend(bytes.iter().take(length.into()));
}

/// Keyframes and units: kind 0 a full keyframe, 1 a light one, 2 a unit, others play to a time. A keyframe or unit is
/// three pieces: head, operation lists, pixels.
pub(crate) fn screen(bytes: &[u8]) {
    let mut decoder = ScreenDecoder::new();
    let mut pieces = Pieces(bytes);
    while let Some((kind, head)) = pieces.next() {
        let (Some((_, operations)), Some((_, pixels))) = (pieces.next(), pieces.next()) else { return };
        let (operations, pixels) = (compress(operations), compress(pixels));
        match kind % 4 {
            part @ (0 | 1) => {
                let part = if part == 0 { Part::Key } else { Part::LightKey };
                let mut payload = head.to_vec();
                payload.resize(KEY_HEAD_BYTES, 0);
                payload.extend(u32::try_from(operations.len()).unwrap_or(u32::MAX).to_le_bytes());
                payload.extend([operations, pixels].concat());
                let _planned = OperationReader::read(part, &payload).map(read_all);
                let _loaded = decoder.load_key(part, &payload);
            }
            2 => {
                let mut payload = head.to_vec();
                payload.resize(UNIT_HEAD_BYTES, 0);
                payload.extend(operations);
                let _planned = OperationReader::read(Part::Operations, &payload).map(read_all);
                let _loaded = decoder.load_unit(&payload, &pixels);
            }
            _ => {
                let _loaded = decoder.load_unit(&operations, &pixels);
            }
        }
        if decoder.play_to(Timestamp::MAX).is_ok() {
            let _damage = decoder.take_damage();
        }
        // what costs seconds and teaches nothing: pictures of tens of millions of pixels, over and over
        if decoder.picture().size().area() > 1 << 22 {
            return;
        }
    }
}

fn read_all(mut reader: OperationReader) {
    while let Ok(Some(_)) = reader.next_frame() {
        while let Ok(Some(_)) = reader.next_operation() {}
    }
}

/// Kind 0 a keyframe, others a unit; both are a version byte and a frame.
pub(crate) fn terminal(bytes: &[u8]) {
    let mut decoder = TerminalDecoder::new();
    for (kind, piece) in Pieces(bytes) {
        let payload = versioned(piece);
        let loaded = if kind == 0 { decoder.load_key(&payload) } else { decoder.load_unit(&payload) };
        if loaded.is_ok() && decoder.play_to(Timestamp::MAX).is_ok() {
            let _rows = decoder.take_changed_rows();
        }
    }
}

/// One chunk of the pointer track.
pub(crate) fn pointer(bytes: &[u8]) {
    if let Ok(track) = PointerTrack::decode(&versioned(bytes)) {
        let mut time = Timestamp::ZERO;
        for _ in 0..100 {
            let _state = track.at(time);
            let Some(next) = track.next_time(time) else { break };
            time = next;
        }
    }
}

/// One chunk of the input track.
pub(crate) fn input(bytes: &[u8]) {
    let _inputs = decode_inputs(&versioned(bytes));
}

/// One chunk of the event track.
pub(crate) fn event(bytes: &[u8]) {
    let Ok(events) = decode_events(&versioned(bytes)) else { return };
    for event in events {
        let _doubts = event.doubts();
    }
}

/// One chunk of the performance track.
pub(crate) fn performance(bytes: &[u8]) {
    let _performance = decode_performance(&versioned(bytes));
}

/// One chunk of the audio track, an hour long by its head.
pub(crate) fn audio(bytes: &[u8]) {
    let Ok(segments) = decode_audio(bytes, Timestamp::ZERO, Timestamp::from_ms(3_600_000)) else { return };
    for segment in segments {
        let _header = segment.stream_header();
        let _samples = segment.pcm();
    }
}

/// One chunk of the activity track.
pub(crate) fn activity(bytes: &[u8]) {
    let _packets = decode_packets(&versioned(bytes));
}

/// One chunk of the changes track.
pub(crate) fn changes(bytes: &[u8]) {
    let payload = versioned(bytes);
    let _read = (decode_blocks(&payload), decode_edges(&payload), decode_directory(&payload));
}

/// One chunk of the thumbnail track.
pub(crate) fn thumbnail(bytes: &[u8]) {
    for group in read_thumbnails(bytes).unwrap_or_default() {
        let _stills = group.decode();
    }
}

/// The first byte, and the rest in a frame.
fn versioned(bytes: &[u8]) -> Vec<u8> {
    let (version, fields) = bytes.split_first().map_or((1, bytes), |(version, fields)| (*version, fields));
    let mut payload = vec![version];
    payload.extend(compress(fields));
    payload
}

fn compress(bytes: &[u8]) -> Vec<u8> {
    let mut frame = Vec::with_capacity(zstd_safe::compress_bound(bytes.len()));
    match zstd_safe::compress(&mut frame, bytes, 1) {
        Ok(_) => frame,
        Err(code) => panic!("zstd cannot compress: {}", zstd_safe::get_error_name(code)),
    }
}
