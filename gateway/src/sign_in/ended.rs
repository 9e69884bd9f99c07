//! Forgets sign-in sessions that have ended, and links that have expired.

use crate::clock::Clock;
use crate::store::{SessionLimits, Store};
use std::time::Duration;

/// How often it is done.
const EVERY: Duration = Duration::from_secs(3_600);

/// Takes their rows out each hour, for as long as it is polled. They are worth nothing without: each request asks anew
/// whether its session is open.
pub async fn forget(store: Store, limits: SessionLimits, clock: Clock) {
    loop {
        if let Err(error) = store.forget_ended_sessions(limits, clock.now_ms()).await {
            tracing::warn!(%error, "sign-in sessions that have ended cannot be taken out; it is tried again");
        }
        tokio::time::sleep(EVERY).await;
    }
}
