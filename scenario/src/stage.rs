//! Where a session is played: the clock, what the recording is told, and the ledger beside it.

use crate::error::Result;
use crate::ledger::Ledger;
use crate::load::Machine;
use crate::random::Random;
use crate::sound;
use crate::truth::{ShownText, Tone};
use events::{Event, Happening, Performance, Reading};
use recording::audio::{Audio, AudioFormat};
use recording::import::Output;
use recording::input::{Input, PointerShape};
use recording::picture::{Damage, Picture};
use recording::terminal::TerminalEvent;
use recording::units::Timestamp;

/// A round trip is measured so often.
const ROUND_TRIP_SECONDS: u64 = 15;
/// Sound is told in pieces of so many samples.
const PIECE: usize = 1_600;

/// Tells the recording what happens, and enters it into the ledger.
pub(crate) struct Stage<'a> {
    output: &'a mut dyn Output,
    /// Presentation time in milliseconds: all times are whole ones, as those of the activity track are.
    now_ms: u64,
    /// What is drawn by the seed on the way.
    pub(crate) random: Random,
    /// What was done.
    pub(crate) ledger: Ledger,
    machine: Option<Machine>,
    /// Seconds that were measured.
    measured: u64,
    streams: u32,
}

impl<'a> Stage<'a> {
    pub(crate) fn new(output: &'a mut dyn Output, random: Random, machine: Option<Machine>) -> Self {
        Self { output, now_ms: 0, random, ledger: Ledger::default(), machine, measured: 0, streams: 0 }
    }

    /// Presentation time in milliseconds.
    pub(crate) fn now_ms(&self) -> u64 {
        self.now_ms
    }

    fn now(&self) -> Timestamp {
        Timestamp::from_ms(self.now_ms)
    }

    /// Time passes, and the machine is measured on the way.
    pub(crate) fn pass(&mut self, ms: u64) -> Result<()> {
        let end_ms = self.now_ms + ms;
        while let Some(machine) = &mut self.machine
            && (self.measured + 1) * 1000 <= end_ms
        {
            self.measured += 1;
            self.now_ms = self.measured * 1000;
            let at_us = self.now_ms * 1000;
            let load = Performance { at_us, reading: Reading::Load(machine.load(self.now_ms)) };
            let is_trip = self.measured.is_multiple_of(ROUND_TRIP_SECONDS);
            let trip =
                is_trip.then(|| Performance { at_us, reading: Reading::RoundTrip(machine.round_trip_us()) });
            for one in [Some(load), trip].into_iter().flatten() {
                self.output.performance(&one)?;
                self.ledger.measured(&one);
            }
        }
        self.now_ms = end_ms;
        Ok(())
    }

    /// Time passes, between `low` and `high` milliseconds.
    pub(crate) fn pause(&mut self, low: u64, high: u64) -> Result<()> {
        let ms = self.random.within(low, high);
        self.pass(ms)
    }

    /// The processors are busy for a while.
    pub(crate) fn be_busy(&mut self, ms: u64, cpu: u32) {
        let until_ms = self.now_ms + ms;
        if let Some(machine) = &mut self.machine {
            machine.be_busy(until_ms, cpu);
        }
    }

    /// Something happens now.
    pub(crate) fn event(&mut self, what: Happening) -> Result<()> {
        self.tell(&Event::new(self.now_ms * 1000, what))
    }

    /// Something that began earlier is over now.
    pub(crate) fn event_since(&mut self, at_ms: u64, what: Happening) -> Result<()> {
        self.tell(&Event::new(at_ms * 1000, what).told_at(self.now_ms * 1000))
    }

    /// Tells of a text that was typed from a time on.
    pub(crate) fn typed_since(&mut self, at_ms: u64, text: &str) -> Result<()> {
        self.tell(&Event::typed(at_ms * 1000, text.to_owned(), self.now_ms * 1000))
    }

    /// Tells an event as it is.
    pub(crate) fn tell(&mut self, event: &Event) -> Result<()> {
        self.ledger.told(event);
        Ok(self.output.event(event)?)
    }

    /// The user does something.
    pub(crate) fn input(&mut self, input: &Input) -> Result<()> {
        self.ledger.acted(self.now_ms);
        Ok(self.output.input(self.now(), input)?)
    }

    /// A key goes down, and up again after a moment.
    pub(crate) fn key_down(&mut self, character: char) -> Result<()> {
        self.input(&Input::Key { keysym: keysym(character), pressed: true })
    }

    pub(crate) fn key_up(&mut self, character: char) -> Result<()> {
        self.input(&Input::Key { keysym: keysym(character), pressed: false })
    }

    /// The mouse is here, with these buttons held.
    pub(crate) fn mouse(&mut self, x: i32, y: i32, buttons: u8) -> Result<()> {
        self.output.pointer_position(self.now(), x, y)?;
        self.input(&Input::Mouse { x, y, buttons })
    }

    /// The pointer is here, without anybody moving it.
    pub(crate) fn pointer_at(&mut self, x: i32, y: i32) -> Result<()> {
        Ok(self.output.pointer_position(self.now(), x, y)?)
    }

    pub(crate) fn pointer_shape(&mut self, shape: &PointerShape) -> Result<()> {
        Ok(self.output.pointer_shape(self.now(), Some(shape))?)
    }

    pub(crate) fn frame(&mut self, picture: &Picture, damage: &Damage) -> Result<()> {
        Ok(self.output.frame(self.now(), picture, damage)?)
    }

    /// The terminal puts something out.
    pub(crate) fn terminal(&mut self, event: &TerminalEvent) -> Result<()> {
        self.ledger.acted(self.now_ms);
        Ok(self.output.terminal(self.now(), event)?)
    }

    /// A text can be read from now on.
    pub(crate) fn shows(&mut self, text: &str) {
        let text = ShownText { at_us: self.now_ms * 1000, text: text.to_owned() };
        self.ledger.texts.push(text);
    }

    /// A tone is heard from now on. Gives its length in milliseconds.
    pub(crate) fn tone(&mut self, hz: u32, ms: u64) -> Result<u64> {
        let format = AudioFormat::new(sound::RATE, 1)?;
        let samples = sound::tone(hz, ms * u64::from(sound::RATE) / 1000);
        let start = self.now();
        let mut done = 0;
        for values in samples.chunks(PIECE) {
            let time = format.time_of(start, done);
            self.output.audio(self.streams, time, &Audio::Pcm { format, values })?;
            done += values.len() as u64;
        }
        // tones may overlap, and the times of one stream never fall
        self.streams += 1;
        let start_us = start.as_us();
        self.ledger.tones.push(Tone { start_us, end_us: start_us + ms * 1000, hz });
        Ok(ms)
    }

    /// The session ends now.
    pub(crate) fn end(&mut self) -> Result<u64> {
        self.output.end(self.now())?;
        Ok(self.now_ms * 1000)
    }
}

/// The X11 keysym of a character.
fn keysym(character: char) -> u32 {
    match character {
        '\n' => 0xff0d,
        '\t' => 0xff09,
        '\u{8}' => 0xff08,
        ' '..='~' | '\u{a0}'..='\u{ff}' => u32::from(character),
        other => 0x0100_0000 | u32::from(other),
    }
}
