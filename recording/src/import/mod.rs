//! Importers: one file or folder per foreign format, each a push parser that is fed bytes and drives an [`Output`].

mod alpha;
pub mod any;
pub mod asciicast;
pub mod bundle;
pub mod detect;
pub mod devolutions;
mod discard;
pub mod guacamole;
mod image;
mod lines;
mod micros;
pub mod rfb;
pub mod script;
pub mod tlog;
mod tty;
pub mod ttyrec;
pub mod webm;
mod work;
mod wrapped;

pub use any::AnyImporter;
pub use detect::{Format, detect, detect_whole};
pub use discard::Discard;

use crate::audio::Audio;
use crate::error::Result;
use crate::facts::Facts;
use crate::input::{Input, PointerShape};
use crate::picture::{Damage, Picture};
use crate::terminal::TerminalEvent;
use crate::units::Timestamp;
use events::{Event, Performance};

/// What an importer tells of the session, in presentation time. Times of one method never fall, but
/// for [`Output::audio`] and [`Output::event`].
pub trait Output {
    /// Called once, before anything else.
    ///
    /// # Errors
    /// Those of writing the recording; so for all methods here.
    fn begin(&mut self, facts: &Facts) -> Result<()>;

    /// The screen shows `picture` from `time` on. `damage` holds at least the tiles that differ from the frame
    /// before; the size may differ too.
    fn frame(&mut self, time: Timestamp, picture: &Picture, damage: &Damage) -> Result<()>;

    /// The pointer has this shape from `time` on; `None` hides it.
    fn pointer_shape(&mut self, time: Timestamp, shape: Option<&PointerShape>) -> Result<()>;

    /// The hot spot of the pointer is at column `x`, row `y` from `time` on.
    fn pointer_position(&mut self, time: Timestamp, x: i32, y: i32) -> Result<()>;

    /// Terminal output or a resize.
    fn terminal(&mut self, time: Timestamp, event: &TerminalEvent) -> Result<()>;

    /// Keyboard and mouse input.
    fn input(&mut self, time: Timestamp, input: &Input) -> Result<()>;

    /// Something that happened. Its times may fall, and may lie ahead of what else was told or beyond the end: it is
    /// kept then, and marked.
    fn event(&mut self, event: &Event) -> Result<()>;

    /// Something that was measured.
    fn performance(&mut self, performance: &Performance) -> Result<()>;

    /// A piece of sound that is heard from `time` on, of one of any number of streams. Times of one stream never
    /// fall; between streams they may.
    fn audio(&mut self, stream: u32, time: Timestamp, audio: &Audio<'_>) -> Result<()>;

    /// The session ends here, or when its sound has been heard out. Called once, last.
    fn end(&mut self, time: Timestamp) -> Result<()>;
}

/// A parser of one foreign format. Fed the file's bytes in pieces of any size; holds no more than it must.
pub trait Importer {
    /// Takes the next bytes of the source.
    ///
    /// # Errors
    /// What stops the import altogether. What can be passed over is counted in the [`Report`] instead.
    fn feed(&mut self, bytes: &[u8], output: &mut dyn Output) -> Result<()>;

    /// The source ends here: what is pending is completed, and [`Output::end`] is called.
    ///
    /// # Errors
    /// [`crate::Error::Empty`] where there was nothing to play, and those of [`Importer::feed`].
    fn finish(&mut self, output: &mut dyn Output) -> Result<Report>;
}

/// What an import passed over, so that nobody takes the recording for more than it is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Report {
    /// Things that were not understood or not kept, each with how often and where it came first.
    pub notes: Vec<Note>,
    /// The source ended in the middle of something.
    pub truncated: bool,
}

/// One kind of thing that an import passed over.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Note {
    /// What it was, such as `unknown instruction` or `line is not JSON`.
    pub what: String,
    /// How often.
    pub count: u64,
    /// Byte offset in the source (after unpacking it) where it came first.
    pub first_offset: u64,
}

impl Report {
    /// Counts one more `what`, first seen at `offset`.
    pub fn note(&mut self, what: &str, offset: u64) {
        match self.notes.iter_mut().find(|note| note.what == what) {
            Some(note) => note.count += 1,
            None => self.notes.push(Note { what: what.to_owned(), count: 1, first_offset: offset }),
        }
    }
}
