//! What a session looks like: each kind of recording shows what happens in its own way, or lets the time pass.

use crate::error::Result;
use crate::script::RegistryAction;
use crate::stage::Stage;

/// Shows what happens. What a kind has no picture for takes its time all the same.
pub(crate) trait Scene {
    /// The session starts.
    fn begin(&mut self, stage: &mut Stage<'_>) -> Result<()>;

    /// An application's window appears.
    fn open(&mut self, stage: &mut Stage<'_>, _app: &str, _title: &str) -> Result<()> {
        stage.pause(600, 1_400)
    }

    /// A window comes to the front.
    fn focus(&mut self, stage: &mut Stage<'_>, _app: &str) -> Result<()> {
        stage.pause(300, 700)
    }

    /// A window goes.
    fn close(&mut self, stage: &mut Stage<'_>, _app: &str) -> Result<()> {
        stage.pause(300, 700)
    }

    /// Text is typed.
    fn type_text(&mut self, stage: &mut Stage<'_>, text: &str) -> Result<()> {
        stage.pass(text.chars().count() as u64 * 120)
    }

    /// The document in front is scrolled.
    fn scroll(&mut self, stage: &mut Stage<'_>, lines: u32) -> Result<()> {
        stage.pass(u64::from(lines) * 150)
    }

    /// A page is shown.
    fn browse(&mut self, stage: &mut Stage<'_>, _url: &str, _title: &str) -> Result<()> {
        stage.pause(1_500, 3_500)
    }

    /// Something takes its time and shows how far it is.
    fn progress(&mut self, stage: &mut Stage<'_>, _title: &str, _what: &str, ms: u64) -> Result<()> {
        stage.pass(ms)
    }

    /// Something is done to a file: what, and to which.
    fn handle_file(&mut self, stage: &mut Stage<'_>, _change: FileChange<'_>) -> Result<()> {
        stage.pause(500, 1_200)
    }

    /// A dialog pops up.
    fn pop_up(&mut self, stage: &mut Stage<'_>, _process: &str, _text: &str) -> Result<()> {
        stage.pause(200, 400)
    }

    /// The dialog is answered.
    fn answer(&mut self, stage: &mut Stage<'_>) -> Result<()> {
        stage.pause(800, 2_000)
    }

    /// A notification appears for a while.
    fn notify(&mut self, stage: &mut Stage<'_>, _title: &str, _text: &str) -> Result<()> {
        stage.pause(2_000, 3_000)
    }

    /// A key of the registry, or a value of it, is changed.
    fn registry(
        &mut self,
        stage: &mut Stage<'_>,
        _action: RegistryAction,
        _key: &str,
        _value: &str,
    ) -> Result<()> {
        self.stir(stage)
    }

    /// An account is changed.
    fn account(&mut self, stage: &mut Stage<'_>, _user: &str) -> Result<()> {
        self.stir(stage)
    }

    /// The window in which a key, a value or an account was changed goes.
    fn put_away(&mut self, _stage: &mut Stage<'_>) -> Result<()> {
        Ok(())
    }

    /// A connection to a further machine is opened.
    fn connect(&mut self, stage: &mut Stage<'_>, _app: &str, _address: &str) -> Result<()> {
        self.stir(stage)
    }

    /// An application does not answer for a while.
    fn hang(&mut self, stage: &mut Stage<'_>, _app: &str, ms: u64) -> Result<()> {
        stage.pass(ms)
    }

    /// A command is typed; what follows is its output.
    fn type_command(&mut self, stage: &mut Stage<'_>, command: &str) -> Result<()> {
        stage.pass(command.chars().count() as u64 * 120)
    }

    /// A command puts something out for so long, and ends with this status.
    fn put_out(&mut self, stage: &mut Stage<'_>, _lines: &[String], ms: u64, _status: i64) -> Result<()> {
        stage.pass(ms)
    }

    /// An application has the whole terminal for so long.
    fn full_screen(&mut self, stage: &mut Stage<'_>, _app: &str, ms: u64) -> Result<()> {
        stage.pass(ms)
    }

    /// The terminal has another title.
    fn title(&mut self, stage: &mut Stage<'_>, _title: &str) -> Result<()> {
        stage.pass(100)
    }

    /// The screen has another size.
    fn resize(&mut self, stage: &mut Stage<'_>, _size: [u32; 2]) -> Result<()> {
        stage.pass(100)
    }

    /// A tone is heard for so long.
    fn listen(&mut self, stage: &mut Stage<'_>, ms: u64) -> Result<()> {
        stage.pass(ms)
    }

    /// The user does a little, at once, so that it counts as activity; nothing is drawn after it.
    fn stir(&mut self, stage: &mut Stage<'_>) -> Result<()>;

    /// Nobody does anything for so long; at most a clock goes on.
    fn rest(&mut self, stage: &mut Stage<'_>, ms: u64) -> Result<()> {
        stage.pass(ms)
    }
}

/// What is done to a file.
#[derive(Clone, Copy, Debug)]
pub(crate) enum FileChange<'a> {
    /// It appears, with this size.
    Create(&'a str, Option<u64>),
    /// It is called otherwise.
    Rename(&'a str, &'a str),
    /// It goes elsewhere, or away.
    Remove(&'a str),
}

/// A session without a picture.
pub(crate) struct Unseen;

impl Scene for Unseen {
    fn begin(&mut self, _stage: &mut Stage<'_>) -> Result<()> {
        Ok(())
    }

    fn stir(&mut self, _stage: &mut Stage<'_>) -> Result<()> {
        Ok(())
    }
}
