//! The activity track: when how much changed, gathered from the other tracks, so that the idle stretches of a long
//! recording are known after one request. `docs/terminal-codec.md` specifies the bytes.
//!
//! A **packet** is one thing that happened: a frame of the screen, an output or resize of a terminal, an input.

use super::input::decode_inputs;
use super::packed;
use super::screen::OperationReader;
use super::terminal::event_sizes;
use super::varint::{self, Fields};
use crate::chunk::{Chunk, Part, Track};
use crate::error::Result;
use crate::limits;
use crate::units::Timestamp;
use std::collections::BTreeMap;

const WHAT: &str = "activity chunk";
/// A chunk is closed when its fields have this many bytes.
const CHUNK_BYTES: usize = 256 * 1024;
/// Beyond this many bytes chunks are not held back for the end of the recording.
const HELD_BYTES: usize = 4 * 1024 * 1024;

/// One thing that happened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Packet {
    /// When, in whole milliseconds.
    pub time: Timestamp,
    /// Where: screen, terminal or input.
    pub track: Track,
    /// How much. Of a frame, the bytes that it takes in the screen track before compression; of a frame that is a
    /// keyframe, the bytes of that chunk's payload. Of a terminal's output, its bytes. Otherwise 0.
    pub bytes: u32,
}

impl Packet {
    fn new(time: Timestamp, track: Track, bytes: u64) -> Self {
        let time = Timestamp::from_ms(time.as_us() / 1000);
        Self { time, track, bytes: u32::try_from(bytes).unwrap_or(u32::MAX) }
    }
}

/// Finds the packets in the chunks of a recording, which it is told in the order of the file.
#[derive(Clone, Debug, Default)]
pub struct PacketReader {
    /// Time of the last frame of the screen so far.
    screen: Option<Timestamp>,
}

impl PacketReader {
    /// Whether chunks of this kind hold packets that only their payload tells; of full keyframes of the screen
    /// [`PacketReader::key`] is told.
    pub const fn is_read(track: Track, part: Part) -> bool {
        match track {
            Track::Screen => matches!(part, Part::Operations),
            Track::Terminal | Track::Input => matches!(part, Part::Data),
            Track::Pointer
            | Track::Audio
            | Track::Event
            | Track::Performance
            | Track::Thumbnail
            | Track::Text
            | Track::Activity
            | Track::Changes => false,
        }
    }

    /// The packet that a full keyframe of the screen is: only one that shows what no unit before it did.
    pub fn key(&mut self, time: Timestamp, payload_bytes: u32) -> Option<Packet> {
        let is_frame = self.screen.is_none_or(|last| time > last);
        self.screen = Some(self.screen.map_or(time, |last| last.max(time)));
        is_frame.then(|| Packet::new(time, Track::Screen, payload_bytes.into()))
    }

    /// The packets of a chunk, in order of time; none of one that [`PacketReader::is_read`] does not name.
    ///
    /// # Errors
    /// [`crate::Error::Malformed`], [`crate::Error::Truncated`], [`crate::Error::Unsupported`] or [`crate::Error::LimitReached`].
    pub fn read(&mut self, track: Track, part: Part, payload: &[u8]) -> Result<Vec<Packet>> {
        let packet = |time, bytes| Packet::new(time, track, bytes);
        if !Self::is_read(track, part) {
            return Ok(Vec::new());
        }
        Ok(match track {
            Track::Screen => {
                let mut packets = Vec::new();
                let mut lists = OperationReader::read(part, payload)?;
                while let Some((time, bytes)) = lists.next_frame_bytes()? {
                    self.screen = Some(time);
                    packets.push(packet(time, bytes));
                }
                packets
            }
            Track::Terminal => {
                event_sizes(payload)?.into_iter().map(|(time, bytes)| packet(time, bytes as u64)).collect()
            }
            Track::Input => decode_inputs(payload)?.into_iter().map(|(time, _)| packet(time, 0)).collect(),
            Track::Pointer
            | Track::Audio
            | Track::Event
            | Track::Performance
            | Track::Thumbnail
            | Track::Text
            | Track::Activity
            | Track::Changes => Vec::new(),
        })
    }
}

/// Gathers packets from the chunks of the other tracks and encodes them.
///
/// # Limits
/// Holds about three bytes for each packet, at most 4 MiB and 256 KiB for each track.
pub struct ActivityEncoder {
    level: i32,
    reader: PacketReader,
    lists: BTreeMap<Track, List>,
    /// Payloads that wait for the end of the recording.
    held: Vec<Vec<u8>>,
    held_bytes: usize,
    last: Timestamp,
}

/// Packets of one track that are not in a chunk so far.
#[derive(Default)]
struct List {
    count: u64,
    last_ms: u64,
    times: Vec<u8>,
    sizes: Vec<u8>,
}

