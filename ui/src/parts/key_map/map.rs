//! One table says what each key of a page does: presses are looked up in it, and tooltips, dialogs and the help page are
//! written from it, so that they cannot differ.

use super::stroke::Stroke;
use super::table::Line;
use crate::browser::keys::{KeyPress, Place};
use yew::AttrValue;

/// Where a key is the page's.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Reach {
    /// Wherever the focus is, but not where one writes.
    Page,
    /// Not on a button either, which takes this key itself.
    NotOnControls,
    /// On a slider only; elsewhere it scrolls.
    Slider,
}

impl Reach {
    /// Whether a key pressed there is the page's.
    const fn includes(self, place: Place) -> bool {
        match (self, place) {
            (_, Place::Field | Place::Overlay) => false,
            (Self::Page, Place::Page | Place::Control | Place::Slider) => true,
            (Self::NotOnControls, Place::Page | Place::Slider) => true,
            (Self::NotOnControls, Place::Control) => false,
            (Self::Slider, Place::Slider) => true,
            (Self::Slider, Place::Page | Place::Control) => false,
        }
    }
}

/// Keys that belong together, and what they do: each asks for a command `C`.
pub(crate) struct Binding<C: 'static> {
    pub(crate) deed: &'static str,
    pub(crate) reach: Reach,
    pub(crate) strokes: &'static [(Stroke, C)],
}

impl<C> Binding<C> {
    /// Keys of the page.
    pub(crate) const fn page(deed: &'static str, strokes: &'static [(Stroke, C)]) -> Self {
        Self { deed, reach: Reach::Page, strokes }
    }

    /// Keys that a button takes itself.
    pub(crate) const fn not_on_controls(deed: &'static str, strokes: &'static [(Stroke, C)]) -> Self {
        Self { deed, reach: Reach::NotOnControls, strokes }
    }

    /// Keys of a slider.
    pub(crate) const fn slider(deed: &'static str, strokes: &'static [(Stroke, C)]) -> Self {
        Self { deed, reach: Reach::Slider, strokes }
    }
}

/// Bindings under a title.
pub(crate) struct Group<C: 'static> {
    pub(crate) title: &'static str,
    pub(crate) bindings: &'static [Binding<C>],
}

/// All keys of a page.
pub(crate) struct KeyMap<C: 'static>(pub(crate) &'static [Group<C>]);

impl<C: Copy + PartialEq> KeyMap<C> {
    fn bindings(&self) -> impl Iterator<Item = &'static Binding<C>> {
        self.0.iter().flat_map(|group| group.bindings)
    }

    /// What a key press asks; `None` where it belongs to the browser or to what has the focus.
    pub(crate) fn command(&self, press: &KeyPress) -> Option<C> {
        if press.has_modifier {
            return None;
        }
        let ours = self.bindings().filter(|binding| binding.reach.includes(press.place));
        let mut strokes = ours.flat_map(|binding| binding.strokes);
        strokes.find(|(stroke, _)| stroke.is(press)).map(|(_, command)| *command)
    }

    /// The key for a command, as a tooltip names it; `None` where there is none.
    pub(crate) fn hint(&self, command: C) -> Option<AttrValue> {
        let mut strokes = self.bindings().flat_map(|binding| binding.strokes);
        strokes.find(|(_, of)| *of == command).map(|(stroke, _)| stroke.shown().into())
    }

    /// All keys and what they do: a title and its lines for each group.
    pub(crate) fn groups(&self) -> Vec<(&'static str, Vec<Line>)> {
        let line = |binding: &Binding<C>| {
            (binding.strokes.iter().map(|(stroke, _)| stroke.shown()).collect(), binding.deed)
        };
        self.0.iter().map(|group| (group.title, group.bindings.iter().map(line).collect())).collect()
    }
}

#[cfg(test)]
impl<C: Copy + PartialEq> KeyMap<C> {
    /// The keys whose press does not ask for what their binding says, since another has them too.
    pub(crate) fn ambiguous(&self) -> Vec<String> {
        use super::stroke::With;
        let strokes = self.bindings().flat_map(|binding| binding.strokes);
        let is_lost = |(stroke, command): &&(Stroke, C)| {
            let press = KeyPress {
                key: stroke.key.into(),
                has_shift: stroke.with == With::Shift,
                has_alt: stroke.with == With::Alt,
                has_modifier: false,
                place: Place::Slider,
            };
            self.command(&press) != Some(*command)
        };
        strokes.filter(is_lost).map(|(stroke, _)| stroke.shown()).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const MAP: KeyMap<u8> = KeyMap(&[
        Group { title: "First", bindings: &[Binding::page("One", &[(Stroke::alone("a"), 1)])] },
        Group {
            title: "Second",
            bindings: &[
                Binding::not_on_controls("Two", &[(Stroke::alone(" "), 2)]),
                Binding::slider("Three", &[(Stroke::alone("ArrowUp"), 3), (Stroke::shift("ArrowUp"), 4)]),
            ],
        },
    ]);

    fn press(key: &str, place: Place) -> KeyPress {
        KeyPress { key: key.into(), has_shift: false, has_alt: false, has_modifier: false, place }
    }

    #[test]
    fn a_key_reaches_as_far_as_its_binding_says() {
        let found = |key| {
            [Place::Page, Place::Control, Place::Slider, Place::Field, Place::Overlay]
                .map(|place| MAP.command(&press(key, place)))
        };
        assert_eq!(found("A"), [Some(1), Some(1), Some(1), None, None]);
        assert_eq!(found(" "), [Some(2), None, Some(2), None, None]);
        assert_eq!(found("ArrowUp"), [None, None, Some(3), None, None]);
        assert_eq!(found("x"), [None; 5]);
        let with_shift = KeyPress { has_shift: true, ..press("ArrowUp", Place::Slider) };
        assert_eq!(MAP.command(&with_shift), Some(4));
        assert_eq!(MAP.command(&KeyPress { has_modifier: true, ..press("a", Place::Page) }), None);
    }

    #[test]
    fn what_is_written_comes_from_the_same_table() {
        assert_eq!(MAP.ambiguous(), Vec::<String>::new());
        assert_eq!((MAP.hint(2).as_deref(), MAP.hint(9)), (Some("Space"), None));
        let groups = MAP.groups();
        let titles: Vec<&str> = groups.iter().map(|(title, _)| *title).collect();
        assert_eq!(titles, ["First", "Second"]);
        assert_eq!(groups[1].1[1], (vec!["\u{2191}".to_owned(), "Shift \u{2191}".to_owned()], "Three"));
    }
}
