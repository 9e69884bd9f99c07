//! When to write a keyframe: by what it would cost to seek to the last frame, in time and in bytes.

use super::needs::Needs;
use super::operation::{BlockBox, Coding, CopyOperation};
use crate::units::{Rect, Size, Span};

/// What decides when a keyframe is due.
#[derive(Clone, Copy, Debug)]
pub(super) struct KeyRules {
    /// A keyframe is due when a seek to the last frame decodes for longer than this after the last keyframe.
    pub(super) allowed: Span,
    /// A keyframe is due when more than this is stored after the last one.
    pub(super) stored_bytes: u64,
    /// A keyframe is due after this many units.
    pub(super) units: usize,
    /// A span without change that makes a keyframe due sooner: many seeks lead into it.
    pub(super) pause: Span,
    /// The part of what the units take, in hundredths, that what keyframes may take is reckoned from.
    pub(super) share_percent: u64,
}

impl Default for KeyRules {
    fn default() -> Self {
        Self {
            allowed: Span::from_ms(5),
            stored_bytes: 256 * 1024,
            units: 64,
            pause: Span::from_secs(5),
            share_percent: 10,
        }
    }
}

/// Before a pause a keyframe is due at this part of what makes it due otherwise.
const PAUSE_DIVISOR: u64 = 4;

/// What a seek to the last frame would cost.
#[derive(Debug)]
pub(super) struct KeyCost {
    rules: KeyRules,
    /// A keyframe is due beyond these. They are those of the rules, or more once a light keyframe was not worthwhile.
    due_ns: u64,
    due_bytes: u64,
    due_units: usize,
    needs: Needs,
    /// What reading the operation lists since the last keyframe takes.
    lists_ns: u64,
    /// What everything since the last keyframe takes, seen or not.
    all_ns: u64,
    /// Bytes of the units since the last keyframe, and of all.
    stored_bytes: u64,
    all_bytes: u64,
    /// Bytes of the last full keyframe, and of the light ones since.
    full_key_bytes: u64,
    light_key_bytes: u64,
    /// Bytes of all keyframes that could have been left out.
    spent_bytes: u64,
}

/// What a light keyframe would be.
#[derive(Clone, Copy, Debug)]
pub(super) struct LightKey {
    /// Its bytes.
    pub(super) bytes: u64,
    /// What decoding it takes.
    pub(super) ns: u64,
    /// The pixels of its tiles.
    pub(super) px: u64,
}

/// What to do where a keyframe is due.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Due {
    /// Write the light keyframe.
    Light,
    /// Write a full keyframe.
    Full,
    /// Neither is worth its bytes.
    Nothing,
}

impl KeyCost {
    /// Keyframes by these rules.
    pub(super) fn new(rules: KeyRules) -> Self {
        let mut cost = Self {
            rules,
            due_ns: 0,
            due_bytes: 0,
            due_units: 0,
            needs: Needs::default(),
            lists_ns: 0,
            all_ns: 0,
            stored_bytes: 0,
            all_bytes: 0,
            full_key_bytes: 0,
            light_key_bytes: 0,
            spent_bytes: 0,
        };
        cost.restart(Size::default());
        cost
    }

    /// A full keyframe of this many bytes was written; because one was due, or because it could not be left out.
    pub(super) fn full_key(&mut self, size: Size, bytes: u64, was_due: bool) {
        self.restart(size);
        self.full_key_bytes = bytes;
        self.light_key_bytes = 0;
        self.spent_bytes += if was_due { bytes } else { 0 };
    }

    /// A light keyframe of this many bytes was written.
    pub(super) fn light_key(&mut self, size: Size, bytes: u64) {
        self.restart(size);
        self.light_key_bytes += bytes;
        self.spent_bytes += bytes;
    }

    fn restart(&mut self, size: Size) {
        self.due_ns = self.rules.allowed.as_us().saturating_mul(1000);
        self.due_bytes = self.rules.stored_bytes;
        self.due_units = self.rules.units;
        self.needs.restart(size);
        (self.lists_ns, self.all_ns, self.stored_bytes) = (0, 0, 0);
    }

    /// A frame begins, with these copies.
    pub(super) fn frame(&mut self, copies: &[CopyOperation]) {
        self.lists_ns += FRAME_NS + OPERATION_NS * copies.len() as u64;
        self.all_ns += copies.iter().map(copy_ns).sum::<u64>();
        self.needs.copied(copies, copy_ns);
    }

    /// The frame draws this box.
    pub(super) fn tile_box(&mut self, tile: u32, blocks: Option<BlockBox>, rect: Rect, coding: Coding) {
        let ns = draw_ns(coding, rect);
        self.lists_ns += OPERATION_NS;
        self.all_ns += ns;
        self.needs.drawn(tile, blocks, coding != Coding::AsKey, ns);
    }

    /// A unit was written: bytes of its decompressed pixels, and of all of it as it is stored.
    pub(super) fn unit(&mut self, pixel_bytes: usize, stored_bytes: usize) {
        let ns = UNIT_NS + bytes_ns(pixel_bytes);
        self.lists_ns += LISTS_NS;
        self.all_ns += ns;
        self.stored_bytes += stored_bytes as u64;
        self.all_bytes += stored_bytes as u64;
        self.needs.unit(ns, stored_bytes as u64);
    }

