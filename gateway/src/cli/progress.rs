//! How far a long command is, on a terminal only.

use crate::display::{Plain, bytes};
use std::io::{self, IsTerminal, Write};
use std::time::{Duration, Instant};

/// How often it is drawn.
const EVERY: Duration = Duration::from_millis(200);

/// A line on standard error that tells how far a file is; nothing where that is no terminal.
pub(super) struct Progress {
    label: String,
    drawn: Option<Instant>,
    is_drawn: bool,
}

impl Progress {
    pub(super) fn new(label: &str) -> Self {
        let drawn = io::stderr().is_terminal().then(Instant::now);
        Self { label: Plain(label).to_string(), drawn, is_drawn: false }
    }

    /// `done` of `total` bytes are done.
    pub(super) fn update(&mut self, done: u64, total: u64) {
        if let Some(drawn) = &mut self.drawn
            && drawn.elapsed() >= EVERY
        {
            *drawn = Instant::now();
            self.is_drawn = true;
            let percent = done.saturating_mul(100).checked_div(total).unwrap_or(100);
            draw(&format!("\r\x1b[K{}: {percent} % of {}", self.label, bytes(total)));
        }
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        if self.is_drawn {
            draw("\r\x1b[K");
        }
    }
}

fn draw(text: &str) {
    let mut err = io::stderr().lock();
    // A progress that cannot be drawn is no reason to stop.
    err.write_all(text.as_bytes()).and_then(|()| err.flush()).unwrap_or_default();
}
