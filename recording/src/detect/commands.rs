//! The commands of a terminal: marked by the shell, or told by prompts that are learned from the recording.
//!
//! A prompt is what stands before a cursor that waits. What stands behind it when its line is left is a command, read
//! from the emulated screen, so that editing, completion, history and highlighting have come out as they look. Where
//! the shell switches bracketed paste on around its line editor, that says when a line is edited and when it is left.

use super::prompt::{self, Judgement, Prompts, Signature};
use super::screen::Screen;
use super::sequence::Mark;
use avt::Anchor;
use avt::parser::Function;
use events::{CommandEvidence, Event, Happening};

/// Most rows that a command may take on the screen.
const ROWS: usize = 64;
/// Blanks between a command and a prompt at the right end of its line, at least.
const GAP: &str = "  ";

/// Finds commands.
#[derive(Default)]
pub(super) struct Commands {
    prompts: Prompts,
    /// The line that is edited.
    edit: Option<Edit>,
    /// The command whose end has not been seen.
    running: Option<Running>,
    /// Lines of output since that was started; -1 while its own line is not left.
    lines: i64,
    /// Lines of output at all.
    total: u64,
    /// The shell says itself where lines are edited.
    is_bracketed: bool,
    /// Lines of output when it last said so.
    bracketed_at: u64,
    /// The shell marks its commands: nothing else counts then.
    marks: Option<Marks>,
    directory: Option<String>,
    /// Lines that were ended with Return and not yet taken for commands; `None` where nothing tells what is typed.
    returns: Option<u64>,
}

/// A line that is edited.
struct Edit {
    prompt: String,
    is_certain: bool,
    /// It goes on with the command before.
    is_continuation: bool,
    /// What the prompt has at the right end of the line.
    right: String,
    /// Where the text begins.
    start: Option<Anchor>,
}

/// A command that was started.
struct Running {
    text: String,
    at_us: u64,
    prompt: String,
    signature: Option<Signature>,
    is_certain: bool,
    /// Nobody was seen to press Return, in a recording of what is typed.
    is_unconfirmed: bool,
    directory: Option<String>,
    evidence: CommandEvidence,
}

/// What marks have said.
#[derive(Default)]
struct Marks {
    /// Where input begins.
    input: Option<Anchor>,
    /// What was typed, as the shell says.
    line: Option<String>,
    /// The shell says when it runs something.
    has_run: bool,
}

impl Commands {
    /// The command that runs.
    pub(super) fn running(&self) -> Option<&str> {
        self.running.as_ref().map(|running| running.text.as_str())
    }

    /// The shell is in this folder.
    pub(super) fn directory(&mut self, directory: String) {
        self.directory = Some(directory);
    }

    /// Something was typed; `returns` of it were Return.
    pub(super) fn typed(&mut self, returns: u64) {
        let mut left = self.returns.unwrap_or(0).saturating_add(returns);
        // what was typed may be recorded after its echo
        if let Some(running) = self.running.as_mut().filter(|running| running.is_unconfirmed && left > 0) {
            running.is_unconfirmed = false;
            left -= 1;
        }
        self.returns = Some(left);
    }

