//! Importing a foreign recording in the browser, without an upload.

use super::frames::now_ms;
use super::message::{Failure, Message, reason, scope};
use super::video::VideoImport;
use js_sys::Uint8Array;
use recording::import::Report;
use recording::import::bundle::{BundleImporter, Kind, importer_of};
use recording::import::webm::is_webm;
use recording::record::{Recorder, RecorderOptions};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{ReadableStream, ReadableStreamDefaultReader};

/// Compression level of recordings that live only as long as the page.
const LEVEL: i32 = 1;
/// Bytes that tell a video from everything else.
pub(super) const MAGIC_BYTES: usize = 4;
/// How often progress is told, in milliseconds.
const TELL_EVERY_MS: f64 = 100.0;

/// A recording made from a foreign one.
pub(super) struct Imported {
    /// The container.
    pub(super) bytes: Vec<u8>,
    /// What was passed over.
    pub(super) report: Report,
}

/// Tells the page how far something is.
pub(super) struct Progress {
    stage: &'static str,
    total: Option<u64>,
    loaded: u64,
    told_ms: f64,
}

impl Progress {
    /// Of `total` bytes, where that is known. `stage` is what the page is told: `import`, `fetch` and others.
    pub(super) fn new(stage: &'static str, total: Option<u64>) -> Self {
        Self { stage, total, loaded: 0, told_ms: f64::NEG_INFINITY }
    }

    /// Counts more bytes.
    pub(super) fn add(&mut self, bytes: usize) {
        self.loaded += bytes as u64;
        self.tell_now_and_then();
    }

    /// So much is done of so much, in a unit that is not bytes.
    pub(super) fn set(&mut self, done: u64, total: u64) {
        if (done, Some(total)) != (self.loaded, self.total) {
            (self.loaded, self.total) = (done, Some(total));
            self.tell_now_and_then();
        }
    }

    fn tell_now_and_then(&mut self) {
        let now_ms = now_ms();
        if now_ms - self.told_ms >= TELL_EVERY_MS || Some(self.loaded) == self.total {
            self.told_ms = now_ms;
            self.tell();
        }
    }

    #[expect(clippy::cast_precision_loss, reason = "progress need not be exact beyond 2^53 bytes")]
    fn tell(&self) {
        Message::new("progress")
            .with("stage", self.stage)
            .with("loaded", self.loaded as f64)
            .with("total", self.total.map_or(JsValue::NULL, |total| JsValue::from_f64(total as f64)))
            .post();
    }
}

/// An import that is under way.
pub(super) struct Import {
    name: Option<String>,
    importer: Box<dyn BundleImporter>,
    recorder: Recorder<Vec<u8>>,
    progress: Progress,
}

impl Import {
    /// An import of a file of this name and length, where they are known.
    ///
    /// # Errors
    /// `unsupported` where the browser has no source of randomness.
    pub(super) fn new(name: Option<&str>, total: Option<u64>) -> Result<Self, Failure> {
        Self::of(Kind::Single, name.as_slice(), total)
    }

    /// An import of files that make one recording, with their names and the length of all of them.
    ///
    /// # Errors
    /// As [`Import::new`].
    pub(super) fn of(kind: Kind, names: &[&str], total: Option<u64>) -> Result<Self, Failure> {
        Ok(Self {
            name: names.first().map(|name| (*name).to_owned()),
            importer: importer_of(kind, names),
            recorder: recorder()?,
            progress: Progress::new("import", total),
        })
    }

    /// The file that bytes are needed of next; `None` where all that is needed is there.
    pub(super) fn wants(&self) -> Option<usize> {
        self.importer.wants()
    }

    /// The file that is wanted has ended.
    ///
    /// # Errors
    /// What stops the import.
    pub(super) fn end_file(&mut self) -> Result<(), Failure> {
        self.importer.end_file(&mut self.recorder).map_err(|error| self.refused(error))
    }

    /// Takes the next bytes of the file that is wanted, which is the only one where there are no others.
    ///
    /// # Errors
    /// What stops the import.
    pub(super) fn feed(&mut self, bytes: &[u8]) -> Result<(), Failure> {
        self.importer.feed(bytes, &mut self.recorder).map_err(|error| self.refused(error))?;
        self.progress.add(bytes.len());
        Ok(())
    }

