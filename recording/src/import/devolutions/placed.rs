//! A part at its place in the session.

use crate::error::{Error, Result};
use crate::facts::{Facts, Kind, PartFacts, SourceFacts};
use crate::import::{Audio, Output};
use crate::input::{Input, PointerShape};
use crate::picture::{Damage, Picture};
use crate::terminal::TerminalEvent;
use crate::units::{Span, Timestamp};
use events::{Event, Performance};

/// What the parts have in common.
#[derive(Default)]
pub(super) struct Place {
    pub(super) session_id: Option<String>,
    pub(super) started_at_ms: Option<i64>,
    pub(super) name: Option<String>,
    pub(super) parts: Vec<PartFacts>,
    /// Kind of the recording, once it has begun.
    pub(super) kind: Option<Kind>,
    /// When the part starts that is being read.
    pub(super) start: Timestamp,
    /// When the parts before it ended: nothing of it is earlier.
    pub(super) earliest: Timestamp,
    /// The latest time so far.
    pub(super) latest: Timestamp,
}

/// Takes what a part says and says it of the session.
pub(super) struct Placed<'a> {
    pub(super) place: &'a mut Place,
    pub(super) output: &'a mut dyn Output,
}

impl Placed<'_> {
    fn at(&mut self, time: Timestamp) -> Timestamp {
        let place = &mut self.place;
        let time = place.start.plus(Span::from_us(time.as_us())).max(place.earliest);
        place.latest = place.latest.max(time);
        time
    }
}

impl Output for Placed<'_> {
    fn begin(&mut self, facts: &Facts) -> Result<()> {
        let place = &mut self.place;
        let Some(kind) = place.kind else {
            place.kind = Some(facts.kind);
            let source = SourceFacts { format: "devolutions".to_owned(), name: place.name.clone() };
            self.output.begin(&Facts {
                session_id: place.session_id.clone(),
                started_at_ms: place.started_at_ms.or(facts.started_at_ms),
                parts: place.parts.clone(),
                source: Some(source),
                ..facts.clone()
            })?;
            if facts.kind == Kind::Desktop && place.start > Timestamp::ZERO {
                // a recording shows something from its start on
                let black = Picture::new(facts.size)?;
                self.output.frame(Timestamp::ZERO, &black, &Damage::all(facts.size))?;
            }
            return Ok(());
        };
        if kind != facts.kind {
            // one recording has one kind of picture
            let name = |kind| match kind {
                Kind::Desktop => "a desktop",
                Kind::Terminal => "a terminal",
                Kind::Events => "only events",
            };
            let (found, before) = (name(facts.kind), name(kind));
            let found = format!("{found}, while the parts before it show {before}: open it by itself");
            return Err(Error::Unsupported { what: "part", found });
        }
        let time = self.at(Timestamp::ZERO);
        if kind == Kind::Terminal {
            // a new connection starts with an empty terminal (RIS)
            self.output.terminal(time, &TerminalEvent::Resize(facts.size))?;
            self.output.terminal(time, &TerminalEvent::Output("\u{1b}c".to_owned()))?;
        }
        Ok(())
    }

    fn frame(&mut self, time: Timestamp, picture: &Picture, damage: &Damage) -> Result<()> {
        let time = self.at(time);
        self.output.frame(time, picture, damage)
    }

    fn pointer_shape(&mut self, time: Timestamp, shape: Option<&PointerShape>) -> Result<()> {
        let time = self.at(time);
        self.output.pointer_shape(time, shape)
    }

    fn pointer_position(&mut self, time: Timestamp, x: i32, y: i32) -> Result<()> {
        let time = self.at(time);
        self.output.pointer_position(time, x, y)
    }

    fn terminal(&mut self, time: Timestamp, event: &TerminalEvent) -> Result<()> {
        let time = self.at(time);
        self.output.terminal(time, event)
    }

    fn input(&mut self, time: Timestamp, input: &Input) -> Result<()> {
        let time = self.at(time);
        self.output.input(time, input)
    }

    fn event(&mut self, event: &Event) -> Result<()> {
        let start_us = self.place.start.as_us();
        let (at_us, told_us) = (event.at_us.saturating_add(start_us), event.told_us.saturating_add(start_us));
        self.output.event(&Event { at_us, told_us, ..event.clone() })
    }

    fn performance(&mut self, performance: &Performance) -> Result<()> {
        let at_us = self.at(Timestamp::from_us(performance.at_us)).as_us();
        self.output.performance(&Performance { at_us, ..*performance })
    }

    fn audio(&mut self, stream: u32, time: Timestamp, audio: &Audio<'_>) -> Result<()> {
        let time = self.at(time);
        self.output.audio(stream, time, audio)
    }

    fn end(&mut self, time: Timestamp) -> Result<()> {
        // the session ends with its last part
        self.at(time);
        Ok(())
    }
}
