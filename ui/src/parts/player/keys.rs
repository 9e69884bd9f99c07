//! The keys of the player. One table says what each key does: presses are looked up in it, and the tooltips, the
//! dialog and the help page are written from it, so that they cannot differ.

use crate::browser::keys::{KeyPress, Place};
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

/// The key to hold with another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum With {
    Nothing,
    Shift,
    Alt,
}

/// Where a key is the player's.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Reach {
    /// Wherever the focus is, but not where one writes.
    Page,
    /// Not on a button either, which takes this key itself.
    NotOnControls,
    /// On the bar only; elsewhere it scrolls.
    Bar,
}

/// A key, alone or with another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Stroke {
    pub(crate) with: With,
    /// As the browser names it; letters in lower case.
    pub(crate) key: &'static str,
}

impl Stroke {
    /// A key alone.
    pub(crate) const fn alone(key: &'static str) -> Self {
        Self { with: With::Nothing, key }
    }

    /// With shift held.
    pub(crate) const fn shift(key: &'static str) -> Self {
        Self { with: With::Shift, key }
    }

    const fn alt(key: &'static str) -> Self {
        Self { with: With::Alt, key }
    }

    /// Whether this was pressed.
    pub(crate) fn is(self, press: &KeyPress) -> bool {
        let is_character = press.key.chars().count() == 1;
        // Which characters need shift depends on the keyboard's layout.
        let has_shift = press.has_shift && !is_character;
        let with = match (has_shift, press.has_alt) {
            (false, false) => With::Nothing,
            (true, false) => With::Shift,
            (false, true) => With::Alt,
            (true, true) => return false,
        };
        with == self.with && press.key.to_lowercase() == self.key.to_lowercase()
    }

    /// As it is written on the keyboard: `Shift ←`.
    pub(crate) fn shown(self) -> String {
        let key = match self.key {
            " " => "Space",
            "ArrowLeft" => "←",
            "ArrowRight" => "→",
            "ArrowUp" => "↑",
            "ArrowDown" => "↓",
            "PageUp" => "Page ↑",
            "PageDown" => "Page ↓",
            "Escape" => "Esc",
            key => key,
        };
        match self.with {
            With::Nothing => key.to_owned(),
            With::Shift => format!("Shift {key}"),
            With::Alt => format!("Alt {key}"),
        }
    }
}

/// Keys that belong together, and what they do.
struct Binding {
    deed: &'static str,
    reach: Reach,
    strokes: &'static [(Stroke, Command)],
}

/// Bindings under a title.
struct Group {
    title: &'static str,
    bindings: &'static [Binding],
}

const fn page(deed: &'static str, strokes: &'static [(Stroke, Command)]) -> Binding {
    Binding { deed, reach: Reach::Page, strokes }
}

const fn on_bar(deed: &'static str, strokes: &'static [(Stroke, Command)]) -> Binding {
    Binding { deed, reach: Reach::Bar, strokes }
}

const fn by(seconds: i64) -> Command {
    Command::Play(PlayCommand::By(seconds * SECOND_US))
}

