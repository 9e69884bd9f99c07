//! gzip and zstd around a source, unwrapped while it comes.

use super::Report;
use crate::error::{Error, Result};
use crate::limits;
use flate2::write::MultiGzDecoder;
use std::io::{ErrorKind, Write};
use zstd_safe::{DCtx, InBuffer, OutBuffer};

/// What takes the unwrapped bytes.
type Taker<'a> = &'a mut dyn FnMut(&[u8]) -> Result<()>;

/// Compressed bytes handed to a decoder at once: with a ratio of about 1000 to 1 at most, what comes out stays small.
const STEP_BYTES: usize = 4 * 1024;
/// Size of the piece in which decompressed zstd bytes are handed on.
const PIECE_BYTES: usize = 128 * 1024;

/// Takes off every layer of gzip (of any number of members) and zstd (of any number of frames) around a source.
pub(super) struct Unwrapper {
    layers: Vec<Layer>,
    /// The first bytes, as long as they do not tell whether there is another layer.
    head: Vec<u8>,
    is_open: bool,
    bytes_in: u64,
    bytes_out: u64,
    report: Report,
}

enum Layer {
    Gzip { decoder: Box<MultiGzDecoder<Vec<u8>>>, is_damaged: bool },
    Zstd { context: Box<DCtx<'static>>, is_damaged: bool, is_between_frames: bool },
}

/// The kind of layer that starts with some bytes.
enum Kind {
    Gzip,
    Zstd,
    Plain,
    /// More bytes are needed.
    Unknown,
}

impl Unwrapper {
    pub(super) fn new() -> Self {
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
    pub(super) fn feed(&mut self, bytes: &[u8], taker: Taker<'_>) -> Result<()> {
        self.bytes_in = self.bytes_in.saturating_add(bytes.len() as u64);
        self.pass(0, bytes, taker)
    }

    /// The source ends. Hands on what is left and tells of damage and missing ends.
    pub(super) fn finish(&mut self, taker: Taker<'_>) -> Result<Report> {
        let mut layer = 0;
        // what a layer still holds may show another one below it
        while layer < self.layers.len() {
            if let Some(Layer::Gzip { decoder, is_damaged: false }) = self.layers.get_mut(layer) {
                let finished = decoder.try_finish();
                let out = std::mem::take(decoder.get_mut());
                match finished {
                    Ok(()) => {}
                    Err(error) if error.kind() == ErrorKind::UnexpectedEof => self.report.truncated = true,
                    Err(_) => self.damage(layer, "damaged gzip data"),
                }
                self.pass(layer + 1, &out, taker)?;
            }
            if let Some(Layer::Zstd { is_damaged: false, is_between_frames: false, .. }) =
                self.layers.get(layer)
            {
                self.report.truncated = true;
            }
            layer += 1;
        }
        if !self.is_open {
            // too short to be compressed
            self.is_open = true;
            let head = std::mem::take(&mut self.head);
            self.hand_on(&head, taker)?;
        }
        Ok(std::mem::take(&mut self.report))
    }

    /// Takes bytes that `depth` layers have been taken off from.
    fn pass(&mut self, depth: usize, bytes: &[u8], taker: Taker<'_>) -> Result<()> {
        if depth < self.layers.len() {
            for step in bytes.chunks(STEP_BYTES) {
                self.unwrap_step(depth, step, taker)?;
            }
            return Ok(());
        }
        if self.is_open {
            return self.hand_on(bytes, taker);
        }
        self.head.extend_from_slice(bytes);
        let layer = match kind_of(&self.head) {
            Kind::Unknown => return Ok(()),
            Kind::Plain => {
                self.is_open = true;
                let head = std::mem::take(&mut self.head);
                return self.hand_on(&head, taker);
            }
            Kind::Gzip => {
                Layer::Gzip { decoder: Box::new(MultiGzDecoder::new(Vec::new())), is_damaged: false }
            }
            Kind::Zstd => {
                Layer::Zstd { context: Box::new(zstd_context()?), is_damaged: false, is_between_frames: true }
            }
        };
        if self.layers.len() >= limits::WRAPPINGS {
            return Err(Error::LimitReached {
                what: "number of compressions around a recording",
                limit: limits::WRAPPINGS as u64,
            });
        }
        self.layers.push(layer);
        let head = std::mem::take(&mut self.head);
        self.pass(depth, &head, taker)
    }

    /// Takes one layer off from a few bytes.
    fn unwrap_step(&mut self, depth: usize, step: &[u8], taker: Taker<'_>) -> Result<()> {
        match self.layers.get_mut(depth) {
            Some(Layer::Gzip { decoder, is_damaged: false }) => {
                let written = decoder.write_all(step);
                let out = std::mem::take(decoder.get_mut());
                if written.is_err() {
                    self.damage(depth, "damaged gzip data");
                }
                self.pass(depth + 1, &out, taker)
            }
            Some(Layer::Zstd { is_damaged: false, .. }) => self.unwrap_zstd(depth, step, taker),
            // what follows damage cannot be told from rubbish
            _ => Ok(()),
        }
    }

    fn unwrap_zstd(&mut self, depth: usize, step: &[u8], taker: Taker<'_>) -> Result<()> {
        let mut input = InBuffer::around(step);
        let mut piece = vec![0; PIECE_BYTES];
        loop {
            let Some(Layer::Zstd { context, is_between_frames, .. }) = self.layers.get_mut(depth) else {
                return Ok(());
            };
            let mut output = OutBuffer::around(piece.as_mut_slice());
            let hint = context.decompress_stream(&mut output, &mut input);
            let written = output.pos();
            match hint {
                Ok(hint) => *is_between_frames = hint == 0,
                Err(_) => self.damage(depth, "damaged zstd data"),
            }
            let is_damaged = hint.is_err();
            self.pass(depth + 1, piece.get(..written).unwrap_or_default(), taker)?;
            if is_damaged || (input.pos() >= step.len() && written < PIECE_BYTES) {
                return Ok(());
            }
        }
    }

    /// Notes that a layer cannot be read any further.
    fn damage(&mut self, depth: usize, what: &str) {
        if let Some(Layer::Gzip { is_damaged, .. } | Layer::Zstd { is_damaged, .. }) =
            self.layers.get_mut(depth)
        {
            *is_damaged = true;
        }
        self.report.note(what, self.bytes_out);
        self.report.truncated = true;
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

/// Which compression some bytes start with (RFC 1952 section 2.3.1, RFC 8878 sections 3.1.1 and 3.1.2).
fn kind_of(head: &[u8]) -> Kind {
    const GZIP: &[u8] = &[0x1F, 0x8B];
    const ZSTD: &[u8] = &[0x28, 0xB5, 0x2F, 0xFD];
    if head.starts_with(GZIP) {
        return Kind::Gzip;
    }
    if head.starts_with(ZSTD) {
        return Kind::Zstd;
    }
    if GZIP.starts_with(head) || ZSTD.starts_with(head) {
        return Kind::Unknown;
    }
    // a skippable frame of zstd: 0x184D2A50 to 0x184D2A5F, little-endian
    match head {
        [first, 0x2A, 0x4D, 0x18, ..] if first & 0xF0 == 0x50 => Kind::Zstd,
        [first] | [first, 0x2A] | [first, 0x2A, 0x4D] if first & 0xF0 == 0x50 => Kind::Unknown,
        _ => Kind::Plain,
    }
}

fn zstd_context() -> Result<DCtx<'static>> {
    let unavailable =
        |reason: &str| Error::Unavailable { doing: "setting up zstd", reason: reason.to_owned() };
    DCtx::try_create().ok_or_else(|| unavailable("no memory"))
}
