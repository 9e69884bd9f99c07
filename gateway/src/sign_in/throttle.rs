//! How often somebody may try to sign in. An account is never locked: only those who try wait, by their address.

use super::AccountError;
use governor::clock::{Clock, MonotonicClock};
use governor::middleware::NoOpMiddleware;
use governor::state::keyed::HashMapStateStore;
use governor::{Quota, RateLimiter};
use std::hash::Hash;
use std::net::IpAddr;
use std::num::NonZeroU32;
use std::sync::Arc;

/// How many times as many attempts an address has for all accounts together.
const ACCOUNTS_OF_AN_ADDRESS: u32 = 6;
/// How many addresses and accounts are kept before those that may try again anyway are forgotten.
const KEPT: usize = 10_000;

type Limiter<K> = RateLimiter<K, HashMapStateStore<K>, MonotonicClock, NoOpMiddleware<std::time::Instant>>;

/// Counts attempts by address, and by address and account. Clones share the counts, which one process holds.
#[derive(Clone)]
pub struct Throttle {
    clock: MonotonicClock,
    by_address: Arc<Limiter<IpAddr>>,
    by_account: Arc<Limiter<(IpAddr, String)>>,
}

impl std::fmt::Debug for Throttle {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("Throttle").finish_non_exhaustive()
    }
}

impl Throttle {
    /// Lets an address try each account this many times a minute, and six times as often all accounts together.
    pub fn new(attempts_per_minute: NonZeroU32) -> Self {
        let of_address =
            attempts_per_minute.saturating_mul(NonZeroU32::MIN.saturating_add(ACCOUNTS_OF_AN_ADDRESS - 1));
        let clock = MonotonicClock;
        Self {
            clock,
            by_address: Arc::new(limiter(of_address)),
            by_account: Arc::new(limiter(attempts_per_minute)),
        }
    }

    /// Counts an attempt at an account, which need not be there.
    ///
    /// # Errors
    /// [`AccountError::TooManyAttempts`] with the time to wait.
    pub fn attempt(&self, address: IpAddr, account: &str) -> Result<(), AccountError> {
        let address = network_of(address);
        self.check(&self.by_address, &address)?;
        self.check(&self.by_account, &(address, account.to_owned()))
    }

    /// Counts an attempt that is at no account, such as with a one-time link.
    ///
    /// # Errors
    /// [`AccountError::TooManyAttempts`] with the time to wait.
    pub fn attempt_by_address(&self, address: IpAddr) -> Result<(), AccountError> {
        self.check(&self.by_address, &network_of(address))
    }

    /// Counts an attempt of somebody who is signed in. It takes nothing from others who sign in from the same address.
    ///
    /// # Errors
    /// [`AccountError::TooManyAttempts`] with the time to wait.
    pub fn attempt_signed_in(&self, address: IpAddr, what: &str) -> Result<(), AccountError> {
        self.check(&self.by_account, &(network_of(address), what.to_owned()))
    }

    fn check<K: Clone + Hash + Eq>(&self, limiter: &Limiter<K>, key: &K) -> Result<(), AccountError> {
        if limiter.len() > KEPT {
            limiter.retain_recent();
        }
        limiter.check_key(key).map_err(|until| {
            let wait = until.wait_time_from(self.clock.now());
            AccountError::TooManyAttempts { retry_after_s: wait.as_secs().saturating_add(1) }
        })
    }
}

fn limiter<K: Clone + Hash + Eq>(per_minute: NonZeroU32) -> Limiter<K> {
    RateLimiter::new(Quota::per_minute(per_minute), HashMapStateStore::default(), MonotonicClock)
}

/// Whoever has an IPv6 address usually has all of its network of 64 bits.
fn network_of(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V6(address) => IpAddr::V6((address.to_bits() & !u128::from(u64::MAX)).into()),
        address @ IpAddr::V4(_) => address,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn throttle() -> Throttle {
        Throttle::new(NonZeroU32::new(10).expect("not zero"))
    }

    fn address(text: &str) -> IpAddr {
        text.parse().expect("an address")
    }

    #[test]
    fn an_account_can_be_tried_ten_times_from_an_address() {
        let (throttle, here) = (throttle(), address("192.0.2.1"));
        for _ in 0..10 {
            assert_eq!(throttle.attempt(here, "ada"), Ok(()));
        }
        let refused = throttle.attempt(here, "ada").expect_err("refused");
        assert!(matches!(refused, AccountError::TooManyAttempts { retry_after_s: 1..=60 }), "{refused:?}");
        // neither another account nor the owner, who is elsewhere, has to wait
        assert_eq!(throttle.attempt(here, "grace"), Ok(()));
        assert_eq!(throttle.attempt(address("192.0.2.2"), "ada"), Ok(()));
    }

    #[test]
    fn many_accounts_can_be_tried_sixty_times() {
        let (throttle, here) = (throttle(), address("2001:db8::1"));
        let attempts = (0..100_u16).map(|number| {
            let neighbour = address(&format!("2001:db8::{number:x}"));
            throttle.attempt(neighbour, &format!("account {number}")).is_ok()
        });
        assert_eq!(attempts.filter(|is_allowed| *is_allowed).count(), 60);
        assert!(throttle.attempt_by_address(here).is_err());
        assert_eq!(throttle.attempt(address("2001:db8:0:1::1"), "ada"), Ok(()));
    }

    #[test]
    fn an_address_is_one_however_it_is_written() {
        assert_eq!(network_of(address("::ffff:192.0.2.1")), address("192.0.2.1"));
    }
}
