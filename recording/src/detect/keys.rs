//! X11 keysyms as what they do to a line of text (X.Org's `keysymdef.h`).

/// What a key does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Key {
    /// It types this.
    Character(char),
    Return,
    Backspace,
    Delete,
    Left,
    Right,
    Home,
    End,
    Control,
    /// Alt or Meta.
    Alt,
    /// Super or Hyper: the key of the desktop.
    System,
    /// It makes of the line what nobody knows: history, completion.
    Other,
    /// It does nothing by itself: Shift, locks, AltGr.
    None,
}

/// What the key with this keysym does.
pub(super) fn key(keysym: u32) -> Key {
    match keysym {
        0x20..=0x7E | 0xA0..=0xFF => character(keysym),
        // Unicode
        0x100_0100..=0x110_FFFF => character(keysym - 0x100_0000),
        0xFF08 => Key::Backspace,
        0xFF0D | 0xFF8D => Key::Return,
        0xFF50 | 0xFF95 => Key::Home,
        0xFF51 | 0xFF96 => Key::Left,
        0xFF53 | 0xFF98 => Key::Right,
        0xFF57 | 0xFF9C => Key::End,
        0xFFFF | 0xFF9F => Key::Delete,
        // the keypad
        0xFF80 => Key::Character(' '),
        0xFFAA..=0xFFB9 => character(keysym - 0xFF80),
        0xFFBD => Key::Character('='),
        0xFFE3 | 0xFFE4 => Key::Control,
        0xFFE7..=0xFFEA => Key::Alt,
        0xFFEB..=0xFFEE => Key::System,
        // Shift and its locks, switches of groups and levels, Num Lock, dead keys
        0xFFE1 | 0xFFE2 | 0xFFE5 | 0xFFE6 | 0xFE00..=0xFEFF | 0xFF7E | 0xFF7F => Key::None,
        // characters of older sets, which browsers do not send
        0x100..=0xFDFF => Key::Character('\u{FFFD}'),
        _ => Key::Other,
    }
}

fn character(code: u32) -> Key {
    char::from_u32(code).filter(|character| !character.is_control()).map_or(Key::None, Key::Character)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keysyms_are_what_they_type() {
        for (keysym, expected) in [
            (0x41, Key::Character('A')),
            (0xDF, Key::Character('ß')),
            (0x100_4E2D, Key::Character('中')),
            (0x100_D800, Key::None),
            (0xFFAB, Key::Character('+')),
            (0xFFAF, Key::Character('/')),
            (0xFFB0, Key::Character('0')),
            (0xFF52, Key::Other),
            (0xFFE1, Key::None),
            (0xFE03, Key::None),
            (0x6C1, Key::Character('\u{FFFD}')),
            (u32::MAX, Key::Other),
        ] {
            assert_eq!(key(keysym), expected, "{keysym:#x}");
        }
    }
}
