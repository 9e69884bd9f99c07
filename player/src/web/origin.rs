//! Where a recording is fetched from, in ranges.

use super::fetch::{self, Answer};
use super::frames::pause;
use super::message::{Failure, Message, reason};
use std::ops::Range;
use std::task::Poll;
use std::time::Duration;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{AbortController, AbortSignal, Blob};

/// How long it waits before it asks again for what is denied for now.
const AGAIN_AFTER: Duration = Duration::from_secs(1);
/// How often a server that is not ready is asked again.
const BUSY_TRIES: u32 = 60;

/// Where a recording is fetched from.
pub(super) enum Origin {
    /// It is in memory already.
    Memory,
    /// A file of the user.
    Blob(Blob),
    /// An address.
    Url {
        /// The address.
        url: String,
        /// The version of the file that was opened, where the server names it.
        version: Option<String>,
        /// Stops what is being fetched.
        abort: AbortController,
    },
}

impl Origin {
    /// Fetches these ranges, all at once.
    ///
    /// # Errors
    /// `network`, `unavailable`, `truncated` or `aborted`.
    pub(super) async fn read(&self, ranges: &[Range<u64>]) -> Result<Vec<(u64, Vec<u8>)>, Failure> {
        let pieces = ranges.iter().map(async |range| {
            let bytes = self.read_one(range.clone()).await?;
            Ok::<_, Failure>((range.start, bytes))
        });
        join_all(pieces).await.into_iter().collect()
    }

    /// Fetches one range.
    ///
    /// # Errors
    /// As for [`Origin::read`].
    pub(super) async fn read_one(&self, range: Range<u64>) -> Result<Vec<u8>, Failure> {
        let (url, version, abort) = match self {
            Self::Memory => return Err(Failure::new("truncated", "the recording ends early")),
            Self::Blob(blob) => return slice(blob, range).await,
            Self::Url { url, version, abort } => (url, version, abort),
        };
        let replaced =
            || Failure::new("unavailable", format!("{url} was replaced while it was open: open it again"));
        match patiently(url, range.clone(), &abort.signal()).await? {
            Answer::Part { version: found, .. }
                if found.is_some() && version.is_some() && found != *version =>
            {
                Err(replaced())
            }
            Answer::Part { bytes, .. } if (bytes.len() as u64) < range.end - range.start => Err(replaced()),
            Answer::Part { bytes, .. } => Ok(bytes),
            Answer::Whole(_) => {
                let message = format!("cannot load {url}: the server stopped answering in ranges");
                Err(Failure::new("network", message))
            }
        }
    }

    /// Stops what is being fetched.
    pub(super) fn abort(&self) {
        match self {
            Self::Memory | Self::Blob(_) => {}
            Self::Url { abort, .. } => abort.abort(),
        }
    }
}

/// Fetches a range. Where the session of who watches has ended, the page is told, and the range asked for again until
/// somebody is signed in: playback goes on where it was. A server that is not ready is given a minute.
///
/// # Errors
/// Those of [`fetch::get`] but for `denied`.
async fn patiently(url: &str, range: Range<u64>, signal: &AbortSignal) -> Result<Answer, Failure> {
    let (mut is_told, mut tries) = (false, 0_u32);
    loop {
        let failure = match fetch::get(url, Some(range.clone()), signal).await {
            Err(failure) if matches!(failure.code, "denied" | "busy") => failure,
            answer => return answer,
        };
        match failure.code {
            "denied" if !is_told => {
                is_told = true;
                Message::new("denied").post();
            }
            "denied" => {}
            _ if tries >= BUSY_TRIES => return Err(Failure::new("network", failure.message)),
            _ => tries += 1,
        }
        pause(AGAIN_AFTER).await;
        if signal.aborted() {
            return Err(Failure::aborted());
        }
    }
}

/// A part of a file.
///
/// # Errors
/// `unavailable` where it cannot be read, as after it was changed.
#[expect(clippy::cast_precision_loss, reason = "no file is longer than 2^53 bytes")]
pub(super) async fn slice(blob: &Blob, range: Range<u64>) -> Result<Vec<u8>, Failure> {
    let failed = |error: JsValue| {
        let message = format!("the file cannot be read: {}; choose it again", reason(&error));
        Failure::new("unavailable", message)
    };
    let part = blob.slice_with_f64_and_f64(range.start as f64, range.end as f64).map_err(failed)?;
    let buffer = JsFuture::from(part.array_buffer()).await.map_err(failed)?;
    Ok(fetch::to_vec(&buffer.unchecked_into()))
}

/// Runs all futures at once and waits for all.
async fn join_all<F: Future>(futures: impl Iterator<Item = F>) -> Vec<F::Output> {
    let mut futures: Vec<_> = futures.map(|future| (Box::pin(future), None)).collect();
    std::future::poll_fn(|context| {
        let mut is_waiting = false;
        for (future, result) in futures.iter_mut().filter(|(_, result)| result.is_none()) {
            match future.as_mut().poll(context) {
                Poll::Ready(value) => *result = Some(value),
                Poll::Pending => is_waiting = true,
            }
        }
        if is_waiting { Poll::Pending } else { Poll::Ready(()) }
    })
    .await;
    futures.into_iter().filter_map(|(_, result)| result).collect()
}
