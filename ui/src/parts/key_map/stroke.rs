//! Keys as they are pressed and as they are written.

use crate::browser::keys::KeyPress;

/// The key to hold with another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum With {
    Nothing,
    Shift,
    Alt,
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

    /// With alt held.
    pub(crate) const fn alt(key: &'static str) -> Self {
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
