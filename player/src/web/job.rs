//! Work on the whole recording: in pieces between the frames, while it plays.

use super::bytes::Bytes;
use super::frames::{breathe, now_ms, pause};
use super::import::Progress;
use super::message::Failure;
use super::origin::Origin;
use super::player::{Look, look};
use super::stage::Stage;
use crate::analysis::Task;
use recording::format::{RangeCache, Source};
use recording::{Error, Result as Outcome};
use std::borrow::Cow;
use std::ops::Range;
use std::rc::Rc;
use std::time::Duration;

/// How long a task works before others have their turn, in milliseconds: less than half a frame.
const SLICE_MS: f64 = 6.0;
/// How much of what was fetched for tasks is kept.
const KEPT_BYTES: u64 = 16 * 1024 * 1024;
/// How long it waits before it looks again whether something more urgent is done.
const AGAIN_AFTER: Duration = Duration::from_millis(15);

/// Work for one request.
pub(super) struct Job {
    /// The recording that was open when it was asked for.
    pub(super) generation: u32,
    /// The request.
    pub(super) id: f64,
}

/// What came of a slice of work.
enum Slice<T> {
    Done(T),
    More,
    Fetch(Rc<Origin>, Vec<Range<u64>>),
    Failed(Error),
    /// Something more urgent is under way.
    Later,
}

impl Job {
    /// Lets others work for a while.
    pub(super) async fn wait() {
        pause(AGAIN_AFTER).await;
    }

    /// Runs a task to its end, and tells the page how far it is.
    pub(super) async fn run<T: Task>(&self, stage: &'static str, mut task: T) -> Result<T::Found, Failure> {
        let mut progress = Progress::new(stage, None);
        loop {
            let slice = self.look(|stage| work(&mut task, stage)).await?;
            let (done, total) = task.progress();
            progress.set(done, total);
            match slice {
                Slice::Done(found) => return Ok(found),
                Slice::More => breathe().await,
                Slice::Later => Self::wait().await,
                Slice::Failed(error) => return Err(error.into()),
                Slice::Fetch(origin, ranges) => {
                    let pieces = origin.read(&ranges).await?;
                    self.look(|stage| {
                        for (offset, bytes) in &pieces {
                            stage.analysis.cache.insert(*offset, bytes);
                        }
                        stage.analysis.cache.evict(KEPT_BYTES);
                    })
                    .await?;
                }
            }
        }
    }

    /// Looks at the recording, once nothing else has taken it.
    pub(super) async fn look<R>(&self, mut what: impl FnMut(&mut Stage) -> R) -> Result<R, Failure> {
        loop {
            let looked = look(self.generation, |stage| {
                let is_cancelled = stage.analysis.cancelled.remove(&self.id.to_bits());
                (!is_cancelled).then(|| what(stage))
            });
            match looked {
                Ok(Some(seen)) => return Ok(seen),
                Ok(None) => return Err(Failure::new("aborted", "nobody waits for the answer any more")),
                Err(Look::Taken) => Self::wait().await,
                Err(Look::Gone) => return Err(Failure::aborted()),
            }
        }
    }
}

/// Works on a task for a slice of time.
fn work<T: Task>(task: &mut T, stage: &mut Stage) -> Slice<T::Found> {
    // What is to be shown comes first.
    if stage.has_target() {
        return Slice::Later;
    }
    let began_ms = now_ms();
    let source = Both { engine: stage.engine.source(), beside: &stage.analysis.cache };
    loop {
        match task.step(&source) {
            Ok(Some(found)) => return Slice::Done(found),
            Ok(None) if now_ms() - began_ms > SLICE_MS => return Slice::More,
            Ok(None) => {}
            Err(error @ Error::Missing { .. }) => {
                let needs = task.needs(&source);
                if needs.is_empty() {
                    return Slice::Failed(error);
                }
                return Slice::Fetch(Rc::clone(&stage.origin), needs);
            }
            Err(error) => return Slice::Failed(error),
        }
    }
}

/// What the engine holds, and what was fetched beside it.
struct Both<'a> {
    engine: &'a Bytes,
    beside: &'a RangeCache,
}

impl Source for Both<'_> {
    fn len(&self) -> u64 {
        self.engine.len()
    }

    fn read(&self, offset: u64, len: u64) -> Outcome<Cow<'_, [u8]>> {
        match self.engine.read(offset, len) {
            Err(Error::Missing { .. }) => self.beside.read(offset, len),
            outcome => outcome,
        }
    }
}
