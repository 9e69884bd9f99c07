//! The blocks of an FBS file.

use crate::error::{Error, Result};
use crate::limits;

/// What comes out of a file.
pub(super) enum Piece<'a> {
    /// Bytes of a block, whose time is to follow.
    Bytes(&'a [u8]),
    /// The block that started at `offset` is complete: it is of `ms` milliseconds since the start.
    Time { ms: u32, offset: u64 },
    /// A block cannot be one: what follows cannot be read.
    Damage { what: &'static str, offset: u64 },
}

/// Takes a file apart, fed in pieces of any size.
pub(super) struct Blocks {
    stage: Stage,
    /// The part of a line or of a number that has come.
    partial: Vec<u8>,
    offset: u64,
    block_offset: u64,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Stage {
    /// The line with the version.
    Version,
    /// A line of facts.
    Facts,
    /// The length of the first block, and the first bytes of it.
    First,
    /// The length of a block.
    Length,
    /// Bytes of a block, and how many bytes of padding follow them.
    Bytes {
        left: usize,
        padding: usize,
    },
    /// The padding and the time.
    Time {
        padding: usize,
    },
    Damaged,
}

/// `FBS 001.000` and a line feed.
const VERSION_BYTES: usize = 12;
/// What the server says first.
const SERVER_START: &[u8] = b"RFB ";

impl Blocks {
    pub(super) fn new() -> Self {
        Self { stage: Stage::Version, partial: Vec::new(), offset: 0, block_offset: 0 }
    }

    /// Bytes that have been taken.
    pub(super) fn offset(&self) -> u64 {
        self.offset
    }

    /// Whether the file ends inside of a block, or before the first.
    pub(super) fn is_inside(&self) -> bool {
        match self.stage {
            Stage::Version | Stage::Facts | Stage::First | Stage::Bytes { .. } | Stage::Time { .. } => true,
            Stage::Length => !self.partial.is_empty(),
            Stage::Damaged => false,
        }
    }

    /// Takes the next bytes.
    ///
    /// # Errors
    /// [`Error::Unsupported`] for a file that is not the server's half, or of another version;
    /// [`Error::LimitReached`] for an endless line; those of `taker`.
    pub(super) fn feed(
        &mut self,
        bytes: &[u8],
        taker: &mut dyn FnMut(Piece<'_>) -> Result<()>,
    ) -> Result<()> {
        let mut rest = bytes;
        while !rest.is_empty() {
            match self.stage {
                Stage::Version => {
                    if let Some(version) = self.gather(&mut rest, VERSION_BYTES) {
                        self.stage = after_version(&version)?;
                    }
                }
                Stage::Facts => {
                    let line = rest.split_inclusive(|byte| *byte == b'\n').next().unwrap_or_default();
                    self.offset += line.len() as u64;
                    self.partial.extend_from_slice(line);
                    rest = rest.get(line.len()..).unwrap_or_default();
                    if line.ends_with(b"\n") {
                        self.partial.clear();
                        self.stage = Stage::First;
                    } else if self.partial.len() > limits::RFB_TEXT_BYTES {
                        let limit = limits::RFB_TEXT_BYTES as u64;
                        return Err(Error::LimitReached { what: "line of facts of an RFB recording", limit });
                    }
                }
                Stage::First => {
                    let Some(start) = self.gather(&mut rest, 4 + SERVER_START.len()) else { continue };
                    let (length, first) = start.split_at(4);
                    if first != SERVER_START {
                        return Err(not_the_server());
                    }
                    self.block_offset = self.offset - start.len() as u64;
                    self.stage = block(length);
                    match &mut self.stage {
                        Stage::Bytes { left, .. } if *left >= first.len() => *left -= first.len(),
                        _ => {
                            return Err(Error::Malformed {
                                what: "RFB recording",
                                offset: self.block_offset,
                            });
                        }
                    }
                    taker(Piece::Bytes(first))?;
                    self.end_bytes();
                }
                Stage::Length => {
                    let Some(length) = self.gather(&mut rest, 4) else { continue };
                    self.block_offset = self.offset - 4;
                    self.stage = block(&length);
                    if self.stage == Stage::Damaged {
                        taker(Piece::Damage {
                            what: "block over the size limit",
                            offset: self.block_offset,
                        })?;
                    }
                    self.end_bytes();
                }
                Stage::Bytes { left, padding } => {
                    let (piece, after) = rest.split_at(left.min(rest.len()));
                    self.offset += piece.len() as u64;
                    rest = after;
                    self.stage = Stage::Bytes { left: left - piece.len(), padding };
                    taker(Piece::Bytes(piece))?;
                    self.end_bytes();
                }
                Stage::Time { padding } => {
                    let Some(end) = self.gather(&mut rest, padding + 4) else { continue };
                    let ms = end.last_chunk().map_or(0, |ms| u32::from_be_bytes(*ms));
                    self.stage = Stage::Length;
                    taker(Piece::Time { ms, offset: self.block_offset })?;
                }
                Stage::Damaged => return Ok(()),
            }
        }
        Ok(())
    }

    /// Goes on to the time where all bytes of a block have come.
    fn end_bytes(&mut self) {
        if let Stage::Bytes { left: 0, padding } = self.stage {
            self.stage = Stage::Time { padding };
        }
    }

    /// Takes bytes until there are `count`.
    fn gather(&mut self, rest: &mut &[u8], count: usize) -> Option<Vec<u8>> {
        let missing = count.saturating_sub(self.partial.len());
        let (piece, after) = rest.split_at(missing.min(rest.len()));
        *rest = after;
        self.offset += piece.len() as u64;
        self.partial.extend_from_slice(piece);
        (self.partial.len() >= count).then(|| std::mem::take(&mut self.partial))
    }
}

fn after_version(version: &[u8]) -> Result<Stage> {
    match version {
        b"FBS 001.000\n" | b"FBS 001.001\n" => Ok(Stage::First),
        b"FBS 001.002\n" => Ok(Stage::Facts),
        [b'R', b'F', b'B', ..] => Err(Error::Unsupported {
            what: "RFB recording",
            found: "the bytes of a VNC connection without times, which cannot be played".to_owned(),
        }),
        [b'\n', ..] => Err(Error::Unsupported {
            what: "RFB recording",
            found: "the protobuf form of one recorder; play the server's .rbs file that belongs to it"
                .to_owned(),
        }),
        [0, ..] => Err(not_the_server()),
        _ => Err(Error::Unsupported {
            what: "RFB recording",
            found: "a version other than FBS 001.000, 001.001 and 001.002".to_owned(),
        }),
    }
}

fn not_the_server() -> Error {
    Error::Unsupported {
        what: "RFB recording",
        found: "what the viewer said, which holds no picture; play the server's .rbs file that belongs to it"
            .to_owned(),
    }
}

/// What comes after a length.
fn block(length: &[u8]) -> Stage {
    let length = length.first_chunk().map_or(u32::MAX, |length| u32::from_be_bytes(*length));
    match usize::try_from(length) {
        Ok(left) if left <= limits::RFB_BLOCK_BYTES => {
            Stage::Bytes { left, padding: left.next_multiple_of(4) - left }
        }
        _ => Stage::Damaged,
    }
}
