//! The time of day.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

/// Where the time of day comes from. Clones share it.
#[derive(Clone, Debug, Default)]
pub enum Clock {
    /// The machine.
    #[default]
    Machine,
    /// Whoever set it last: milliseconds since 1970-01-01 UTC.
    Set(Arc<AtomicI64>),
}

impl Clock {
    /// Milliseconds since 1970-01-01 UTC.
    pub fn now_ms(&self) -> i64 {
        match self {
            Self::Machine => jiff::Timestamp::now().as_millisecond(),
            Self::Set(time_ms) => time_ms.load(Ordering::SeqCst),
        }
    }
}
