//! The keys of the incident room, and what they ask of it.

use crate::parts::events::list_keys;
use crate::parts::key_map::{Binding, Group, KeyMap, Stroke, key_tables};
use yew::prelude::*;

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

const BINDINGS: [Binding<Command>; 9] = [
    Binding::not_on_controls("Play or pause all", &[(Stroke::alone(" "), Command::PlayOrPause)]),
    Binding::page(
        "Slower or faster",
        &[(Stroke::alone("<"), Command::Slower), (Stroke::alone(">"), Command::Faster)],
    ),
    Binding::page(
        "5 seconds back or forward",
        &[(Stroke::alone("ArrowLeft"), Command::By(-5)), (Stroke::alone("ArrowRight"), Command::By(5))],
    ),
    Binding::page(
        "1 second back or forward",
        &[(Stroke::shift("ArrowLeft"), Command::By(-1)), (Stroke::shift("ArrowRight"), Command::By(1))],
    ),
    Binding::page(
        "To the first start or the last end",
        &[(Stroke::alone("Home"), Command::ToStart), (Stroke::alone("End"), Command::ToEnd)],
    ),
    Binding::page(
        "Sound of the next recording that has some, then of none",
        &[(Stroke::alone("m"), Command::Sound)],
    ),
    Binding::page(
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
    Binding::page("Put the enlarged recording back", &[(Stroke::alone("Escape"), Command::PutBack)]),
    Binding::page("This list", &[(Stroke::alone("?"), Command::ShowKeys)]),
];

/// What each key does.
pub(super) static KEYS: KeyMap<Command> = KeyMap(&[Group { title: "Incident room", bindings: &BINDINGS }]);

/// The key for a command, as a tooltip names it; `None` where there is none.
pub(super) fn hint(command: Command) -> Option<AttrValue> {
    KEYS.hint(command)
}

/// All keys of the room as tables, also those of the list of events.
pub(crate) fn room_keys() -> Html {
    key_tables(KEYS.groups().into_iter().chain([list_keys()]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_key_asks_for_two_things() {
        assert_eq!(KEYS.ambiguous(), Vec::<String>::new());
    }
}
