//! A terminal: a shell with its prompt, what is typed letter by letter, outputs, and applications that take the whole
//! screen.

use crate::error::Result;
use crate::people::SENTENCES;
use crate::scene::Scene;
use crate::stage::Stage;
use recording::input::Input;
use recording::terminal::TerminalEvent;
use recording::units::Size;

/// While something goes on by itself, a sign of life is put out so often.
const SIGN_MS: u64 = 8_000;

/// A shell in a terminal.
pub(crate) struct Terminal {
    /// As it looks, with colours.
    prompt: String,
    /// Whether the shell marks prompts, commands and ends (OSC 133).
    marks: bool,
    rows: u32,
}

impl Terminal {
    pub(crate) fn new(size: Size, user: &str, host: &str, marks: bool) -> Self {
        let prompt = format!("\x1b[1;32m{user}@{host}\x1b[0m:\x1b[1;34m~\x1b[0m$ ");
        Self { prompt, marks, rows: size.height }
    }

    fn say(&self, stage: &mut Stage<'_>, text: &str) -> Result<()> {
        stage.terminal(&TerminalEvent::Output(text.to_owned()))
    }

    /// The prompt: in three pieces, as shells write it.
    fn ask(&self, stage: &mut Stage<'_>) -> Result<()> {
        let (begin, end) = if self.marks { ("\x1b]133;A\x07", "\x1b]133;B\x07") } else { ("", "") };
        self.say(stage, "\x1b[?2004h")?;
        stage.pass(2)?;
        self.say(stage, &format!("{begin}{}", self.prompt))?;
        stage.pass(2)?;
        self.say(stage, &format!("{end}\x1b[K"))
    }

    /// A key is pressed, and what it shows comes back.
    fn press(&self, stage: &mut Stage<'_>, character: char, echo: &str) -> Result<()> {
        let typed = if character == '\n' { '\r' } else { character };
        stage.input(&Input::Text(typed.to_string()))?;
        stage.pause(4, 18)?;
        self.say(stage, echo)?;
        stage.pause(45, 190)
    }

    fn press_all(&self, stage: &mut Stage<'_>, text: &str) -> Result<()> {
        for character in text.chars() {
            let echo = if character == '\n' { "\r\n".to_owned() } else { character.to_string() };
            self.press(stage, character, &echo)?;
        }
        Ok(())
    }
}

impl Scene for Terminal {
    fn begin(&mut self, stage: &mut Stage<'_>) -> Result<()> {
        self.say(stage, "Welcome. Everything here is recorded.\r\n")?;
        stage.pass(120)?;
        self.say(stage, "\r\n")?;
        self.ask(stage)?;
        stage.pause(300, 600)
    }

    fn type_text(&mut self, stage: &mut Stage<'_>, text: &str) -> Result<()> {
        self.press_all(stage, text)?;
        stage.shows(text);
        self.stir(stage)
    }

    fn type_command(&mut self, stage: &mut Stage<'_>, command: &str) -> Result<()> {
        self.press_all(stage, command)?;
        stage.shows(command);
        stage.input(&Input::Text("\r".to_owned()))
    }

    fn put_out(&mut self, stage: &mut Stage<'_>, lines: &[String], ms: u64, status: i64) -> Result<()> {
        let end_ms = stage.now_ms() + ms;
        let mark = if self.marks { "\x1b]133;C\x07" } else { "" };
        self.say(stage, "\r\n\x1b[?2004l\r")?;
        self.say(stage, mark)?;
        let pieces = lines.len() as u64 + 1;
        for line in lines {
            // long outputs come in several goes, none of them alone
            stage.pass((ms / pieces).min(700))?;
            self.say(stage, &format!("{line}\r\n"))?;
            stage.shows(line);
        }
        // what takes its time shows that it goes on
        while end_ms.saturating_sub(stage.now_ms()) > SIGN_MS {
            stage.pass(SIGN_MS - 300)?;
            for sign in [".", ".", "."] {
                stage.pass(100)?;
                self.say(stage, sign)?;
            }
        }
        stage.pass(end_ms.saturating_sub(stage.now_ms()))?;
        if self.marks {
            self.say(stage, &format!("\x1b]133;D;{status}\x07"))?;
        }
        self.ask(stage)
    }

    fn full_screen(&mut self, stage: &mut Stage<'_>, app: &str, ms: u64) -> Result<()> {
        let end_ms = stage.now_ms() + ms;
        let (began, ended) = if self.marks { ("\x1b]133;C\x07", "\x1b]133;D;0\x07") } else { ("", "") };
        self.say(stage, &format!("\r\n\x1b[?2004l\r{began}"))?;
        self.say(stage, "\x1b[?1049h\x1b[H\x1b[2J")?;
        for row in 1..self.rows.saturating_sub(2).min(24) {
            let text = stage.random.one(SENTENCES).unwrap_or_default();
            self.say(stage, &format!("\x1b[{row};1H{text}"))?;
        }
        let status = format!("\x1b[{};1H\x1b[7m {app}  1,1  All \x1b[0m\x1b[1;1H", self.rows);
        self.say(stage, &status)?;
        while stage.now_ms() < end_ms {
            let keys = stage.random.within(4, 14);
            for _ in 0..keys {
                self.press(stage, 'j', "\x1b[B")?;
            }
            let left = end_ms.saturating_sub(stage.now_ms());
            stage.pass(left.min(1_500))?;
        }
        self.press_all(stage, ":q")?;
        stage.input(&Input::Text("\r".to_owned()))?;
        stage.pause(4, 18)?;
        self.say(stage, &format!("\x1b[?1049l{ended}"))?;
        self.ask(stage)
    }

    fn title(&mut self, stage: &mut Stage<'_>, title: &str) -> Result<()> {
        // what would end the sequence is left out
        let plain: String = title.chars().filter(|character| !character.is_control()).collect();
        self.say(stage, &format!("\x1b]2;{plain}\x07"))?;
        self.stir(stage)
    }

    fn resize(&mut self, stage: &mut Stage<'_>, [columns, rows]: [u32; 2]) -> Result<()> {
        self.rows = rows;
        stage.terminal(&TerminalEvent::Resize(Size::new(columns, rows)))?;
        self.stir(stage)
    }

    fn stir(&mut self, stage: &mut Stage<'_>) -> Result<()> {
        stage.input(&Input::Text("\r".to_owned()))?;
        stage.pass(6)?;
        self.say(stage, "\r\n")?;
        self.ask(stage)
    }
}
