//! Undoes the packed coding row by row.

#![deny(clippy::indexing_slicing, clippy::cast_possible_truncation)]

use super::packed::{GROUP_PX, Groups, ROW_GROUPS, Row, head_bytes, transpose};
use crate::picture::TILE_PX;

/// Most bytes of a row of a plane, and as many as a group is read from.
const ROW_BYTES: usize = ROW_GROUPS * MOST_BITS + GROUP_PX;
/// Most bits of a difference.
const MOST_BITS: usize = 8;
/// The lowest bytes of a group: none, one, up to all.
const LOWEST: [u64; MOST_BITS + 1] = [
    0,
    0xff,
    0xffff,
    0x00ff_ffff,
    0xffff_ffff,
    0x00ff_ffff_ffff,
    0xffff_ffff_ffff,
    0x00ff_ffff_ffff_ffff,
    u64::MAX,
];
/// Every other of the 8 bytes of a word.
const EVEN: u64 = 0x00ff_00ff_00ff_00ff;
/// Times this, each 16 bits of a word become the sum of themselves and all below.
const SUMS: u64 = 0x0001_0001_0001_0001;

/// Gives the rows of a packed box.
pub(super) struct PackedRows<'a> {
    heads: std::slice::ChunksExact<'a, u8>,
    data: &'a [u8],
}

impl<'a> PackedRows<'a> {
    /// The rows of a box of this size from its bytes; `None` where they are too few.
    pub(super) fn new(width: usize, height: usize, bytes: &'a [u8]) -> Option<Self> {
        let head_bytes = head_bytes(width);
        let (heads, data) = bytes.split_at_checked(head_bytes * height)?;
        Some(Self { heads: heads.chunks_exact(head_bytes), data })
    }

    /// Whether all was used.
    pub(super) fn is_empty(&self) -> bool {
        self.data.is_empty()
    }

    /// Turns the three rows above into the next ones; `None` where the bytes do not tell.
    #[inline]
    pub(super) fn next(&mut self, planes: &mut [Row; 3]) -> Option<()> {
        let (flags, widths) = self.heads.next()?.split_first()?;
        if flags >> 3 != 0 {
            return None;
        }
        let mut widths = widths.chunks_exact(widths.len() / planes.len());
        for (number, plane) in planes.iter_mut().enumerate() {
            let mut bits = [0; ROW_GROUPS];
            for (pair, byte) in bits.as_chunks_mut::<2>().0.iter_mut().zip(widths.next()?) {
                *pair = [byte & 15, byte >> 4];
            }
            let differences = self.differences(&bits)?;
            if flags >> number & 1 == 0 {
                for (value, difference) in plane.iter_mut().zip(differences) {
                    *value = value.wrapping_add(difference);
                }
            } else {
                *plane = sums(plane, &differences);
            }
        }
        Some(())
    }

    /// The differences of a row of a plane, whose groups take as many bits each.
    #[inline(always)]
    fn differences(&mut self, bits: &[u8; ROW_GROUPS]) -> Option<Row> {
        if bits.iter().fold(false, |is_beyond, bits| is_beyond | (usize::from(*bits) > MOST_BITS)) {
            return None;
        }
        let mut groups: Groups = [0; ROW_GROUPS];
        if let Some(bytes) = self.data.first_chunk::<ROW_BYTES>() {
            let mut at = 0_usize;
            for (group, bits) in groups.iter_mut().zip(bits) {
                let bits = usize::from(*bits);
                *group =
                    u64::from_le_bytes(*bytes.get(at..at + GROUP_PX)?.first_chunk()?) & LOWEST.get(bits)?;
                at += bits;
            }
            self.data = self.data.get(at..)?;
        } else {
            for (group, bits) in groups.iter_mut().zip(bits) {
                let (bytes, after) = self.data.split_at_checked(usize::from(*bits))?;
                let mut lowest = [0; GROUP_PX];
                lowest.get_mut(..bytes.len())?.copy_from_slice(bytes);
                *group = u64::from_le_bytes(lowest);
                self.data = after;
            }
        }
        transpose(&mut groups);
        let mut differences: Row = [0; TILE_PX as usize];
        for (bytes, group) in differences.as_chunks_mut().0.iter_mut().zip(groups) {
            *bytes = group.to_le_bytes();
        }
        for difference in &mut differences {
            *difference = *difference >> 1 ^ (*difference & 1).wrapping_neg();
        }
        Some(differences)
    }
}

