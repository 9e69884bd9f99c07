//! Runs in a lane: how each ended, which is near a place, and which are worth drawing.

use yew::AttrValue;

/// How something ended. The three differ by shape: filled, crossed, hollow.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Sign {
    Done,
    Failed,
    /// It is not known how.
    Unknown,
}

/// Something that happened in a lane.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Run {
    /// When it began, in microseconds.
    pub(crate) from_us: u64,
    /// When it ended; not before it began.
    pub(crate) to_us: u64,
    pub(crate) sign: Sign,
    /// What it was.
    pub(crate) name: AttrValue,
    /// When it was and how it ended, in words.
    pub(crate) said: AttrValue,
}

/// The run nearest to a time, where one lasts to within `reach_us` of it. A failed one goes before others there.
pub(super) fn nearest(runs: &[Run], at_us: u64, reach_us: u64) -> Option<usize> {
    let apart = |run: &Run| {
        if at_us < run.from_us { run.from_us - at_us } else { at_us.saturating_sub(run.to_us) }
    };
    let near = runs.iter().enumerate().filter(|(_, run)| apart(run) <= reach_us);
    let near =
        near.min_by_key(|(_, run)| (run.sign != Sign::Failed, apart(run), at_us.abs_diff(run.from_us)));
    near.map(|(place, _)| place)
}

/// The runs that are seen where `pixel_us` of time have a pixel: of those that begin in the same one the last of each
/// sign is enough, with the latest end; failed ones come last, so that nothing hides them.
pub(super) fn seen(runs: &[Run], pixel_us: f64) -> Vec<(f64, f64, Sign)> {
    let mut all = Vec::new();
    for sign in [Sign::Done, Sign::Unknown, Sign::Failed] {
        let first = all.len();
        for run in runs.iter().filter(|run| run.sign == sign) {
            let (from, to) = (run.from_us as f64, run.to_us as f64);
            match all.get_mut(first..).and_then(|drawn: &mut [(f64, f64, Sign)]| drawn.last_mut()) {
                Some(last) if from - last.0 < pixel_us => last.1 = last.1.max(to),
                _ => all.push((from, to, sign)),
            }
        }
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    fn run(from_us: u64, to_us: u64, sign: Sign) -> Run {
        Run { from_us, to_us, sign, name: "".into(), said: "".into() }
    }

    #[test]
    fn the_nearest_is_found_and_a_failed_one_first() {
        let runs = [run(10, 20, Sign::Done), run(100, 100, Sign::Failed), run(104, 300, Sign::Unknown)];
        assert_eq!(nearest(&runs, 15, 0), Some(0));
        assert_eq!(nearest(&runs, 50, 10), None);
        assert_eq!(nearest(&runs, 105, 10), Some(1));
        assert_eq!(nearest(&runs, 250, 10), Some(2));
        assert_eq!(nearest(&[], 0, u64::MAX), None);
    }

    #[test]
    fn what_cannot_be_told_apart_is_drawn_once_and_failed_last() {
        let runs = [
            run(0, 1, Sign::Failed),
            run(1, 50, Sign::Done),
            run(2, 3, Sign::Done),
            run(200, u64::MAX, Sign::Done),
        ];
        let (far, failed) = (u64::MAX as f64, (0.0, 1.0, Sign::Failed));
        assert_eq!(seen(&runs, 10.0), [(1.0, 50.0, Sign::Done), (200.0, far, Sign::Done), failed]);
        assert_eq!(seen(&runs, 0.0).len(), runs.len());
    }
}
