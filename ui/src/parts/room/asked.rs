//! The recordings that were asked for.

use super::wall::Lane;
use yew::AttrValue;

/// The most recordings in the room: more could be told apart neither by letter nor by eye.
pub(crate) const MOST: usize = 9;

/// A recording that was asked for.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Asked {
    pub(crate) name: AttrValue,
    /// Whose session it was, and where.
    pub(crate) people: Option<AttrValue>,
    /// What there is to play; otherwise why it cannot be shown here.
    pub(crate) what: Result<Playable, AttrValue>,
}

/// A recording that can be put on the clock.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Playable {
    pub(crate) id: AttrValue,
    /// Where its bytes are.
    pub(crate) address: AttrValue,
    /// Wall-clock start in milliseconds since 1970-01-01 UTC, where it is known.
    pub(crate) started_at_ms: Option<i64>,
    /// Its length in microseconds.
    pub(crate) duration_us: u64,
    /// Whether there is anything to see.
    pub(crate) has_picture: bool,
}

impl Asked {
    /// Its place on the clock, where its clock is corrected by so many milliseconds; `None` where it has none.
    pub(super) fn lane(&self, offset_ms: i64) -> Option<Lane> {
        let playable = self.what.as_ref().ok()?;
        Lane::new(playable.started_at_ms, playable.duration_us, offset_ms)
    }
}