    /// The cursor has stood still since `at_us`: a prompt may stand before it.
    pub(super) fn waits(&mut self, screen: &mut Screen, at_us: u64, out: &mut Vec<Event>) {
        let (row, column) = screen.cursor();
        if self.marks.is_some() || screen.is_alternate() || column == 0 {
            return;
        }
        let before = screen.text(row, 0, column);
        if before.trim().is_empty() {
            return;
        }
        let line = screen.text(row, 0, usize::MAX);
        if let Some(edit) = &self.edit
            && let Some(typed) = line.strip_prefix(&edit.prompt)
        {
            // somebody thinks while typing; a prompt that was not complete yet is looked at again
            let is_kept = if typed.trim().is_empty() { before.starts_with(&edit.prompt) } else { true };
            let mut is_better =
                || self.prompts.judge(&before, self.is_bracketed, self.total) == Judgement::Certain;
            if is_kept && (edit.is_certain || !is_better()) {
                return;
            }
        }
        if self.is_bracketed
            && self
                .edit
                .as_ref()
                .is_some_and(|edit| edit.is_certain && !line.starts_with(edit.prompt.trim_end()))
        {
            return; // a further line of the same text
        }
        if self.goes_on(&before) {
            self.edit = Some(Edit {
                prompt: before,
                is_certain: self.running.as_ref().is_some_and(|running| running.is_certain),
                is_continuation: true,
                right: String::new(),
                start: Some(screen.anchor()),
            });
            return;
        }
        let mut prompt = before;
        if let Some(running) = &self.running
            && (self.returns.is_none() || running.is_unconfirmed)
            && line
                .strip_prefix(&running.prompt)
                .is_some_and(|text| text.trim_start().starts_with(&running.text))
        {
            // the same line once more: nothing was run, completions were listed below it
            prompt.clone_from(&running.prompt);
            self.running = None;
        } else if let Some(known) = self.prompts.start_of(&line)
            && known.trim_end().len() < prompt.trim_end().len()
        {
            // the prompt came at once with what was typed ahead
            prompt = known.to_owned();
        }
        if let Some(known) = self.prompts.end_of(&prompt)
            && (self.lines == 0 || known.contains(char::is_alphanumeric))
            && self.running.as_ref().is_some_and(|running| running.is_certain)
        {
            // what was printed did not end with a new line; what is edited starts with it
            let signature = prompt::signature(known);
            self.close(at_us, Some(&signature), None, out);
            let start = Some(screen.anchor());
            let right = String::new();
            self.edit = Some(Edit { prompt, is_certain: true, is_continuation: false, right, start });
            return;
        }
        let judgement = self.prompts.judge(&prompt, self.is_bracketed, self.total);
        let signature = prompt::signature(&prompt);
        let ends_command = match judgement {
            Judgement::Certain => true,
            Judgement::Possible => false,
            Judgement::None => return,
        };
        if ends_command {
            self.close(at_us, Some(&signature), None, out);
        } else if self.running.as_ref().is_some_and(|running| running.is_certain) {
            return; // a program asks something
        }
        let right = screen.text(row, column, usize::MAX);
        let right = if right.starts_with(GAP) { right.trim().to_owned() } else { String::new() };
        let start = Some(screen.anchor());
        self.edit = Some(Edit { prompt, is_certain: ends_command, is_continuation: false, right, start });
    }

    /// Does what erases on the screen: where lines begin is not forgotten over it.
    pub(super) fn erase(&mut self, screen: &mut Screen, function: Function) {
        let start = self.edit.as_mut().and_then(|edit| edit.start.as_mut());
        let input = self.marks.as_mut().and_then(|marks| marks.input.as_mut());
        screen.erase(function, [start, input]);
    }

    /// The cursor is about to leave its row for the next one.
    pub(super) fn line_feed(&mut self, screen: &Screen, now_us: u64, out: &mut Vec<Event>) {
        self.lines = self.lines.saturating_add(1);
        self.total = self.total.saturating_add(1);
        let (row, _) = screen.cursor();
        if screen.is_alternate() || screen.is_wrapped(row) {
            return;
        }
        if let Some(marks) = &self.marks {
            let place = marks.input.as_ref().filter(|_| !marks.has_run).and_then(|input| screen.place(input));
            if let Some(place) = place.filter(|place| place.0 <= row && row - place.0 <= ROWS) {
                let text = screen.lines(place, row).join("\n");
                self.run_marked(text, now_us, out);
            }
            return;
        }
        if self.is_bracketed {
            return;
        }
        let line = || screen.lines((screen.first_row(row), 0), row).join("\n");
        match self.edit.take() {
            Some(edit) => {
                let line = line();
                let after = |prompt: &str| line.strip_prefix(prompt);
                if let Some(text) = after(&edit.prompt).or_else(|| after(edit.prompt.trim_end())) {
                    self.accept(edit, text, now_us, 0, out);
                }
            }
            None => {
                let line = if self.prompts.is_empty() { return } else { line() };
                if let Some(prompt) = self.prompts.start_of(&line).map(str::to_owned) {
                    let text = line.get(prompt.len()..).unwrap_or_default().to_owned();
                    self.accept(Edit::known(prompt), &text, now_us, 0, out);
                }
            }
        }
    }

