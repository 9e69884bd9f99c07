//! One seek at a time: what is wanted while one is under way waits, and only the latest of it is done. Dragging
//! along the bar so shows as many true frames as can be decoded and ends at the last place.

/// The seek under way and the one that waits, each in microseconds.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Seeker {
    is_busy: bool,
    next_us: Option<u64>,
    is_closed: bool,
}

impl Seeker {
    /// Wants to be at `at_us`. The answer is to be started at once; `None` where it waits.
    pub(crate) fn want(&mut self, at_us: u64) -> Option<u64> {
        if self.is_busy {
            self.next_us = Some(at_us);
            return None;
        }
        self.is_busy = true;
        Some(at_us)
    }

    /// Another recording is opened: what is still under way counts for nothing.
    pub(crate) fn close(&mut self) {
        self.is_closed = true;
        self.next_us = None;
    }

    /// Whether [`Self::close`] was called.
    pub(crate) fn is_closed(&self) -> bool {
        self.is_closed
    }

    /// The seek under way has ended, well or not. The answer is to be started next.
    pub(crate) fn landed(&mut self) -> Option<u64> {
        let next = self.next_us.take();
        self.is_busy = next.is_some();
        next
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_latest_of_what_waits_is_done() {
        let mut seeker = Seeker::default();
        assert_eq!(seeker.want(1), Some(1));
        assert_eq!((seeker.want(2), seeker.want(3)), (None, None));
        assert_eq!(seeker.landed(), Some(3));
        assert_eq!(seeker.landed(), None);
        assert_eq!(seeker.want(4), Some(4));
        assert_eq!(seeker.want(5), None);
        seeker.close();
        assert_eq!((seeker.landed(), seeker.is_closed()), (None, true));
    }
}
