//! What happens in a terminal.

use super::commands::Commands;
use super::screen::{Screen, Step};
use super::sequence::{Told, told};
use super::typing::Typing;
use crate::units::Size;
use avt::parser::{EdScope, Function};
use events::{Event, Happening};

/// A cursor that stands still for so long waits for somebody, in microseconds.
const WAIT_US: u64 = 20_000;
/// What a program is called that has the screen for itself, where nothing names it.
const NAMELESS: &str = "full-screen program";

/// Finds out what happens in a terminal from what it shows and what is typed.
pub(super) struct TerminalDetector {
    screen: Screen,
    commands: Commands,
    typing: Typing,
    title: String,
    is_alternate: bool,
    /// When output came last, while nobody has looked yet whether the cursor waits.
    output_us: Option<u64>,
}

impl TerminalDetector {
    /// A detector for a terminal of this size in cells.
    pub(super) fn new(size: Size) -> Self {
        Self {
            screen: Screen::new(size),
            commands: Commands::default(),
            typing: Typing::default(),
            title: String::new(),
            is_alternate: false,
            output_us: None,
        }
    }

    /// Time goes on to `now_us`.
    pub(super) fn advance(&mut self, now_us: u64, out: &mut Vec<Event>) {
        let wait_us =
            self.output_us.map(|at_us| at_us.saturating_add(WAIT_US)).filter(|at_us| *at_us <= now_us);
        while let Some(due_us) = self.typing.deadline().filter(|due_us| *due_us <= wait_us.unwrap_or(now_us))
        {
            self.tell_typed(due_us, out);
        }
        if wait_us.is_some() {
            self.wait(out);
        }
        while let Some(due_us) = self.typing.deadline().filter(|due_us| *due_us <= now_us) {
            self.tell_typed(due_us, out);
        }
    }

    /// The terminal shows `text`. Time has been advanced to `now_us`.
    pub(super) fn output(&mut self, text: &str, now_us: u64, out: &mut Vec<Event>) {
        for character in text.chars() {
            match self.screen.read(character) {
                Step::Nothing => {}
                Step::Do(Function::Print(character)) => {
                    self.typing.shown(character);
                    self.screen.execute(Function::Print(character));
                }
                Step::Do(function @ (Function::Lf | Function::Nel)) => {
                    if let Some((at_us, text)) = self.typing.line_feed() {
                        out.push(Event::typed(at_us, text, now_us));
                    }
                    self.commands.line_feed(&self.screen, now_us, out);
                    self.screen.execute(function);
                }
                Step::Do(
                    function @ (Function::Dch(_)
                    | Function::Ech(_)
                    | Function::Ed(EdScope::Below)
                    | Function::El(_)),
                ) => self.commands.erase(&mut self.screen, function),
                Step::Do(function) => {
                    let may_switch =
                        matches!(function, Function::Decset(_) | Function::Decrst(_) | Function::Ris);
                    self.screen.execute(function);
                    if may_switch && self.screen.is_alternate() != self.is_alternate {
                        self.switch(now_us, out);
                    }
                }
                Step::BracketedPaste(is_on) => self.commands.bracketed(&self.screen, is_on, now_us, out),
                Step::Command(text) => match told(&text) {
                    Some(Told::Title(title)) => self.retitle(title, now_us, out),
                    Some(Told::Directory(directory)) => self.commands.directory(directory),
                    Some(Told::Mark(mark)) => self.commands.mark(&mut self.screen, mark, now_us, out),
                    None => {}
                },
            }
        }
        self.output_us = Some(now_us);
    }

    /// The terminal was given another size.
    pub(super) fn resize(&mut self, size: Size) {
        self.screen.resize(size);
    }

    /// `text` is typed. Time has been advanced to `now_us`.
    pub(super) fn typed(&mut self, text: &str, now_us: u64, out: &mut Vec<Event>) {
        // whoever types has seen a prompt
        self.wait(out);
        let returns = self.typing.typed(text, now_us);
        self.commands.typed(returns);
        while let Some((at_us, text)) = self.typing.due(now_us) {
            out.push(Event::typed(at_us, text, now_us));
        }
    }

    /// The recording ends.
    pub(super) fn end(&mut self, now_us: u64, out: &mut Vec<Event>) {
        self.wait(out);
        while let Some((at_us, text)) = self.typing.take() {
            out.push(Event::typed(at_us, text, now_us));
        }
        self.commands.end(now_us, out);
    }

    fn wait(&mut self, out: &mut Vec<Event>) {
        if let Some(at_us) = self.output_us.take() {
            self.commands.waits(&mut self.screen, at_us, out);
        }
    }

    fn tell_typed(&mut self, due_us: u64, out: &mut Vec<Event>) {
        if let Some((at_us, text)) = self.typing.due(due_us) {
            out.push(Event::typed(at_us, text, due_us));
        }
    }

    fn retitle(&mut self, title: String, now_us: u64, out: &mut Vec<Event>) {
        if title != self.title {
            self.title.clone_from(&title);
            out.push(Event::new(now_us, Happening::WindowTitle { title }));
        }
    }

    /// A program takes the screen for itself, or gives it back.
    fn switch(&mut self, now_us: u64, out: &mut Vec<Event>) {
        self.is_alternate = self.screen.is_alternate();
        while let Some((at_us, text)) = self.typing.take() {
            out.push(Event::typed(at_us, text, now_us));
        }
        let window_title = Some(self.title.clone()).filter(|title| !title.is_empty());
        let focus = if self.is_alternate {
            let named = self.commands.running().and_then(events::program).or(window_title.as_deref());
            Happening::TopMost { app_name: named.unwrap_or(NAMELESS).to_owned(), window_title }
        } else {
            Happening::TopMost { app_name: String::new(), window_title: None }
        };
        out.push(Event::new(now_us, focus));
    }
}

#[cfg(test)]
mod tests;