    /// A line editor says that it begins (true) or that it is done.
    pub(super) fn bracketed(&mut self, screen: &Screen, is_on: bool, now_us: u64, out: &mut Vec<Event>) {
        if screen.is_alternate() || self.marks.is_some() {
            return;
        }
        let was_on = std::mem::replace(&mut self.is_bracketed, is_on);
        if is_on {
            self.edit = None;
            self.bracketed_at = self.total;
            return;
        }
        let edit = self.edit.take();
        let (cursor_row, column) = screen.cursor();
        if !was_on || (column == 0 && self.total == self.bracketed_at) {
            return; // no line was left
        }
        let last_row = if column == 0 { cursor_row.saturating_sub(1) } else { screen.last_row(cursor_row) };
        // a program that believes the terminal to be narrower may go up too far
        let start = edit.as_ref().and_then(|edit| screen.place(edit.start.as_ref()?));
        let last_row = start.map_or(last_row, |(row, _)| last_row.max(row));
        let lines = if column == 0 { 0 } else { -1 };
        let first_row = match &edit {
            Some(_) => last_row.saturating_sub(ROWS),
            None => screen.first_row(last_row),
        };
        for row in (first_row..=last_row).rev() {
            let line = screen.text(row, 0, usize::MAX);
            let prompt = match &edit {
                Some(edit) if line.starts_with(&edit.prompt) => edit.prompt.as_str(),
                Some(edit) if line.starts_with(edit.prompt.trim_end()) => edit.prompt.trim_end(),
                _ => match self.prompts.start_of(&line) {
                    Some(prompt) => prompt,
                    None => continue,
                },
            };
            let prompt = prompt.to_owned();
            let mut text = screen.lines((row, 0), last_row);
            if let Some(first) = text.first_mut() {
                *first = first.get(prompt.len()..).unwrap_or_default().to_owned();
            }
            let edit = match edit {
                Some(edit) if edit.prompt.trim_end() == prompt.trim_end() => edit,
                _ => Edit::known(prompt),
            };
            let text = text_of(text);
            self.accept(edit, &text, now_us, lines, out);
            return;
        }
    }

    /// The shell says something about its commands.
    pub(super) fn mark(&mut self, screen: &mut Screen, mark: Mark, now_us: u64, out: &mut Vec<Event>) {
        if self.marks.is_none() {
            // a prompt alone says nothing of what is run
            if matches!(mark, Mark::Prompt | Mark::Done(_)) {
                return;
            }
            self.edit = None;
            self.running = None;
        }
        let marks = self.marks.get_or_insert_default();
        match mark {
            Mark::Prompt => {
                (marks.input, marks.line) = (None, None);
                self.close(now_us, None, None, out);
            }
            Mark::Input => marks.input = (!screen.is_alternate()).then(|| screen.anchor()),
            Mark::Line(line) => marks.line = Some(line),
            Mark::Run(told) => {
                let was_guessed = !std::mem::replace(&mut marks.has_run, true) && self.running.is_some();
                let seen = |marks: &Marks| {
                    let place = screen.place(marks.input.as_ref()?)?;
                    let (row, column) = screen.cursor();
                    let last_row = if column == 0 { row.saturating_sub(1) } else { screen.last_row(row) };
                    let is_below = last_row >= place.0 && last_row - place.0 <= ROWS;
                    is_below.then(|| text_of(screen.lines(place, last_row)))
                };
                let text = told.or_else(|| marks.line.take()).or_else(|| seen(marks));
                marks.input = None;
                match text {
                    Some(text) if was_guessed && text.trim().is_empty() => {}
                    Some(text) => {
                        if was_guessed {
                            self.running = None;
                        }
                        self.run_marked(text, now_us, out);
                    }
                    None => {}
                }
            }
            Mark::Done(status) => self.close(now_us, None, status, out),
        }
    }

