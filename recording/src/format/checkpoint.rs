//! The payload of checkpoints and of the seal: what a segment holds and the hashes over everything so far.

use super::bytes::Cursor;
use super::entry::{Base, Entry, take_entries};
use super::frame::Hash;
use super::merkle::Tree;
use crate::error::Result;
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;

/// Largest payload of a checkpoint, a page or a seal in bytes.
pub(super) const CHECKPOINT_BYTES: u32 = 1024 * 1024;
/// No signature follows.
pub(super) const UNSIGNED: u8 = 0;

/// The end of a segment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Checkpoint {
    /// Number of the segment, from 0.
    pub(super) segment: u32,
    /// Where the checkpoint before starts; 0 where this is the first.
    pub(super) previous: u64,
    /// The data chunks of the segment.
    pub(super) entries: Vec<Entry>,
    /// For each track in the segment, rising: its number (0 for the container's own chunks), how many chunks,
    /// and the root of the tree over their hashes.
    pub(super) tracks: Vec<(u8, u32, Hash)>,
    /// The root of the tree over all segments up to this one.
    pub(super) root: Hash,
    /// How the root is signed.
    pub(super) signature: u8,
}

impl Checkpoint {
    /// The payload's bytes.
    pub(super) fn encode(&self) -> Vec<u8> {
        let mut out = Vec::new();
        out.extend_from_slice(&self.segment.to_le_bytes());
        out.extend_from_slice(&self.previous.to_le_bytes());
        out.extend_from_slice(&self.tracks_bytes());
        out.extend_from_slice(&self.root);
        out.push(self.signature);
        let mut base = Base::default();
        for entry in &self.entries {
            base.put(entry, &mut out);
        }
        out
    }

    /// Reads the payload of the checkpoint whose chunk starts at `offset`.
    ///
    /// # Errors
    /// [`crate::Error::Malformed`].
    pub(super) fn decode(payload: &[u8], offset: u64) -> Result<Self> {
        let mut cursor = Cursor::new(payload, "checkpoint", offset);
        let segment = cursor.u32()?;
        let previous = cursor.u64()?;
        let mut tracks: Vec<(u8, u32, Hash)> = Vec::new();
        for _ in 0..cursor.u8()? {
            let track = (cursor.u8()?, cursor.u32()?, cursor.array()?);
            if tracks.last().is_some_and(|(before, ..)| *before >= track.0) {
                return Err(cursor.malformed());
            }
            tracks.push(track);
        }
        let root = cursor.array()?;
        let signature = cursor.u8()?;
        if signature != UNSIGNED {
            return Err(crate::Error::Unsupported { what: "signature", found: signature.to_string() });
        }
        if previous >= offset && offset != 0 {
            return Err(cursor.malformed());
        }
        let entries = take_entries(&mut Base::default(), &mut cursor, previous, offset)?;
        // The chunks of a segment follow each other directly, and the checkpoint follows them.
        let mut stops = entries.iter().map(Entry::stop);
        let mut starts = entries.iter().map(|entry| entry.offset).skip(1).chain([offset]);
        if !entries.is_empty() && !stops.all(|stop| starts.next() == Some(stop)) {
            return Err(cursor.malformed());
        }
        Ok(Self { segment, previous, entries, tracks, root, signature })
    }

    /// The hash that stands for this segment in the tree over all segments.
    pub(super) fn segment_hash(&self) -> Hash {
        Sha256::new()
            .chain_update([2_u8])
            .chain_update(self.segment.to_le_bytes())
            .chain_update(self.tracks_bytes())
            .finalize()
            .into()
    }

    fn tracks_bytes(&self) -> Vec<u8> {
        let mut out = vec![u8::try_from(self.tracks.len()).unwrap_or(u8::MAX)];
        for (track, chunks, node) in &self.tracks {
            out.push(*track);
            out.extend_from_slice(&chunks.to_le_bytes());
            out.extend_from_slice(node);
        }
        out
    }
}

/// Gathers the hashes of a recording, chunk by chunk and segment by segment.
#[derive(Default)]
pub(super) struct Hashes {
    /// Trees over the chunks of the segment that is open, by track number.
    tracks: BTreeMap<u8, Tree>,
    /// The tree over the segments that are done.
    segments: Tree,
}

impl Hashes {
    /// Takes the hash of the next chunk.
    pub(super) fn push(&mut self, track: u8, leaf: Hash) {
        self.tracks.entry(track).or_default().push(leaf);
    }

    /// Ends the segment: the checkpoint for it, without entries.
    pub(super) fn end_segment(&mut self, previous: u64) -> Checkpoint {
        let tracks = std::mem::take(&mut self.tracks);
        let tracks = tracks
            .into_iter()
            .filter_map(|(track, tree)| Some((track, tree.leaves(), tree.root()?)))
            .collect();
        let mut checkpoint = Checkpoint {
            segment: self.segments.leaves(),
            previous,
            entries: Vec::new(),
            tracks,
            root: [0; 32],
            signature: UNSIGNED,
        };
        self.segments.push(checkpoint.segment_hash());
        checkpoint.root = self.segments.root().unwrap_or_default();
        checkpoint
    }

    /// The tree over the segments that are done.
    pub(super) fn segments(&self) -> &Tree {
        &self.segments
    }

    /// Goes back to these segments and appends one by its hash.
    pub(super) fn replace_segments(&mut self, segments: Tree, segment: Hash) {
        self.segments = segments;
        self.segments.push(segment);
    }
}
