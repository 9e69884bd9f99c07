//! Damage to text and bytes.

use super::random::Random;

/// Changes, removes, repeats or cuts off bytes, or inserts one of `pieces`: one to `most` times.
pub(crate) fn mutate(random: &mut Random, bytes: &mut Vec<u8>, most: usize, pieces: &[&[u8]]) {
    for _ in 0..1 + random.below(most) {
        if bytes.is_empty() {
            return;
        }
        let at = random.below(bytes.len());
        match random.below(7) {
            0 => bytes[at] ^= 1 << random.below(8),
            1 => bytes[at] = random.below(256) as u8,
            2 => {
                // mostly small cuts, so that something is left
                let end = (at + random.below(8)).min(bytes.len());
                bytes.drain(at..end);
            }
            3 if random.below(8) == 0 => bytes.truncate(at),
            4 => {
                let end = (at + random.below(40)).min(bytes.len());
                let piece = bytes[at..end].to_vec();
                let to = random.below(bytes.len());
                bytes.splice(to..to, piece);
            }
            _ => {
                let piece = pieces[random.below(pieces.len())].iter().copied();
                bytes.splice(at..at, piece);
            }
        }
    }
}
