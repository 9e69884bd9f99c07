//! What an import tells, written down.

use events::{Event, Happening, Performance};
use recording::audio::Audio;
use recording::error::Result;
use recording::facts::Facts;
use recording::import::Output;
use recording::input::{Input, PointerShape};
use recording::picture::{Damage, Picture};
use recording::terminal::TerminalEvent;
use recording::units::Timestamp;

/// Keeps all that it is told.
#[derive(Default)]
pub(crate) struct Transcript {
    pub(crate) facts: Option<Facts>,
    pub(crate) terminal: Vec<(Timestamp, TerminalEvent)>,
    pub(crate) inputs: Vec<(Timestamp, Input)>,
    pub(crate) events: Vec<Event>,
    pub(crate) end: Option<Timestamp>,
    /// All of it in the order it came, a line each.
    pub(crate) lines: Vec<String>,
    last: Timestamp,
}

impl Transcript {
    fn line(&mut self, time: Timestamp, text: &str) {
        assert!(time >= self.last, "times fall");
        assert!(self.facts.is_some() && self.end.is_none(), "told outside of begin and end");
        self.last = time;
        self.lines.push(format!("{} {text}", time.as_us()));
    }

    /// Size, end in microseconds, and how much of everything there is.
    pub(crate) fn counted(&self) -> String {
        let size = self.facts.as_ref().expect("begun").size;
        let outputs =
            self.terminal.iter().filter(|(_, event)| matches!(event, TerminalEvent::Output(_))).count();
        let end_us = self.end.map_or(0, Timestamp::as_us);
        let mut line = format!("{}x{} end {end_us} us, {outputs} outputs", size.width, size.height);
        let of = |is: fn(&Happening) -> bool| self.events.iter().filter(|event| is(&event.what)).count();
        for (what, count) in [
            ("resizes", self.terminal.len() - outputs),
            ("inputs", self.inputs.len()),
            ("markers", of(|what| matches!(what, Happening::Marker { .. }))),
            ("exits", of(|what| matches!(what, Happening::Exit { .. }))),
        ] {
            if count > 0 {
                line.push_str(&format!(", {count} {what}"));
            }
        }
        line
    }
}

impl Output for Transcript {
    fn begin(&mut self, facts: &Facts) -> Result<()> {
        assert!(self.facts.is_none(), "begun twice");
        self.facts = Some(facts.clone());
        Ok(())
    }

    fn frame(&mut self, _: Timestamp, _: &Picture, _: &Damage) -> Result<()> {
        unreachable!("a terminal has no frames")
    }

    fn pointer_shape(&mut self, _: Timestamp, _: Option<&PointerShape>) -> Result<()> {
        unreachable!("a terminal has no pointer")
    }

    fn pointer_position(&mut self, _: Timestamp, _: i32, _: i32) -> Result<()> {
        unreachable!("a terminal has no pointer")
    }

    fn terminal(&mut self, time: Timestamp, event: &TerminalEvent) -> Result<()> {
        match event {
            TerminalEvent::Output(text) => self.line(time, &format!("o {text:?}")),
            TerminalEvent::Resize(size) => self.line(time, &format!("r {}x{}", size.width, size.height)),
        }
        self.terminal.push((time, event.clone()));
        Ok(())
    }

    fn input(&mut self, time: Timestamp, input: &Input) -> Result<()> {
        let Input::Text(text) = input else { unreachable!("typed text is all there is") };
        self.line(time, &format!("i {text:?}"));
        self.inputs.push((time, input.clone()));
        Ok(())
    }

    fn event(&mut self, event: &Event) -> Result<()> {
        let time = Timestamp::from_us(event.told_us);
        match &event.what {
            Happening::Marker { label } => self.line(time, &format!("m {label:?}")),
            Happening::Exit { status } => self.line(time, &format!("x {status}")),
            _found => {}
        }
        self.events.push(event.clone());
        Ok(())
    }

    fn performance(&mut self, _: &Performance) -> Result<()> {
        unreachable!("it measures nothing")
    }

    fn audio(&mut self, _: u32, _: Timestamp, _: &Audio<'_>) -> Result<()> {
        unreachable!("a terminal has no sound")
    }

    fn end(&mut self, time: Timestamp) -> Result<()> {
        self.line(time, "end");
        self.end = Some(time);
        Ok(())
    }
}
