//! What the machine of a session is busy with, second by second.

use crate::random::Random;
use events::Load;

/// Processors, memory, network and round trips that wander about what is usual.
#[derive(Debug)]
pub(crate) struct Machine {
    random: Random,
    cpu: u64,
    memory: u64,
    /// Busy with so much until then.
    busy: Option<(u64, u32)>,
}

impl Machine {
    pub(crate) fn new(mut random: Random) -> Self {
        let (cpu, memory) = (random.within(400, 1600), random.within(2800, 6200));
        Self { random, cpu, memory, busy: None }
    }

    /// Busy with `cpu` hundredths of a percent until `until_ms`.
    pub(crate) fn be_busy(&mut self, until_ms: u64, cpu: u32) {
        self.busy = Some((until_ms, cpu.min(10_000)));
    }

    /// The load of the second that ends now.
    pub(crate) fn load(&mut self, now_ms: u64) -> Load {
        let random = &mut self.random;
        self.cpu = (self.cpu + random.within(0, 300)).saturating_sub(150).clamp(150, 4_500);
        self.memory = (self.memory + random.within(0, 40)).saturating_sub(19).clamp(1_500, 9_300);
        let mut cpu = self.cpu + random.within(0, 250);
        if let Some((until_ms, busy)) = self.busy
            && now_ms <= until_ms
        {
            cpu = u64::from(busy) + random.within(0, 300);
        }
        let is_burst = random.chance(12);
        let sent_bytes =
            if is_burst { random.within(200_000, 2_500_000) } else { random.within(1_500, 60_000) };
        Load {
            cpu: u32::try_from(cpu.min(10_000)).unwrap_or(10_000),
            memory: u32::try_from(self.memory).unwrap_or(10_000),
            sent_bytes,
            received_bytes: random.within(300, 9_000),
        }
    }

    /// A round trip in microseconds.
    pub(crate) fn round_trip_us(&mut self) -> u64 {
        let spike = if self.random.chance(8) { 90_000 } else { 0 };
        self.random.within(18_000, 46_000) + spike
    }
}
