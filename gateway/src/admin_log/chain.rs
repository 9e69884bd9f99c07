//! Entries hang together: the hash of each covers the one before it.
//!
//! The hash is SHA-256 over, in this order: the words `afterimage admin log entry 1`; the hash of the entry before, 32
//! bytes, of zeros for the first; then each field as its length in bytes (64 bits, little-endian) and its bytes, with
//! 2^64 - 1 as the length of a field that is not there. Numbers are 8 bytes, little-endian.

use sha2::{Digest, Sha256};
use std::fmt;

/// What is hashed first, so that no other hash of ours is ever one of an entry.
const DOMAIN: &[u8] = b"afterimage admin log entry 1";

/// SHA-256 of an entry.
#[derive(Clone, Copy, PartialEq, Eq, Default)]
pub struct Hash(pub [u8; 32]);

impl Hash {
    /// Reads 64 lower-case hexadecimal digits.
    pub fn of_hex(text: &str) -> Option<Self> {
        let digits = text.as_bytes();
        if digits.len() != 64 {
            return None;
        }
        let value = |digit: u8| match digit {
            b'0'..=b'9' => Some(digit - b'0'),
            b'a'..=b'f' => Some(digit - b'a' + 10),
            _ => None,
        };
        let mut hash = [0; 32];
        for (byte, pair) in hash.iter_mut().zip(digits.chunks_exact(2)) {
            let [high, low] = pair else { return None };
            *byte = value(*high)? << 4 | value(*low)?;
        }
        Some(Self(hash))
    }
}

impl fmt::Display for Hash {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(formatter, "{byte:02x}"))
    }
}

impl fmt::Debug for Hash {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, formatter)
    }
}

/// An entry as it is kept, without its hash. Texts are words of [`crate::admin_log::Action`] or what somebody called
/// something.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// 1, 2, 3 and so on.
    pub sequence: i64,
    /// Milliseconds since 1970-01-01 UTC.
    pub at_ms: i64,
    /// Word of the log.
    pub log: String,
    /// Word of the category.
    pub category: String,
    /// Label of the action.
    pub action: String,
    /// Id of what it was done to.
    pub subject_id: Option<String>,
    /// Name of that.
    pub subject: String,
    /// Id of the account that did it.
    pub by_id: Option<String>,
    /// Name of that.
    pub by_name: String,
    /// Where it came from.
    pub address: Option<String>,
    /// Whether it was allowed.
    pub is_authorized: bool,
    /// What changed: JSON.
    pub details: String,
}

impl Entry {
    /// Its hash, where the one before it has this one.
    pub fn hash(&self, previous: Hash) -> Hash {
        // all of them by name, so that none can be forgotten
        let Self {
            sequence,
            at_ms,
            log,
            category,
            action,
            subject_id,
            subject,
            by_id,
            by_name,
            address,
            is_authorized,
            details,
        } = self;
        let mut hasher = Sha256::new();
        hasher.update(DOMAIN);
        hasher.update(previous.0);
        let mut add = |field: Option<&[u8]>| {
            let len = field.map_or(u64::MAX, |field| field.len() as u64);
            hasher.update(len.to_le_bytes());
            hasher.update(field.unwrap_or_default());
        };
        add(Some(&sequence.to_le_bytes()));
        add(Some(&at_ms.to_le_bytes()));
        for text in [log, category, action] {
            add(Some(text.as_bytes()));
        }
        add(subject_id.as_deref().map(str::as_bytes));
        add(Some(subject.as_bytes()));
        add(by_id.as_deref().map(str::as_bytes));
        add(Some(by_name.as_bytes()));
        add(address.as_deref().map(str::as_bytes));
        add(Some(&[u8::from(*is_authorized)]));
        add(Some(details.as_bytes()));
        Hash(hasher.finalize().into())
    }
}

/// Where a log ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub struct Head {
    /// The number of its last entry; 0 where there is none.
    pub sequence: i64,
    /// The hash of that; zeros where there is none.
    pub hash: Hash,
}

