//! What lies between an importer and its output, and tells what it finds there.

use super::desktop::DesktopDetector;
use super::terminal::TerminalDetector;
use crate::audio::Audio;
use crate::error::Result;
use crate::facts::{Facts, Kind};
use crate::import::Output;
use crate::input::{Input, PointerShape};
use crate::picture::{Damage, Picture};
use crate::terminal::TerminalEvent;
use crate::units::{Size, Timestamp};
use events::{Event, Happening, Performance};

/// What has been found so far.
#[derive(Default)]
pub(super) struct Detector {
    terminal: Option<TerminalDetector>,
    desktop: DesktopDetector,
    size: Option<Size>,
    found: Vec<Event>,
}

/// Hands all that it is told on to `output`, and tells what it finds.
pub(super) struct Observed<'a> {
    pub(super) detector: &'a mut Detector,
    pub(super) output: &'a mut dyn Output,
}

impl Observed<'_> {
    /// Time goes on: what was due until then is told before what happens now.
    fn advance(&mut self, time: Timestamp) -> Result<()> {
        let Detector { terminal, desktop, found, .. } = &mut *self.detector;
        if let Some(terminal) = terminal {
            terminal.advance(time.as_us(), found);
        }
        desktop.advance(time.as_us(), found);
        self.tell()
    }

    fn tell(&mut self) -> Result<()> {
        self.detector.found.drain(..).try_for_each(|event| self.output.event(&event))
    }

    /// The picture has this size.
    fn sized(&mut self, time: Timestamp, size: Size) -> Result<()> {
        if self.detector.size.replace(size).is_none_or(|before| before == size) {
            return Ok(());
        }
        let resize = Happening::Resize { width: size.width.into(), height: size.height.into() };
        self.output.event(&Event::new(time.as_us(), resize))
    }
}

impl Output for Observed<'_> {
    fn begin(&mut self, facts: &Facts) -> Result<()> {
        if facts.kind == Kind::Terminal {
            self.detector.terminal = Some(TerminalDetector::new(facts.size));
            self.detector.size = Some(facts.size);
        }
        self.output.begin(facts)
    }

    fn frame(&mut self, time: Timestamp, picture: &Picture, damage: &Damage) -> Result<()> {
        self.advance(time)?;
        self.output.frame(time, picture, damage)?;
        self.sized(time, picture.size())
    }

    fn pointer_shape(&mut self, time: Timestamp, shape: Option<&PointerShape>) -> Result<()> {
        self.output.pointer_shape(time, shape)
    }

    fn pointer_position(&mut self, time: Timestamp, x: i32, y: i32) -> Result<()> {
        self.output.pointer_position(time, x, y)
    }

    fn terminal(&mut self, time: Timestamp, event: &TerminalEvent) -> Result<()> {
        self.advance(time)?;
        self.output.terminal(time, event)?;
        let Detector { terminal, found, .. } = &mut *self.detector;
        match event {
            TerminalEvent::Output(text) => {
                if let Some(terminal) = terminal {
                    terminal.output(text, time.as_us(), found);
                }
                self.tell()
            }
            TerminalEvent::Resize(size) => {
                if let Some(terminal) = terminal {
                    terminal.resize(*size);
                }
                self.sized(time, *size)
            }
        }
    }

    fn input(&mut self, time: Timestamp, input: &Input) -> Result<()> {
        self.advance(time)?;
        self.output.input(time, input)?;
        let Detector { terminal, desktop, found, .. } = &mut *self.detector;
        match (input, terminal) {
            (Input::Text(text), Some(terminal)) => terminal.typed(text, time.as_us(), found),
            (Input::Key { keysym, pressed }, _) => desktop.key(*keysym, *pressed, time.as_us(), found),
            (Input::Mouse { buttons, .. }, _) => desktop.mouse(*buttons, time.as_us(), found),
            (Input::Text(_), None) => {}
        }
        self.tell()
    }

    fn event(&mut self, event: &Event) -> Result<()> {
        self.output.event(event)
    }

    fn performance(&mut self, performance: &Performance) -> Result<()> {
        self.output.performance(performance)
    }

    fn audio(&mut self, stream: u32, time: Timestamp, audio: &Audio<'_>) -> Result<()> {
        self.output.audio(stream, time, audio)
    }

    fn end(&mut self, time: Timestamp) -> Result<()> {
        self.advance(time)?;
        let Detector { terminal, desktop, found, .. } = &mut *self.detector;
        if let Some(terminal) = terminal {
            terminal.end(time.as_us(), found);
        }
        desktop.end(time.as_us(), found);
        self.tell()?;
        self.output.end(time)
    }
}
