//! What a prompt looks like, and which ones this recording has.

/// What prompts end with.
const ENDS: [char; 17] = [
    '$', '#', '%', '>', '❯', '➜', '»', 'λ', '›', '▶', '⟩', '❱', '→', '\u{e0b0}', '\u{e0b1}', '\u{e0b4}',
    '\u{e0bc}',
];
/// What prompts of line editors may end with besides: they say themselves that a line is edited.
const EDITOR_ENDS: [char; 4] = [':', ']', ')', '|'];
/// What prompts start with and programs' questions do not.
const STARTS: [char; 6] = ['❯', '➜', 'λ', '╭', '╰', '»'];
/// Shells that name themselves in their prompt.
const SHELLS: [&str; 6] = ["bash", "zsh", "ksh", "mksh", "dash", "sh"];
/// Longest prompt in bytes.
const PROMPT_BYTES: usize = 256;
/// Most prompts that are remembered: the latest.
const REMEMBERED: usize = 16;
/// A prompt that begins a line for certain has as many letters and digits at least.
const DISTINCT: usize = 4;

/// What the shell writes before the further lines of a command: zsh names what is open.
const OPEN: [&str; 24] = [
    "quote",
    "dquote",
    "bquote",
    "cmdsubst",
    "subsh",
    "cursh",
    "heredoc",
    "pipe",
    "for",
    "foreach",
    "while",
    "until",
    "repeat",
    "select",
    "if",
    "then",
    "else",
    "elif",
    "elif-then",
    "case",
    "function",
    "math",
    "array",
    "cmdand",
];

/// How much a prompt is to be believed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Judgement {
    /// It looks like nothing but a prompt, or is known as one.
    Certain,
    /// It may be one, if it comes again.
    Possible,
    /// It is none.
    None,
}

/// What stays the same of a prompt while folder and time in it change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Signature {
    start: String,
    end: char,
}

/// The prompts of a recording.
#[derive(Default)]
pub(super) struct Prompts {
    /// As they were written, the latest last.
    texts: Vec<String>,
    /// Those that may be some, each with the line that it stood in last.
    possible: Vec<(Signature, u64)>,
}

impl Prompts {
    /// Judges what stands before a cursor that waits in the line with this number. `is_edited` says that a line
    /// editor announced itself.
    pub(super) fn judge(&mut self, text: &str, is_edited: bool, line: u64) -> Judgement {
        if text.len() > PROMPT_BYTES {
            return Judgement::None;
        }
        let judgement = judge(text, is_edited);
        match judgement {
            Judgement::Certain => self.remember(text),
            Judgement::Possible => {
                let signature = signature(text);
                let is_known = |known: &String| self::signature(known) == signature;
                if !signature.start.is_empty() && self.texts.iter().any(is_known) {
                    self.remember(text);
                    return Judgement::Certain;
                }
                match self.possible.iter().find(|(other, _)| *other == signature) {
                    Some((_, other)) if *other != line => {
                        self.remember(text);
                        return Judgement::Certain;
                    }
                    Some(_) => {}
                    None => keep(&mut self.possible, (signature, line)),
                }
            }
            Judgement::None => {}
        }
        judgement
    }

    /// The prompt that a line starts with, where it was seen before and can be mistaken for nothing else.
    pub(super) fn start_of(&self, line: &str) -> Option<&str> {
        let is_start = |prompt: &&String| {
            prompt.chars().filter(|one| one.is_alphanumeric()).count() >= DISTINCT
                && line.starts_with(prompt.as_str())
        };
        self.texts.iter().filter(is_start).max_by_key(|prompt| prompt.len()).map(String::as_str)
    }

    /// The prompt that a longer text ends with, where it was seen before.
    pub(super) fn end_of(&self, text: &str) -> Option<&str> {
        let is_end = |prompt: &&String| text.len() > prompt.len() && text.ends_with(prompt.as_str());
        self.texts.iter().filter(is_end).max_by_key(|prompt| prompt.len()).map(String::as_str)
    }

    /// Whether none is known yet.
    pub(super) fn is_empty(&self) -> bool {
        self.texts.is_empty()
    }

    fn remember(&mut self, text: &str) {
        self.texts.retain(|other| other != text);
        keep(&mut self.texts, text.to_owned());
    }
}

fn keep<T>(list: &mut Vec<T>, one: T) {
    if list.len() == REMEMBERED {
        list.remove(0);
    }
    list.push(one);
}