/// Something that is not as it was written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fault {
    /// Entries are missing.
    Missing {
        /// The first of them.
        from: i64,
        /// The last of them.
        until: i64,
    },
    /// An entry stands where another one should: it was added, doubled or moved.
    OutOfPlace {
        /// Its number.
        sequence: i64,
    },
    /// An entry, or its hash, was changed.
    Changed {
        /// Its number.
        sequence: i64,
    },
    /// What is kept of the log's end is not its end.
    WrongEnd {
        /// What is kept of it.
        kept: Head,
        /// What it is.
        found: Head,
    },
    /// Nothing is kept of the log's end, or more than one.
    NoEnd,
    /// The log does not hold what a checkpoint says: it was cut short, or written anew.
    NotAsCheckpoint {
        /// The number of the entry that the checkpoint names.
        sequence: i64,
    },
    /// A checkpoint cannot be read, or its signature is not by the key of this gateway.
    BadCheckpoint {
        /// The line of its file, from 1.
        line: usize,
        /// What is wrong with it.
        what: &'static str,
    },
}

impl fmt::Display for Fault {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Missing { from, until } if from == until => write!(formatter, "entry {from} is missing"),
            Self::Missing { from, until } => write!(formatter, "entries {from} to {until} are missing"),
            Self::OutOfPlace { sequence } => {
                write!(formatter, "entry {sequence} does not belong where it stands")
            }
            Self::Changed { sequence } => {
                write!(
                    formatter,
                    "entry {sequence} is not what was written, or does not follow the one before it"
                )
            }
            Self::WrongEnd { kept, found } => write!(
                formatter,
                "the log ends with entry {}, but should end with entry {}",
                found.sequence, kept.sequence
            ),
            Self::NoEnd => formatter.write_str("where the log ends is not kept any longer"),
            Self::NotAsCheckpoint { sequence } => write!(
                formatter,
                "the log does not hold entry {sequence} as its checkpoint says: it was cut short or written anew"
            ),
            Self::BadCheckpoint { line, what } => write!(formatter, "checkpoint in line {line}: {what}"),
        }
    }
}

/// Checks entries one after the other, in the order of their numbers.
#[derive(Clone, Debug, Default)]
pub struct Chain {
    head: Head,
    faults: Vec<Fault>,
}

impl Chain {
    /// How many faults are told; where there are as many, there may be more.
    pub const MOST_FAULTS: usize = 100;

    /// The next entry, and the hash that is kept of it.
    pub fn push(&mut self, entry: &Entry, kept: Option<Hash>) {
        let expected = self.head.sequence.saturating_add(1);
        let sequence = entry.sequence;
        if sequence < expected {
            self.fault(Fault::OutOfPlace { sequence });
            return;
        }
        if sequence > expected {
            self.fault(Fault::Missing { from: expected, until: sequence - 1 });
        }
        if kept != Some(entry.hash(self.head.hash)) {
            // after a gap it cannot be told whether the entry itself was changed
            if sequence == expected {
                self.fault(Fault::Changed { sequence });
            }
        } else if sequence > expected {
            self.fault(Fault::OutOfPlace { sequence });
        }
        // the next one is judged by what is kept of this one, so that one change is one fault
        self.head = Head { sequence, hash: kept.unwrap_or_default() };
    }

    /// The last entry so far.
    pub fn head(&self) -> Head {
        self.head
    }

    /// What is kept of the log's end, after the last entry; then all that is wrong.
    pub fn finish(mut self, kept: &[Option<Head>]) -> Vec<Fault> {
        match kept {
            [Some(kept)] if *kept == self.head => {}
            [Some(kept)] => {
                let found = self.head;
                self.fault(Fault::WrongEnd { kept: *kept, found });
            }
            _ => self.fault(Fault::NoEnd),
        }
        self.faults
    }

