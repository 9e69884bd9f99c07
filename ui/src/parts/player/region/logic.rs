//! What becomes of a region: it is drawn, looked through, and found.

use crate::browser::keys::KeyPress;
use crate::browser::player::Rect;
use crate::parts::key_map::{KeyLine, Stroke};
use std::rc::Rc;
use yew::{AttrValue, Reducible};

/// A drag shorter than this is a click: it moves the rectangle instead of drawing another.
const CLICK_PX: u32 = 4;

/// The region of a player. Rectangles are in pixels of the picture.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Region {
    /// Counts what was asked, so that what is late can tell that it is.
    pub(crate) number: u32,
    pub(crate) step: Step,
}

/// How far it has come.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) enum Step {
    /// There is none.
    #[default]
    Off,
    /// It is drawn; `held` while the pointer is pressed.
    Drawing { rect: Rect, size: (u32, u32), held: Option<Held> },
    /// The recording is looked through; the share that is done, in percent, where it is known.
    Looking { rect: Rect, size: (u32, u32), percent: Option<u64> },
    /// All changes, in microseconds from the start.
    Found { rect: Rect, size: (u32, u32), times_us: Rc<[u64]> },
    /// It could not be looked through.
    Failed { rect: Rect, size: (u32, u32), message: AttrValue },
}

/// The pointer while it draws.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Held {
    /// Where it was pressed.
    corner: (u32, u32),
    /// Whether it has gone far enough to be no click.
    is_drag: bool,
}

/// What happens to a region.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum RegionAction {
    /// A rectangle is to be drawn on a picture of this size.
    Draw {
        size: (u32, u32),
    },
    Press(u32, u32),
    Drag(u32, u32),
    /// The pointer was let go.
    LetGo,
    Key(DrawingKey),
    /// The recording is looked through.
    Look,
    Progress(u64),
    Found(u32, Result<Rc<[u64]>, AttrValue>),
    Leave,
}

/// What a key does to a rectangle that is drawn, in pixels.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum DrawingKey {
    /// By steps of a hundredth of the picture's width.
    Move(i32, i32),
    /// Right and lower edge, by the same steps.
    Grow(i32, i32),
}

type DrawingBinding = (&'static str, &'static [(Stroke, DrawingKey)]);

const DRAWING_KEYS: [DrawingBinding; 2] = [
    (
        "Move the rectangle",
        &[
            (Stroke::alone("ArrowLeft"), DrawingKey::Move(-1, 0)),
            (Stroke::alone("ArrowRight"), DrawingKey::Move(1, 0)),
            (Stroke::alone("ArrowUp"), DrawingKey::Move(0, -1)),
            (Stroke::alone("ArrowDown"), DrawingKey::Move(0, 1)),
        ],
    ),
    (
        "Make it narrower, wider, lower or higher",
        &[
            (Stroke::shift("ArrowLeft"), DrawingKey::Grow(-1, 0)),
            (Stroke::shift("ArrowRight"), DrawingKey::Grow(1, 0)),
            (Stroke::shift("ArrowUp"), DrawingKey::Grow(0, -1)),
            (Stroke::shift("ArrowDown"), DrawingKey::Grow(0, 1)),
        ],
    ),
];

const CONFIRM: Stroke = Stroke::alone("Enter");

/// What a key does while a rectangle is drawn; `None` where it is another's.
pub(super) fn drawing_action(press: &KeyPress) -> Option<RegionAction> {
    if press.has_modifier {
        return None;
    }
    if CONFIRM.is(press) {
        return Some(RegionAction::Look);
    }
    let mut strokes = DRAWING_KEYS.iter().flat_map(|(_, strokes)| strokes.iter());
    strokes.find(|(stroke, _)| stroke.is(press)).map(|(_, key)| RegionAction::Key(*key))
}

/// The keys while a rectangle is drawn, for the list of all keys.
pub(crate) fn drawing_keys() -> (&'static str, Vec<KeyLine>) {
    let lines = DRAWING_KEYS
        .iter()
        .map(|(deed, strokes)| (strokes.iter().map(|(stroke, _)| stroke.shown()).collect::<Vec<_>>(), *deed));
    let confirm = (vec![CONFIRM.shown()], "Look for changes in it");
    ("Drawing a region", lines.chain([confirm]).collect())
}

impl Region {
    /// Its rectangle and the size of the picture that it lies on.
    pub(crate) fn rect(&self) -> Option<(Rect, (u32, u32))> {
        match &self.step {
            Step::Off => None,
            Step::Drawing { rect, size, .. }
            | Step::Looking { rect, size, .. }
            | Step::Found { rect, size, .. }
            | Step::Failed { rect, size, .. } => Some((*rect, *size)),
        }
    }