    /// The recording ends: what runs has run until now.
    pub(super) fn end(&mut self, now_us: u64, out: &mut Vec<Event>) {
        self.close(now_us, None, None, out);
    }

    /// Whether the waiting text says that the command before goes on.
    fn goes_on(&self, before: &str) -> bool {
        self.lines == 0
            && self.running.as_ref().is_some_and(|running| running.prompt.trim() != before.trim())
            && prompt::continued(before).is_some_and(|start| start >= before.trim_end().len())
    }

    fn run_marked(&mut self, text: String, now_us: u64, out: &mut Vec<Event>) {
        if let Some(marks) = &mut self.marks {
            (marks.input, marks.line) = (None, None);
        }
        self.close(now_us, None, None, out);
        let text = text.trim();
        if !text.is_empty() {
            self.running = Some(Running {
                text: text.to_owned(),
                at_us: now_us,
                prompt: String::new(),
                signature: None,
                is_certain: true,
                is_unconfirmed: false,
                directory: self.directory.clone(),
                evidence: CommandEvidence::Marked,
            });
        }
    }

    /// The line that was edited is left with this text.
    fn accept(&mut self, edit: Edit, text: &str, now_us: u64, lines: i64, out: &mut Vec<Event>) {
        // the further lines of a command may be indented
        let mut text = if edit.is_continuation { text.trim_end() } else { text.trim() };
        if !edit.right.is_empty()
            && let Some(rest) = text.strip_suffix(&edit.right)
            && (rest.is_empty() || rest.ends_with(GAP))
        {
            text = rest.trim();
        }
        if text.ends_with("^C") {
            // interrupted: nothing was run
            if edit.is_continuation {
                self.running = None;
            }
            return;
        }
        if text.is_empty() {
            return;
        }
        let is_unconfirmed = self.returns == Some(0);
        self.returns = self.returns.map(|returns| returns.saturating_sub(1));
        self.lines = lines;
        if edit.is_continuation {
            if let Some(running) = &mut self.running {
                running.at_us = now_us;
                if running.text.len() < crate::limits::EVENT_TEXT_BYTES {
                    running.text.push('\n');
                    running.text.push_str(text);
                }
            }
            return;
        }
        if self.running.as_ref().is_some_and(|running| running.is_certain) {
            if !edit.is_certain {
                return;
            }
            self.close(now_us, None, None, out);
        }
        self.running = Some(Running {
            text: text.to_owned(),
            at_us: now_us,
            signature: Some(prompt::signature(&edit.prompt)),
            prompt: edit.prompt,
            is_certain: edit.is_certain,
            is_unconfirmed,
            directory: self.directory.clone(),
            evidence: CommandEvidence::Prompted,
        });
    }

    /// The command that runs has ended. One that followed what may have been a prompt is one, where the same prompt
    /// has come again; otherwise it is dropped.
    fn close(
        &mut self,
        now_us: u64,
        signature: Option<&Signature>,
        status: Option<i64>,
        out: &mut Vec<Event>,
    ) {
        let Some(running) = self.running.take() else { return };
        if !running.is_certain && (signature.is_none() || running.signature.as_ref() != signature) {
            return;
        }
        let command = Happening::Command {
            shell: prompt::shell(&running.prompt).map(str::to_owned),
            command: running.text,
            directory: running.directory,
            exit_status: status,
            duration_us: Some(now_us.saturating_sub(running.at_us)),
            evidence: running.evidence,
        };
        out.push(Event::new(running.at_us, command).told_at(now_us));
    }
}

impl Edit {
    /// A line behind a prompt that was seen before.
    fn known(prompt: String) -> Self {
        Self { prompt, is_certain: true, is_continuation: false, right: String::new(), start: None }
    }
}

/// The text of a command that takes several lines, without what its shell writes before the further ones.
fn text_of(lines: Vec<String>) -> String {
    let mut text = String::new();
    for (number, line) in lines.iter().enumerate() {
        if number > 0 {
            text.push('\n');
        }
        let start = if number == 0 { None } else { prompt::continued(line) };
        text.push_str(line.get(start.unwrap_or(0)..).unwrap_or_default());
    }
    text
}