    /// Something else that is wrong.
    pub fn fault(&mut self, fault: Fault) {
        if self.faults.len() < Self::MOST_FAULTS {
            self.faults.push(fault);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(sequence: i64) -> Entry {
        Entry {
            sequence,
            at_ms: 1_700_000_000_000 + sequence,
            log: "configuration".to_owned(),
            category: "account_change".to_owned(),
            action: "Add account".to_owned(),
            subject_id: Some(format!("id {sequence}")),
            subject: "Zoë".to_owned(),
            by_id: None,
            by_name: "admin".to_owned(),
            address: Some("192.0.2.1".to_owned()),
            is_authorized: true,
            details: "[]".to_owned(),
        }
    }

    fn log(len: i64) -> Vec<(Entry, Hash)> {
        let mut previous = Hash::default();
        let mut log = Vec::new();
        for sequence in 1..=len {
            let entry = entry(sequence);
            previous = entry.hash(previous);
            log.push((entry, previous));
        }
        log
    }

    fn faults(log: &[(Entry, Hash)], end: Head) -> Vec<Fault> {
        let mut chain = Chain::default();
        for (entry, hash) in log {
            chain.push(entry, Some(*hash));
        }
        chain.finish(&[Some(end)])
    }

    fn end(log: &[(Entry, Hash)]) -> Head {
        log.last().map_or_else(Head::default, |(entry, hash)| Head { sequence: entry.sequence, hash: *hash })
    }

    #[test]
    fn the_bytes_that_are_hashed_are_the_documented_ones() {
        // computed from the description by another program
        let hash = entry(1).hash(Hash::default());
        assert_eq!(hash.to_string(), include_str!("entry-1.sha256").trim());
        assert_eq!(Hash::of_hex(&hash.to_string()), Some(hash));
        assert_eq!(Hash::of_hex("AB"), None);
    }

    #[test]
    fn a_field_that_is_not_there_is_not_an_empty_one() {
        let (mut one, mut two) = (entry(1), entry(1));
        one.subject_id = None;
        two.subject_id = Some(String::new());
        assert_ne!(one.hash(Hash::default()), two.hash(Hash::default()));
        // nor can a text move from one field to the next
        (one.subject, one.by_name) = ("ab".to_owned(), "c".to_owned());
        two = Entry { subject: "a".to_owned(), by_name: "bc".to_owned(), ..one.clone() };
        assert_ne!(one.hash(Hash::default()), two.hash(Hash::default()));
    }

    #[test]
    fn what_was_written_is_sound_and_each_change_is_one_fault() {
        let sound = log(5);
        let end = end(&sound);
        assert_eq!(faults(&sound, end), []);
        assert_eq!(faults(&[], Head::default()), []);

        let mut changed = sound.clone();
        changed[2].0.subject.push('!');
        assert_eq!(faults(&changed, end), [Fault::Changed { sequence: 3 }]);
        // whoever computes the hash of the changed one anew breaks the next
        changed[2].1 = changed[2].0.hash(changed[1].1);
        assert_eq!(faults(&changed, end), [Fault::Changed { sequence: 4 }]);

        let mut removed = sound.clone();
        removed.remove(1);
        assert_eq!(faults(&removed, end), [Fault::Missing { from: 2, until: 2 }]);
        let mut cut = sound.clone();
        cut.truncate(3);
        assert!(matches!(faults(&cut, end).as_slice(), [Fault::WrongEnd { .. }]));
        assert!(matches!(faults(&[], end).as_slice(), [Fault::WrongEnd { .. }]));

        let mut doubled = sound.clone();
        doubled.insert(2, sound[1].clone());
        assert_eq!(faults(&doubled, end), [Fault::OutOfPlace { sequence: 2 }]);
        let mut swapped = sound;
        swapped.swap(1, 2);
        (swapped[1].0.sequence, swapped[2].0.sequence) = (2, 3);
        assert!(!faults(&swapped, end).is_empty());
        assert_eq!(Chain::default().finish(&[]), [Fault::NoEnd]);
        assert_eq!(Chain::default().finish(&[None]), [Fault::NoEnd]);
    }
}
