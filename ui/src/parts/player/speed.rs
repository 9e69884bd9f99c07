//! The speeds one can choose.

/// A speed of playback.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Speed {
    Half,
    #[default]
    Normal,
    Double,
    Quadruple,
}

impl Speed {
    /// All, slowest first.
    pub(crate) const ALL: [Self; 4] = [Self::Half, Self::Normal, Self::Double, Self::Quadruple];

    /// Seconds of the recording in one second.
    pub(crate) fn factor(self) -> f64 {
        match self {
            Self::Half => 0.5,
            Self::Normal => 1.0,
            Self::Double => 2.0,
            Self::Quadruple => 4.0,
        }
    }

    /// As the menu names it.
    pub(crate) fn label(self) -> &'static str {
        match self {
            Self::Half => "0.5x",
            Self::Normal => "1x",
            Self::Double => "2x",
            Self::Quadruple => "4x",
        }
    }

    /// The next slower one; the slowest stays.
    pub(crate) fn slower(self) -> Self {
        match self {
            Self::Half | Self::Normal => Self::Half,
            Self::Double => Self::Normal,
            Self::Quadruple => Self::Double,
        }
    }

    /// The next faster one; the fastest stays.
    pub(crate) fn faster(self) -> Self {
        match self {
            Self::Half => Self::Normal,
            Self::Normal => Self::Double,
            Self::Double | Self::Quadruple => Self::Quadruple,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slower_and_faster_walk_through_all_and_stop_at_the_ends() {
        for pair in Speed::ALL.windows(2) {
            assert_eq!((pair[0].faster(), pair[1].slower()), (pair[1], pair[0]));
            assert!(pair[0].factor() < pair[1].factor());
        }
        assert_eq!((Speed::Half.slower(), Speed::Quadruple.faster()), (Speed::Half, Speed::Quadruple));
    }
}
