//! The speeds one can choose.

/// A speed of playback.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Speed {
    Half,
    #[default]
    Normal,
    Times2,
    Times4,
    Times8,
    Times16,
    Times32,
    Times64,
}

impl Speed {
    /// All, slowest first.
    pub(crate) const ALL: [Self; 8] = [
        Self::Half,
        Self::Normal,
        Self::Times2,
        Self::Times4,
        Self::Times8,
        Self::Times16,
        Self::Times32,
        Self::Times64,
    ];

    /// Seconds of the recording in one second.
    pub(crate) fn factor(self) -> f64 {
        match self {
            Self::Half => 0.5,
            Self::Normal => 1.0,
            Self::Times2 => 2.0,
            Self::Times4 => 4.0,
            Self::Times8 => 8.0,
            Self::Times16 => 16.0,
            Self::Times32 => 32.0,
            Self::Times64 => 64.0,
        }
    }

    /// As the menu names it: `0.5x`, `16x`.
    pub(crate) fn label(self) -> String {
        format!("{}x", self.factor())
    }

    /// The next slower one; the slowest stays.
    pub(crate) fn slower(self) -> Self {
        self.moved(-1)
    }

    /// The next faster one; the fastest stays.
    pub(crate) fn faster(self) -> Self {
        self.moved(1)
    }

    /// Its place in [`Self::ALL`].
    pub(crate) fn place(self) -> usize {
        Self::ALL.iter().position(|speed| *speed == self).unwrap_or_default()
    }

    fn moved(self, by: isize) -> Self {
        Self::ALL.get(self.place().saturating_add_signed(by)).copied().unwrap_or(self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slower_and_faster_walk_through_all_and_stop_at_the_ends() {
        for pair in Speed::ALL.windows(2) {
            assert_eq!((pair[0].faster(), pair[1].slower()), (pair[1], pair[0]));
            assert_eq!(pair[0].factor() * 2.0, pair[1].factor());
        }
        assert_eq!((Speed::Half.slower(), Speed::Times64.faster()), (Speed::Half, Speed::Times64));
    }

    #[test]
    fn a_speed_is_named_by_its_factor() {
        assert_eq!(Speed::ALL.map(Speed::label), ["0.5x", "1x", "2x", "4x", "8x", "16x", "32x", "64x"]);
    }
}