    /// The file ends here.
    ///
    /// # Errors
    /// What stops the import, as where there was nothing to play.
    pub(super) fn finish(mut self) -> Result<Imported, Failure> {
        let report = self.importer.finish(&mut self.recorder).map_err(|error| self.refused(error))?;
        let (bytes, _) = self.recorder.into_parts()?;
        Ok(Imported { bytes, report })
    }

    fn refused(&self, error: recording::Error) -> Failure {
        refused(error.into(), self.name.as_deref())
    }
}

/// What to say of a file of this name that cannot be played.
pub(super) fn refused(failure: Failure, name: Option<&str>) -> Failure {
    if failure.code == Failure::aborted().code {
        return failure;
    }
    let name = name.unwrap_or("the file");
    Failure::new(failure.code, format!("{name} cannot be played: {}", failure.message))
}

/// Imports what `stream` carries. `is_current` is asked now and then whether anyone still wants it.
///
/// # Errors
/// `aborted`, those of reading the stream, and those of the importers.
pub(super) async fn import(
    stream: &ReadableStream,
    name: Option<&str>,
    total: Option<u64>,
    is_current: impl Fn() -> bool,
) -> Result<Imported, Failure> {
    let mut pieces = Pieces::of(stream)?;
    let mut first = Vec::new();
    while first.len() < MAGIC_BYTES
        && let Some(bytes) = pieces.next().await?
    {
        first.extend_from_slice(&bytes);
    }
    if is_webm(&first) {
        let mut import = VideoImport::new(name, total)?;
        import.feed(&first, &is_current).await?;
        while let Some(bytes) = pieces.next().await? {
            if let Err(failure) = import.feed(&bytes, &is_current).await {
                pieces.cancel();
                return Err(failure);
            }
        }
        return import.finish().await;
    }
    let mut import = Import::new(name, total)?;
    import.feed(&first)?;
    while let Some(bytes) = pieces.next().await? {
        let fed = if is_current() { import.feed(&bytes) } else { Err(Failure::aborted()) };
        if let Err(failure) = fed {
            pieces.cancel();
            return Err(failure);
        }
    }
    import.finish()
}

/// The bytes of a stream, piece by piece.
pub(super) struct Pieces {
    reader: ReadableStreamDefaultReader,
}

impl Pieces {
    /// Takes over a stream.
    ///
    /// # Errors
    /// `unavailable` where someone else reads it.
    pub(super) fn of(stream: &ReadableStream) -> Result<Self, Failure> {
        let reader = ReadableStreamDefaultReader::new(stream).map_err(|error| unreadable(&error))?;
        Ok(Self { reader })
    }

    /// The next piece; `None` at the end.
    ///
    /// # Errors
    /// `unavailable` where reading fails.
    pub(super) async fn next(&mut self) -> Result<Option<Vec<u8>>, Failure> {
        let piece: JsValue = JsFuture::from(self.reader.read()).await.map_err(|error| unreadable(&error))?;
        if super::message::get(&piece, "done").is_truthy() {
            return Ok(None);
        }
        let bytes: Uint8Array = super::message::get(&piece, "value").unchecked_into();
        Ok(Some(bytes.to_vec()))
    }

    /// Stops reading.
    pub(super) fn cancel(&self) {
        // Nobody waits for the stream to close.
        drop(self.reader.cancel());
    }
}

fn unreadable(error: &JsValue) -> Failure {
    Failure::new(
        "unavailable",
        format!("the file cannot be read to its end: {}; open it again", reason(error)),
    )
}

/// A recorder into memory.
///
/// # Errors
/// `unsupported` where the browser has no source of randomness.
pub(super) fn recorder() -> Result<Recorder<Vec<u8>>, Failure> {
    Ok(Recorder::new(Vec::new(), RecorderOptions { secret: secret()?, level: LEVEL }))
}

/// 32 bytes from which the recorder salts its hashes.
fn secret() -> Result<[u8; 32], Failure> {
    let mut secret = [0; 32];
    scope()
        .crypto()
        .and_then(|crypto| crypto.get_random_values_with_u8_array(&mut secret))
        .map_err(|error| Failure::new("unsupported", format!("no random numbers: {}", reason(&error))))?;
    Ok(secret)
}
