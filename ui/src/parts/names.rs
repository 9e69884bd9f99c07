//! What a name of an account or a group may be.

/// How many characters a name may have.
const LONGEST: usize = 256;

/// What is wrong with a name, and what to do; `None` where the gateway takes it.
pub(crate) fn name_fault(text: &str) -> Option<&'static str> {
    let text = text.trim();
    if text.is_empty() {
        return Some("A name has at least one character.");
    }
    if text.chars().count() > LONGEST {
        return Some("A name has at most 256 characters. Shorten it.");
    }
    // characters that turn the direction of writing make one name look like another
    let is_hidden = |character: char| {
        character.is_control()
            || matches!(character, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
    };
    text.chars()
        .any(is_hidden)
        .then_some("This name holds characters that cannot be seen. Type it instead of pasting it.")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_that_the_gateway_takes_are_sound() {
        assert_eq!(name_fault("  Ada Lovelace "), None);
        assert_eq!(name_fault(&"\u{e4}".repeat(256)), None);
        for wrong in ["", "  ", "a\nb", "a\u{0}", "a\u{202e}b", &"a".repeat(257)] {
            assert!(name_fault(wrong).is_some(), "{wrong:?}");
        }
    }
}
