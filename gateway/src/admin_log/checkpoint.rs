//! Checkpoints: where the log ended at a time, signed with a key of the gateway (Ed25519, RFC 8032).
//!
//! What is signed: the words `afterimage admin log checkpoint 1`, the number of the last entry (8 bytes, little-endian),
//! its hash (32 bytes), and the time (8 bytes, little-endian).

use super::{Hash, Head};
use crate::objects::sync_folder;
use crate::{Error, Result};
use ed25519_dalek::{Signature, Signer, SigningKey, VerifyingKey};
use serde::{Deserialize, Serialize};
use std::fmt;
use std::fs;
use std::io::{self, Write};
use std::path::Path;

const DOMAIN: &[u8] = b"afterimage admin log checkpoint 1";

/// Where the log ended at a time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Checkpoint {
    /// The end.
    pub head: Head,
    /// The time, by the gateway's clock, in milliseconds since 1970-01-01 UTC.
    pub at_ms: i64,
}

/// A checkpoint as it is written: one line of JSON.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Line {
    sequence: i64,
    hash: String,
    at_ms: i64,
    signature: String,
}

impl Checkpoint {
    fn signed_bytes(&self) -> Vec<u8> {
        let Head { sequence, hash } = self.head;
        [DOMAIN, &sequence.to_le_bytes(), &hash.0, &self.at_ms.to_le_bytes()].concat()
    }

    /// Reads a line, and checks its signature.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn read(line: &str, key: &VerifyingKey) -> Result<Self, &'static str> {
        let line: Line = serde_json::from_str(line).map_err(|_| "it cannot be read")?;
        let hash = Hash::of_hex(&line.hash).ok_or("its hash cannot be read")?;
        let checkpoint = Self { head: Head { sequence: line.sequence, hash }, at_ms: line.at_ms };
        let signature = bytes_of_hex(&line.signature).ok_or("its signature cannot be read")?;
        key.verify_strict(&checkpoint.signed_bytes(), &Signature::from_bytes(&signature))
            .map_err(|_| "it is not signed with the key of this gateway")?;
        Ok(checkpoint)
    }
}

/// The key that checkpoints are signed with.
#[derive(Clone)]
pub struct CheckpointKey(SigningKey);

// the key itself is not shown
impl fmt::Debug for CheckpointKey {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "CheckpointKey({})", self.public())
    }
}

impl CheckpointKey {
    /// Reads the key from a file, which is made where it is missing, for its owner alone to read.
    ///
    /// # Errors
    /// [`Error::ReadFile`], [`Error::WriteFile`], [`Error::NoSpace`], [`Error::Random`].
    pub fn open(file: &Path) -> Result<Self> {
        match fs::read_to_string(file) {
            Ok(text) => {
                let seed = bytes_of_hex(text.trim());
                let seed = seed.ok_or_else(|| {
                    let what = "it must hold 64 hexadecimal digits; restore it from a backup";
                    Error::reading(file, io::Error::new(io::ErrorKind::InvalidData, what))
                })?;
                Ok(Self(SigningKey::from_bytes(&seed)))
            }
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                let mut seed = [0; 32];
                getrandom::fill(&mut seed).map_err(Error::Random)?;
                write_key(file, &format!("{}\n", Hash(seed)))?;
                Ok(Self(SigningKey::from_bytes(&seed)))
            }
            Err(error) => Err(Error::reading(file, error)),
        }
    }

    /// What signatures are checked with.
    pub fn verifying(&self) -> VerifyingKey {
        self.0.verifying_key()
    }

    /// The same in 64 hexadecimal digits.
    pub fn public(&self) -> Hash {
        Hash(self.verifying().to_bytes())
    }

    /// A line of JSON, without its end.
    pub fn sign(&self, checkpoint: &Checkpoint) -> String {
        let signature = self.0.sign(&checkpoint.signed_bytes()).to_bytes();
        let signature = signature.iter().map(|byte| format!("{byte:02x}")).collect();
        let Checkpoint { head: Head { sequence, hash }, at_ms } = *checkpoint;
        let line = Line { sequence, hash: hash.to_string(), at_ms, signature };
        // numbers and texts are always JSON
        serde_json::to_string(&line).unwrap_or_default()
    }
}

/// Writes the file for its owner alone, whole or not at all.
fn write_key(file: &Path, text: &str) -> Result<()> {
    let folder = file.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let write = || -> io::Result<()> {
        let mut unfinished = tempfile::NamedTempFile::new_in(folder)?;
        unfinished.write_all(text.as_bytes())?;
        unfinished.as_file().sync_all()?;
        unfinished.persist_noclobber(file)?;
        Ok(())
    };
    write().map_err(|error| Error::writing(file, error))?;
    sync_folder(folder)
}

fn bytes_of_hex<const N: usize>(text: &str) -> Option<[u8; N]> {
    if text.len() != 2 * N || !text.bytes().all(|digit| digit.is_ascii_hexdigit()) {
        return None;
    }
    let mut bytes = [0; N];
    for (byte, place) in bytes.iter_mut().zip((0..).step_by(2)) {
        *byte = u8::from_str_radix(text.get(place..place + 2)?, 16).ok()?;
    }
    Some(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::os::unix::fs::PermissionsExt;

    #[test]
    fn a_key_is_made_once_for_its_owner_alone() {
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join("key");
        let made = CheckpointKey::open(&file).expect("a key");
        assert_eq!(made.public(), CheckpointKey::open(&file).expect("the key").public());
        assert_eq!(fs::metadata(&file).expect("a file").permissions().mode() & 0o777, 0o600);
        assert!(!format!("{made:?}").contains(fs::read_to_string(&file).expect("a text").trim()));
        fs::write(&file, "zz").expect("a file");
        assert!(CheckpointKey::open(&file).is_err());
    }

    #[test]
    fn no_byte_of_a_line_can_be_changed() {
        let folder = tempfile::tempdir().expect("a folder");
        let key = CheckpointKey::open(&folder.path().join("key")).expect("a key");
        let checkpoint =
            Checkpoint { head: Head { sequence: 7, hash: Hash([0xab; 32]) }, at_ms: 1_700_000_000_000 };
        let line = key.sign(&checkpoint);
        assert_eq!(Checkpoint::read(&line, &key.verifying()), Ok(checkpoint));
        for place in 0..line.len() {
            for other in [b'0', b'9', b'f', b'"', b' ', b'}'] {
                let mut changed = line.clone().into_bytes();
                if changed[place] == other {
                    continue;
                }
                changed[place] = other;
                let changed = String::from_utf8(changed).expect("ASCII");
                let read = Checkpoint::read(&changed, &key.verifying());
                // spaces in other places mean nothing, and say the same
                assert!(read.is_err() || read == Ok(checkpoint) && other == b' ', "{changed}");
            }
        }
        let other = CheckpointKey::open(&folder.path().join("other")).expect("a key");
        assert!(Checkpoint::read(&line, &other.verifying()).is_err());
    }
}
