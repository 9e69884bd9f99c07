//! Runs a task on a recording that is fetched piece by piece.

use player::analysis::Task;
use recording::Error;
use recording::format::{RangeCache, Recording};

/// What a task found, and what that took.
pub(crate) struct Run<T> {
    pub(crate) found: T,
    pub(crate) requests: usize,
    /// How many times requests were made, each time all at once.
    pub(crate) rounds: usize,
    pub(crate) bytes: u64,
}

/// Opens a recording without reading more of it than that takes.
pub(crate) fn open(bytes: &[u8]) -> (Recording, RangeCache) {
    let mut cache = RangeCache::new(bytes.len() as u64);
    loop {
        match Recording::open(&cache) {
            Ok(recording) => return (recording, cache),
            Err(Error::Missing { offset, len }) => {
                let (from, to) = (offset as usize, (offset + len) as usize);
                cache.insert(offset, &bytes[from..to]);
            }
            Err(error) => panic!("the recording does not open: {error}"),
        }
    }
}

/// Runs a task; what it needs is fetched, and little is kept.
pub(crate) fn run<T: Task>(mut task: T, cache: &mut RangeCache, bytes: &[u8]) -> Run<T::Found> {
    let (mut requests, mut rounds, mut fetched) = (0, 0, 0);
    let mut progress = task.progress();
    loop {
        match task.step(cache) {
            Ok(Some(found)) => return Run { found, requests, rounds, bytes: fetched },
            Ok(None) => {}
            Err(Error::Missing { .. }) => {
                let needs = task.needs(cache);
                assert!(!needs.is_empty(), "something is missing but nothing is asked for");
                rounds += 1;
                cache.evict(64 * 1024);
                for range in needs {
                    requests += 1;
                    fetched += range.end - range.start;
                    cache.insert(range.start, &bytes[range.start as usize..range.end as usize]);
                }
            }
            Err(error) => panic!("the task failed: {error}"),
        }
        let (done, total) = task.progress();
        assert!(done >= progress.0 && done <= total, "progress {done} of {total} after {progress:?}");
        progress = (done, total);
    }
}
