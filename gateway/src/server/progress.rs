//! What a connection is doing, and until when it may.

use super::Limits;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use tokio::sync::Notify;
use tokio::time::Instant;

/// What a connection waits for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Phase {
    /// The client, to agree on keys.
    Handshake,
    /// The client, to send the head of a request.
    Head,
    /// Us, to answer.
    Answering,
    /// The client, to ask something else.
    Idle,
    /// The client, to take what was last sent and close.
    Closing,
    /// Nothing any more that is known here: another protocol is spoken.
    Upgraded,
}

/// What one connection is doing. Its parts tell it, and whoever guards the time asks it.
#[derive(Debug)]
pub(super) struct Progress {
    state: Mutex<State>,
    cut: Notify,
}

#[derive(Debug)]
struct State {
    phase: Phase,
    since: Instant,
    /// Since when the client has taken nothing of what waits for it.
    stalled: Option<Instant>,
    /// Whether all of the answers so far have gone out.
    is_flushed: bool,
}

impl Progress {
    /// A connection that begins with `phase` now.
    pub(super) fn new(phase: Phase) -> Self {
        let state = State { phase, since: Instant::now(), stalled: None, is_flushed: true };
        Self { state: Mutex::new(state), cut: Notify::new() }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn enter(&self, phase: Phase) {
        let mut state = self.state();
        if state.phase != Phase::Upgraded {
            state.phase = phase;
            state.since = Instant::now();
        }
        if phase == Phase::Answering {
            state.is_flushed = false;
        }
    }

    /// The client has sent something: after an answer, it is the next head. Whether it belongs to a head.
    pub(super) fn received(&self) -> bool {
        let mut state = self.state();
        if state.phase == Phase::Idle {
            state.phase = Phase::Head;
            state.since = Instant::now();
        }
        state.phase == Phase::Head
    }

    /// The client has taken something, or there is nothing for it.
    pub(super) fn sent(&self) {
        self.state().stalled = None;
    }

    /// The client takes nothing at the moment.
    pub(super) fn stalled(&self) {
        self.state().stalled.get_or_insert_with(Instant::now);
    }

    /// All that was to be written has been.
    pub(super) fn flushed(&self) {
        let mut state = self.state();
        state.stalled = None;
        state.is_flushed |= state.phase != Phase::Answering;
    }

    /// Whether what is written now answers no request, but the bytes of which none could be read.
    pub(super) fn is_before_request(&self) -> bool {
        let state = self.state();
        state.phase == Phase::Head && state.is_flushed
    }

    /// Whether the connection waits for its client and could be closed without loss, and since when.
    pub(super) fn waiting_since(&self) -> Option<Instant> {
        let state = self.state();
        match state.phase {
            Phase::Handshake | Phase::Head | Phase::Idle | Phase::Closing => Some(state.since),
            Phase::Answering | Phase::Upgraded => None,
        }
    }

    /// How long until the client has taken too long; `None` while it is our turn.
    pub(super) fn left(&self, limits: &Limits) -> Option<Duration> {
        let state = self.state();
        let allowed = match state.phase {
            Phase::Handshake => Some(limits.handshake_timeout),
            Phase::Head | Phase::Closing => Some(limits.head_timeout),
            Phase::Idle => Some(limits.idle_timeout),
            Phase::Answering | Phase::Upgraded => None,
        };
        let waiting = allowed.map(|allowed| allowed.saturating_sub(state.since.elapsed()));
        let taking = state.stalled.map(|since| limits.write_timeout.saturating_sub(since.elapsed()));
        waiting.into_iter().chain(taking).min()
    }

    /// Makes whoever guards the connection close it.
    pub(super) fn cut(&self) {
        self.cut.notify_one();
    }

    /// Resolves when the connection is to be closed.
    pub(super) async fn is_cut(&self) {
        self.cut.notified().await;
    }
}
