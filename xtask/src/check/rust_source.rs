//! Just enough of Rust's lexical rules to tell code from comments and strings, and shipped code from tests.

/// A source text taken apart. Every part keeps its place: line numbers stay true.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct RustSource {
    /// The text with comments and the insides of strings blanked.
    pub(super) code: String,
    /// The text with everything blanked but the insides of strings.
    pub(super) strings: String,
    /// The text with everything blanked but comments.
    pub(super) comments: String,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Part {
    Code,
    String,
    Comment,
}

impl RustSource {
    pub(super) fn parse(text: &str) -> Self {
        let chars: Vec<char> = text.chars().collect();
        let mut parts = vec![Part::Code; chars.len()];
        let mut at = 0;
        while at < chars.len() {
            let (part, end) = token(&chars, at);
            if let Some(range) = parts.get_mut(at..end) {
                range.fill(part);
            }
            at = end;
        }
        let keep = |wanted: Part| {
            let kept =
                chars.iter().zip(&parts).map(|(&c, &part)| if part == wanted || c == '\n' { c } else { ' ' });
            kept.collect::<String>()
        };
        Self { code: keep(Part::Code), strings: keep(Part::String), comments: keep(Part::Comment) }
    }

    /// Blanks, in all parts, every item under an attribute that makes it part of the tests only.
    pub(super) fn without_tests(mut self) -> Self {
        while let Some((start, end)) = test_item(&self.code) {
            for text in [&mut self.code, &mut self.strings, &mut self.comments] {
                *text = text
                    .chars()
                    .enumerate()
                    .map(|(at, c)| if (start..end).contains(&at) && c != '\n' { ' ' } else { c })
                    .collect();
            }
        }
        self
    }
}

/// What starts at `at`, and where it ends (always past `at`).
fn token(chars: &[char], at: usize) -> (Part, usize) {
    let is_at = |offset: usize, wanted: char| chars.get(at + offset) == Some(&wanted);
    if is_at(0, '/') && is_at(1, '/') {
        return (Part::Comment, find(chars, at, |c| c == '\n'));
    }
    if is_at(0, '/') && is_at(1, '*') {
        return (Part::Comment, block_comment_end(chars, at));
    }
    if is_at(0, '"') {
        return (Part::String, string_end(chars, at));
    }
    if is_at(0, '\'') {
        return (Part::Code, char_or_lifetime_end(chars, at));
    }
    if chars.get(at).is_some_and(|&c| is_word(c)) {
        let end = find(chars, at, |c| !is_word(c));
        let word: String = chars.get(at..end).unwrap_or_default().iter().collect();
        if matches!(word.as_str(), "r" | "br" | "cr") {
            let quote = find(chars, end, |c| c != '#');
            if chars.get(quote) == Some(&'"') {
                return (Part::String, raw_string_end(chars, quote, quote - end));
            }
        }
        return (Part::Code, end);
    }
    (Part::Code, at + 1)
}

