//! The packed coding: differences to the value above or on the left, in groups of 8 that each take as many bits as
//! their largest needs, bit by bit. Noise takes less than half as many bytes as one for each difference, and so
//! does what Zstandard has to decode.

use crate::picture::TILE_PX;

/// Differences in a group.
pub(super) const GROUP_PX: usize = 8;
/// Groups of a row of a tile.
pub(super) const ROW_GROUPS: usize = TILE_PX as usize / GROUP_PX;

/// The values of a row of a plane.
pub(super) type Row = [u8; TILE_PX as usize];
/// The groups of a row: at first the bits of the differences, one byte for each bit; transposed the differences.
pub(super) type Groups = [u64; ROW_GROUPS];

/// Bytes that tell of each row of a box of this width how it was predicted, and the bits of its groups.
pub(super) const fn head_bytes(width: usize) -> usize {
    1 + width.div_ceil(GROUP_PX).div_ceil(2) * 3
}

/// The bits that each byte of a group takes, one byte for each bit, or the other way round.
#[inline(always)]
pub(super) fn transpose(groups: &mut Groups) {
    for group in groups {
        let mut bits = *group;
        bits = exchange::<7>(bits, 0x00aa_00aa_00aa_00aa);
        bits = exchange::<14>(bits, 0x0000_cccc_0000_cccc);
        *group = exchange::<28>(bits, 0x0000_0000_f0f0_f0f0);
    }
}

/// Exchanges the bits under the mask with those as much higher. Shifted last: a number exclusive or itself shifted
/// is compiled to a multiplication, which is slow where several groups are done at once.
#[inline(always)]
fn exchange<const HIGHER: u32>(bits: u64, mask: u64) -> u64 {
    bits & !(mask | mask << HIGHER) | (bits & mask) << HIGHER | bits >> HIGHER & mask
}

/// Takes rows and gives the bytes of a box.
#[derive(Default)]
pub(super) struct PackedWriter {
    /// The values of the row above of each plane.
    above: [Vec<u8>; 3],
    heads: Vec<u8>,
    data: Vec<u8>,
}

impl PackedWriter {
    /// Starts a box.
    pub(super) fn clear(&mut self) {
        for above in &mut self.above {
            above.clear();
            above.resize(TILE_PX as usize, 0);
        }
        self.heads.clear();
        self.data.clear();
    }

    /// Adds a row of green, red less green, and blue less green, at most a tile wide.
    pub(super) fn row(&mut self, planes: [&[u8]; 3]) {
        let groups = planes[0].len().div_ceil(GROUP_PX);
        let flags_at = self.heads.len();
        self.heads.push(0);
        for ((plane, values), above) in planes.into_iter().enumerate().zip(&mut self.above) {
            let mut by_above: Row = [0; TILE_PX as usize];
            for ((difference, value), above) in by_above.iter_mut().zip(values).zip(&*above) {
                *difference = zigzag(value.wrapping_sub(*above));
            }
            let mut by_left: Row = [0; TILE_PX as usize];
            let lefts = above.iter().take(1).chain(values);
            for ((difference, value), left) in by_left.iter_mut().zip(values).zip(lefts) {
                *difference = zigzag(value.wrapping_sub(*left));
            }
            above[..values.len()].copy_from_slice(values);
            let (by_above, by_left) = (Grouped::of(&by_above), Grouped::of(&by_left));
            let best = if by_left.bits() < by_above.bits() {
                self.heads[flags_at] |= 1 << plane;
                by_left
            } else {
                by_above
            };
            self.heads.extend(best.widths[..groups].chunks(2).map(|pair| match pair {
                [low, high] => low | high << 4,
                other => other[0],
            }));
            let mut bits = best.groups;
            transpose(&mut bits);
            for (group, width) in bits.iter().zip(best.widths) {
                self.data.extend(&group.to_le_bytes()[..usize::from(width)]);
            }
        }
    }

    /// Bytes of the box.
    pub(super) fn len(&self) -> usize {
        self.heads.len() + self.data.len()
    }

    /// Bytes of the two parts of it: what tells of the rows, and the differences.
    pub(super) fn parts(&self) -> [&[u8]; 2] {
        [&self.heads, &self.data]
    }
}

/// The differences of a row in groups, and the bits that each takes.
struct Grouped {
    groups: Groups,
    widths: [u8; ROW_GROUPS],
}

impl Grouped {
    fn of(differences: &Row) -> Self {
        let mut groups = [0; ROW_GROUPS];
        let mut widths = [0; ROW_GROUPS];
        let (bytes, _) = differences.as_chunks::<GROUP_PX>();
        for ((group, width), bytes) in groups.iter_mut().zip(&mut widths).zip(bytes) {
            *group = u64::from_le_bytes(*bytes);
            let largest = bytes.iter().fold(0, |all, byte| all | byte);
            *width = (u8::BITS - largest.leading_zeros()) as u8;
        }
        Self { groups, widths }
    }

    fn bits(&self) -> u32 {
        self.widths.iter().map(|width| u32::from(*width)).sum()
    }
}

/// A signed difference as an unsigned number, small where it is small: 0, -1, 1, -2, ...
#[inline]
fn zigzag(difference: u8) -> u8 {
    difference << 1 ^ (difference.cast_signed() >> 7).cast_unsigned()
}
