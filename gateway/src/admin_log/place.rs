//! Where checkpoints are kept: a file outside the database, to which lines are only ever added.

use super::{Checkpoint, CheckpointKey, Fault};
use crate::objects::sync_folder;
use crate::{Error, Result};
use ed25519_dalek::VerifyingKey;
use std::fs::{self, OpenOptions};
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

/// How long a file of checkpoints may be: one a minute for a hundred years.
const LONGEST_BYTES: u64 = 16 << 30;

/// A file of checkpoints.
#[derive(Clone, Debug)]
pub struct Place {
    file: PathBuf,
}

impl Place {
    /// This file, which need not be there yet.
    pub fn new(file: PathBuf) -> Self {
        Self { file }
    }

    /// The file.
    pub fn file(&self) -> &Path {
        &self.file
    }

    /// All checkpoints, and what is wrong with those that are none. A line without its end is of a gateway that was cut off
    /// while it wrote; it counts as not written.
    ///
    /// # Errors
    /// [`Error::ReadFile`].
    pub fn read(&self, key: &VerifyingKey) -> Result<(Vec<Checkpoint>, Vec<Fault>)> {
        let text = match fs::File::open(&self.file) {
            Ok(file) => {
                let mut text = String::new();
                let read = file.take(LONGEST_BYTES).read_to_string(&mut text);
                read.map_err(|error| Error::reading(&self.file, error))?;
                text
            }
            Err(error) if error.kind() == io::ErrorKind::NotFound => String::new(),
            Err(error) => return Err(Error::reading(&self.file, error)),
        };
        let (mut checkpoints, mut faults) = (Vec::new(), Vec::new());
        for (number, line) in text.lines().enumerate().filter(|(_, line)| line.ends_with('}')) {
            match Checkpoint::read(line, key) {
                Ok(checkpoint) => checkpoints.push(checkpoint),
                Err(what) => faults.push(Fault::BadCheckpoint { line: number + 1, what }),
            }
        }
        Ok((checkpoints, faults))
    }

    /// Adds a checkpoint. When this returns, it is on the disk.
    ///
    /// # Errors
    /// [`Error::WriteFile`] or [`Error::NoSpace`].
    pub fn add(&self, checkpoint: &Checkpoint, key: &CheckpointKey) -> Result<()> {
        let write = || -> io::Result<bool> {
            let is_new = !self.file.exists();
            let mut options = OpenOptions::new();
            let mut file = options.create(true).append(true).read(true).mode(0o600).open(&self.file)?;
            let mut line = format!("{}\n", key.sign(checkpoint));
            // what was cut off stays, on a line of its own
            if file.metadata()?.len() > 0 {
                file.seek(SeekFrom::End(-1))?;
                let mut last = [0];
                file.read_exact(&mut last)?;
                if last != *b"\n" {
                    line.insert(0, '\n');
                }
            }
            file.write_all(line.as_bytes())?;
            file.sync_all()?;
            Ok(is_new)
        };
        let is_new = write().map_err(|error| Error::writing(&self.file, error))?;
        match self.file.parent() {
            Some(folder) if is_new && !folder.as_os_str().is_empty() => sync_folder(folder),
            _ => Ok(()),
        }
    }

    /// Puts the file aside under a name with this time, so that a new one begins.
    ///
    /// # Errors
    /// [`Error::WriteFile`].
    pub fn put_aside(&self, at_ms: i64) -> Result<PathBuf> {
        let mut name = self.file.clone().into_os_string();
        name.push(format!(".until-{at_ms}"));
        let aside = PathBuf::from(name);
        fs::rename(&self.file, &aside).map_err(|error| Error::writing(&self.file, error))?;
        Ok(aside)
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Hash, Head};
    use super::*;

    #[test]
    fn lines_are_added_and_one_that_was_cut_off_counts_as_not_written() {
        let folder = tempfile::tempdir().expect("a folder");
        let key = CheckpointKey::open(&folder.path().join("key")).expect("a key");
        let place = Place::new(folder.path().join("checkpoints"));
        assert_eq!(place.read(&key.verifying()).expect("nothing"), (vec![], vec![]));
        let checkpoint =
            |sequence| Checkpoint { head: Head { sequence, hash: Hash::default() }, at_ms: 5 * sequence };
        place.add(&checkpoint(1), &key).expect("a line");
        place.add(&checkpoint(2), &key).expect("a line");
        let whole = fs::read(place.file()).expect("a file");
        fs::write(place.file(), &whole[..whole.len() - 20]).expect("a file");
        assert_eq!(place.read(&key.verifying()).expect("lines"), (vec![checkpoint(1)], vec![]));
        place.add(&checkpoint(3), &key).expect("a line");
        let (read, faults) = place.read(&key.verifying()).expect("lines");
        assert_eq!(read, [checkpoint(1), checkpoint(3)]);
        assert_eq!(faults, []);
        let changed =
            fs::read_to_string(place.file()).expect("a text").replacen("\"sequence\":1", "\"sequence\":2", 1);
        fs::write(place.file(), changed).expect("a file");
        let (read, faults) = place.read(&key.verifying()).expect("lines");
        assert_eq!(read, [checkpoint(3)]);
        assert!(matches!(faults.as_slice(), [Fault::BadCheckpoint { line: 1, .. }]), "{faults:?}");
        let aside = place.put_aside(7).expect("another name");
        assert!(aside.is_file() && !place.file().exists());
    }
}
