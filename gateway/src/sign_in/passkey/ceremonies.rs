//! Ceremonies that are under way, in memory: a bounded number of them, each for a short while and for one answer.

use super::PasskeyError;
use std::collections::{BTreeMap, HashMap};

/// Milliseconds after which a ceremony is over.
pub const CEREMONY_MS: i64 = 5 * 60 * 1000;

/// How many ceremonies of a kind can be under way. One more ends the oldest: somebody who begins very many of them
/// must not keep others from signing in.
pub const MAX_CEREMONIES: usize = 10_000;

pub(super) struct Ceremonies<T> {
    /// In the order of their beginning.
    kept: BTreeMap<u64, Kept<T>>,
    numbers: HashMap<String, u64>,
    next: u64,
}

struct Kept<T> {
    id: String,
    began_at: i64,
    state: T,
}

impl<T> Default for Ceremonies<T> {
    fn default() -> Self {
        Self { kept: BTreeMap::new(), numbers: HashMap::new(), next: 0 }
    }
}

impl<T> Ceremonies<T> {
    /// Keeps a state, and names it with 128 random bits.
    pub(super) fn keep(&mut self, state: T, now: i64) -> Result<String, PasskeyError> {
        let mut bytes = [0; 16];
        getrandom::fill(&mut bytes).map_err(PasskeyError::Random)?;
        let id = super::base64url(&bytes);
        while self.kept.first_key_value().is_some_and(|(_, oldest)| is_over(oldest.began_at, now))
            || self.kept.len() >= MAX_CEREMONIES
        {
            let Some((_, oldest)) = self.kept.pop_first() else { break };
            self.numbers.remove(&oldest.id);
        }
        self.kept.insert(self.next, Kept { id: id.clone(), began_at: now, state });
        self.numbers.insert(id.clone(), self.next);
        self.next += 1;
        Ok(id)
    }

    /// Takes a state out, where it is there and not over.
    pub(super) fn take(&mut self, id: &str, now: i64) -> Option<T> {
        let number = self.numbers.remove(id)?;
        let kept = self.kept.remove(&number)?;
        (!is_over(kept.began_at, now)).then_some(kept.state)
    }
}

fn is_over(began_at: i64, now: i64) -> bool {
    now.saturating_sub(began_at) >= CEREMONY_MS
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_state_is_taken_once() {
        let mut ceremonies = Ceremonies::default();
        let id = ceremonies.keep("a", 0).unwrap();
        assert_eq!(ceremonies.take("b", 0), None);
        assert_eq!(ceremonies.take(&id, 0), Some("a"));
        assert_eq!(ceremonies.take(&id, 0), None);
    }

    #[test]
    fn a_state_is_kept_for_five_minutes() {
        let mut ceremonies = Ceremonies::default();
        let (first, second) = (ceremonies.keep(1, 1000).unwrap(), ceremonies.keep(2, 1000).unwrap());
        assert_eq!(ceremonies.take(&first, 1000 + CEREMONY_MS - 1), Some(1));
        assert_eq!(ceremonies.take(&second, 1000 + CEREMONY_MS), None);
    }

    #[test]
    fn what_is_over_goes_and_the_number_is_bounded() {
        let mut ceremonies = Ceremonies::default();
        let first = ceremonies.keep(0, 0).unwrap();
        for number in 1..=MAX_CEREMONIES {
            ceremonies.keep(number, 0).unwrap();
        }
        assert_eq!((ceremonies.kept.len(), ceremonies.numbers.len()), (MAX_CEREMONIES, MAX_CEREMONIES));
        assert_eq!(ceremonies.take(&first, 0), None);
        let last = ceremonies.keep(7, CEREMONY_MS).unwrap();
        assert_eq!((ceremonies.kept.len(), ceremonies.numbers.len()), (1, 1));
        assert_eq!(ceremonies.take(&last, CEREMONY_MS), Some(7));
    }
}
