//! The same numbers on every run, and damage made of them.

/// xorshift64*.
pub(crate) struct Random(pub(crate) u64);

impl Random {
    /// A number of 64 bits.
    pub(crate) fn next(&mut self) -> u64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        self.0.wrapping_mul(0x2545_f491_4f6c_dd1d)
    }

    /// A number below `end`.
    pub(crate) fn below(&mut self, end: u64) -> u64 {
        (self.next() >> 11) % end
    }

    /// Changes, inserts, removes or repeats some bytes of the fields of a payload: beneath the compression, which
    /// would refuse nearly all damage by itself, or in every eighth case above it.
    pub(crate) fn damage(&mut self, payload: &[u8]) -> Vec<u8> {
        if self.below(8) == 0 {
            let mut payload = payload.to_vec();
            self.mutate(&mut payload);
            return payload;
        }
        let mut fields = Vec::with_capacity(1 << 20);
        zstd_safe::decompress(&mut fields, &payload[1..]).expect("sound");
        self.mutate(&mut fields);
        let mut frame = Vec::with_capacity(zstd_safe::compress_bound(fields.len()));
        zstd_safe::compress(&mut frame, &fields, 1).expect("compresses");
        let mut damaged = vec![payload[0]];
        damaged.extend(frame);
        damaged
    }

    /// Changes, inserts, removes or repeats some bytes.
    pub(crate) fn mutate(&mut self, bytes: &mut Vec<u8>) {
        for _ in 0..1 + self.below(3) {
            if bytes.is_empty() {
                return;
            }
            let at = self.below(bytes.len() as u64) as usize;
            match self.below(5) {
                0 => bytes[at] ^= 1 << self.below(8),
                1 => bytes[at] = self.below(256) as u8,
                2 => bytes.truncate(at),
                3 => bytes.insert(at, self.below(256) as u8),
                _ => {
                    let end = (at + self.below(16) as usize).min(bytes.len());
                    let piece = bytes[at..end].to_vec();
                    bytes.splice(at..at, piece);
                }
            }
        }
    }
}
