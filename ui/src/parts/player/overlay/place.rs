//! Where the overlay lies on the picture.

use crate::browser::kept;

/// Under what the browser keeps it.
const KEY: &str = "afterimage.overlay.place";
/// How far an arrow key moves it, as a share of the room.
const STEP: f64 = 0.05;

/// A place within the room that the overlay leaves free: 0 at the left and upper edge, 1 at the right and lower one.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Place {
    pub(super) across: f64,
    pub(super) down: f64,
}

impl Default for Place {
    /// The upper right corner.
    fn default() -> Self {
        Self { across: 0.98, down: 0.03 }
    }
}

impl Place {
    fn new(across: f64, down: f64) -> Option<Self> {
        let is_known = across.is_finite() && down.is_finite();
        is_known.then(|| Self { across: across.clamp(0.0, 1.0), down: down.clamp(0.0, 1.0) })
    }

    /// Moved by pixels in a room of pixels; where it was, where there is no room.
    pub(super) fn moved(self, (by_x, by_y): (f64, f64), (room_x, room_y): (f64, f64)) -> Self {
        let part = |at: f64, by: f64, room: f64| if room > 0.0 { at + by / room } else { at };
        Self::new(part(self.across, by_x, room_x), part(self.down, by_y, room_y)).unwrap_or(self)
    }

    /// Moved by a key; `None` for keys that do not move it.
    pub(super) fn stepped(self, key: &str) -> Option<Self> {
        let (across, down) = match key {
            "ArrowLeft" => (-STEP, 0.0),
            "ArrowRight" => (STEP, 0.0),
            "ArrowUp" => (0.0, -STEP),
            "ArrowDown" => (0.0, STEP),
            _ => return None,
        };
        Some(self.moved((across, down), (1.0, 1.0)))
    }

    /// Where it was when it was kept last.
    pub(super) fn kept() -> Self {
        kept::get(KEY).and_then(|text| Self::parse(&text)).unwrap_or_default()
    }

    /// Keeps it for the next recording.
    pub(super) fn keep(self) {
        // Where storage is refused it lies in the corner again next time.
        kept::set(KEY, &format!("{:.4} {:.4}", self.across, self.down));
    }

    fn parse(text: &str) -> Option<Self> {
        let (across, down) = text.split_once(' ')?;
        Self::new(across.parse().ok()?, down.parse().ok()?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_stays_on_the_picture() {
        let place = Place { across: 0.5, down: 0.5 };
        assert_eq!(place.moved((50.0, -25.0), (100.0, 100.0)), Place { across: 1.0, down: 0.25 });
        assert_eq!(place.moved((9_000.0, -9_000.0), (100.0, 100.0)), Place { across: 1.0, down: 0.0 });
        assert_eq!(place.moved((5.0, 5.0), (0.0, -3.0)), place, "no room");
        assert_eq!(place.moved((f64::NAN, 5.0), (1.0, 1.0)), place);
    }

    #[test]
    fn arrows_move_it_and_other_keys_do_not() {
        let place = Place { across: 0.5, down: 0.02 };
        assert_eq!(place.stepped("ArrowUp"), Some(Place { across: 0.5, down: 0.0 }));
        assert_eq!(place.stepped("ArrowRight").map(|place| place.across), Some(0.55));
        assert_eq!(place.stepped("x"), None);
    }

    #[test]
    fn what_was_kept_is_read_with_care() {
        assert_eq!(Place::parse("0.25 1"), Some(Place { across: 0.25, down: 1.0 }));
        assert_eq!(Place::parse("7 -3"), Some(Place { across: 1.0, down: 0.0 }));
        for text in ["", "1", "NaN 0", "a b"] {
            assert_eq!(Place::parse(text), None, "{text}");
        }
    }
}
