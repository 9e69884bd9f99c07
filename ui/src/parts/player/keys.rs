//! The keys of the player, and what they ask of it.

use super::region::drawing_keys;
use crate::parts::events::list_keys;
use crate::parts::key_map::{Binding, Group, KeyMap, Stroke, key_tables};
use yew::prelude::*;

const SECOND_US: i64 = 1_000_000;

/// What a key or a button asks of the player.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Command {
    /// Of the one that plays.
    Play(PlayCommand),
    ZoomIn,
    ZoomOut,
    /// The whole recording on the bar.
    ZoomToAll,
    /// The part of the recording that the bar shows, by half of it.
    Pan(Toward),
    /// Draws a rectangle to see when something changed in it; again ends that.
    Region,
    /// To the moment at which something changes in the rectangle.
    RegionChange(Toward),
    /// The search of the terminal's text; of the events, where there is no such text.
    Search,
    /// Shows the performance data, or hides them.
    Stats,
    /// The search of the events.
    FindEvents,
    /// To the moment of the previous or next event that is listed.
    Event(Toward),
    Settings,
    ShowKeys,
    /// Ends what is open over the picture.
    Leave,
}

/// What concerns playing itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum PlayCommand {
    PlayOrPause,
    /// By so many microseconds; negative is back.
    By(i64),
    ToStart,
    ToEnd,
    /// One frame.
    Frame(Toward),
    /// To the moment at which the picture changes.
    Change(Toward),
    Slower,
    Faster,
    SkipIdle,
    Mute,
    TimeOfDay,
    FullScreen,
}

/// A direction in time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Toward {
    Start,
    End,
}

impl Toward {
    /// -1 toward the start, 1 toward the end.
    pub(crate) fn sign(self) -> i32 {
        match self {
            Self::Start => -1,
            Self::End => 1,
        }
    }
}

const fn by(seconds: i64) -> Command {
    Command::Play(PlayCommand::By(seconds * SECOND_US))
}

const GROUPS: [Group<Command>; 4] = [
    Group {
        title: "Playing",
        bindings: &[
            Binding::not_on_controls(
                "Play or pause",
                &[(Stroke::alone(" "), Command::Play(PlayCommand::PlayOrPause))],
            ),
            Binding::page(
                "Slower or faster",
                &[
                    (Stroke::alone("<"), Command::Play(PlayCommand::Slower)),
                    (Stroke::alone(">"), Command::Play(PlayCommand::Faster)),
                ],
            ),
            Binding::page(
                "Skip idle periods, or play them",
                &[(Stroke::alone("i"), Command::Play(PlayCommand::SkipIdle))],
            ),
            Binding::page("Mute, or sound on", &[(Stroke::alone("m"), Command::Play(PlayCommand::Mute))]),
        ],
    },
    Group {
        title: "Moving",
        bindings: &[
            Binding::page(
                "5 seconds back or forward",
                &[(Stroke::alone("ArrowLeft"), by(-5)), (Stroke::alone("ArrowRight"), by(5))],
            ),
            Binding::page(
                "1 second back or forward",
                &[(Stroke::shift("ArrowLeft"), by(-1)), (Stroke::shift("ArrowRight"), by(1))],
            ),
            Binding::page(
                "To the previous or next change of the picture",
                &[
                    (Stroke::alt("ArrowLeft"), Command::Play(PlayCommand::Change(Toward::Start))),
                    (Stroke::alt("ArrowRight"), Command::Play(PlayCommand::Change(Toward::End))),
                ],
            ),
            Binding::page(
                "One frame back or forward",
                &[
                    (Stroke::alone(","), Command::Play(PlayCommand::Frame(Toward::Start))),
                    (Stroke::alone("."), Command::Play(PlayCommand::Frame(Toward::End))),
                ],
            ),
            Binding::page(
                "To the start or the end",
                &[
                    (Stroke::alone("Home"), Command::Play(PlayCommand::ToStart)),
                    (Stroke::alone("End"), Command::Play(PlayCommand::ToEnd)),
                ],
            ),
        ],
    },
    Group {
        title: "The bar",
        bindings: &[
            Binding::page(
                "Zoom in or out around the position",
                &[
                    (Stroke::alone("+"), Command::ZoomIn),
                    (Stroke::alone("="), Command::ZoomIn),
                    (Stroke::alone("-"), Command::ZoomOut),
                ],
            ),
            Binding::page("The whole recording", &[(Stroke::alone("0"), Command::ZoomToAll)]),
            Binding::page(
                "Move what the bar shows",
                &[
                    (Stroke::shift("PageDown"), Command::Pan(Toward::Start)),
                    (Stroke::shift("PageUp"), Command::Pan(Toward::End)),
                ],
            ),
            Binding::slider(
                "On the bar: 5 seconds back or forward",
                &[(Stroke::alone("ArrowDown"), by(-5)), (Stroke::alone("ArrowUp"), by(5))],
            ),
            Binding::slider(
                "On the bar: 1 minute back or forward",
                &[(Stroke::alone("PageDown"), by(-60)), (Stroke::alone("PageUp"), by(60))],
            ),
        ],
    },
    Group {
        title: "Finding and looking",
        bindings: &[
            Binding::page(
                "Region history: when did this part change?",
                &[(Stroke::alone("r"), Command::Region)],
            ),
            Binding::page(
                "To the previous or next change in the region",
                &[
                    (Stroke::alone("p"), Command::RegionChange(Toward::Start)),
                    (Stroke::alone("n"), Command::RegionChange(Toward::End)),
                ],
            ),
            Binding::page("Performance data, or none", &[(Stroke::alone("d"), Command::Stats)]),
            Binding::page(
                "To the previous or next event that is listed",
                &[
                    (Stroke::alone("["), Command::Event(Toward::Start)),
                    (Stroke::alone("]"), Command::Event(Toward::End)),
                ],
            ),
            Binding::page(
                "Search the text of a terminal; elsewhere the events",
                &[(Stroke::alone("/"), Command::Search)],
            ),
            Binding::page("Search the events", &[(Stroke::alone("e"), Command::FindEvents)]),
            Binding::page(
                "Position as date and time of day, and back",
                &[(Stroke::alone("t"), Command::Play(PlayCommand::TimeOfDay))],
            ),
            Binding::page(
                "Full screen and back",
                &[(Stroke::alone("f"), Command::Play(PlayCommand::FullScreen))],
            ),
            Binding::page("Player settings", &[(Stroke::alone("s"), Command::Settings)]),
            Binding::page("This list", &[(Stroke::alone("?"), Command::ShowKeys)]),
            Binding::page(
                "Leave the region, the search or full screen",
                &[(Stroke::alone("Escape"), Command::Leave)],
            ),
        ],
    },
];

