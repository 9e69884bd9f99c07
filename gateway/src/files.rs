//! Recordings in files: where the format reads from and writes to.

use recording::format::{Sink, Source};
use std::borrow::Cow;
use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::os::unix::fs::FileExt;
use std::sync::{Arc, Mutex, PoisonError};

/// A recording in a file that no longer grows.
#[derive(Debug)]
pub struct FileSource {
    file: File,
    len: u64,
}

impl FileSource {
    /// The recording in `file`, as long as it is at this moment.
    ///
    /// # Errors
    /// Those of asking for its length.
    pub fn new(file: File) -> io::Result<Self> {
        let len = file.metadata()?.len();
        Ok(Self { file, len })
    }
}

impl Source for FileSource {
    fn len(&self) -> u64 {
        self.len
    }

    fn read(&self, offset: u64, len: u64) -> recording::Result<Cow<'_, [u8]>> {
        let truncated = || recording::Error::Truncated { what: "recording", offset: self.len };
        // The file's own length bounds what is allocated.
        let is_inside = offset.checked_add(len).is_some_and(|end| end <= self.len);
        let len = usize::try_from(len).ok().filter(|_| is_inside).ok_or_else(truncated)?;
        let mut bytes = vec![0; len];
        match self.file.read_exact_at(&mut bytes, offset) {
            Ok(()) => Ok(Cow::Owned(bytes)),
            Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => Err(truncated()),
            Err(error) => Err(unavailable("reading the recording", &error)),
        }
    }
}

/// A recording that is written to a file, or to anything else that takes bytes.
#[derive(Debug)]
pub struct FileSink<W: Write> {
    writer: BufWriter<W>,
    failure: Failure,
}

/// What the system said when a [`FileSink`] could not write; the format passes on its words only.
#[derive(Clone, Debug, Default)]
pub struct Failure(Arc<Mutex<Option<io::Error>>>);

impl Failure {
    /// Takes the error, if there was one.
    pub fn take(&self) -> Option<io::Error> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).take()
    }

    fn set(&self, error: io::Error) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(error);
    }
}

impl<W: Write> FileSink<W> {
    /// Writes to `inner`, in large pieces.
    pub fn new(inner: W) -> Self {
        Self { writer: BufWriter::with_capacity(256 * 1024, inner), failure: Failure::default() }
    }

    /// Where the reason will be if writing fails.
    pub fn failure(&self) -> Failure {
        self.failure.clone()
    }

    /// Writes what is held.
    ///
    /// # Errors
    /// Those of writing.
    pub fn finish(mut self) -> io::Result<()> {
        self.writer.flush()
    }
}

impl<W: Write> Sink for FileSink<W> {
    fn append(&mut self, bytes: &[u8]) -> recording::Result<()> {
        self.writer.write_all(bytes).map_err(|error| {
            let told = unavailable("writing the recording", &error);
            self.failure.set(error);
            told
        })
    }
}

fn unavailable(doing: &'static str, error: &io::Error) -> recording::Error {
    recording::Error::Unavailable { doing, reason: error.to_string() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_read_within_its_bounds() {
        let mut file = tempfile::tempfile().expect("a file");
        file.write_all(b"0123456789").expect("written");
        let source = FileSource::new(file).expect("a source");
        assert_eq!(Source::len(&source), 10);
        assert_eq!(*source.read(2, 3).expect("inside"), *b"234");
        assert_eq!(*source.read(10, 0).expect("inside"), *b"");
        let truncated = recording::Error::Truncated { what: "recording", offset: 10 };
        for (offset, len) in [(8, 3), (11, 0), (0, u64::MAX), (u64::MAX, 1)] {
            assert_eq!(source.read(offset, len).expect_err("outside"), truncated, "{offset} {len}");
        }
    }

    #[test]
    fn the_reason_of_a_failure_is_kept() {
        struct Full;
        impl Write for Full {
            fn write(&mut self, _: &[u8]) -> io::Result<usize> {
                Err(io::ErrorKind::StorageFull.into())
            }
            fn flush(&mut self) -> io::Result<()> {
                Ok(())
            }
        }
        let mut sink = FileSink::new(Full);
        let failure = sink.failure();
        sink.append(b"held").expect("it fits the buffer");
        assert!(failure.take().is_none());
        sink.append(&vec![0; 512 * 1024]).expect_err("full");
        assert_eq!(failure.take().expect("the reason").kind(), io::ErrorKind::StorageFull);
        assert_eq!(sink.finish().expect_err("full").kind(), io::ErrorKind::StorageFull);
    }
}
