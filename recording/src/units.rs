//! Time and space of a recording, as types.

use serde::{Deserialize, Serialize};

/// Presentation time: microseconds since the start of the recording.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Timestamp(u64);

/// A length of time in microseconds, never negative.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Span(u64);

impl Timestamp {
    /// The start of the recording.
    pub const ZERO: Self = Self(0);
    /// The last time that can be expressed.
    pub const MAX: Self = Self(u64::MAX);

    /// A time from microseconds since the start.
    pub const fn from_us(us: u64) -> Self {
        Self(us)
    }

    /// A time from milliseconds since the start; saturates.
    pub const fn from_ms(ms: u64) -> Self {
        Self(ms.saturating_mul(1000))
    }

    /// Microseconds since the start.
    pub const fn as_us(self) -> u64 {
        self.0
    }

    /// Seconds since the start, rounded to the nearest `f64`.
    #[expect(clippy::cast_precision_loss, reason = "times beyond 2^53 us (285 years) lose microseconds only")]
    pub fn as_secs_f64(self) -> f64 {
        self.0 as f64 / 1e6
    }

    /// The time that lies `seconds` after the start, rounded to the nearest microsecond.
    /// Negative and not-a-number give zero, too large saturates.
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "float casts saturate")]
    pub fn from_secs_f64(seconds: f64) -> Self {
        Self((seconds * 1e6).round() as u64)
    }

    /// The span since `earlier`; zero where `earlier` is later.
    pub const fn since(self, earlier: Self) -> Span {
        Span(self.0.saturating_sub(earlier.0))
    }

    /// This time moved later by `span`; saturates.
    pub const fn plus(self, span: Span) -> Self {
        Self(self.0.saturating_add(span.0))
    }
}

impl Span {
    /// No time at all.
    pub const ZERO: Self = Self(0);

    /// A span from microseconds.
    pub const fn from_us(us: u64) -> Self {
        Self(us)
    }

    /// A span from milliseconds; saturates.
    pub const fn from_ms(ms: u64) -> Self {
        Self(ms.saturating_mul(1000))
    }

    /// A span from seconds; saturates.
    pub const fn from_secs(seconds: u64) -> Self {
        Self(seconds.saturating_mul(1_000_000))
    }

    /// Microseconds.
    pub const fn as_us(self) -> u64 {
        self.0
    }

    /// Seconds, rounded to the nearest `f64`.
    #[expect(clippy::cast_precision_loss, reason = "spans beyond 2^53 us (285 years) lose microseconds only")]
    pub fn as_secs_f64(self) -> f64 {
        self.0 as f64 / 1e6
    }
}

/// Width and height in pixels (pictures) or in cells (terminals).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Size {
    /// Columns.
    pub width: u32,
    /// Rows.
    pub height: u32,
}

impl Size {
    /// A size from columns and rows.
    pub const fn new(width: u32, height: u32) -> Self {
        Self { width, height }
    }

    /// Width times height.
    pub const fn area(self) -> u64 {
        self.width as u64 * self.height as u64
    }

    /// Whether either side is zero.
    pub const fn is_empty(self) -> bool {
        self.width == 0 || self.height == 0
    }
}

/// A rectangle in pixels: left, top, width, height.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Rect {
    /// Left edge.
    pub x: u32,
    /// Top edge.
    pub y: u32,
    /// Columns.
    pub width: u32,
    /// Rows.
    pub height: u32,
}

impl Rect {
    /// A rectangle from its left and top edge, width and height.
    pub const fn new(x: u32, y: u32, width: u32, height: u32) -> Self {
        Self { x, y, width, height }
    }

    /// The whole of a picture of this size.
    pub const fn of(size: Size) -> Self {
        Self::new(0, 0, size.width, size.height)
    }

    /// Whether it holds no pixel.
    pub const fn is_empty(self) -> bool {
        self.width == 0 || self.height == 0
    }

    /// One past the last column; saturates.
    pub const fn right(self) -> u32 {
        self.x.saturating_add(self.width)
    }

    /// One past the last row; saturates.
    pub const fn bottom(self) -> u32 {
        self.y.saturating_add(self.height)
    }

    /// The part of this rectangle that lies inside `other`; empty where they do not meet.
    pub fn intersect(self, other: Self) -> Self {
        let x = self.x.max(other.x);
        let y = self.y.max(other.y);
        let right = self.right().min(other.right());
        let bottom = self.bottom().min(other.bottom());
        Self::new(x, y, right.saturating_sub(x), bottom.saturating_sub(y))
    }

    /// The smallest rectangle that holds both; an empty one counts for nothing.
    pub fn union(self, other: Self) -> Self {
        if self.is_empty() {
            return other;
        }
        if other.is_empty() {
            return self;
        }
        let x = self.x.min(other.x);
        let y = self.y.min(other.y);
        Self::new(x, y, self.right().max(other.right()) - x, self.bottom().max(other.bottom()) - y)
    }
}
