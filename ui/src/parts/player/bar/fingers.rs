//! Fingers on the bar: one drags the position, two pinch the window.

/// Where two fingers were and where they are, each as a share of the bar.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Pinch {
    pub(crate) from: (f64, f64),
    pub(crate) to: (f64, f64),
}

/// The fingers that are on the bar, by the number that the browser gives each; a third one counts for nothing.
#[derive(Debug, Default)]
pub(super) struct Fingers(Vec<(i32, f64)>);

impl Fingers {
    /// One more finger, and where. Gives how many there are now.
    pub(super) fn put(&mut self, id: i32, share: f64) -> usize {
        self.lift(id);
        self.0.push((id, share));
        self.0.len()
    }

    /// One finger less.
    pub(super) fn lift(&mut self, id: i32) {
        self.0.retain(|(finger, _)| *finger != id);
    }

    /// A finger slides. With another one beside it that is a pinch.
    pub(super) fn slide(&mut self, id: i32, share: f64) -> Option<Pinch> {
        let before = self.pair();
        let rank = self.0.iter().position(|(finger, _)| *finger == id)?;
        self.0.get_mut(rank)?.1 = share;
        let (from, to) = before.zip(self.pair()).filter(|_| rank < 2)?;
        Some(Pinch { from, to })
    }

    fn pair(&self) -> Option<(f64, f64)> {
        match self.0.as_slice() {
            [(_, one), (_, other), ..] => Some((*one, *other)),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_fingers_pinch_and_one_does_not() {
        let mut fingers = Fingers::default();
        assert_eq!(fingers.put(7, 0.4), 1);
        assert_eq!(fingers.slide(7, 0.45), None);
        assert_eq!(fingers.put(8, 0.6), 2);
        assert_eq!(fingers.slide(8, 0.8), Some(Pinch { from: (0.45, 0.6), to: (0.45, 0.8) }));
        assert_eq!(fingers.slide(7, 0.2), Some(Pinch { from: (0.45, 0.8), to: (0.2, 0.8) }));
        assert_eq!(fingers.put(9, 0.1), 3);
        assert_eq!(fingers.slide(9, 0.5), None);
        fingers.lift(7);
        assert_eq!(fingers.slide(9, 0.6), Some(Pinch { from: (0.8, 0.5), to: (0.8, 0.6) }));
        fingers.lift(9);
        assert_eq!(fingers.slide(8, 0.9), None);
        assert_eq!(fingers.slide(3, 0.9), None);
    }
}
