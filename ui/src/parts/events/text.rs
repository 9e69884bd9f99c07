//! Texts that somebody else wrote, as they can be shown without harm: nothing in them hides, reorders or breaks lines.

/// The text with all that is not seen, or changes what is seen around it, made visible: control characters,
/// direction overrides and marks, separators and invisible characters as their names or numbers. The fonts have no
/// pictures for them.
pub(crate) fn visible(text: &str) -> String {
    let mut shown = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '\n' => shown.push_str("<LF>"),
            '\r' => shown.push_str("<CR>"),
            '\t' => shown.push_str("<TAB>"),
            '\u{1b}' => shown.push_str("<ESC>"),
            '\0'..='\u{1f}'
            | '\u{7f}'..='\u{9f}'
            | '\u{ad}'
            | '\u{61c}'
            | '\u{180e}'
            | '\u{200b}'
            | '\u{200e}'
            | '\u{200f}'
            | '\u{2028}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}'
            | '\u{feff}'
            | '\u{fff9}'..='\u{fffb}'
            | '\u{e0000}'..='\u{e007f}' => shown.push_str(&format!("<U+{:04X}>", u32::from(letter))),
            letter => shown.push(letter),
        }
    }
    shown
}

/// [`visible`], cut after `most` characters with an ellipsis.
pub(crate) fn cut(text: &str, most: usize) -> String {
    match text.char_indices().nth(most) {
        Some((at, _)) => {
            let mut shown = visible(text.get(..at).unwrap_or_default());
            shown.push('…');
            shown
        }
        None => visible(text),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_hides_or_reorders_is_seen() {
        assert_eq!(visible("ls\n\u{1b}[2J\u{7f}"), "ls<LF><ESC>[2J<U+007F>");
        assert_eq!(visible("exe\u{202e}gpj"), "exe<U+202E>gpj");
        assert_eq!(visible("a\u{200b}b\u{feff}\u{85}"), "a<U+200B>b<U+FEFF><U+0085>");
        // letters of every script stay as they are, also joined ones
        assert_eq!(visible("日本 שלום 👩\u{200d}💻 <b>"), "日本 שלום 👩\u{200d}💻 <b>");
    }

    #[test]
    fn a_long_text_is_cut_between_characters() {
        assert_eq!(cut("äöü", 3), "äöü");
        assert_eq!(cut("äöüß", 3), "äöü…");
        assert_eq!(cut("", 0), "");
    }

    #[test]
    fn no_character_hides() {
        for letter in '\0'..=char::MAX {
            let shown = visible(&letter.to_string());
            assert!(!shown.chars().any(char::is_control), "{:x}", u32::from(letter));
            assert!(shown == letter.to_string() || shown.is_ascii(), "{:x}", u32::from(letter));
        }
    }
}
