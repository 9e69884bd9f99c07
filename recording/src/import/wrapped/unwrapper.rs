//! Taking off every layer.

use super::bzip2::Bzip2;
use super::gzip::Gzip;
use super::kind::{Kind, kind_of};
use super::xz::Xz;
use super::zstd::Zstd;
use super::{Finished, Layer, PIECE_BYTES, Unpacked};
use crate::error::{Error, Result};
use crate::import::Report;
use crate::limits;

/// What takes the unwrapped bytes.
type Taker<'a> = &'a mut dyn FnMut(&[u8]) -> Result<()>;

/// Takes off every layer of compression around a source, whatever number of members, streams or frames it has.
pub(in crate::import) struct Unwrapper {
    layers: Vec<Wrapping>,
    /// The first bytes, as long as they do not tell whether there is another layer.
    head: Vec<u8>,
    is_open: bool,
    bytes_in: u64,
    bytes_out: u64,
    report: Report,
}

struct Wrapping {
    layer: Box<dyn Layer>,
    is_damaged: bool,
}

impl Unwrapper {
    pub(in crate::import) fn new() -> Self {
        Self {
            layers: Vec::new(),
            head: Vec::new(),
            is_open: false,
            bytes_in: 0,
            bytes_out: 0,
            report: Report::default(),
        }
    }

    /// Takes the next bytes of the source and hands on what they hold.
    ///
    /// # Errors
    /// [`Error::LimitReached`] for what unpacks to more than [`limits::UNWRAPPED_BYTES`] or by more than
    /// [`limits::UNWRAPPED_RATIO`], and those of `taker`. Damage is no error: it ends the source.
    pub(in crate::import) fn feed(&mut self, bytes: &[u8], taker: Taker<'_>) -> Result<()> {
        self.bytes_in = self.bytes_in.saturating_add(bytes.len() as u64);
        self.pass(0, bytes, taker)
    }

    /// The source ends. Hands on what is left and tells of damage and missing ends.
    ///
    /// # Errors
    /// As [`Unwrapper::feed`].
    pub(in crate::import) fn finish(&mut self, taker: Taker<'_>) -> Result<Report> {
        let mut depth = 0;
        // what a layer still holds may show another one below it
        while depth < self.layers.len() {
            self.finish_layer(depth, taker)?;
            depth += 1;
        }
        if !self.is_open {
            // too short to be compressed
            self.is_open = true;
            let head = std::mem::take(&mut self.head);
            self.hand_on(&head, taker)?;
        }
        Ok(std::mem::take(&mut self.report))
    }

    fn finish_layer(&mut self, depth: usize, taker: Taker<'_>) -> Result<()> {
        let mut piece = Vec::with_capacity(PIECE_BYTES);
        loop {
            let Some(Wrapping { layer, is_damaged: false }) = self.layers.get_mut(depth) else {
                return Ok(());
            };
            piece.clear();
            let finished = layer.finish(&mut piece)?;
            match finished {
                Finished::More | Finished::Whole => {}
                Finished::Cut => self.report.truncated = true,
                Finished::Damaged => self.damage(depth),
            }
            self.pass(depth + 1, &piece, taker)?;
            if !matches!(finished, Finished::More) {
                return Ok(());
            }
        }
    }

    /// Takes bytes that `depth` layers have been taken off from.
    fn pass(&mut self, depth: usize, bytes: &[u8], taker: Taker<'_>) -> Result<()> {
        if depth < self.layers.len() {
            return self.unwrap(depth, bytes, taker);
        }
        if self.is_open {
            return self.hand_on(bytes, taker);
        }
        self.head.extend_from_slice(bytes);
        let layer: Box<dyn Layer> = match kind_of(&self.head) {
            Kind::Unknown => return Ok(()),
            Kind::Plain => {
                self.is_open = true;
                let head = std::mem::take(&mut self.head);
                return self.hand_on(&head, taker);
            }
            Kind::Gzip => Box::new(Gzip::new()),
            Kind::Bzip2 => Box::new(Bzip2::new()),
            Kind::Xz => Box::new(Xz::new()?),
            Kind::Zstd => Box::new(Zstd::new()?),
        };
        if self.layers.len() >= limits::WRAPPINGS {
            return Err(Error::LimitReached {
                what: "number of compressions around a recording",
                limit: limits::WRAPPINGS as u64,
            });
        }
        self.layers.push(Wrapping { layer, is_damaged: false });
        let head = std::mem::take(&mut self.head);
        self.pass(depth, &head, taker)
    }

    /// Takes one layer off.
    fn unwrap(&mut self, depth: usize, bytes: &[u8], taker: Taker<'_>) -> Result<()> {
        let mut rest = bytes;
        let mut piece = Vec::with_capacity(PIECE_BYTES);
        while !rest.is_empty() {
            // what follows damage cannot be told from rubbish
            let Some(Wrapping { layer, is_damaged: false }) = self.layers.get_mut(depth) else {
                return Ok(());
            };
            piece.clear();
            let unpacked = layer.unpack(rest, &mut piece)?;
            match unpacked {
                // no step forward at all would be one for ever
                Unpacked::Used(0) if piece.is_empty() => self.damage(depth),
                Unpacked::Used(used) => rest = rest.get(used..).unwrap_or_default(),
                Unpacked::Damaged => self.damage(depth),
            }
            self.pass(depth + 1, &piece, taker)?;
        }
        self.drain(depth, &mut piece, taker)
    }

    /// Hands on what a layer holds although it has used all of its input.
    fn drain(&mut self, depth: usize, piece: &mut Vec<u8>, taker: Taker<'_>) -> Result<()> {
        // only a piece that was full may have been too small
        while piece.len() >= PIECE_BYTES {
            let Some(Wrapping { layer, is_damaged: false }) = self.layers.get_mut(depth) else {
                return Ok(());
            };
            piece.clear();
            if let Unpacked::Damaged = layer.unpack(&[], piece)? {
                self.damage(depth);
            }
            self.pass(depth + 1, piece, taker)?;
        }
        Ok(())
    }

    /// Notes that a layer cannot be read any further.
    fn damage(&mut self, depth: usize) {
        if let Some(wrapping) = self.layers.get_mut(depth) {
            wrapping.is_damaged = true;
            self.report.note(wrapping.layer.damage(), self.bytes_out);
            self.report.truncated = true;
        }
    }

    fn hand_on(&mut self, bytes: &[u8], taker: Taker<'_>) -> Result<()> {
        self.bytes_out = self.bytes_out.saturating_add(bytes.len() as u64);
        if !self.layers.is_empty() {
            if self.bytes_out > limits::UNWRAPPED_BYTES {
                return Err(Error::LimitReached { what: "unpacked size", limit: limits::UNWRAPPED_BYTES });
            }
            let allowed = self.bytes_in.saturating_mul(limits::UNWRAPPED_RATIO);
            if self.bytes_out > limits::UNWRAPPED_FREE_BYTES.saturating_add(allowed) {
                return Err(Error::LimitReached {
                    what: "ratio of the unpacked size to the packed",
                    limit: limits::UNWRAPPED_RATIO,
                });
            }
        }
        if bytes.is_empty() { Ok(()) } else { taker(bytes) }
    }
}
