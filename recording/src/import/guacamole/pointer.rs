//! The pointer, the mouse and the keyboard: placed by their own time stamps, which may run ahead of the frames.

use super::arguments::{Carried, Refused};
use super::compositing::{pixels, unpremultiplied};
use super::layers::Layers;
use super::parser::Instruction;
use crate::error::Result;
use crate::import::{Output, Report};
use crate::input::{Buttons, Input, PointerShape};
use crate::limits;
use crate::units::Timestamp;
use std::collections::VecDeque;

/// What the user did, until the frames have come as far, and the pointer's shape, until the frame is complete.
#[derive(Default)]
pub(super) struct Pointer {
    /// By rising time.
    waiting: VecDeque<Waiting>,
    /// Without a time of their own: they belong to the next frame.
    undated: Vec<(u64, Action)>,
    last_input: Timestamp,
    last_position: Timestamp,
    shape: Option<PointerShape>,
    is_shape_new: bool,
}

struct Waiting {
    time: Timestamp,
    offset: u64,
    action: Action,
}

#[derive(Clone, Copy)]
enum Action {
    Mouse {
        x: i32,
        y: i32,
        buttons: Buttons,
    },
    /// A move of the pointer that tells of no button.
    Move {
        x: i32,
        y: i32,
    },
    Key {
        keysym: u32,
        pressed: bool,
    },
}

impl Pointer {
    /// `cursor`: takes the pointer's shape from a layer.
    pub(super) fn take_shape(&mut self, instruction: &Instruction<'_>, layers: &mut Layers) -> Carried {
        let whole = |number| instruction.integer(number);
        let (hot_x, hot_y, source) = (whole(0)?, whole(1)?, whole(2)?);
        let rect = [whole(3)?, whole(4)?, whole(5)?, whole(6)?];
        let side = |side: i32| u32::try_from(side).unwrap_or(0);
        let (width, height) = (side(rect[2]), side(rect[3]));
        if width.max(height) > limits::POINTER_SIDE_PX {
            return Err(Refused::Passed("pointer over the size limit"));
        }
        let shape = if width == 0 || height == 0 {
            None
        } else {
            let extract = layers.extract(source, rect)?;
            let mut rgba = vec![0; width as usize * height as usize * 4];
            let (left, top) =
                (usize::try_from(extract.x).unwrap_or(0), usize::try_from(extract.y).unwrap_or(0));
            let rows = extract.rgba.chunks_exact((extract.size.width as usize * 4).max(1));
            for (row, line) in rows.zip(top..) {
                let first = (line * width as usize + left) * 4;
                let target = rgba.get_mut(first..first + row.len()).unwrap_or_default();
                for (target, pixel) in target.as_chunks_mut::<4>().0.iter_mut().zip(pixels(row)) {
                    *target = unpremultiplied(*pixel);
                }
            }
            Some(PointerShape { width, height, hot_x, hot_y, rgba })
        };
        if shape != self.shape {
            self.shape = shape;
            self.is_shape_new = true;
        }
        Ok(())
    }

    /// `mouse`: column, row, then buttons and time where they were recorded.
    pub(super) fn mouse(
        &mut self,
        instruction: &Instruction<'_>,
        time_of: impl Fn(i64) -> Option<Timestamp>,
    ) -> Carried {
        let (x, y) = (instruction.integer(0)?, instruction.integer(1)?);
        let action = match instruction.argument(2) {
            None => Action::Move { x, y },
            Some(_) => {
                let buttons = Buttons::try_from(instruction.integer(2)? & 0xFF).unwrap_or(0);
                Action::Mouse { x, y, buttons }
            }
        };
        self.add(instruction, 3, action, time_of)
    }

    /// `key`: X11 keysym, whether it is down, then the time.
    pub(super) fn key(
        &mut self,
        instruction: &Instruction<'_>,
        time_of: impl Fn(i64) -> Option<Timestamp>,
    ) -> Carried {
        let keysym = u32::try_from(instruction.milliseconds(0)?)
            .map_err(|_| Refused::Passed("instruction with a bad number"))?;
        let pressed = instruction.integer(1)? != 0;
        self.add(instruction, 2, Action::Key { keysym, pressed }, time_of)
    }

    /// Dates what waited for the first frame, whose time was not known.
    pub(super) fn date_undated(&mut self, time: Timestamp) {
        for (offset, action) in std::mem::take(&mut self.undated) {
            self.insert(Waiting { time, offset, action });
        }
    }

    /// Tells of all that happened up to a frame.
    pub(super) fn tell(
        &mut self,
        time: Timestamp,
        output: &mut dyn Output,
        report: &mut Report,
    ) -> Result<()> {
        if std::mem::take(&mut self.is_shape_new) {
            output.pointer_shape(time, self.shape.as_ref())?;
        }
        while self.waiting.front().is_some_and(|waiting| waiting.time <= time) {
            let Some(waiting) = self.waiting.pop_front() else { break };
            self.tell_one(&waiting, output, report)?;
        }
        Ok(())
    }

    /// Counts what came after the last frame: it belongs to none.
    pub(super) fn drop_rest(&mut self, report: &mut Report) {
        let undated = self.undated.drain(..).map(|(offset, _)| offset);
        for offset in undated.chain(self.waiting.drain(..).map(|waiting| waiting.offset)) {
            report.note("input after the last frame", offset);
        }
    }

    /// Keeps an action until the frames have come as far. The time is argument `number`, the last.
    fn add(
        &mut self,
        instruction: &Instruction<'_>,
        number: usize,
        action: Action,
        time_of: impl Fn(i64) -> Option<Timestamp>,
    ) -> Carried {
        if self.waiting.len() + self.undated.len() >= limits::GUACAMOLE_WAITING_INPUTS {
            return Err(Refused::Passed("input over the limit of those that wait for a frame"));
        }
        let offset = instruction.offset;
        let last = instruction.last_argument().filter(|(last, _)| *last >= number);
        match last.map(|(last, _)| instruction.milliseconds(last)).transpose()?.and_then(time_of) {
            Some(time) => self.insert(Waiting { time, offset, action }),
            None => self.undated.push((offset, action)),
        }
        Ok(())
    }

    fn insert(&mut self, waiting: Waiting) {
        let place = self.waiting.partition_point(|other| other.time <= waiting.time);
        self.waiting.insert(place, waiting);
    }

    fn tell_one(&mut self, waiting: &Waiting, output: &mut dyn Output, report: &mut Report) -> Result<()> {
        let latest = match waiting.action {
            Action::Move { .. } => self.last_position,
            Action::Key { .. } => self.last_input,
            Action::Mouse { .. } => self.last_input.max(self.last_position),
        };
        if waiting.time < latest {
            report.note("input whose time falls back", waiting.offset);
        }
        let time = waiting.time.max(latest);
        match waiting.action {
            Action::Move { x, y } | Action::Mouse { x, y, .. } => {
                output.pointer_position(time, x, y)?;
                self.last_position = time;
            }
            Action::Key { .. } => {}
        }
        match waiting.action {
            Action::Mouse { x, y, buttons } => output.input(time, &Input::Mouse { x, y, buttons })?,
            Action::Key { keysym, pressed } => output.input(time, &Input::Key { keysym, pressed })?,
            Action::Move { .. } => return Ok(()),
        }
        self.last_input = time;
        Ok(())
    }
}
