//! When something happened, and how much.

use super::index::index_needs;
use super::task::{Task, lacking, read};
use recording::Result;
use recording::chunk::{Part, Track};
use recording::codec::activity::{Packet, PacketReader, decode_packets};
use recording::format::{CHUNK_OVERHEAD_BYTES, Entry, Recording, Source};
use recording::units::Timestamp;
use std::ops::Range;

/// Chunks that one step reads.
const STEP_CHUNKS: usize = 8;

/// Gathers the packets of a recording, by time: from the activity track, which takes one or two requests; where that
/// is missing or damaged, from operation lists, terminal output and input.
pub struct GatherPackets {
    recording: Recording,
    reader: PacketReader,
    way: Way,
    entries: Vec<Entry>,
    next: usize,
    packets: Vec<Packet>,
}

/// Where packets are read from.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Way {
    /// That is found out from the end of the index.
    Unknown,
    /// The activity track.
    Summary,
    /// That takes the whole index.
    Unindexed,
    /// The chunks of the other tracks.
    Chunks,
}

impl GatherPackets {
    /// Starts from what is loaded of a recording's index.
    pub fn new(recording: Recording) -> Self {
        Self {
            recording,
            reader: PacketReader::default(),
            way: Way::Unknown,
            entries: Vec::new(),
            next: 0,
            packets: Vec::new(),
        }
    }

    /// Finds out where to read from.
    fn look(&mut self, source: &impl Source) -> Result<()> {
        let end = self.recording.duration();
        self.recording.load_index(source, end, Timestamp::MAX)?;
        let summary = self.recording.entries(Track::Activity);
        // A recording that was not closed may have the start of its packets in the track and lack the others.
        if self.recording.is_closed() && !summary.is_empty() && self.recording.faults().is_empty() {
            self.entries = summary.to_vec();
            self.way = Way::Summary;
        } else {
            self.way = Way::Unindexed;
        }
        Ok(())
    }

    fn list_chunks(&mut self, source: &impl Source) -> Result<()> {
        self.recording.load_whole_index(source)?;
        self.entries.clear();
        for track in [Track::Screen, Track::Terminal, Track::Input] {
            let entries = self.recording.entries(track).iter();
            let holds = |entry: &&Entry| PacketReader::is_read(track, entry.part) || is_key(entry);
            self.entries.extend(entries.filter(holds));
        }
        self.entries.sort_by_key(|entry| entry.offset);
        self.way = Way::Chunks;
        Ok(())
    }

    /// Reads the next chunk.
    fn take(&mut self, source: &impl Source, entry: &Entry) -> Result<()> {
        if is_key(entry) {
            let bytes = entry.len.saturating_sub(CHUNK_OVERHEAD_BYTES);
            self.packets.extend(self.reader.key(entry.start, bytes));
            return Ok(());
        }
        let payload = read(&self.recording, source, entry)?.map(|chunk| chunk.payload);
        if self.way == Way::Chunks {
            // What is damaged tells nothing.
            let packets = payload.map(|payload| self.reader.read(entry.track, entry.part, &payload));
            self.packets.extend(packets.and_then(Result::ok).unwrap_or_default());
            return Ok(());
        }
        match payload.map(|payload| decode_packets(&payload)) {
            Some(Ok(packets)) => self.packets.extend(packets),
            Some(Err(_)) | None => {
                self.way = Way::Unindexed;
                self.packets.clear();
            }
        }
        Ok(())
    }
}

fn is_key(entry: &Entry) -> bool {
    entry.track == Track::Screen && entry.part == Part::Key
}

impl Task for GatherPackets {
    type Found = Vec<Packet>;

    fn step(&mut self, source: &impl Source) -> Result<Option<Vec<Packet>>> {
        match self.way {
            Way::Unknown => {
                self.look(source)?;
                return Ok(None);
            }
            Way::Unindexed => {
                self.list_chunks(source)?;
                self.next = 0;
                return Ok(None);
            }
            Way::Summary | Way::Chunks => {}
        }
        for _ in 0..STEP_CHUNKS {
            let Some(entry) = self.entries.get(self.next).copied() else {
                let mut packets = std::mem::take(&mut self.packets);
                packets.sort_by_key(|packet| packet.time);
                return Ok(Some(packets));
            };
            self.take(source, &entry)?;
            if self.way == Way::Unindexed {
                break;
            }
            self.next += 1;
        }
        Ok(None)
    }

    fn needs(&self, source: &impl Source) -> Vec<Range<u64>> {
        match self.way {
            Way::Unknown => index_needs(&self.recording, source, self.recording.duration()),
            Way::Unindexed => index_needs(&self.recording, source, Timestamp::ZERO),
            Way::Summary | Way::Chunks => {
                let entries = self.entries.get(self.next..).unwrap_or_default();
                lacking(source, entries.iter().filter(|entry| !is_key(entry)))
            }
        }
    }

    fn progress(&self) -> (u64, u64) {
        let total = self.entries.len().max(1);
        (self.next as u64, total as u64)
    }
}