impl ActivityEncoder {
    /// An encoder that compresses at this zstd level.
    pub fn new(level: i32) -> Self {
        Self {
            level,
            reader: PacketReader::default(),
            lists: BTreeMap::new(),
            held: Vec::new(),
            held_bytes: 0,
            last: Timestamp::ZERO,
        }
    }

    /// Takes what a chunk holds. Chunks of this track go to `out` only where there are too many to hold.
    ///
    /// # Errors
    /// Those of reading the chunk and of compressing.
    pub fn chunk(&mut self, chunk: &Chunk, out: &mut Vec<Chunk>) -> Result<()> {
        self.last = self.last.max(chunk.end);
        if chunk.track == Track::Screen && chunk.part == Part::Key {
            let bytes = u32::try_from(chunk.payload.len()).unwrap_or(u32::MAX);
            if let Some(packet) = self.reader.key(chunk.start, bytes) {
                self.add(packet)?;
            }
        }
        for packet in self.reader.read(chunk.track, chunk.part, &chunk.payload)? {
            self.add(packet)?;
        }
        if self.held_bytes > HELD_BYTES {
            self.release(out);
        }
        Ok(())
    }

    /// Ends the track: its chunks go to `out`. Their time is `end`, the end of the recording.
    ///
    /// # Errors
    /// Those of compressing.
    pub fn finish(&mut self, end: Timestamp, out: &mut Vec<Chunk>) -> Result<()> {
        self.last = self.last.max(end);
        for (track, list) in std::mem::take(&mut self.lists) {
            self.hold(track, &list)?;
        }
        self.release(out);
        Ok(())
    }

    fn add(&mut self, packet: Packet) -> Result<()> {
        let list = self.lists.entry(packet.track).or_default();
        let ms = (packet.time.as_us() / 1000).max(list.last_ms);
        varint::put(&mut list.times, ms - list.last_ms);
        varint::put(&mut list.sizes, packet.bytes.into());
        list.last_ms = ms;
        list.count += 1;
        if list.times.len() + list.sizes.len() >= CHUNK_BYTES {
            let list = std::mem::take(list);
            self.hold(packet.track, &list)?;
        }
        Ok(())
    }

    fn hold(&mut self, track: Track, list: &List) -> Result<()> {
        if list.count == 0 {
            return Ok(());
        }
        let mut fields = vec![track.number()];
        varint::put(&mut fields, list.count);
        fields.extend_from_slice(&list.times);
        fields.extend_from_slice(&list.sizes);
        let payload = packed::pack(&fields, self.level)?;
        self.held_bytes += payload.len();
        self.held.push(payload);
        Ok(())
    }

    fn release(&mut self, out: &mut Vec<Chunk>) {
        self.held_bytes = 0;
        let time = self.last;
        let chunk =
            |payload| Chunk { track: Track::Activity, part: Part::Data, start: time, end: time, payload };
        out.extend(self.held.drain(..).map(chunk));
    }
}

/// The packets of a chunk of the activity track, in order of time.
///
/// # Errors
/// [`crate::Error::Malformed`], [`crate::Error::Unsupported`] or [`crate::Error::LimitReached`].
pub fn decode_packets(payload: &[u8]) -> Result<Vec<Packet>> {
    let unpacked = packed::unpack(payload, WHAT, limits::TRACK_CHUNK_BYTES)?;
    let mut fields = Fields::new(&unpacked, WHAT);
    let Some(track @ (Track::Screen | Track::Terminal | Track::Input)) = Track::from_number(fields.byte()?)
    else {
        return Err(fields.malformed());
    };
    let count = fields.varint()?;
    let mut packets = Vec::new();
    let mut ms = 0_u64;
    for _ in 0..count {
        ms = ms.checked_add(fields.varint()?).ok_or_else(|| fields.malformed())?;
        packets.push(Packet { time: Timestamp::from_ms(ms), track, bytes: 0 });
    }
    for packet in &mut packets {
        packet.bytes = fields.u32()?;
    }
    fields.end()?;
    Ok(packets)
}

// proptest is there natively only
#[cfg(not(target_arch = "wasm32"))]
#[cfg(test)]
mod tests {
    use super::*;
    use crate::codec::input::InputEncoder;
    use crate::codec::screen::ScreenEncoder;
    use crate::codec::terminal::TerminalEncoder;
    use crate::input::Input;
    use crate::long::scaled;
    use crate::picture::{Damage, Picture};
    use crate::terminal::TerminalEvent;
    use crate::units::Size;
    use proptest::prelude::*;

    /// What the track says of these chunks.
    fn of_chunks(chunks: &[Chunk]) -> Vec<Packet> {
        let mut encoder = ActivityEncoder::new(1);
        let mut out = Vec::new();
        for chunk in chunks {
            encoder.chunk(chunk, &mut out).unwrap();
        }
        encoder.finish(Timestamp::from_ms(1), &mut out).unwrap();
        let last = chunks.iter().map(|chunk| chunk.end).max().unwrap_or_default();
        assert!(out.iter().all(|chunk| chunk.start == last.max(Timestamp::from_ms(1))));
        out.iter().flat_map(|chunk| decode_packets(&chunk.payload).unwrap()).collect()
    }

