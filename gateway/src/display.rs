//! Text of a recording or a file name, made safe to print.

use std::fmt;

/// Prints text that nobody vouches for: control characters and those that turn the direction of writing would let
/// a recording rewrite the terminal of whoever looks at it, so they are printed as `\u{..}`.
#[derive(Clone, Copy, Debug)]
pub struct Plain<'a>(pub &'a str);

impl fmt::Display for Plain<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for char in self.0.chars() {
            if is_unsafe(char) {
                write!(f, "{}", char.escape_unicode())?;
            } else {
                write!(f, "{char}")?;
            }
        }
        Ok(())
    }
}

/// Control characters (C0, C1, delete) and the marks that change the direction of writing.
fn is_unsafe(char: char) -> bool {
    char.is_control()
        || matches!(char, '\u{200e}' | '\u{200f}' | '\u{061c}' | '\u{2028}' | '\u{2029}')
        || ('\u{202a}'..='\u{202e}').contains(&char)
        || ('\u{2066}'..='\u{2069}').contains(&char)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn controls_are_escaped_and_the_rest_is_kept() {
        assert_eq!(Plain("größe 日本 🎬").to_string(), "größe 日本 🎬");
        assert_eq!(Plain("a\x1b[2Jb\n").to_string(), "a\\u{1b}[2Jb\\u{a}");
        assert_eq!(Plain("x\u{202e}fdp").to_string(), "x\\u{202e}fdp");
    }
}
