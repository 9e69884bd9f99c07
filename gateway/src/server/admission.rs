//! How many connections there may be.

use super::progress::{Phase, Progress};
use std::collections::HashMap;
use std::net::{IpAddr, Ipv6Addr};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// Counts connections, and has the last word on new ones.
#[derive(Debug)]
pub(super) struct Admission {
    all: usize,
    per_address: usize,
    open: Mutex<Open>,
}

#[derive(Debug, Default)]
struct Open {
    next: u64,
    connections: HashMap<u64, (Option<IpAddr>, Arc<Progress>)>,
    by_address: HashMap<IpAddr, usize>,
}

/// The place of one connection, which is free again when this is dropped.
#[derive(Debug)]
pub(super) struct Seat {
    number: u64,
    admission: Arc<Admission>,
    progress: Arc<Progress>,
}

impl Admission {
    /// At most `all` connections, and `per_address` of one address.
    pub(super) fn new(all: usize, per_address: usize) -> Self {
        Self { all, per_address, open: Mutex::default() }
    }

    /// A place for a connection of `address`, or of one that may have any number. Where all places are taken, the
    /// connection that has kept us waiting longest loses its own: many slow clients cannot keep others out. `None` where
    /// the address has too many, or nobody waits.
    pub(super) fn admit(self: &Arc<Self>, address: Option<IpAddr>, phase: Phase) -> Option<Seat> {
        let address = address.map(network);
        let mut open = self.open();
        if address.and_then(|address| open.by_address.get(&address)).is_some_and(|&n| n >= self.per_address) {
            return None;
        }
        if open.connections.len() >= self.all {
            let waiting = open
                .connections
                .iter()
                .filter_map(|(number, (_, progress))| progress.waiting_since().map(|since| (since, *number)));
            let (_, longest) = waiting.min()?;
            if let Some(progress) = open.remove(longest) {
                progress.cut();
            }
        }
        let progress = Arc::new(Progress::new(phase));
        let number = open.next;
        open.next += 1;
        open.connections.insert(number, (address, Arc::clone(&progress)));
        if let Some(address) = address {
            *open.by_address.entry(address).or_default() += 1;
        }
        Some(Seat { number, admission: Arc::clone(self), progress })
    }

    fn open(&self) -> MutexGuard<'_, Open> {
        self.open.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Open {
    fn remove(&mut self, number: u64) -> Option<Arc<Progress>> {
        let (address, progress) = self.connections.remove(&number)?;
        if let Some(address) = address
            && let Some(count) = self.by_address.get_mut(&address)
        {
            *count = count.saturating_sub(1);
            if *count == 0 {
                self.by_address.remove(&address);
            }
        }
        Some(progress)
    }
}

impl Seat {
    /// What the connection is doing.
    pub(super) fn progress(&self) -> Arc<Progress> {
        Arc::clone(&self.progress)
    }
}

impl Drop for Seat {
    fn drop(&mut self) {
        // it is gone already where it was given to another
        self.admission.open().remove(self.number);
    }
}

/// One customer is given a /64 of IPv6, so that its addresses count as one.
fn network(address: IpAddr) -> IpAddr {
    match address {
        IpAddr::V4(_) => address,
        IpAddr::V6(address) => {
            let [a, b, c, d, ..] = address.segments();
            Ipv6Addr::new(a, b, c, d, 0, 0, 0, 0).into()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::Duration;

    fn address(text: &str) -> Option<IpAddr> {
        Some(text.parse().expect("an address"))
    }

    #[test]
    fn one_address_has_its_share_only() {
        let admission = Arc::new(Admission::new(100, 2));
        let admit = |text| admission.admit(address(text), Phase::Head);
        let first = admit("10.0.0.1").expect("a seat");
        let _second = admit("10.0.0.1").expect("a seat");
        assert!(admit("10.0.0.1").is_none());
        let _other = admit("10.0.0.2").expect("a seat");
        drop(first);
        assert!(admit("10.0.0.1").is_some());
        let _v6 = [admit("2001:db8::1"), admit("2001:db8::2")].map(|seat| seat.expect("a seat"));
        assert!(admit("2001:db8::3").is_none() && admit("2001:db8:0:1::3").is_some());
        let _proxied = [(); 5].map(|()| admission.admit(None, Phase::Head).expect("a seat"));
    }

    #[tokio::test(start_paused = true)]
    async fn who_waits_longest_makes_room() {
        let admission = Arc::new(Admission::new(3, 9));
        let admit = || admission.admit(address("10.0.0.1"), Phase::Head);
        let busy = admit().expect("a seat");
        busy.progress().enter(Phase::Answering);
        tokio::time::advance(Duration::from_secs(1)).await;
        let slow = admit().expect("a seat");
        tokio::time::advance(Duration::from_secs(1)).await;
        let recent = admit().expect("a seat");
        let new = admit().expect("a seat");
        slow.progress().is_cut().await;
        for seat in [&recent, &new] {
            seat.progress().enter(Phase::Answering);
        }
        assert!(admit().is_none(), "nobody waits");
        drop(slow);
        assert!(admit().is_none(), "its place was given away already");
        drop(new);
        assert!(admit().is_some());
    }
}
