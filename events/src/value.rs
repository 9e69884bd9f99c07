//! What a dimension of an event holds, whatever its type.

use serde::{Deserialize, Serialize};

/// The value of one dimension. In JSON a text or a whole number.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Value {
    /// A number from 0.
    Whole(u64),
    /// A number below 0.
    Negative(i64),
    /// Text, as it was recorded: never markup.
    Text(String),
}

impl Value {
    /// A signed number.
    pub const fn signed(number: i64) -> Self {
        if number < 0 { Self::Negative(number) } else { Self::Whole(number.unsigned_abs()) }
    }

    /// The text, where it is one.
    pub fn as_text(&self) -> Option<&str> {
        match self {
            Self::Text(text) => Some(text),
            Self::Whole(_) | Self::Negative(_) => None,
        }
    }
}

impl std::fmt::Display for Value {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Whole(number) => number.fmt(f),
            Self::Negative(number) => number.fmt(f),
            Self::Text(text) => f.write_str(text),
        }
    }
}
