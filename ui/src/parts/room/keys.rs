//! The keys of the room, in one table: presses are looked up in it, and the lists of keys are written from it.

use crate::browser::keys::{KeyPress, Place};
use crate::parts::player::{KeyLine, Stroke};
use yew::AttrValue;

/// What a key or a button asks of the room.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Command {
    PlayOrPause,
    /// By so many seconds; negative is back.
    By(i64),
    ToStart,
    ToEnd,
    Slower,
    Faster,
    /// Sound of the next recording that has some, and then of none.
    Sound,
    /// Enlarges the recording with this place, or puts it back.
    Enlarge(usize),
    PutBack,
    ShowKeys,
}

/// Keys that belong together, and what they do.
struct Binding {
    deed: &'static str,
    /// Whether a button takes this key itself.
    is_of_buttons: bool,
    strokes: &'static [(Stroke, Command)],
}

const fn on_page(deed: &'static str, strokes: &'static [(Stroke, Command)]) -> Binding {
    Binding { deed, is_of_buttons: false, strokes }
}

const BINDINGS: [Binding; 9] = [
    Binding {
        deed: "Play or pause all",
        is_of_buttons: true,
        strokes: &[(Stroke::alone(" "), Command::PlayOrPause)],
    },
    on_page(
        "Slower or faster",
        &[(Stroke::alone("<"), Command::Slower), (Stroke::alone(">"), Command::Faster)],
    ),
    on_page(
        "5 seconds back or forward",
        &[(Stroke::alone("ArrowLeft"), Command::By(-5)), (Stroke::alone("ArrowRight"), Command::By(5))],
    ),
    on_page(
        "1 second back or forward",
        &[(Stroke::shift("ArrowLeft"), Command::By(-1)), (Stroke::shift("ArrowRight"), Command::By(1))],
    ),
    on_page(
        "To the first start or the last end",
        &[(Stroke::alone("Home"), Command::ToStart), (Stroke::alone("End"), Command::ToEnd)],
    ),
    on_page(
        "Sound of the next recording that has some, then of none",
        &[(Stroke::alone("m"), Command::Sound)],
    ),
    on_page(
        "Enlarge a recording, or put it back",
        &[
            (Stroke::alone("1"), Command::Enlarge(0)),
            (Stroke::alone("2"), Command::Enlarge(1)),
            (Stroke::alone("3"), Command::Enlarge(2)),
            (Stroke::alone("4"), Command::Enlarge(3)),
            (Stroke::alone("5"), Command::Enlarge(4)),
            (Stroke::alone("6"), Command::Enlarge(5)),
            (Stroke::alone("7"), Command::Enlarge(6)),
            (Stroke::alone("8"), Command::Enlarge(7)),
            (Stroke::alone("9"), Command::Enlarge(8)),
        ],
    ),
    on_page("Put the enlarged recording back", &[(Stroke::alone("Escape"), Command::PutBack)]),
    on_page("This list", &[(Stroke::alone("?"), Command::ShowKeys)]),
];

/// What a key press asks; `None` where it belongs to the browser or to what has the focus.
pub(crate) fn command(press: &KeyPress) -> Option<Command> {
    let is_ours = |binding: &&Binding| match press.place {
        Place::Field | Place::Overlay => false,
        Place::Control => !binding.is_of_buttons,
        Place::Page | Place::Slider => true,
    };
    if press.has_modifier {
        return None;
    }
    let mut strokes = BINDINGS.iter().filter(is_ours).flat_map(|binding| binding.strokes);
    strokes.find(|(stroke, _)| stroke.is(press)).map(|(_, command)| *command)
}

/// The key for a command, as a tooltip names it; `None` where there is none.
pub(crate) fn hint(command: Command) -> Option<AttrValue> {
    let mut strokes = BINDINGS.iter().flat_map(|binding| binding.strokes);
    strokes.find(|(_, of)| *of == command).map(|(stroke, _)| stroke.shown().into())
}

/// All keys and what they do, for a table.
pub(crate) fn lines() -> Vec<KeyLine> {
    let shown = |binding: &Binding| binding.strokes.iter().map(|(stroke, _)| stroke.shown()).collect();
    let mut lines: Vec<KeyLine> = BINDINGS.iter().map(|binding| (shown(binding), binding.deed)).collect();
    lines.push((["↑", "↓", "Enter"].map(String::from).into(), "In the events: choose one, and go to it"));
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_key_does_what_the_table_says_but_where_one_writes() {
        for (stroke, expected) in BINDINGS.iter().flat_map(|binding| binding.strokes) {
            let press = |place| KeyPress {
                key: stroke.key.into(),
                has_shift: stroke.shown().starts_with("Shift"),
                has_alt: false,
                has_modifier: false,
                place,
            };
            assert_eq!(command(&press(Place::Page)), Some(*expected), "{}", stroke.key);
            assert_eq!(command(&press(Place::Field)), None);
            assert_eq!(command(&KeyPress { has_modifier: true, ..press(Place::Page) }), None);
        }
        let space = KeyPress {
            key: " ".into(),
            has_shift: false,
            has_alt: false,
            has_modifier: false,
            place: Place::Control,
        };
        assert_eq!(command(&space), None);
    }
}
