//! Bodies of requests: how large they may be, and how slow.

use axum::body::{Body, Bytes, HttpBody};
use http_body::{Frame, SizeHint};
use std::fmt;
use std::pin::{Pin, pin};
use std::sync::Arc;
use std::sync::atomic::{AtomicU8, AtomicU64, Ordering};
use std::task::{Context, Poll};
use std::time::Duration;
use tokio::time::{Instant, Sleep, sleep};

/// Bytes that count as progress. A client that sends less than these in the time of a KiB is not slow, but stalling.
const PROGRESS_BYTES: u64 = 1024;

/// How large the body of one request may be, as an extension of it: a route whose bodies are larger says so before it
/// reads.
#[derive(Clone, Debug)]
pub struct BodyLimit(Arc<Reading>);

#[derive(Debug)]
struct Reading {
    max: AtomicU64,
    fault: AtomicU8,
}

/// Why a body was not read to its end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Fault {
    TooLarge,
    TooSlow,
}

impl BodyLimit {
    pub(super) fn new(max: u64) -> Self {
        Self(Arc::new(Reading { max: AtomicU64::new(max), fault: AtomicU8::new(0) }))
    }

    /// Lets the body have as many bytes.
    pub fn set(&self, bytes: u64) {
        self.0.max.store(bytes, Ordering::Relaxed);
    }

    /// The bytes that the body may have.
    pub fn bytes(&self) -> u64 {
        self.0.max.load(Ordering::Relaxed)
    }

    /// Why it was not read to its end, if that was asked for.
    pub(super) fn fault(&self) -> Option<Fault> {
        [Fault::TooLarge, Fault::TooSlow]
            .into_iter()
            .find(|fault| *fault as u8 + 1 == self.0.fault.load(Ordering::Relaxed))
    }

    fn failed(&self, fault: Fault) -> axum::Error {
        self.0.fault.store(fault as u8 + 1, Ordering::Relaxed);
        axum::Error::new(fault)
    }

    /// The same body, which fails when it is too large, or makes no progress for `timeout`.
    pub(super) fn hold(&self, body: Body, timeout: Duration) -> Body {
        if body.is_end_stream() {
            return body;
        }
        let timer = Box::pin(sleep(timeout));
        Body::new(Held { body, limit: self.clone(), read: 0, progress: 0, timeout, timer, is_started: false })
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::TooLarge => "the body is too large",
            Self::TooSlow => "the body did not arrive in time",
        })
    }
}

impl std::error::Error for Fault {}

struct Held {
    body: Body,
    limit: BodyLimit,
    /// Bytes so far.
    read: u64,
    /// Those of them since the timer was set.
    progress: u64,
    timeout: Duration,
    timer: Pin<Box<Sleep>>,
    is_started: bool,
}

impl Held {
    fn restart(&mut self) {
        self.progress = 0;
        self.timer.as_mut().reset(Instant::now() + self.timeout);
    }
}

impl HttpBody for Held {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, axum::Error>>> {
        if self.limit.fault().is_some() {
            return Poll::Ready(None);
        }
        if !self.is_started {
            self.is_started = true;
            // it may have been a while until somebody wanted to read
            self.restart();
            if self.body.size_hint().lower() > self.limit.bytes() {
                return Poll::Ready(Some(Err(self.limit.failed(Fault::TooLarge))));
            }
        }
        let Poll::Ready(frame) = pin!(&mut self.body).poll_frame(context) else {
            return match self.timer.as_mut().poll(context) {
                Poll::Ready(()) => Poll::Ready(Some(Err(self.limit.failed(Fault::TooSlow)))),
                Poll::Pending => Poll::Pending,
            };
        };
        if let Some(Ok(frame)) = &frame
            && let Some(data) = frame.data_ref()
        {
            let bytes = data.len() as u64;
            self.read = self.read.saturating_add(bytes);
            self.progress = self.progress.saturating_add(bytes);
            if self.read > self.limit.bytes() {
                return Poll::Ready(Some(Err(self.limit.failed(Fault::TooLarge))));
            }
            if self.progress >= PROGRESS_BYTES {
                self.restart();
            }
        }
        Poll::Ready(frame)
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}