    pub(crate) fn is_off(&self) -> bool {
        self.step == Step::Off
    }

    pub(crate) fn is_drawing(&self) -> bool {
        matches!(self.step, Step::Drawing { .. })
    }

    /// All changes in it, sorted; none before they are found.
    pub(crate) fn times_us(&self) -> Rc<[u64]> {
        match &self.step {
            Step::Found { times_us, .. } => times_us.clone(),
            Step::Off | Step::Drawing { .. } | Step::Looking { .. } | Step::Failed { .. } => Rc::new([]),
        }
    }
}

/// The change before or after a moment.
pub(super) fn neighbour(times_us: &[u64], at_us: u64, is_next: bool) -> Option<u64> {
    let place = if is_next {
        times_us.partition_point(|time_us| *time_us <= at_us)
    } else {
        times_us.partition_point(|time_us| *time_us < at_us).checked_sub(1)?
    };
    times_us.get(place).copied()
}

/// How many changes there are up to a moment, and how many in all, in words.
pub(super) fn count(times_us: &[u64], at_us: u64) -> String {
    let so_far = times_us.partition_point(|time_us| *time_us <= at_us);
    match (times_us.len(), so_far) {
        (0, _) => "Nothing changes here in the whole recording".to_owned(),
        (1, _) => "1 change".to_owned(),
        (all, 0) => format!("{all} changes"),
        (all, so_far) => format!("Change {so_far} of {all}"),
    }
}

fn between((ax, ay): (u32, u32), (bx, by): (u32, u32)) -> Rect {
    Rect { x: ax.min(bx), y: ay.min(by), width: ax.abs_diff(bx).max(1), height: ay.abs_diff(by).max(1) }
}

/// The rectangle kept inside of the picture, at least a pixel wide and high.
fn inside(rect: Rect, (width, height): (u32, u32)) -> Rect {
    let (wide, high) = (rect.width.clamp(1, width.max(1)), rect.height.clamp(1, height.max(1)));
    let (x, y) = (rect.x.min(width.saturating_sub(wide)), rect.y.min(height.saturating_sub(high)));
    Rect { x, y, width: wide, height: high }
}

fn keyed(rect: Rect, size: (u32, u32), key: DrawingKey) -> Rect {
    let step = i32::try_from((size.0 / 100).max(1)).unwrap_or(i32::MAX);
    let by = |at: u32, steps: i32| at.saturating_add_signed(steps.saturating_mul(step));
    let keyed = match key {
        DrawingKey::Move(x, y) => Rect { x: by(rect.x, x), y: by(rect.y, y), ..rect },
        DrawingKey::Grow(x, y) => Rect {
            width: by(rect.width, x).min(size.0.saturating_sub(rect.x)),
            height: by(rect.height, y).min(size.1.saturating_sub(rect.y)),
            ..rect
        },
    };
    inside(keyed, size)
}

impl Reducible for Region {
    type Action = RegionAction;

