//! The bytes of a connection on their way, and what they tell of its progress.

use super::admission::Seat;
use super::head::Head;
use super::own_answer;
use super::progress::Progress;
use std::io::{self, IoSlice};
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};

/// A TCP stream, with TLS or without.
pub(super) trait Socket: AsyncRead + AsyncWrite + Send + Unpin {}

impl<T: AsyncRead + AsyncWrite + Send + Unpin> Socket for T {}

/// A connection that tells its [`Progress`], and keeps its [`Seat`] for as long as it is open.
pub(super) struct Watched {
    socket: Box<dyn Socket>,
    progress: Arc<Progress>,
    is_ended: bool,
    head: Head,
    /// What goes out in place of an answer of hyper's own, and how much of it has.
    instead: (Vec<u8>, usize),
    _seat: Seat,
}

impl Watched {
    pub(super) fn new(socket: Box<dyn Socket>, seat: Seat) -> Self {
        Self {
            socket,
            progress: seat.progress(),
            is_ended: false,
            head: Head::default(),
            instead: (Vec::new(), 0),
            _seat: seat,
        }
    }

    /// Whether the client has closed its side.
    pub(super) fn is_ended(&self) -> bool {
        self.is_ended
    }

    fn poll_instead(&mut self, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        while let Some(rest) = self.instead.0.get(self.instead.1..).filter(|rest| !rest.is_empty()) {
            let written = ready!(Pin::new(&mut self.socket).poll_write(context, rest))?;
            if written == 0 {
                return Poll::Ready(Err(io::ErrorKind::WriteZero.into()));
            }
            self.instead.1 += written;
        }
        Poll::Ready(Ok(()))
    }

    /// What a write came to.
    fn wrote<T>(&self, result: Poll<io::Result<T>>) -> Poll<io::Result<T>> {
        match result {
            Poll::Pending => self.progress.stalled(),
            Poll::Ready(_) => self.progress.sent(),
        }
        result
    }
}

impl AsyncRead for Watched {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let before = buffer.filled().len();
        ready!(Pin::new(&mut self.socket).poll_read(context, buffer))?;
        if buffer.filled().len() > before {
            if !self.progress.received() {
                self.head = Head::default();
            } else if let Some(bytes) = buffer.filled_mut().get_mut(before..) {
                self.head.refuse_bare_line_feeds(bytes);
            }
        } else if buffer.remaining() > 0 {
            self.is_ended = true;
        }
        Poll::Ready(Ok(()))
    }
}

impl AsyncWrite for Watched {
    fn poll_write(self: Pin<&mut Self>, context: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        self.poll_write_vectored(context, &[IoSlice::new(bytes)])
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        if self.progress.is_before_request()
            && let Some(instead) = own_answer::instead_of(bytes)
        {
            self.instead = (instead, 0);
            return Poll::Ready(Ok(bytes.iter().map(|slice| slice.len()).sum()));
        }
        let before = self.poll_instead(context)?;
        let result = match before {
            Poll::Ready(()) => Pin::new(&mut self.socket).poll_write_vectored(context, bytes),
            Poll::Pending => Poll::Pending,
        };
        self.wrote(result)
    }

    fn is_write_vectored(&self) -> bool {
        self.socket.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        let result = match self.poll_instead(context)? {
            Poll::Ready(()) => Pin::new(&mut self.socket).poll_flush(context),
            Poll::Pending => Poll::Pending,
        };
        if result.is_ready() {
            self.progress.flushed();
        }
        self.wrote(result)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        let result = match self.poll_instead(context)? {
            Poll::Ready(()) => Pin::new(&mut self.socket).poll_shutdown(context),
            Poll::Pending => Poll::Pending,
        };
        self.wrote(result)
    }
}