    #[test]
    fn frames_have_their_times_and_bytes() {
        let size = Size::new(128, 64);
        let mut picture = Picture::new(size).unwrap();
        let (mut encoder, mut chunks) = (ScreenEncoder::new(1), Vec::new());
        encoder.frame(Timestamp::ZERO, &picture, &Damage::all(size), &mut chunks).unwrap();
        let key_bytes = chunks[0].payload.len() as u32;
        // One block in two colours: a palette and one byte for each of eight rows.
        picture.row_mut(3, 3, 1).unwrap()[..3].fill(9);
        encoder.frame(Timestamp::from_us(70_900), &picture, &Damage::all(size), &mut chunks).unwrap();
        // A picture of another size is a keyframe.
        let other = Picture::new(Size::new(64, 64)).unwrap();
        let later = Timestamp::from_ms(500);
        encoder.frame(later, &other, &Damage::all(other.size()), &mut chunks).unwrap();
        encoder.finish(&mut chunks).unwrap();
        let packets = of_chunks(&chunks);
        let times: Vec<_> = packets.iter().map(|packet| packet.time.as_us() / 1000).collect();
        assert_eq!(times, [0, 70, 500], "{packets:?}");
        assert!(packets.iter().all(|packet| packet.track == Track::Screen));
        assert_eq!(packets[0].bytes, key_bytes);
        // time (none since the start of the unit), copies, boxes, tile, kind, colours, place (2), pixels
        assert_eq!(packets[1].bytes, 1 + 1 + 1 + 1 + 1 + 1 + 2 + (2 * 3 + 8));
    }

    #[test]
    fn terminals_and_inputs_count_too() {
        let mut chunks = Vec::new();
        let mut terminal = TerminalEncoder::new(Size::new(80, 24), 1);
        let mut input = InputEncoder::new(1);
        let at = Timestamp::from_ms;
        terminal.event(at(10), &TerminalEvent::Output("four".to_owned()), &mut chunks).unwrap();
        terminal.event(at(20), &TerminalEvent::Resize(Size::new(9, 9)), &mut chunks).unwrap();
        terminal.finish(&mut chunks).unwrap();
        input.input(at(15), &Input::Text("secret".to_owned()), &mut chunks).unwrap();
        input.finish(&mut chunks).unwrap();
        let packet = |ms, track, bytes| Packet { time: at(ms), track, bytes };
        let expected =
            [packet(10, Track::Terminal, 4), packet(20, Track::Terminal, 0), packet(15, Track::Input, 0)];
        assert_eq!(of_chunks(&chunks), expected);
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(scaled(64)))]

        #[test]
        fn packets_come_back(list in proptest::collection::vec((0_u64..4_000_000, 0..3_usize, any::<u32>()), 0..300)) {
            let tracks = [Track::Screen, Track::Terminal, Track::Input];
            let mut encoder = ActivityEncoder::new(1);
            let mut expected: Vec<Packet> = Vec::new();
            let mut now = Timestamp::ZERO;
            for (gap_ms, track, bytes) in list {
                now = Timestamp::from_ms(now.as_us() / 1000 + gap_ms);
                let packet = Packet { time: now, track: tracks[track], bytes };
                encoder.add(packet).unwrap();
                expected.push(packet);
            }
            let mut out = Vec::new();
            encoder.finish(now, &mut out).unwrap();
            let mut packets: Vec<_> = out.iter().flat_map(|chunk| decode_packets(&chunk.payload).unwrap()).collect();
            for packets in [&mut packets, &mut expected] {
                packets.sort_by_key(|packet| (packet.track, packet.time));
            }
            prop_assert_eq!(packets, expected);
        }

        /// No bytes make it panic or hold more than they are.
        #[test]
        fn any_bytes_are_read_or_refused(fields in proptest::collection::vec(any::<u8>(), 0..200)) {
            let payload = packed::pack(&fields, 1).unwrap();
            if let Ok(packets) = decode_packets(&payload) {
                prop_assert!(packets.len() <= fields.len());
            }
        }
    }

    #[test]
    fn many_packets_are_written_before_the_end() {
        let mut encoder = ActivityEncoder::new(1);
        encoder.held.push(vec![0; HELD_BYTES + 1]);
        encoder.held_bytes = HELD_BYTES + 1;
        let nothing = Chunk {
            track: Track::Event,
            part: Part::Data,
            start: Timestamp::ZERO,
            end: Timestamp::from_ms(7),
            payload: Vec::new(),
        };
        let mut out = Vec::new();
        encoder.chunk(&nothing, &mut out).unwrap();
        assert_eq!(out.len(), 1);
        assert_eq!(out[0].end, Timestamp::from_ms(7));
        assert_eq!(encoder.held_bytes, 0);
    }
}