/// What each key does.
pub(super) static KEYS: KeyMap<Command> = KeyMap(&GROUPS);

/// The key for a command, as a tooltip names it; `None` where there is none.
pub(super) fn hint(command: Command) -> Option<AttrValue> {
    KEYS.hint(command)
}

/// All keys while playing, as tables: also those of the region and of the list of events.
pub(crate) fn player_keys() -> Html {
    key_tables(KEYS.groups().into_iter().chain([drawing_keys(), list_keys()]))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::browser::keys::{KeyPress, Place};

    fn press(key: &str, place: Place) -> KeyPress {
        KeyPress { key: key.into(), has_shift: false, has_alt: false, has_modifier: false, place }
    }

    #[test]
    fn no_key_asks_for_two_things() {
        assert_eq!(KEYS.ambiguous(), Vec::<String>::new());
    }

    #[test]
    fn space_plays_except_on_a_button() {
        assert_eq!(KEYS.command(&press(" ", Place::Page)), Some(Command::Play(PlayCommand::PlayOrPause)));
        assert_eq!(KEYS.command(&press(" ", Place::Control)), None);
        assert_eq!(KEYS.command(&press("f", Place::Control)), Some(Command::Play(PlayCommand::FullScreen)));
    }

    #[test]
    fn arrows_go_by_seconds_and_with_alt_by_changes() {
        let right = press("ArrowRight", Place::Page);
        assert_eq!(KEYS.command(&right), Some(Command::Play(PlayCommand::By(5_000_000))));
        let with_shift = KeyPress { has_shift: true, ..right.clone() };
        assert_eq!(KEYS.command(&with_shift), Some(Command::Play(PlayCommand::By(1_000_000))));
        let with_alt = KeyPress { has_alt: true, ..right.clone() };
        assert_eq!(KEYS.command(&with_alt), Some(Command::Play(PlayCommand::Change(Toward::End))));
        assert_eq!(KEYS.command(&KeyPress { has_alt: true, has_shift: true, ..right }), None);
    }

    #[test]
    fn a_character_counts_however_the_layout_reaches_it() {
        let question = KeyPress { has_shift: true, ..press("?", Place::Page) };
        assert_eq!(KEYS.command(&question), Some(Command::ShowKeys));
        let capital = KeyPress { has_shift: true, ..press("F", Place::Page) };
        assert_eq!(KEYS.command(&capital), Some(Command::Play(PlayCommand::FullScreen)));
    }

    #[test]
    fn fields_dialogs_and_the_browsers_own_keys_are_left_alone() {
        for place in [Place::Field, Place::Overlay] {
            assert_eq!(KEYS.command(&press("f", place)), None);
        }
        let with_control = KeyPress { has_modifier: true, ..press("f", Place::Page) };
        assert_eq!(KEYS.command(&with_control), None);
    }

    #[test]
    fn a_tooltip_names_the_first_key() {
        assert_eq!(hint(Command::Play(PlayCommand::PlayOrPause)).as_deref(), Some("Space"));
        assert_eq!(hint(Command::Play(PlayCommand::Change(Toward::Start))).as_deref(), Some("Alt ←"));
        assert_eq!(hint(by(-7)), None);
    }
}