    fn reduce(self: Rc<Self>, action: RegionAction) -> Rc<Self> {
        let mut next = (*self).clone();
        next.step = match (next.step, action) {
            (_, RegionAction::Draw { size }) => {
                next.number = next.number.wrapping_add(1);
                let (width, height) = (size.0 / 4, size.1 / 4);
                let middle = Rect { x: (size.0 - width) / 2, y: (size.1 - height) / 2, width, height };
                Step::Drawing { rect: inside(middle, size), size, held: None }
            }
            (_, RegionAction::Leave) => {
                next.number = next.number.wrapping_add(1);
                Step::Off
            }
            (Step::Drawing { rect, size, .. }, RegionAction::Press(x, y)) => {
                Step::Drawing { rect, size, held: Some(Held { corner: (x, y), is_drag: false }) }
            }
            (Step::Drawing { rect, size, held: Some(held) }, RegionAction::Drag(x, y)) => {
                let (corner_x, corner_y) = held.corner;
                let is_far = corner_x.abs_diff(x).max(corner_y.abs_diff(y)) >= CLICK_PX;
                let held = Held { is_drag: held.is_drag || is_far, ..held };
                let rect = if held.is_drag { inside(between(held.corner, (x, y)), size) } else { rect };
                Step::Drawing { rect, size, held: Some(held) }
            }
            (Step::Drawing { rect, size, held: Some(held) }, RegionAction::LetGo) => {
                if held.is_drag {
                    Step::Looking { rect, size, percent: None }
                } else {
                    // A click moves the rectangle there.
                    let (x, y) = held.corner;
                    let x = x.saturating_sub(rect.width / 2);
                    let y = y.saturating_sub(rect.height / 2);
                    Step::Drawing { rect: inside(Rect { x, y, ..rect }, size), size, held: None }
                }
            }
            (Step::Drawing { rect, size, held }, RegionAction::Key(key)) => {
                Step::Drawing { rect: keyed(rect, size, key), size, held }
            }
            (Step::Drawing { rect, size, .. }, RegionAction::Look) => {
                Step::Looking { rect, size, percent: None }
            }
            (Step::Looking { rect, size, .. }, RegionAction::Progress(percent)) => {
                Step::Looking { rect, size, percent: Some(percent) }
            }
            (Step::Looking { rect, size, .. }, RegionAction::Found(number, found))
                if number == self.number =>
            {
                match found {
                    Ok(times_us) => Step::Found { rect, size, times_us },
                    Err(message) => Step::Failed { rect, size, message },
                }
            }
            (
                step,
                RegionAction::Press(..)
                | RegionAction::Drag(..)
                | RegionAction::LetGo
                | RegionAction::Key(_)
                | RegionAction::Look
                | RegionAction::Progress(_)
                | RegionAction::Found(..),
            ) => step,
        };
        Rc::new(next)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::browser::keys::Place;

    const SIZE: (u32, u32) = (1_000, 500);

    fn run(actions: Vec<RegionAction>) -> Region {
        let start = Rc::new(Region::default()).reduce(RegionAction::Draw { size: SIZE });
        (*actions.into_iter().fold(start, Reducible::reduce)).clone()
    }

    fn rect(x: u32, y: u32, width: u32, height: u32) -> Rect {
        Rect { x, y, width, height }
    }

    #[test]
    fn a_drag_draws_and_starts_looking() {
        let actions = vec![
            RegionAction::Press(300, 200),
            RegionAction::Drag(302, 201),
            RegionAction::Drag(100, 50),
            RegionAction::LetGo,
        ];
        let region = run(actions);
        assert_eq!(region.step, Step::Looking { rect: rect(100, 50, 200, 150), size: SIZE, percent: None });
    }

    #[test]
    fn a_click_moves_the_rectangle() {
        let region = run(vec![RegionAction::Press(0, 500), RegionAction::LetGo]);
        assert_eq!(region.rect(), Some((rect(0, 375, 250, 125), SIZE)));
        assert!(region.is_drawing());
    }

    #[test]
    fn keys_move_and_size_it_within_the_picture() {
        let press = |key: &str, has_shift| KeyPress {
            key: key.into(),
            has_shift,
            has_alt: false,
            has_modifier: false,
            place: Place::Page,
        };
        let keyed = |key, has_shift| drawing_action(&press(key, has_shift)).unwrap();
        let region = run(vec![keyed("ArrowLeft", false), keyed("ArrowDown", true)]);
        assert_eq!(region.rect(), Some((rect(365, 187, 250, 135), SIZE)));
        let far = run(vec![keyed("ArrowRight", false); 300]);
        assert_eq!(far.rect(), Some((rect(750, 187, 250, 125), SIZE)));
        let small = run(vec![keyed("ArrowLeft", true); 300]);
        assert_eq!(small.rect(), Some((rect(375, 187, 1, 125), SIZE)));
        let large = run(vec![keyed("ArrowRight", true); 300]);
        assert_eq!(large.rect(), Some((rect(375, 187, 625, 125), SIZE)));
        assert_eq!(drawing_action(&press("Enter", false)), Some(RegionAction::Look));
        assert_eq!(drawing_action(&press("x", false)), None);
    }

    #[test]
    fn what_is_found_too_late_counts_for_nothing() {
        let looking = run(vec![RegionAction::Look]);
        let found = |number| RegionAction::Found(number, Ok(Rc::new([5, 9])));
        let late = run(vec![RegionAction::Look, RegionAction::Draw { size: SIZE }, RegionAction::Look]);
        let late = Rc::new(late).reduce(found(looking.number));
        assert!(late.times_us().is_empty());
        assert_eq!(*late.clone().reduce(found(late.number)).times_us(), [5, 9]);
        let left = run(vec![RegionAction::Look, RegionAction::Leave]);
        assert!(Rc::new(left).reduce(found(looking.number)).is_off());
    }

    #[test]
    fn neighbours_and_counts_agree() {
        let times = [10, 20, 30];
        assert_eq!((neighbour(&times, 20, true), neighbour(&times, 20, false)), (Some(30), Some(10)));
        assert_eq!((neighbour(&times, 30, true), neighbour(&times, 10, false)), (None, None));
        assert_eq!(neighbour(&[], 5, true), None);
        assert_eq!(count(&times, 9), "3 changes");
        assert_eq!(count(&times, 25), "Change 2 of 3");
        assert_eq!(count(&[], 0), "Nothing changes here in the whole recording");
    }
}