fn judge(text: &str, is_edited: bool) -> Judgement {
    let trimmed = text.trim();
    let mut backwards = trimmed.chars().rev();
    let (Some(last), before) = (backwards.next(), backwards.next()) else { return Judgement::None };
    let starts_as_one = trimmed.starts_with(STARTS);
    let is_end = match last {
        // a share, an arrow, an address between brackets
        '%' => !before.is_some_and(|before| before.is_ascii_digit()),
        '>' => before != Some('-') && !trimmed.contains('<'),
        last => ENDS.contains(&last),
    };
    if is_edited && (is_end || starts_as_one || EDITOR_ENDS.contains(&last)) {
        return Judgement::Certain;
    }
    if starts_as_one {
        return Judgement::Certain;
    }
    if !is_end {
        return Judgement::None;
    }
    let is_of_signs = !trimmed.chars().any(char::is_alphanumeric) && trimmed.chars().count() <= 8;
    let names_place = trimmed.contains(['@', '~', '/', '\\']);
    if is_of_signs || names_place || shell(trimmed).is_some() {
        Judgement::Certain
    } else {
        Judgement::Possible
    }
}

/// The shell that a prompt names: `bash-5.2$`.
pub(super) fn shell(prompt: &str) -> Option<&'static str> {
    let name = |shell: &&&str| {
        prompt.trim_start().strip_prefix(**shell).is_some_and(|rest| rest.starts_with(['-', '$', '#', '%']))
    };
    SHELLS.iter().find(name).copied()
}

pub(super) fn signature(prompt: &str) -> Signature {
    let trimmed = prompt.trim();
    let start = trimmed.split([' ', ':', '~', '/', '\\']).next().unwrap_or_default();
    let start = start.chars().filter(|one| !one.is_ascii_digit()).take(64).collect();
    Signature { start, end: trimmed.chars().next_back().unwrap_or(' ') }
}

/// Where the text starts on a further line of a command, which begins with what its shell writes there: `> `,
/// `... `, `for quote> `.
pub(super) fn continued(line: &str) -> Option<usize> {
    let start = line.len() - line.trim_start().len();
    let rest = line.trim_start();
    let marks: &[&str] = &["...:", "...>", "...", "->", "::", ">"];
    if let Some(mark) = marks.iter().find(|mark| rest.starts_with(**mark)) {
        let after = start + mark.len();
        let is_cut = line.get(after..).is_some_and(|rest| rest.is_empty() || rest.starts_with(' '));
        return is_cut.then(|| line.len().min(after + 1));
    }
    let (words, _) = rest.split_once('>')?;
    let is_open = !words.is_empty() && words.len() < 64 && words.split(' ').all(|word| OPEN.contains(&word));
    is_open.then(|| line.len().min(start + words.len() + 2))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn prompts_are_told_from_questions() {
        for prompt in [
            "$ ",
            "# ",
            "% ",
            "> ",
            ">>> ",
            "❯ ",
            "bash-5.2# ",
            "sh$ ",
            "me@host:~/src$ ",
            "[root@localhost samples]# ",
            "nico ~ $ ",
            "C:\\Users\\me>",
            "PS C:\\> ",
            "➜  ~ ",
            "╰─$ ",
            "~/work > ",
        ] {
            assert_eq!(judge(prompt, false), Judgement::Certain, "{prompt}");
        }
        for possible in ["router#", "mysql> ", "host% "] {
            assert_eq!(judge(possible, false), Judgement::Possible, "{possible}");
        }
        for other in [
            "Password: ",
            "Continue? [Y/n] ",
            "43.0%",
            "#### 100.0%",
            "a -> ",
            "Reading <me@host> ",
            "",
            "  ",
        ] {
            assert_eq!(judge(other, false), Judgement::None, "{other}");
        }
        for edited in ["In [1]: ", "(gdb) ", "postgres=> "] {
            assert_eq!(judge(edited, true), Judgement::Certain, "{edited}");
        }
        assert_eq!(judge("Name ", true), Judgement::None);
    }

    #[test]
    fn what_comes_again_is_learned() {
        let mut prompts = Prompts::default();
        assert_eq!(prompts.judge("router1#", false, 1), Judgement::Possible);
        assert_eq!(prompts.judge("switch>", false, 2), Judgement::Possible);
        assert_eq!(prompts.judge("router2#", false, 3), Judgement::Certain);
        assert_eq!(prompts.start_of("router2#show version"), Some("router2#"));
        assert_eq!(prompts.start_of("switch>enable"), None, "seen once");
        for number in 0..100 {
            prompts.judge(&format!("me@host{number}$ "), false, number);
        }
        assert!(prompts.texts.len() <= REMEMBERED && prompts.possible.len() <= REMEMBERED);
    }

    #[test]
    fn further_lines_are_known() {
        for (line, text) in [
            ("> done", "done"),
            (">", ""),
            ("... pass", "pass"),
            ("   ...:     time.sleep(1)", "    time.sleep(1)"),
            ("for quote> it's", "it's"),
            ("    -> from t", "from t"),
            ("   ...> from t;", "from t;"),
        ] {
            assert_eq!(continued(line).and_then(|at| line.get(at..)), Some(text), "{line}");
        }
        for line in ["plain", ">file", "forty> two", "", "a > b"] {
            assert_eq!(continued(line), None, "{line}");
        }
    }
}
