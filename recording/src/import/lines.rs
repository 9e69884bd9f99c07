//! Lines of a text that comes in pieces.

use crate::error::Result;

/// Cuts what it is fed into lines; one that is over the limit is dropped as it comes.
pub(super) struct Lines {
    limit_bytes: usize,
    pending: Vec<u8>,
    offset: u64,
    is_overlong: bool,
}

/// A line without the line feed that ended it, and the byte offset of its start.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Line<'a> {
    /// The line; `None` where it was over the limit.
    pub(super) bytes: Option<&'a [u8]>,
    pub(super) offset: u64,
    /// Whether a line feed ended it.
    pub(super) is_ended: bool,
}

impl Lines {
    pub(super) fn new(limit_bytes: usize) -> Self {
        Self { limit_bytes, pending: Vec::new(), offset: 0, is_overlong: false }
    }

    /// Takes the next bytes and hands on the lines that they complete.
    pub(super) fn feed(&mut self, bytes: &[u8], take: &mut dyn FnMut(Line<'_>) -> Result<()>) -> Result<()> {
        for piece in bytes.split_inclusive(|byte| *byte == b'\n') {
            let (part, is_ended) = match piece.strip_suffix(b"\n") {
                Some(part) => (part, true),
                None => (piece, false),
            };
            if self.is_overlong || self.pending.len().saturating_add(part.len()) > self.limit_bytes {
                self.is_overlong = true;
                self.offset = self.offset.saturating_add((self.pending.len() + part.len()) as u64);
                self.pending = Vec::new();
            } else {
                self.pending.extend_from_slice(part);
            }
            if is_ended {
                self.hand_on(true, take)?;
            }
        }
        Ok(())
    }

    /// The text ends: hands on the line that no line feed ended, where there is one.
    pub(super) fn finish(&mut self, take: &mut dyn FnMut(Line<'_>) -> Result<()>) -> Result<()> {
        if self.pending.is_empty() && !self.is_overlong { Ok(()) } else { self.hand_on(false, take) }
    }

    fn hand_on(&mut self, is_ended: bool, take: &mut dyn FnMut(Line<'_>) -> Result<()>) -> Result<()> {
        let is_overlong = std::mem::take(&mut self.is_overlong);
        let offset = self.offset;
        self.offset = offset.saturating_add(self.pending.len() as u64).saturating_add(u64::from(is_ended));
        let taken = take(Line { bytes: (!is_overlong).then_some(&self.pending), offset, is_ended });
        self.pending.clear();
        taken
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_do_not_depend_on_the_pieces() {
        let text = b"one\n\nthree\r\nfar too long\nlast";
        for piece in 1..=text.len() {
            let mut lines = Lines::new(8);
            let mut found = Vec::new();
            let mut take = |line: Line<'_>| {
                found.push((line.bytes.map(<[u8]>::to_vec), line.is_ended));
                Ok(())
            };
            for piece in text.chunks(piece) {
                lines.feed(piece, &mut take).expect("takes");
            }
            lines.finish(&mut take).expect("takes");
            let expected: [(Option<&[u8]>, bool); 5] = [
                (Some(b"one"), true),
                (Some(b""), true),
                (Some(b"three\r"), true),
                (None, true),
                (Some(b"last"), false),
            ];
            let expected: Vec<_> =
                expected.iter().map(|(line, is_ended)| (line.map(<[u8]>::to_vec), *is_ended)).collect();
            assert_eq!(found, expected, "in pieces of {piece}");
        }
    }

    #[test]
    fn offsets_are_those_of_line_starts() {
        let mut lines = Lines::new(100);
        let mut found = Vec::new();
        let mut take = |line: Line<'_>| {
            found.push(line.offset);
            Ok(())
        };
        lines.feed(b"ab\n\ncde\nf", &mut take).expect("takes");
        lines.finish(&mut take).expect("takes");
        assert_eq!(found, [0, 3, 4, 8]);
    }
}