const GROUPS: [Group; 4] = [
    Group {
        title: "Playing",
        bindings: &[
            Binding {
                deed: "Play or pause",
                reach: Reach::NotOnControls,
                strokes: &[(Stroke::alone(" "), Command::Play(PlayCommand::PlayOrPause))],
            },
            page(
                "Slower or faster",
                &[
                    (Stroke::alone("<"), Command::Play(PlayCommand::Slower)),
                    (Stroke::alone(">"), Command::Play(PlayCommand::Faster)),
                ],
            ),
            page(
                "Skip idle periods, or play them",
                &[(Stroke::alone("i"), Command::Play(PlayCommand::SkipIdle))],
            ),
            page("Mute, or sound on", &[(Stroke::alone("m"), Command::Play(PlayCommand::Mute))]),
        ],
    },
    Group {
        title: "Moving",
        bindings: &[
            page(
                "5 seconds back or forward",
                &[(Stroke::alone("ArrowLeft"), by(-5)), (Stroke::alone("ArrowRight"), by(5))],
            ),
            page(
                "1 second back or forward",
                &[(Stroke::shift("ArrowLeft"), by(-1)), (Stroke::shift("ArrowRight"), by(1))],
            ),
            page(
                "To the previous or next change of the picture",
                &[
                    (Stroke::alt("ArrowLeft"), Command::Play(PlayCommand::Change(Toward::Start))),
                    (Stroke::alt("ArrowRight"), Command::Play(PlayCommand::Change(Toward::End))),
                ],
            ),
            page(
                "One frame back or forward",
                &[
                    (Stroke::alone(","), Command::Play(PlayCommand::Frame(Toward::Start))),
                    (Stroke::alone("."), Command::Play(PlayCommand::Frame(Toward::End))),
                ],
            ),
            page(
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
            page(
                "Zoom in or out around the position",
                &[
                    (Stroke::alone("+"), Command::ZoomIn),
                    (Stroke::alone("="), Command::ZoomIn),
                    (Stroke::alone("-"), Command::ZoomOut),
                ],
            ),
            page("The whole recording", &[(Stroke::alone("0"), Command::ZoomToAll)]),
            page(
                "Move what the bar shows",
                &[
                    (Stroke::shift("PageDown"), Command::Pan(Toward::Start)),
                    (Stroke::shift("PageUp"), Command::Pan(Toward::End)),
                ],
            ),
            on_bar(
                "On the bar: 5 seconds back or forward",
                &[(Stroke::alone("ArrowDown"), by(-5)), (Stroke::alone("ArrowUp"), by(5))],
            ),
            on_bar(
                "On the bar: 1 minute back or forward",
                &[(Stroke::alone("PageDown"), by(-60)), (Stroke::alone("PageUp"), by(60))],
            ),
        ],
    },
    Group {
        title: "Finding and looking",
        bindings: &[
            page("Region history: when did this part change?", &[(Stroke::alone("r"), Command::Region)]),
            page(
                "To the previous or next change in the region",
                &[
                    (Stroke::alone("p"), Command::RegionChange(Toward::Start)),
                    (Stroke::alone("n"), Command::RegionChange(Toward::End)),
                ],
            ),
            page("Performance data, or none", &[(Stroke::alone("d"), Command::Stats)]),
            page(
                "To the previous or next event that is listed",
                &[
                    (Stroke::alone("["), Command::Event(Toward::Start)),
                    (Stroke::alone("]"), Command::Event(Toward::End)),
                ],
            ),
            page(
                "Search the text of a terminal; elsewhere the events",
                &[(Stroke::alone("/"), Command::Search)],
            ),
            page("Search the events", &[(Stroke::alone("e"), Command::FindEvents)]),
            page(
                "Position as date and time of day, and back",
                &[(Stroke::alone("t"), Command::Play(PlayCommand::TimeOfDay))],
            ),
            page("Full screen and back", &[(Stroke::alone("f"), Command::Play(PlayCommand::FullScreen))]),
            page("Player settings", &[(Stroke::alone("s"), Command::Settings)]),
            page("This list", &[(Stroke::alone("?"), Command::ShowKeys)]),
            page("Leave the region, the search or full screen", &[(Stroke::alone("Escape"), Command::Leave)]),
        ],
    },
];

/// What a key press asks; `None` where it belongs to the browser or to what has the focus.
pub(crate) fn command(press: &KeyPress) -> Option<Command> {
    let is_ours = |reach: Reach| match (reach, press.place) {
        (_, Place::Field | Place::Overlay) => false,
        (Reach::Page, Place::Page | Place::Control | Place::Slider) => true,
        (Reach::NotOnControls, Place::Page | Place::Slider) => true,
        (Reach::NotOnControls, Place::Control) => false,
        (Reach::Bar, Place::Slider) => true,
        (Reach::Bar, Place::Page | Place::Control) => false,
    };
    if press.has_modifier {
        return None;
    }
    let bindings = GROUPS.iter().flat_map(|group| group.bindings);
    let mut strokes =
        bindings.filter(|binding| is_ours(binding.reach)).flat_map(|binding| binding.strokes.iter());
    strokes.find(|(stroke, _)| stroke.is(press)).map(|(_, command)| *command)
}

/// The key for a command, as a tooltip names it; `None` where there is none.
pub(crate) fn hint(command: Command) -> Option<AttrValue> {
    let mut strokes =
        GROUPS.iter().flat_map(|group| group.bindings).flat_map(|binding| binding.strokes.iter());
    strokes.find(|(_, of)| *of == command).map(|(stroke, _)| stroke.shown().into())
}

/// What is done while a rectangle is drawn by keyboard; the region lists its own keys.
pub(crate) type Line = (Vec<String>, &'static str);

/// All keys as tables, one for each group; `more` follows them.
pub(crate) fn keys_tables(more: (&'static str, Vec<Line>)) -> Html {
    let groups = GROUPS.iter().map(|group| {
        let lines = group.bindings.iter().map(|binding| {
            (binding.strokes.iter().map(|(stroke, _)| stroke.shown()).collect(), binding.deed)
        });
        (group.title, lines.collect())
    });
    html! { <div class="keys">{ for groups.chain([more]).map(|(title, lines)| key_table(title, &lines)) }</div> }
}

/// A table of keys.
pub(crate) fn key_table(title: &str, lines: &[Line]) -> Html {
    html! {
        <table class="plain-table keys__table">
            <caption class="keys__title">{ title }</caption>
            <thead class="only-read">
                <tr><th scope="col">{ "Key" }</th><th scope="col">{ "What it does" }</th></tr>
            </thead>
            <tbody>
                { for lines.iter().map(|(keys, deed)| html! {
                    <tr>
                        <th scope="row">{ for keys.iter().map(|key| html! { <kbd class="key">{ key }</kbd> }) }</th>
                        <td>{ *deed }</td>
                    </tr>
                }) }
            </tbody>
        </table>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn press(key: &str, place: Place) -> KeyPress {
        KeyPress { key: key.into(), has_shift: false, has_alt: false, has_modifier: false, place }
    }

    #[test]
    fn every_key_of_the_table_does_what_the_table_says() {
        for (reach, (stroke, expected)) in GROUPS
            .iter()
            .flat_map(|group| group.bindings)
            .flat_map(|binding| binding.strokes.iter().map(|stroke| (binding.reach, *stroke)))
        {
            let pressed = KeyPress {
                has_shift: stroke.with == With::Shift,
                has_alt: stroke.with == With::Alt,
                ..press(stroke.key, Place::Slider)
            };
            assert_eq!(command(&pressed), Some(expected), "{}", stroke.shown());
            let elsewhere = command(&KeyPress { place: Place::Page, ..pressed });
            assert_eq!(elsewhere.is_some(), reach != Reach::Bar, "{}", stroke.shown());
        }
    }

    #[test]
    fn space_plays_except_on_a_button() {
        assert_eq!(command(&press(" ", Place::Page)), Some(Command::Play(PlayCommand::PlayOrPause)));
        assert_eq!(command(&press(" ", Place::Control)), None);
        assert_eq!(command(&press("f", Place::Control)), Some(Command::Play(PlayCommand::FullScreen)));
    }

    #[test]
    fn arrows_go_by_seconds_and_with_alt_by_changes() {
        let right = press("ArrowRight", Place::Page);
        assert_eq!(command(&right), Some(Command::Play(PlayCommand::By(5_000_000))));
        let with_shift = KeyPress { has_shift: true, ..right.clone() };
        assert_eq!(command(&with_shift), Some(Command::Play(PlayCommand::By(1_000_000))));
        let with_alt = KeyPress { has_alt: true, ..right.clone() };
        assert_eq!(command(&with_alt), Some(Command::Play(PlayCommand::Change(Toward::End))));
        assert_eq!(command(&KeyPress { has_alt: true, has_shift: true, ..right }), None);
    }

    #[test]
    fn a_character_counts_however_the_layout_reaches_it() {
        let question = KeyPress { has_shift: true, ..press("?", Place::Page) };
        assert_eq!(command(&question), Some(Command::ShowKeys));
        let capital = KeyPress { has_shift: true, ..press("F", Place::Page) };
        assert_eq!(command(&capital), Some(Command::Play(PlayCommand::FullScreen)));
    }

    #[test]
    fn fields_dialogs_and_the_browsers_own_keys_are_left_alone() {
        for place in [Place::Field, Place::Overlay] {
            assert_eq!(command(&press("f", place)), None);
        }
        let with_control = KeyPress { has_modifier: true, ..press("f", Place::Page) };
        assert_eq!(command(&with_control), None);
    }

    #[test]
    fn a_tooltip_names_the_first_key() {
        assert_eq!(hint(Command::Play(PlayCommand::PlayOrPause)).as_deref(), Some("Space"));
        assert_eq!(hint(Command::Play(PlayCommand::Change(Toward::Start))).as_deref(), Some("Alt ←"));
        assert_eq!(hint(by(-7)), None);
    }
}
