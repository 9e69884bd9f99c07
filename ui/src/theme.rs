//! The theme: the user's choice, kept, and the hook that changes it.

use crate::browser::theme;
use std::rc::Rc;
use yew::prelude::*;

/// What the user asked for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum ThemeChoice {
    /// As the system has it.
    #[default]
    System,
    /// Always light.
    Light,
    /// Always dark.
    Dark,
}

impl ThemeChoice {
    /// The word under which the choice is kept.
    pub(crate) fn word(self) -> &'static str {
        match self {
            Self::System => "system",
            Self::Light => "light",
            Self::Dark => "dark",
        }
    }

    /// The choice kept under `word`; anything else is the system's.
    pub(crate) fn from_word(word: &str) -> Self {
        match word {
            "light" => Self::Light,
            "dark" => Self::Dark,
            _ => Self::System,
        }
    }
}

/// The choice in force, and how to change it.
#[derive(Clone, PartialEq)]
pub(crate) struct ThemeHandle {
    /// The choice in force.
    pub(crate) choice: ThemeChoice,
    /// Applies and keeps another.
    pub(crate) choose: Callback<ThemeChoice>,
}

#[derive(PartialEq, Properties)]
pub(crate) struct ThemeProviderProps {
    pub(crate) children: Html,
}

/// Keeps the page in the chosen theme, also when the system's preference changes.
#[component]
pub(crate) fn ThemeProvider(props: &ThemeProviderProps) -> Html {
    let choice = use_state(theme::stored);
    use_effect_with(*choice, |&choice| {
        theme::apply(choice);
        let listener = theme::on_system_change(move || theme::apply(choice));
        move || drop(listener)
    });
    let choose = use_callback(choice.setter(), |choice: ThemeChoice, setter| {
        theme::store(choice);
        setter.set(choice);
    });
    let handle = Rc::new(ThemeHandle { choice: *choice, choose });
    html! {
        <ContextProvider<Rc<ThemeHandle>> context={handle}>{ props.children.clone() }</ContextProvider<Rc<ThemeHandle>>>
    }
}

/// The theme in force; `None` outside of [`ThemeProvider`].
#[hook]
pub(crate) fn use_theme() -> Option<Rc<ThemeHandle>> {
    use_context()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_choice_is_read_back_from_its_word() {
        for choice in [ThemeChoice::System, ThemeChoice::Light, ThemeChoice::Dark] {
            assert_eq!(ThemeChoice::from_word(choice.word()), choice);
        }
        assert_eq!(ThemeChoice::from_word("neon"), ThemeChoice::System);
    }
}
