//! Purges what was deleted, once it can no longer be brought back. `docs/deletion.md` says what keeps it from purging.

use crate::admin_log::By;
use crate::clock::Clock;
use crate::data::Data;
use crate::store::SeenTime;
use crate::{Error, Result};
use std::io;
use std::time::{Duration, Instant};

/// How often the time is noted.
const LOOK_EVERY: Duration = Duration::from_secs(60);
/// How often recordings are purged.
const PURGE_EVERY: Duration = Duration::from_secs(3_600);
/// How many at a time: a fault must not take everything before somebody sees it.
const MOST: u64 = 1_000;
/// How far the clock may be from the time that was noted last, in milliseconds: a server may stand still for so long.
pub const MOST_STILL_MS: i64 = 24 * 3_600_000;
/// How far it may go from the time that passes while the server runs.
const MOST_DRIFT: Duration = Duration::from_secs(600);

/// What was done at one look.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Looked {
    /// The clock jumped: nothing is purged until an operator says that it is right.
    Jumped {
        /// The time that was trusted last, in milliseconds since 1970-01-01 UTC.
        seen_ms: i64,
    },
    /// So many recordings were purged.
    Purged {
        /// How many.
        recordings: u64,
    },
}

/// Notes the time, and purges what is due unless the clock jumped.
///
/// # Errors
/// [`Error::NotLogged`], [`Error::NoSpace`], [`Error::Database`], [`Error::WriteFile`].
pub async fn look(data: &Data, now_ms: i64, most_ms: i64) -> Result<Looked> {
    if let SeenTime::Jumped { seen_ms } = data.store.see_time(now_ms, most_ms).await? {
        return Ok(Looked::Jumped { seen_ms });
    }
    let purged = data.store.purge(&By::gateway(now_ms), MOST).await?;
    remove_files(data).await?;
    Ok(Looked::Purged { recordings: purged.recordings })
}

/// Removes the files of recordings that were purged with them; one that cannot be removed stays to be tried again, and
/// keeps no other.
async fn remove_files(data: &Data) -> Result<()> {
    let mut failed = None;
    for id in data.store.files_to_purge().await? {
        match data.objects.remove_unlisted(id) {
            Ok(()) => {}
            Err(Error::WriteFile { source, .. }) if source.kind() == io::ErrorKind::NotFound => {}
            Err(error) => {
                tracing::error!(%id, %error, "the file of a purged recording cannot be removed; it is tried again");
                failed = Some(error);
                continue;
            }
        }
        data.store.file_is_purged(id).await?;
    }
    failed.map_or(Ok(()), Err)
}

/// Looks each minute, and purges each hour, for as long as it is polled.
pub async fn run(data: Data, clock: Clock) {
    let mut watch = Watch::default();
    loop {
        let now_ms = clock.now_ms();
        match watch.look(&data, now_ms, Instant::now()).await {
            Ok(Looked::Jumped { seen_ms }) => tracing::error!(
                now_ms,
                seen_ms,
                "the clock jumped: nothing is purged until `afterimage confirm-clock` says that it is right"
            ),
            Ok(Looked::Purged { recordings: 0 }) => {}
            Ok(Looked::Purged { recordings }) => tracing::info!(recordings, "purged what was deleted"),
            Err(error) => tracing::error!(%error, "what was deleted cannot be purged"),
        }
        tokio::time::sleep(LOOK_EVERY).await;
    }
}

/// When it was looked last: by the clock, and by the time that passes whatever the clock says.
#[derive(Debug, Default)]
struct Watch {
    noted: Option<(i64, Instant)>,
    purged: Option<Instant>,
}

impl Watch {
    async fn look(&mut self, data: &Data, now_ms: i64, now: Instant) -> Result<Looked> {
        if let Some((at_ms, at)) = self.noted.take()
            && drift(now_ms.saturating_sub(at_ms), now.saturating_duration_since(at)) > MOST_DRIFT
        {
            data.store.distrust_time().await?;
        }
        let is_due = self.purged.is_none_or(|at| now.saturating_duration_since(at) >= PURGE_EVERY);
        let looked = if is_due {
            look(data, now_ms, MOST_STILL_MS).await?
        } else {
            match data.store.see_time(now_ms, MOST_STILL_MS).await? {
                SeenTime::Jumped { seen_ms } => Looked::Jumped { seen_ms },
                SeenTime::Trusted => Looked::Purged { recordings: 0 },
            }
        };
        if let Looked::Purged { .. } = looked {
            self.noted = Some((now_ms, now));
            if is_due {
                self.purged = Some(now);
            }
        }
        Ok(looked)
    }
}

/// How far the clock went from the time that passed.
fn drift(clock_ms: i64, passed: Duration) -> Duration {
    let passed_ms = i64::try_from(passed.as_millis()).unwrap_or(i64::MAX);
    Duration::from_millis(clock_ms.saturating_sub(passed_ms).unsigned_abs())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_clock_drifts_forwards_and_backwards() {
        let minute = Duration::from_secs(60);
        assert_eq!(drift(60_000, minute), Duration::ZERO);
        assert!(drift(60_000 + 3_600_000, minute) > MOST_DRIFT);
        assert!(drift(-3_600_000, minute) > MOST_DRIFT);
        assert!(drift(i64::MIN, minute) > MOST_DRIFT);
        assert!(drift(i64::MAX, Duration::ZERO) > MOST_DRIFT);
    }
}
