//! The Merkle trees over chunks and segments, as in RFC 6962, section 2.1 "Merkle Hash Trees".

use super::frame::Hash;
use sha2::{Digest, Sha256};

/// A tree that grows at its right side. Holds one hash for each full subtree: at most 64.
#[derive(Clone, Debug, Default)]
pub(super) struct Tree {
    /// Roots of full subtrees from left to right, each with the number of its leaves as a power of two.
    peaks: Vec<(u32, Hash)>,
    leaves: u32,
}

impl Tree {
    /// Appends a leaf by its hash.
    pub(super) fn push(&mut self, leaf: Hash) {
        let (mut level, mut hash) = (0, leaf);
        while let Some((_, left)) = self.peaks.pop_if(|(peak, _)| *peak == level) {
            hash = node_hash(&left, &hash);
            level += 1;
        }
        self.peaks.push((level, hash));
        self.leaves = self.leaves.saturating_add(1);
    }

    /// Number of leaves.
    pub(super) fn leaves(&self) -> u32 {
        self.leaves
    }

    /// The root over all leaves; `None` where there are none.
    pub(super) fn root(&self) -> Option<Hash> {
        self.peaks.iter().rev().map(|(_, hash)| *hash).reduce(|right, left| node_hash(&left, &right))
    }
}

/// The hash of an inner node: over 0x01 and the hashes of its two halves.
fn node_hash(left: &Hash, right: &Hash) -> Hash {
    Sha256::new().chain_update([1_u8]).chain_update(left).chain_update(right).finalize().into()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The definition of the RFC, word for word.
    fn root_by_definition(leaves: &[Hash]) -> Hash {
        if let [leaf] = leaves {
            return *leaf;
        }
        let half = leaves.len().next_power_of_two() / 2;
        node_hash(&root_by_definition(&leaves[..half]), &root_by_definition(&leaves[half..]))
    }

    #[test]
    fn grows_to_the_tree_of_the_rfc() {
        let mut tree = Tree::default();
        let mut leaves = Vec::new();
        assert_eq!(tree.root(), None);
        for number in 0..70_u8 {
            leaves.push([number; 32]);
            tree.push([number; 32]);
            assert_eq!(tree.root(), Some(root_by_definition(&leaves)), "{} leaves", leaves.len());
            assert_eq!(tree.leaves() as usize, leaves.len());
        }
    }
}