    /// Whether a keyframe of the last frame is due, after which nothing changed for `pause`.
    pub(super) fn is_key_due(&self, pause: Span) -> bool {
        let part = if self.is_pause(pause) { PAUSE_DIVISOR } else { 1 };
        self.stored_bytes > self.due_bytes / part
            || self.needs.units() > self.due_units
            // Most of the time the sum of all says already that what survives takes no longer.
            || self.lists_ns + self.all_ns > self.due_ns / part && self.alive_ns() > self.due_ns / part
    }

    fn is_pause(&self, pause: Span) -> bool {
        pause >= self.rules.pause
    }

    /// What a seek to the last frame takes after the keyframe.
    fn alive_ns(&self) -> u64 {
        self.lists_ns + self.needs.alive().ns.min(self.all_ns)
    }

    /// Whether a light keyframe is large enough to weigh a full one against it.
    pub(super) fn may_be_full(&self, light: LightKey, size: Size) -> bool {
        light.px * 10 >= size.area()
    }

    /// What is to be done where a keyframe is due, after which nothing changed for `pause`. `full_bytes` is what a full
    /// keyframe would take, where it may be one. Where neither is written, one is due again only after as much has
    /// followed as makes it worthwhile.
    pub(super) fn decide(&mut self, light: LightKey, full_bytes: Option<u64>, pause: Span) -> Due {
        let part = if self.is_pause(pause) { PAUSE_DIVISOR } else { 1 };
        let is_useful = light.ns * 2 <= self.alive_ns()
            || self.stored_bytes > self.rules.stored_bytes / part
            || self.needs.units() > self.rules.units;
        // A seek loads the last full keyframe and the light one, or only the new full one, which also makes the light
        // ones to come smaller: that pays once they have taken as much.
        let seek_bytes = self.full_key_bytes + light.bytes;
        let has_paid = |full: u64| self.light_key_bytes + light.bytes >= full;
        let is_full_better = |full: &u64| {
            (full * 4 <= seek_bytes * 3 || full * 4 <= seek_bytes * 5 && has_paid(*full))
                && self.is_affordable(*full, pause)
        };
        if is_useful && full_bytes.filter(is_full_better).is_some() {
            return Due::Full;
        }
        if is_useful && self.is_affordable(light.bytes, pause) {
            return Due::Light;
        }
        self.due_ns = self.due_ns.max(self.alive_ns()) * 3 / 2;
        self.due_bytes = self.due_bytes.max(self.stored_bytes) * 11 / 10;
        self.due_units = self.due_units.max(self.needs.units()) * 2;
        Due::Nothing
    }

    /// Whether a keyframe of this many bytes that could be left out may be written.
    fn is_affordable(&self, bytes: u64, pause: Span) -> bool {
        let share = |bytes: u64| bytes.saturating_mul(self.rules.share_percent) / 100;
        let spent_bytes = self.spent_bytes + bytes;
        // Many seeks lead into a pause, so that its keyframe may take what bursts may not, whatever they took before. The
        // first pause comes before much is stored.
        if self.is_pause(pause) {
            bytes <= share(self.stored_bytes) * 5
                && spent_bytes <= share(self.all_bytes) * 2 + self.full_key_bytes
        } else {
            bytes <= share(self.stored_bytes) * 9 / 5
                || bytes <= share(self.stored_bytes) * 2
                    && spent_bytes <= share(self.all_bytes) + self.full_key_bytes / 2
        }
    }

    /// Whether a frame that writes `intra_px` pixels as whole tiles had better be a full keyframe.
    pub(super) fn is_scene_change(intra_px: u64, size: Size) -> bool {
        intra_px * 10 >= size.area() * 9
    }
}

// What decoding takes in a browser's worker, in nanoseconds. `docs/screen-codec.md` tells how it was measured.

/// Finding a unit, checking its hash, starting to decompress its pixels.
const UNIT_NS: u64 = 40_000;
/// The same for its operation lists, which a seek reads whether it needs the pixels or not.
const LISTS_NS: u64 = 30_000;
/// Reading the head of a frame.
const FRAME_NS: u64 = 50;
/// Reading one operation, and telling whether it is needed.
const OPERATION_NS: u64 = 50;

/// Decompressing this many bytes of pixels.
pub(super) fn bytes_ns(bytes: usize) -> u64 {
    bytes as u64 * 5 / 4
}

/// Drawing a box from its bytes.
pub(super) fn draw_ns(coding: Coding, rect: Rect) -> u64 {
    let px = u64::from(rect.width) * u64::from(rect.height);
    let ps_per_px = match coding {
        Coding::Solid => 100,
        Coding::Palette { .. } | Coding::AsKey => 500,
        Coding::Above => 1000,
        Coding::Packed { .. } => 1500,
    };
    100 + px * ps_per_px / 1000
}

fn copy_ns(copy: &CopyOperation) -> u64 {
    100 + u64::from(copy.to.width) * u64::from(copy.to.height) / 2
}
