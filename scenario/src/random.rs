//! The numbers that a seed stands for: SplitMix64 (Steele, Lea, Flood 2014), so that a seed means the same everywhere.

/// A row of numbers that depends on its seed alone.
#[derive(Clone, Debug)]
pub(crate) struct Random(u64);

impl Random {
    /// The row of `seed` for what is called `name`: rows of other names are other rows.
    pub(crate) fn new(seed: u64, name: &str) -> Self {
        let mut random = Self(seed);
        for byte in name.bytes() {
            random.0 = random.next().wrapping_add(u64::from(byte));
        }
        random
    }

    /// The next number.
    pub(crate) fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// A number from `low` to `high`, both included; `low` where the range is empty.
    pub(crate) fn within(&mut self, low: u64, high: u64) -> u64 {
        match high.checked_sub(low).map(|width| width.checked_add(1)) {
            Some(Some(width)) => low + self.next() % width,
            Some(None) => self.next(),
            None => low,
        }
    }

    /// True `percent` times out of 100.
    pub(crate) fn chance(&mut self, percent: u64) -> bool {
        self.next() % 100 < percent
    }

    /// One of the list.
    pub(crate) fn one<'a, T: ?Sized>(&mut self, list: &[&'a T]) -> Option<&'a T> {
        let len = u64::try_from(list.len()).ok().filter(|len| *len > 0)?;
        let at = usize::try_from(self.next() % len).ok()?;
        list.get(at).copied()
    }

    /// Bytes for the salts of a recording.
    pub(crate) fn secret(&mut self) -> [u8; 32] {
        let mut secret = [0; 32];
        for piece in secret.chunks_exact_mut(8) {
            piece.copy_from_slice(&self.next().to_le_bytes());
        }
        secret
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_those_of_splitmix() {
        // the first numbers of seed 1234567, as published with the reference implementation
        let mut random = Random(1_234_567);
        let numbers = [random.next(), random.next(), random.next()];
        assert_eq!(
            numbers,
            [6_457_827_717_110_365_317, 3_203_168_211_198_807_973, 9_817_491_932_198_370_423]
        );
    }

    #[test]
    fn ranges_hold() {
        let mut random = Random::new(1, "x");
        assert!((0..1000).all(|_| (5..=7).contains(&random.within(5, 7))));
        assert_eq!(random.within(7, 5), 7);
        assert_eq!(random.one::<str>(&[]), None);
        assert_ne!(Random::new(1, "x").next(), Random::new(1, "y").next());
    }
}
