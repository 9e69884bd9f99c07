//! Tells open streams that accounts, roles or permissions changed, so that they ask again whether they may go on.

use std::time::{Duration, Instant};
use tokio::sync::watch;

/// How often a stream asks by itself: another process of the gateway may have changed something, or time has passed.
const ASK_EVERY: Duration = Duration::from_secs(1);

/// The end that tells. Clones are the same.
#[derive(Clone, Debug)]
pub struct Changes(watch::Sender<u64>);

/// The end that is told.
#[derive(Debug)]
pub(crate) struct Changed {
    told: watch::Receiver<u64>,
    asked: Instant,
}

impl Default for Changes {
    fn default() -> Self {
        Self(watch::channel(0).0)
    }
}

impl Changes {
    /// Something changed.
    pub(crate) fn tell(&self) {
        self.0.send_modify(|number| *number = number.wrapping_add(1));
    }

    /// To be told from now on.
    pub(crate) fn listen(&self) -> Changed {
        Changed { told: self.0.subscribe(), asked: Instant::now() }
    }
}

impl Changed {
    /// Waits until something may have changed: at once where it did, else for a second.
    pub(crate) async fn wait(&mut self) {
        let told = tokio::time::timeout(ASK_EVERY, self.told.changed()).await;
        if let Ok(Err(_)) = told {
            // nobody is left who could tell; only time passes
            tokio::time::sleep(ASK_EVERY).await;
        }
        self.asked = Instant::now();
    }

    /// Whether something may have changed since this was asked last: it did, or a second has passed.
    pub(crate) fn is_due(&mut self) -> bool {
        let is_told = self.told.has_changed().unwrap_or(true);
        if !is_told && self.asked.elapsed() < ASK_EVERY {
            return false;
        }
        self.told.mark_unchanged();
        self.asked = Instant::now();
        true
    }
}
