//! Opening a recording: ours from an address or a file in ranges, a foreign one by importing it.

use super::bytes::Bytes;
use super::fetch::{self, Answer};
use super::files::import_files;
use super::import::{Import, Imported, Pieces, Progress, import};
use super::message::{Failure, Opening};
use super::origin::{Origin, slice};
use super::video::VideoImport;
use crate::engine::Engine;
use recording::Error;
use recording::format::{HEAD_BYTES, RangeCache, Recording, TAIL_BYTES, is_recording};
use recording::import::Report;
use recording::import::webm::is_webm;
use std::rc::Rc;
use web_sys::{AbortController, Blob, ReadableStream};

/// Up to this size a recording is loaded as a whole where the server knows no ranges.
const WHOLE_BYTES: u64 = 256 * 1024 * 1024;
/// A file that is in memory already is imported in pieces of this size, so that progress can be told.
const IMPORT_BYTES: usize = 1024 * 1024;

/// An opened recording.
pub(super) struct Opened {
    pub(super) engine: Engine<Bytes>,
    pub(super) origin: Rc<Origin>,
    /// What was passed over, where it was imported.
    pub(super) report: Option<Report>,
}

/// Opens a recording. `is_current` is asked now and then whether anyone still wants it.
///
/// # Errors
/// What is wrong with the file or the connection, or `aborted`.
pub(super) async fn open(
    what: Opening,
    abort: AbortController,
    is_current: impl Fn() -> bool,
) -> Result<Opened, Failure> {
    match what {
        Opening::Url(url) => open_url(url, abort, is_current).await,
        Opening::Blob(blob, name) => open_blob(blob, name.as_deref(), is_current).await,
        Opening::Files(files) => imported(import_files(&files, is_current).await?),
    }
}

async fn open_url(
    url: String,
    abort: AbortController,
    is_current: impl Fn() -> bool,
) -> Result<Opened, Failure> {
    let name = name_of(&url).map(str::to_owned);
    match fetch::get(&url, Some(0..HEAD_BYTES), &abort.signal()).await? {
        Answer::Part { bytes, total, version } if is_recording(&bytes) => {
            let origin = Origin::Url { url, version, abort };
            open_ranges(origin, bytes, total).await
        }
        Answer::Part { .. } => match fetch::get(&url, None, &abort.signal()).await? {
            Answer::Whole(response) => {
                let total = fetch::announced_bytes(&response);
                imported(import(&fetch::body(&url, &response)?, name.as_deref(), total, is_current).await?)
            }
            Answer::Part { .. } => {
                Err(Failure::new("network", format!("cannot load {url}: the server sent a part only")))
            }
        },
        Answer::Whole(response) => {
            let total = fetch::announced_bytes(&response);
            let stream = fetch::body(&url, &response)?;
            if total.is_some_and(|total| total > WHOLE_BYTES) {
                abort.abort();
                return Err(no_ranges(&url));
            }
            open_whole(&stream, total, &url, name.as_deref(), is_current).await
        }
    }
}

async fn open_blob(blob: Blob, name: Option<&str>, is_current: impl Fn() -> bool) -> Result<Opened, Failure> {
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a size is a whole number")]
    let total = blob.size() as u64;
    let head = slice(&blob, 0..HEAD_BYTES.min(total)).await?;
    if is_recording(&head) {
        return open_ranges(Origin::Blob(blob), head, total).await;
    }
    imported(import(&blob.stream(), name, Some(total), is_current).await?)
}

/// Opens our own container, of which only what is needed is fetched.
async fn open_ranges(origin: Origin, head: Vec<u8>, total: u64) -> Result<Opened, Failure> {
    let mut cache = RangeCache::new(total);
    cache.insert(0, &head);
    drop(head);
    // Nothing opens without its end: asking for it at once saves finding that out.
    let tail = total.saturating_sub(TAIL_BYTES);
    if let Some(gap) = cache.gaps(tail..total).first() {
        cache.insert(gap.start, &origin.read_one(gap.start..total).await?);
    }
    loop {
        match Recording::open(&cache) {
            Ok(recording) => {
                let engine = Engine::new(Bytes::ranges(cache), recording)?;
                return Ok(Opened { engine, origin: Rc::new(origin), report: None });
            }
            Err(Error::Missing { offset, len }) => {
                cache.insert(offset, &origin.read_one(offset..offset.saturating_add(len)).await?);
            }
            Err(error) => return Err(error.into()),
        }
    }
}

fn imported(imported: Imported) -> Result<Opened, Failure> {
    let engine = Engine::open(Bytes::Whole(imported.bytes))?;
    Ok(Opened { engine, origin: Rc::new(Origin::Memory), report: Some(imported.report) })
}

/// Opens what a stream carries, ours or foreign, by reading all of it.
async fn open_whole(
    stream: &ReadableStream,
    total: Option<u64>,
    url: &str,
    name: Option<&str>,
    is_current: impl Fn() -> bool,
) -> Result<Opened, Failure> {
    let mut progress = Progress::new("fetch", total);
    let mut pieces = Pieces::of(stream)?;
    let mut all = Vec::new();
    while let Some(bytes) = pieces.next().await? {
        if !is_current() {
            pieces.cancel();
            return Err(Failure::aborted());
        }
        all.extend_from_slice(&bytes);
        progress.add(bytes.len());
        if all.len() as u64 > WHOLE_BYTES {
            pieces.cancel();
            return Err(no_ranges(url));
        }
    }
    if is_recording(&all) {
        let engine = Engine::open(Bytes::Whole(all))?;
        return Ok(Opened { engine, origin: Rc::new(Origin::Memory), report: None });
    }
    let total = Some(all.len() as u64);
    if is_webm(&all) {
        let mut import = VideoImport::new(name, total)?;
        for bytes in all.chunks(IMPORT_BYTES) {
            import.feed(bytes, &is_current).await?;
        }
        return imported(import.finish().await?);
    }
    let mut recorder = Import::new(name, total)?;
    for bytes in all.chunks(IMPORT_BYTES) {
        recorder.feed(bytes)?;
    }
    imported(recorder.finish()?)
}

fn no_ranges(url: &str) -> Failure {
    let message = format!(
        "cannot play {url}: the server does not answer requests for ranges, and the file is too large to load as a \
         whole; serve it with range requests, or open it as a file"
    );
    Failure::new("network", message)
}

/// The last part of an address's path.
fn name_of(url: &str) -> Option<&str> {
    let path = url.split(['?', '#']).next()?;
    path.rsplit('/').next().filter(|name| !name.is_empty())
}