/// The values of a row that was predicted from the left, 8 at once: the first value above and all differences up to
/// each.
#[inline(always)]
fn sums([above, ..]: &Row, differences: &Row) -> Row {
    let mut values: Row = [0; TILE_PX as usize];
    let mut left = u64::from(*above);
    for (values, differences) in values.as_chunks_mut().0.iter_mut().zip(differences.as_chunks().0) {
        let differences = u64::from_le_bytes(*differences);
        let odd = differences >> 8 & EVEN;
        // In 16 bits each, where nothing is carried over: all of a row are at most 65 times 255. A group waits for
        // those before it only to add its total.
        let pairs = (differences & EVEN) + odd;
        let twos = pairs + (pairs << 16);
        let fours = twos + (twos << 32);
        let sums = fours + left * SUMS;
        left += fours >> 48;
        *values = ((sums - odd) & EVEN | (sums & EVEN) << 8).to_le_bytes();
    }
    values
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::codec::screen::packed::PackedWriter;

    /// Packs planes of numbers, noisier from row to row, and gives the bytes.
    fn packed(width: usize, height: usize) -> (Vec<[Vec<u8>; 3]>, Vec<u8>) {
        let mut number = 1_u32;
        let mut value = |row: usize, x: usize| {
            number = number.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            let [.., noise] = number.to_le_bytes();
            (noise >> (8 - row % 9).min(7)).wrapping_add(x.to_le_bytes()[0] * 3)
        };
        let rows: Vec<[Vec<u8>; 3]> =
            (0..height).map(|row| [0, 1, 2].map(|_| (0..width).map(|x| value(row, x)).collect())).collect();
        let mut writer = PackedWriter::default();
        writer.clear();
        rows.iter().for_each(|[green, red, blue]| writer.row([green, red, blue]));
        assert_eq!(writer.parts().concat().len(), writer.len());
        (rows, writer.parts().concat())
    }

    /// The rows of a box, and whether they took all bytes.
    fn unpacked(width: usize, height: usize, bytes: &[u8]) -> Option<(Vec<[Row; 3]>, bool)> {
        let mut packed = PackedRows::new(width, height, bytes)?;
        let mut planes = [[0; TILE_PX as usize]; 3];
        let rows = (0..height).map(|_| packed.next(&mut planes).map(|()| planes)).collect::<Option<_>>()?;
        Some((rows, packed.is_empty()))
    }

    #[test]
    fn every_width_comes_back() {
        for width in 1..=TILE_PX as usize {
            for height in [1, 2, 19] {
                let (rows, bytes) = packed(width, height);
                let (read, is_all) = unpacked(width, height, &bytes).expect("all rows");
                assert!(is_all);
                for (row, read) in rows.iter().zip(&read) {
                    for (plane, read) in row.iter().zip(read) {
                        assert_eq!(Some(plane.as_slice()), read.get(..width));
                    }
                }
            }
        }
    }

    #[test]
    fn what_cannot_be_is_refused() {
        let (_, bytes) = packed(40, 10);
        for len in 0..bytes.len() {
            assert!(unpacked(40, 10, bytes.get(..len).unwrap_or_default()).is_none(), "{len} bytes");
        }
        let longer = [bytes.as_slice(), &[0]].concat();
        assert!(unpacked(40, 10, &longer).is_some_and(|(_, is_all)| !is_all));
        let with_first = |at: usize, byte: u8| {
            let mut other = bytes.clone();
            other.get_mut(at).into_iter().for_each(|place| *place = byte);
            other
        };
        assert!(unpacked(40, 10, &with_first(0, 8)).is_none(), "a plane that is not there");
        assert!(unpacked(40, 10, &with_first(1, 9)).is_none(), "nine bits");
    }
}
