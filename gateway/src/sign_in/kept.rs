//! What is begun in one request and finished in another: kept in memory, each for a few minutes, and found once.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

/// How many are kept at a time: whoever begins more drops the oldest.
const MOST: usize = 10_000;

/// Things by the hash of the secret that names them. Clones share them; another process of the gateway has its own.
#[derive(Clone, Debug)]
pub struct Kept<T> {
    lasts_ms: i64,
    things: Arc<Mutex<HashMap<String, (i64, T)>>>,
}

impl<T> Kept<T> {
    /// Keeps each for so many milliseconds.
    pub fn for_ms(lasts_ms: i64) -> Self {
        Self { lasts_ms, things: Arc::default() }
    }

    /// Keeps a thing under a name, in place of what was kept under it.
    pub fn keep(&self, name: String, thing: T, now_ms: i64) {
        let mut things = self.things.lock().unwrap_or_else(PoisonError::into_inner);
        things.retain(|_, (since_ms, _)| now_ms.saturating_sub(*since_ms) < self.lasts_ms);
        if things.len() >= MOST
            && let Some(oldest) =
                things.iter().min_by_key(|(_, (since_ms, _))| *since_ms).map(|(name, _)| name.clone())
        {
            things.remove(&oldest);
        }
        things.insert(name, (now_ms, thing));
    }

    /// Takes the thing of this name, if it is there still.
    pub fn take(&self, name: &str, now_ms: i64) -> Option<T> {
        let mut things = self.things.lock().unwrap_or_else(PoisonError::into_inner);
        let (since_ms, thing) = things.remove(name)?;
        (0..self.lasts_ms).contains(&now_ms.saturating_sub(since_ms)).then_some(thing)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_thing_is_found_once_and_in_time() {
        let kept = Kept::for_ms(1_000);
        kept.keep("a".to_owned(), 1, 0);
        kept.keep("b".to_owned(), 2, 0);
        assert_eq!(kept.take("a", 999), Some(1));
        assert_eq!(kept.take("a", 999), None);
        assert_eq!(kept.take("b", 1_000), None);
        assert_eq!(kept.take("c", 0), None);
    }

    #[test]
    fn no_more_than_fit_are_kept() {
        let kept = Kept::for_ms(1_000_000);
        for number in 0..=MOST {
            let at_ms = i64::try_from(number).expect("few");
            kept.keep(number.to_string(), number, at_ms);
        }
        assert_eq!(kept.take("0", 20_000), None);
        assert_eq!(kept.take("1", 20_000), Some(1));
    }
}