fn is_word(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

fn find(chars: &[char], from: usize, is_wanted: impl Fn(char) -> bool) -> usize {
    chars.iter().skip(from).position(|&c| is_wanted(c)).map_or(chars.len(), |offset| from + offset)
}

fn block_comment_end(chars: &[char], start: usize) -> usize {
    let mut depth = 0_usize;
    let mut at = start;
    while at < chars.len() {
        match (chars.get(at), chars.get(at + 1)) {
            (Some('/'), Some('*')) => {
                depth += 1;
                at += 2;
            }
            (Some('*'), Some('/')) => {
                depth -= 1;
                at += 2;
                if depth == 0 {
                    return at;
                }
            }
            _ => at += 1,
        }
    }
    chars.len()
}

fn string_end(chars: &[char], start: usize) -> usize {
    let mut at = start + 1;
    while let Some(&c) = chars.get(at) {
        match c {
            '\\' => at += 2,
            '"' => return at + 1,
            _ => at += 1,
        }
    }
    chars.len()
}

fn raw_string_end(chars: &[char], quote: usize, hashes: usize) -> usize {
    let mut at = quote + 1;
    while at < chars.len() {
        let closes = chars.get(at) == Some(&'"')
            && chars.get(at + 1..at + 1 + hashes).is_some_and(|after| after.iter().all(|&c| c == '#'));
        if closes {
            return at + 1 + hashes;
        }
        at += 1;
    }
    chars.len()
}

/// `'a'`, `'\n'` and `'\u{1F600}'` are characters; `'a` alone is a lifetime.
fn char_or_lifetime_end(chars: &[char], start: usize) -> usize {
    match (chars.get(start + 1), chars.get(start + 2)) {
        (Some('\\'), Some(_)) => {
            let close = find(chars, start + 3, |c| c == '\'');
            (close + 1).min(chars.len())
        }
        (Some(_), Some('\'')) => start + 3,
        _ => start + 1,
    }
}

/// Start and end, in characters, of the first item that only tests compile.
fn test_item(code: &str) -> Option<(usize, usize)> {
    let byte =
        ["#[cfg(test)]", "#[cfg(all(test", "#[test]"].iter().filter_map(|mark| code.find(mark)).min()?;
    let start = code.get(..byte)?.chars().count();
    let mut depth = 0_usize;
    let mut braced = false;
    let mut brackets = 0_usize;
    for (offset, c) in code.chars().skip(start).enumerate() {
        match c {
            '[' | '(' => brackets += 1,
            ']' | ')' => brackets = brackets.saturating_sub(1),
            '{' => {
                depth += 1;
                braced = true;
            }
            '}' => depth = depth.saturating_sub(1),
            // `mod tests;` and `use x;` end so
            ';' if !braced && brackets == 0 => return Some((start, start + offset + 1)),
            _ => {}
        }
        if braced && depth == 0 {
            return Some((start, start + offset + 1));
        }
    }
    Some((start, code.chars().count()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn comments_strings_and_code_are_told_apart() {
        let source =
            RustSource::parse("let a = \"web_sys // no\"; // js_sys\n/* a /* b */ c */ let b = r#\"x\"y\"#;");
        assert!(
            !source.code.contains("web_sys")
                && !source.code.contains("js_sys")
                && source.code.contains("let b")
        );
        assert!(source.strings.contains("web_sys // no") && source.strings.contains("x\"y"));
        assert!(source.comments.contains("js_sys") && source.comments.contains("c */"));
    }

    #[test]
    fn quotes_in_characters_open_no_string() {
        let source = RustSource::parse("let q = '\"'; let e = '\\''; let l: &'static str = \"in\"; f(tokio)");
        assert!(source.code.contains("f(tokio)") && source.strings.contains("in"));
    }

    #[test]
    fn tests_are_blanked_and_lines_kept() {
        let text = "fn a() {}\n#[cfg(test)]\nmod tests {\n    fn b() { c[0]; }\n}\nfn d() {}\n";
        let source = RustSource::parse(text).without_tests();
        assert!(!source.code.contains("fn b") && source.code.contains("fn d"));
        assert_eq!(source.code.lines().count(), text.lines().count());
    }

    #[test]
    fn a_test_module_in_its_own_file_ends_at_the_semicolon() {
        let source = RustSource::parse("#[cfg(test)]\nmod tests;\nfn d() {}\n").without_tests();
        assert!(source.code.contains("fn d") && !source.code.contains("mod tests"));
    }

    #[test]
    fn no_text_breaks_it() {
        for text in ["\"", "'", "r#\"", "/*", "/* /*", "#[cfg(test)]", "'\\", "\"\\", "é'é'\"é"] {
            let source = RustSource::parse(text).without_tests();
            assert_eq!(source.code.chars().count(), text.chars().count());
        }
    }
}
