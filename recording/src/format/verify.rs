//! Checking every byte of a recording.

use super::walk::Fault;

/// What checking a recording came to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Verdict {
    /// It ends in a seal and a footer.
    pub closed: bool,
    /// The seal is signed. Version 1 does not sign.
    pub signed: bool,
    /// Number of the tracks' chunks that are sound.
    pub chunks: u64,
    /// The hash over everything that the seal, or the last checkpoint, gives.
    pub root: [u8; 32],
    /// Everything that is not sound, in the order of the file.
    pub faults: Vec<Fault>,
}

impl Verdict {
    /// Whether the recording is complete and every byte is as it was written.
    pub fn is_sound(&self) -> bool {
        self.closed && self.faults.is_empty()
    }
}
